/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CAPTION_PLACE_H
#define BURNISH_CAPTION_PLACE_H

#include "lettering.h"

/* Where lettering goes, and how large it is. */
typedef struct {
	int width;
	int height;
	BurnishPosition position;
	/* Shares of the picture, left, top, width and height; NULL for none. */
	const double *box;
	/* Percent of the shorter side. */
	double margin;
	/* Percent of the height; 0: automatic. */
	double size;
	/* Free around the text, as a share of its size. */
	double border;
} BurnishPlaceWish;

typedef struct {
	/* Of the em, in pixels, and in percent of the height of the picture. */
	double size;
	double percent;
	/* Of the lettering, and what it takes up, in the picture. */
	int left;
	int top;
	VipsRect block;
} BurnishPlace;

/* Set `lettering` so that it fits. -1 with vips_error() when it cannot. */
int burnish_place_find(const BurnishPlaceWish *wish, BurnishLettering *lettering, BurnishPlace *place);

#endif /*BURNISH_CAPTION_PLACE_H*/
