/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LETTERING_H
#define BURNISH_LETTERING_H

#include <cairo.h>
#include <vips/vips.h>

#include "choices.h"

/* Text set by Pango: shaped, in any script and direction, broken into lines. All lengths
 * are pixels, with the origin at the top left of the space that it is set in. */

typedef struct {
	const char *text;
	/* Whether `text` is Pango's markup; else every character is itself. */
	gboolean markup;
	/* A description of Pango's, such as "Serif Bold". */
	const char *font;
	/* BCP 47; empty: that of the script. */
	const char *language;
	BurnishDirection direction;
	/* Not auto. */
	BurnishAlign align;
	/* Of the font's own height of a line. */
	double line_spacing;
} BurnishLetteringStyle;

typedef struct BurnishLettering BurnishLettering;

/* NULL with vips_error() when the text cannot be read, or has characters that no font
 * here has. */
BurnishLettering *burnish_lettering_new(const BurnishLetteringStyle *style);
void burnish_lettering_free(BurnishLettering *lettering);

/* Set it at a size of the em into lines of at most `width`, unless a word is wider.
 * *block: what it takes up. */
void burnish_lettering_set(BurnishLettering *lettering, double size, double width, VipsRect *block);

/* After setting it. */
int burnish_lettering_lines(const BurnishLettering *lettering);

/* The family that most of it is in, and that of the description where another stands in
 * for it, else NULL; free both with g_free(). */
char *burnish_lettering_family(const BurnishLettering *lettering, char **missing);

/* Draw it, in the source of `cr`; or only its outline, of that width outside of the
 * letters. The origin is that of `cr`. */
void burnish_lettering_fill(const BurnishLettering *lettering, cairo_t *cr);
void burnish_lettering_stroke(const BurnishLettering *lettering, cairo_t *cr, double width);

#endif /*BURNISH_LETTERING_H*/
