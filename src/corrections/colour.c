/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "colour.h"

/* IEC 61966-2-1: primaries of BT.709, white D65, to seven digits. */
static const double to_xyz[3][3] = {
	{ 0.4124564, 0.3575761, 0.1804375 },
	{ 0.2126729, 0.7151522, 0.0721750 },
	{ 0.0193339, 0.1191920, 0.9503041 },
};

static const double from_xyz[3][3] = {
	{ 3.2404542, -1.5371385, -0.4985314 },
	{ -0.9692660, 1.8760108, 0.0415560 },
	{ 0.0556434, -0.2040259, 1.0572252 },
};

static const double white[3] = { 0.95047, 1.0, 1.08883 };

void
burnish_colour_multiply(const double m[3][3], const double in[3], double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

void
burnish_linear_to_xyz(const double rgb[3], double xyz[3])
{
	burnish_colour_multiply(to_xyz, rgb, xyz);
}

void
burnish_xyz_to_linear(const double xyz[3], double rgb[3])
{
	burnish_colour_multiply(from_xyz, xyz, rgb);
}

/* CIE 15:2004, with the exact fractions for the straight part near black. */
static double
lab_f(double t)
{
	return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

void
burnish_xyz_to_lab(const double xyz[3], double lab[3])
{
	double fx = lab_f(xyz[0] / white[0]);
	double fy = lab_f(xyz[1] / white[1]);
	double fz = lab_f(xyz[2] / white[2]);

	lab[0] = 116 * fy - 16;
	lab[1] = 500 * (fx - fy);
	lab[2] = 200 * (fy - fz);
}

double
burnish_y_to_lightness(double y)
{
	return 116 * lab_f(y) - 16;
}

double
burnish_lightness_to_y(double lightness)
{
	double f = (lightness + 16) / 116;

	return lightness > 8 ? f * f * f : lightness * 27.0 / 24389.0;
}

void
burnish_srgb_to_lab(const double rgb[3], double lab[3])
{
	double linear[3];
	double xyz[3];

	for (int i = 0; i < 3; i++)
		linear[i] = burnish_srgb_decode(rgb[i]);
	burnish_linear_to_xyz(linear, xyz);
	burnish_xyz_to_lab(xyz, lab);
}
