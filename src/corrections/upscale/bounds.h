/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BOUNDS_H
#define BURNISH_BOUNDS_H

#include <glib.h>

/* Between what luma the detail of each pixel of a tile is to stay, and how far that is to be
 * enforced, from 0 to 1. Planes have rows of `max_side`. */
typedef struct {
	float *low;
	float *high;
	float *weight;
	int max_side;

	/* Of luma that is looked at around a pixel. */
	int reach;

	float *columns[2];
} BurnishBounds;

/* For art, the nearest nine pixels are the bounds everywhere. For photographs a wider
 * neighbourhood is, and only where it has two levels and little in between, as lettering and
 * drawn lines have. */
BurnishBounds *burnish_bounds_new(int max_side, gboolean is_art);
void burnish_bounds_free(BurnishBounds *bounds);

/* `luma` points to the first pixel of the tile in a plane with at least `reach` pixels around
 * it. */
void burnish_bounds_find(BurnishBounds *bounds, const float *luma, int stride, int width, int height);

#endif /*BURNISH_BOUNDS_H*/
