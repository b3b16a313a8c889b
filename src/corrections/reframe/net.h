/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_NET_H
#define BURNISH_REFRAME_NET_H

#include "look.h"

/* What the network says of each cell: how likely it lies in the box of the subject, in
 * that of its focus, and in lettering. */
enum {
	BURNISH_NET_SUBJECT,
	BURNISH_NET_FOCUS,
	BURNISH_NET_TEXT,
	BURNISH_NET_MAPS,
};

/* Cells along the longer side of the picture. */
#define BURNISH_NET_CELLS 16

typedef struct {
	/* Rows and columns that lie in the picture, the last of them perhaps in part:
	 * how many there are in cells, with the fraction. */
	int columns;
	int rows;
	double width;
	double height;
	/* BURNISH_NET_CELLS to a line. */
	float map[BURNISH_NET_MAPS][BURNISH_NET_CELLS * BURNISH_NET_CELLS];
} BurnishNetMaps;

void burnish_net_run(const BurnishLook *look, BurnishNetMaps *maps);

/* From the training, in net_weights.c: by layer, row and column of the kernel, input and
 * output channel; and for each output channel of each layer what a step of a weight is
 * worth, and what is added. */
extern const gint8 burnish_net_weights[];
extern const float burnish_net_scales[];
extern const float burnish_net_biases[];

#endif /*BURNISH_REFRAME_NET_H*/
