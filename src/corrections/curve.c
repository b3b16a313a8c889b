/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The curve undoes, in this order, what makes a picture too dark: a power on
 * gamma-coded levels, and too little light, which is a factor on linear ones. For
 * pictures darkened by either or both it is the exact inverse but for what
 * rounding has lost.
 */

#include <math.h>

#include "colour.h"
#include "curve.h"

/* A power is infinitely steep at black. Where a step of one 8-bit code would
 * become one of more than this many, there is no information to be lifted: the
 * curve starts as a straight line instead. */
#define MAX_SLOPE 5

/* How far below white the shoulder begins for what would be above it: one and a
 * half times the excess, so that the slope falls smoothly to about a third; but
 * not as low as the middle tones. */
#define SHOULDER 1.5
#define MIN_KNEE 0.7

/* Where shadows were crushed, some of what is black now was not: a lift leaves it
 * two 8-bit codes above, which is less than is seen, L* 0.6, and more than nothing
 * for whoever measures whether the floor of the colours is lost. A lift of less
 * than FULL_FLOOR does so in part. From the level FLOOR_END on the curve is what it
 * was. */
#define FLOOR (2 / 255.0)
#define FULL_FLOOR 0.1
#define FLOOR_END 0.1

static double
lift_shadows(double level, double exponent)
{
	/* Where the power has come down to the slope, seen from black. */
	double toe = exponent < 1 ? pow(MAX_SLOPE, -1 / (1 - exponent)) : 0;

	return level < toe ? level * MAX_SLOPE : pow(level, exponent);
}

/* A hyperbola from the knee, with slope 1, to white at `top`. */
static double
roll_off(double level, double top)
{
	if (top <= 1)
		return level;

	double knee = fmax(MIN_KNEE, 1 - SHOULDER * (top - 1));
	if (level <= knee)
		return level;

	double t = fmin((level - knee) / (top - knee), 1);
	double steepness = (top - knee) / (1 - knee);

	return knee + (1 - knee) * t * steepness / (1 + (steepness - 1) * t);
}

void
burnish_curve_init(BurnishCurve *curve,
	double shadows, double highlights, double white, double top)
{
	double exponent = exp(-shadows);
	double brightest = lift_shadows(white, exponent);
	double gain = burnish_srgb_decode(pow(brightest, 1 - highlights)) / burnish_srgb_decode(brightest);
	double lifted_top = burnish_srgb_encode(gain * burnish_srgb_decode(lift_shadows(top, exponent)));

	double floor = FLOOR * fmin(shadows / FULL_FLOOR, 1);
	for (int i = 0; i <= BURNISH_CURVE_SIZE; i++) {
		double level = lift_shadows((double) i / BURNISH_CURVE_SIZE, exponent);
		double lit = burnish_srgb_encode(gain * burnish_srgb_decode(level));

		double rolled = fmin(roll_off(lit, lifted_top), 1);
		curve->levels[i] = rolled + floor * fmax(1 - rolled / FLOOR_END, 0);
	}
	/* For reading at the very end. */
	curve->levels[BURNISH_CURVE_SIZE + 1] = curve->levels[BURNISH_CURVE_SIZE];
}
