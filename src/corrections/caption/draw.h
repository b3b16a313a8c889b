/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CAPTION_DRAW_H
#define BURNISH_CAPTION_DRAW_H

#include "lettering.h"

/* Lettering as pixels, of a part of the picture that it is in. */
typedef struct {
	const BurnishLettering *lettering;
	/* Its origin, in the picture. */
	int left;
	int top;
	/* The part that is drawn. */
	VipsRect rect;
} BurnishDrawing;

/* The letters, of four bands of uchar. All return NULL with vips_error(). */
VipsImage *burnish_draw_letters(const BurnishDrawing *drawing, const double rgb[3]);

/* Masks, of one band of uchar: the letters grown by a stroke of some pixels; a plate with
 * round corners and an opacity. */
VipsImage *burnish_draw_stroke(const BurnishDrawing *drawing, double width);
VipsImage *burnish_draw_plate(const BurnishDrawing *drawing, const VipsRect *plate, double radius, double opacity);

#endif /*BURNISH_CAPTION_DRAW_H*/
