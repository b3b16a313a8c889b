/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FEATHER_H
#define BURNISH_FEATHER_H

#include <vips/vips.h>

/* The distance of each pixel that `inside` is not 0 for to the nearest one that it is 0 for, in
 * pixels; of all others, 0. Far away where there is none. */
void burnish_distance(const guint8 *inside, int width, int height, float *distance);

/* How much of the changed picture shows in each pixel, 0 to 1, for a mask (see mask.h) in memory:
 * nothing outside of it, everything from `feather` pixels inside of its edge. Narrow parts have a
 * narrower feather, so that they are not lost. Free with g_free(). NULL with vips_error(). */
float *burnish_feather(VipsImage *mask, double feather);

#endif /*BURNISH_FEATHER_H*/
