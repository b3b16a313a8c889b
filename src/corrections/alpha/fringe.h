/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FRINGE_H
#define BURNISH_FRINGE_H

#include "matte.h"

/* Soft edges whose colour holds what was behind them: a halo on every other
 * ground. */
typedef struct {
	gboolean found;
	/* The colour of the old ground, 0 to 255. */
	double ground[3];
	/* The share, 0 to 1, of the edge that speaks for it. */
	double share;
	/* How much of it is in the opaque pixels at the edge: in those nearer
	 * than 1.2 pixels, 1.9 and 2.5 pixels to a soft one. */
	double rim[3];
} BurnishFringe;

void burnish_fringe_find(const BurnishMatte *matte, BurnishFringe *fringe);

/* Take the ground that was found out of the colours. */
void burnish_fringe_remove(BurnishMatte *matte, const BurnishFringe *fringe);

#endif /*BURNISH_FRINGE_H*/
