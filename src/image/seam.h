/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SEAM_H
#define BURNISH_SEAM_H

#include <vips/vips.h>

/* A model that paints a picture anew shifts its colours a little everywhere. What it kept shows by
 * how much, and this takes the shift out of what it changed. */

#define BURNISH_SEAM_TERMS 7

/* A smooth map of colours, different from place to place: what to add to a sample, as a sum of
 * terms of the colour and the place. */
typedef struct {
	double terms[3][BURNISH_SEAM_TERMS];
	/* What may be added at most: no further than was seen. */
	double least[3];
	double most[3];
	/* Mean difference where both pictures should agree, before and after. */
	double before;
	double after;
} BurnishSeam;

/* original, edited: three or four bands of 16 bits in memory, sRGB, small, of one size, the edited
 * one in place. mask: of that size, in memory, 0 where both should agree. The map does nothing
 * when there is too little to find one by, or none that helps. */
void burnish_seam_fit(BurnishSeam *seam, VipsImage *original, VipsImage *edited, VipsImage *mask);

/* Map one colour, 0 to 1. x, y: its place, 0 to 1. */
void burnish_seam_map(const BurnishSeam *seam, double x, double y, const double in[3], double out[3]);

#endif /*BURNISH_SEAM_H*/
