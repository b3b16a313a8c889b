/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INKS_H
#define BURNISH_INKS_H

#include "choices.h"
#include "contrast.h"

/* The colours of a caption. */

/* What was asked for; colours in words or as #rrggbb, NULL or "auto" for automatic, numbers
 * negative for automatic. */
typedef struct {
	const char *color;
	const char *stroke;
	double stroke_width;
	BurnishPlate plate;
	const char *plate_color;
	double plate_opacity;
} BurnishInkWish;

/* sRGB, 0..1; the width in percent of the size of the text, 0 for no stroke; the opacity 0
 * for no plate. */
typedef struct {
	double color[3];
	double stroke[3];
	double stroke_width;
	double plate[3];
	double plate_opacity;
	double contrast;
} BurnishInks;

/* The widest stroke that is chosen by itself, in percent. */
#define BURNISH_AUTO_STROKE 12.0

/* -1 with vips_error() when one of the colours is none. */
int burnish_inks_check(const BurnishInkWish *wish);

/* Choose what stands out best from a ground. */
void burnish_inks_choose(const BurnishInkWish *wish, const BurnishGround *ground, BurnishInks *inks);

/* "white", "black" or "#rrggbb"; free with g_free(). */
char *burnish_ink_name(const double rgb[3]);

#endif /*BURNISH_INKS_H*/
