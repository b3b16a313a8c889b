/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WEIGHTS_H
#define BURNISH_WEIGHTS_H

#include <glib.h>

/* What a network has learned. Its convolutions one after another: 5 x 5 from one map to
 * 16, `layers` of 3 x 3 from 16 to 16, and 3 x 3 from 16 to scale * scale. Of each, the
 * weights in the order row, column, input, output; the biases; and, but for the last,
 * the slopes of PReLU. */
typedef struct {
	const char *name;
	int scale;
	int layers;

	/* IEEE 754 half floats. */
	const guint16 *values;
	int n_values;
} BurnishWeights;

/* Ends with a NULL name. */
extern const BurnishWeights burnish_weights[];

#endif /*BURNISH_WEIGHTS_H*/
