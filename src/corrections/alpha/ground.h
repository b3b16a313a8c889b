/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_GROUND_H
#define BURNISH_GROUND_H

#include <math.h>

#include "matte.h"

/* What a picture is painted on, everywhere: also where the picture hides it. */
typedef struct {
	gboolean checkerboard;
	/* Three floats a pixel. */
	float *colour;
	/* Of a checkerboard, one a pixel: how far it is from the nearest line, up to 4
	 * pixels, negative in dark squares; NULL for a plain ground. */
	float *pattern;
	/* Standard deviation of what is seen from this, per colour; and how far a
	 * pixel may be off and still be ground. */
	double noise;
	double tolerance;
	/* The average, of the dark and the light squares. */
	double dark[3];
	double light[3];
	/* Sides of the squares, in pixels, and where the lines between them begin, left and
	 * at the top. */
	double period[2];
	double phase[2];
} BurnishGround;

void burnish_ground_clear(BurnishGround *ground);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishGround, burnish_ground_clear)

/* Find a plain or softly shaded ground around the picture. FALSE where there is
 * none. */
gboolean burnish_ground_find_plain(const BurnishMatte *matte, BurnishGround *ground);

/* Find a painted checkerboard. FALSE where there is none. */
gboolean burnish_ground_find_checkerboard(const BurnishMatte *matte, BurnishGround *ground);

/* FALSE where a copy of the picture, smaller by `factor`, shows that there is no painted
 * checkerboard. Squares of less than a pixel and a half of the copy are missed: those of
 * 6 pixels in pictures of more than 2048. */
gboolean burnish_ground_may_be_checkerboard(const BurnishMatte *reduced, double factor);

/* The largest difference of the three colours of a pixel from the ground. */
static inline float
burnish_ground_difference(const BurnishMatte *matte, const BurnishGround *ground, gsize i)
{
	const float *c = matte->colour + i * 3;
	const float *g = ground->colour + i * 3;

	return VIPS_MAX(VIPS_MAX(fabsf(c[0] - g[0]), fabsf(c[1] - g[1])), fabsf(c[2] - g[2]));
}

#endif /*BURNISH_GROUND_H*/
