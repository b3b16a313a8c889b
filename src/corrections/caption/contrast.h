/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CONTRAST_H
#define BURNISH_CONTRAST_H

#include <vips/vips.h>

/* Contrast as WCAG 2 defines it, of lettering against what is around it. */

/* What text of any size needs (WCAG 2.2, success criterion 1.4.3, level AA). */
#define BURNISH_CONTRAST_ENOUGH 4.5

/* The luminances of a ground, 0..1, as a histogram on the scale of sRGB. */
#define BURNISH_GROUND_LEVELS 256
typedef struct {
	double counts[BURNISH_GROUND_LEVELS];
	double total;
} BurnishGround;

/* What is in a picture where a mask of its size, of one band of uchar, is set. What is seen
 * through counts as black and as white, for it can become both. */
int burnish_ground_measure(BurnishGround *ground, VipsImage *image, VipsImage *mask);

/* Relative luminance of a colour in sRGB, 0..1. */
double burnish_luminance(const double rgb[3]);

/* (L1 + 0.05) / (L2 + 0.05), 1 to 21. */
double burnish_contrast(double a, double b);

/* The contrast that nearly all of the ground has against `luminance`, with a plate of that
 * opacity and luminance over it. */
double burnish_ground_contrast(const BurnishGround *ground, double luminance, double opacity, double plate);

#endif /*BURNISH_CONTRAST_H*/
