/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef DARK_H
#define DARK_H

#include <vips/vips.h>

/* Dark pictures, and lifting them, for the tests of lift. */

/* To paint on: vips_image_copy_memory() gives a picture in memory back itself. */
VipsImage *duplicate(VipsImage *in);

/* An 8-bit picture, level by level, as light times `light` and the power of
 * `gamma`, with what is below `cut` lost. */
VipsImage *darken(VipsImage *in, double light, double gamma, double cut);

/* A scene of the renderer, and one in too little light. */
VipsImage *scene(const char *name);
VipsImage *dim(void);

/* A picture from a formula: a level for each place, 8 bits unless deep. */
VipsImage *draw(int width, int height, gboolean deep, double (*level)(double x, double y));

/* Run lift with all automatic but for two numbers, or for none. */
VipsImage *lift(VipsImage *in, const char *name1, double value1, const char *name2, double value2);
VipsImage *lift_auto(VipsImage *in);

/* L* of a pixel, and the median of a picture, as lift reports it. */
double lightness_at(VipsImage *image, int x, int y);
double median(VipsImage *image);

#endif /*DARK_H*/
