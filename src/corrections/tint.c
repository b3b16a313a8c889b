/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The model of a cast and its inverse.
 *
 * The inverse is a von Kries adaptation in the cone space of Lam's Bradford
 * transform (as in ICC.1 and CIECAM97s), but with a white that depends on
 * luminance, since the casts of generated pictures do. With the cast known, the
 * mean error over five shapes of cast was measured to be 0.28 dE00; 0.35 with
 * von Kries on linear sRGB, 0.29 with CAT16 or in CIELAB, 0.68 with a curve for
 * each channel.
 */

#include <math.h>
#include <string.h>

#include "colour.h"
#include "tint.h"

const BurnishTint burnish_tint_none = { 1, 1, 1, 1 };

static const double to_cone[3][3] = {
	{ 0.8951, 0.2664, -0.1614 },
	{ -0.7502, 1.7135, 0.0367 },
	{ 0.0389, -0.0685, 1.0296 },
};

static const double from_cone[3][3] = {
	{ 0.9869929, -0.1470543, 0.1599627 },
	{ 0.4323053, 0.5183603, 0.0492912 },
	{ -0.0085287, 0.0400428, 0.9684867 },
};

/* Cones see next to nothing in the dark, and quotients of nothing are noise. */
#define MIN_CONE 1e-5

/* Where red is above green in a tinted white, green was lowered, since red could
 * not be raised above the white of the picture. How much of that is given back,
 * as an exponent: all of it for casts that shift the white, none for those that
 * tint the tones below. */
#define GIVE_BACK 0.5

void
burnish_tint_grey(const BurnishTint *tint, double level, double rgb[3])
{
	rgb[0] = tint->red_gain * pow(level, tint->red_gamma);
	rgb[1] = level;
	rgb[2] = tint->blue_gain * pow(level, tint->blue_gamma);
}

void
burnish_tint_scale(const BurnishTint *tint, double amount, BurnishTint *scaled)
{
	scaled->red_gain = 1 + amount * (tint->red_gain - 1);
	scaled->red_gamma = 1 + amount * (tint->red_gamma - 1);
	scaled->blue_gain = 1 + amount * (tint->blue_gain - 1);
	scaled->blue_gamma = 1 + amount * (tint->blue_gamma - 1);
}

/* Of a channel g v^p that should be h v^q: g (u / h)^(p / q) with u the wanted value. */
void
burnish_tint_between(const BurnishTint *from, const BurnishTint *to, BurnishTint *between)
{
	between->red_gamma = from->red_gamma / to->red_gamma;
	between->red_gain = from->red_gain / pow(to->red_gain, between->red_gamma);
	between->blue_gamma = from->blue_gamma / to->blue_gamma;
	between->blue_gain = from->blue_gain / pow(to->blue_gain, between->blue_gamma);
}

static void
linear_to_cone(const double rgb[3], double cone[3])
{
	double xyz[3];

	burnish_linear_to_xyz(rgb, xyz);
	burnish_colour_multiply(to_cone, xyz, cone);
}

void
burnish_adaptation_init(BurnishAdaptation *adaptation, const BurnishTint *tint)
{
	double raise = pow(fmax(tint->red_gain, 1), GIVE_BACK);

	for (int i = 0; i < BURNISH_TINT_STEPS; i++) {
		double level = (double) i / (BURNISH_TINT_STEPS - 1);
		double grey = burnish_srgb_decode(level * raise);
		double rgb[3];
		double xyz[3];
		double cone[3];
		double target[3];

		burnish_tint_grey(tint, level, rgb);
		for (int j = 0; j < 3; j++)
			rgb[j] = burnish_srgb_decode(rgb[j]);
		burnish_linear_to_xyz(rgb, xyz);
		adaptation->tinted[i] = xyz[1];
		adaptation->plain[i] = grey;

		linear_to_cone(rgb, cone);
		linear_to_cone((const double[3]){ grey, grey, grey }, target);
		for (int j = 0; j < 3; j++)
			adaptation->factors[i][j] = (target[j] + MIN_CONE) / (fmax(cone[j], 0) + MIN_CONE);
	}
}

/* The step below a luminance, and how far it is to the next. */
static int
find_step(const BurnishAdaptation *adaptation, double y, double *fraction)
{
	int low = 0;
	int high = BURNISH_TINT_STEPS - 1;

	while (high - low > 1) {
		int middle = (low + high) / 2;

		if (adaptation->tinted[middle] <= y)
			low = middle;
		else
			high = middle;
	}

	double span = adaptation->tinted[low + 1] - adaptation->tinted[low];
	*fraction = span > 0 ? fmin(fmax((y - adaptation->tinted[low]) / span, 0), 1) : 0;

	return low;
}

void
burnish_adaptation_map(const double in[3], double out[3], const void *data)
{
	const BurnishAdaptation *adaptation = data;
	double linear[3];
	double xyz[3];
	double cone[3];
	double fraction;

	for (int i = 0; i < 3; i++)
		linear[i] = burnish_srgb_decode(in[i]);
	burnish_linear_to_xyz(linear, xyz);
	burnish_colour_multiply(to_cone, xyz, cone);

	int step = find_step(adaptation, xyz[1], &fraction);
	for (int i = 0; i < 3; i++)
		cone[i] *= (1 - fraction) * adaptation->factors[step][i] +
			fraction * adaptation->factors[step + 1][i];

	burnish_colour_multiply(from_cone, cone, xyz);
	burnish_xyz_to_linear(xyz, linear);
	for (int i = 0; i < 3; i++)
		out[i] = linear[i] >= 0 ? burnish_srgb_encode(linear[i]) : 12.92 * linear[i];
}
