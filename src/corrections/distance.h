/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DISTANCE_H
#define BURNISH_DISTANCE_H

/* The Euclidean distance, in pixels, from the middle of every pixel to the edge of what is
 * covered. `cover` is 0 to 1, one a pixel, and says by its fractions where in a pixel the
 * edge runs. Less than 0 within it, but no farther than half a pixel; BURNISH_DISTANCE_FAR
 * where nothing is covered. To a fraction of a pixel up to `near`, beyond that to whole
 * ones. Linear time; 21 bytes a pixel. Free with g_free(). */
float *burnish_distance_new(const float *cover, int width, int height, double near);

#define BURNISH_DISTANCE_FAR 1e9F

/* Move the edge of what is covered outwards by `by` pixels, inwards if negative. */
void burnish_distance_grow(float *cover, int width, int height, double by);

#endif /*BURNISH_DISTANCE_H*/
