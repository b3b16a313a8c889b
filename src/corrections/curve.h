/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CURVE_H
#define BURNISH_CURVE_H

/* The tone curve of a lift: gamma-coded levels to gamma-coded levels, rising,
 * black to black, or nearly so.
 *
 * `shadows` is the lift of the dark tones: the curve begins as the power
 * exp(-shadows). `highlights` is the share of the headroom that is used: at 1 the
 * level `white` becomes white. Levels above, up to `top`, are held below white by
 * a shoulder.
 */
#define BURNISH_CURVE_SIZE 1024

typedef struct {
	float levels[BURNISH_CURVE_SIZE + 2];
} BurnishCurve;

void burnish_curve_init(BurnishCurve *curve,
	double shadows, double highlights, double white, double top);

/* 0..1 to 0..1; what lies outside is clipped. */
static inline float
burnish_curve_get(const BurnishCurve *curve, float level)
{
	float at = level < 0 ? 0 : level > 1 ? BURNISH_CURVE_SIZE
										 : level * BURNISH_CURVE_SIZE;
	int i = at;

	return curve->levels[i] + (at - i) * (curve->levels[i + 1] - curve->levels[i]);
}

#endif /*BURNISH_CURVE_H*/
