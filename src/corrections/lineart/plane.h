/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PLANE_H
#define BURNISH_PLANE_H

#include <vips/vips.h>

/* One float a pixel, and what morphology and blurring do to it. What lies beyond the edges
 * is as what lies next to them. */
typedef struct {
	int width;
	int height;
	gsize n;
	float *data;
} BurnishPlane;

BurnishPlane *burnish_plane_new(int width, int height);
BurnishPlane *burnish_plane_copy(const BurnishPlane *plane);
void burnish_plane_free(BurnishPlane *plane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishPlane, burnish_plane_free)

/* The largest, or smallest, value in a square of 2 * radius + 1. In place; the time does
 * not depend on the radius. */
void burnish_plane_dilate(BurnishPlane *plane, int radius);
void burnish_plane_erode(BurnishPlane *plane, int radius);

/* A Gaussian of `sigma` pixels. NULL with vips_error(). */
BurnishPlane *burnish_plane_blur(const BurnishPlane *plane, double sigma);

#endif /*BURNISH_PLANE_H*/
