/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_LOOK_H
#define BURNISH_REFRAME_LOOK_H

#include <vips/vips.h>

/* The longest side of the coarse map, in cells: a cell is then about one percent
 * of the picture, which is as well as a subject's edge can be told. */
#define BURNISH_LOOK_CELLS 96

/* A box in pixels of the proxy or of the picture. */
typedef struct {
	double left;
	double top;
	double right;
	double bottom;
} BurnishBox;

/* A proxy taken apart into planes that all the detectors share.
 *
 * Fine planes have the size of the proxy, coarse ones a cell of `cell` x `cell`
 * proxy pixels. Colours are opponent: luma, red against green, yellow against
 * blue, all in 0..255 steps of gamma-coded sRGB; where the picture is
 * transparent they are those of the average colour. */
typedef struct {
	int width;
	int height;
	float *luma;
	/* Red minus green and red plus green minus twice blue. */
	float *red_green;
	float *yellow_blue;
	/* 0..1, NULL for an opaque picture. */
	float *alpha;

	int cell;
	int columns;
	int rows;
	/* The means of luma, red-green, yellow-blue. */
	float *colour[3];
	/* Mean slope of luma between neighbours. */
	float *detail;
} BurnishLook;

BurnishLook *burnish_look_new(VipsImage *proxy);
void burnish_look_free(BurnishLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishLook, burnish_look_free)

#endif /*BURNISH_REFRAME_LOOK_H*/
