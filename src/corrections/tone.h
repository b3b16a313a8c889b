/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TONE_H
#define BURNISH_TONE_H

#include <vips/vips.h>

#include "curve.h"

/* How light a picture is, in numbers. No opinion: see darkness.h.
 *
 * The level of a pixel is its largest channel, gamma-coded, 0..1; its floor is the
 * smallest. Lightness is CIE L*, 0..100.
 */
#define BURNISH_TONE_SAMPLE 1024

typedef struct {
	/* FALSE: all is transparent, and the rest says nothing. */
	gboolean visible;

	/* The level that 0.3 % of the picture are above, and 0.03 %. */
	double white;
	double top;

	/* Quantiles of level and floor. */
	double level25;
	double floor1;
	double floor5;

	/* Quantiles of lightness. */
	double lightness5;
	double lightness25;
	double median;
	double lightness95;
	double lightness99;

	/* The share of the picture at no more than code 1 of 8 bits, with that of
	 * what is nearly black (12) and dark (20): crushed shadows end in a wall,
	 * others fade out. */
	double crushed;
	double nearly_black;
	double dark;

	/* The share that is about as light as the lightest. */
	double lights;

	/* The mean saturation, 1 - floor / level, of the darker middle tones and
	 * of the lighter tones. */
	double saturation_dark;
	double saturation_light;

	/* Some pixels, gamma-coded. */
	float sample[BURNISH_TONE_SAMPLE][3];
	int n_sample;
} BurnishTone;

/* `proxy` is in memory: uchar or ushort, one or three bands and perhaps alpha. */
void burnish_tone_measure(VipsImage *proxy, BurnishTone *tone);

/* The median lightness after a curve. */
double burnish_tone_median_after(const BurnishTone *tone, const BurnishCurve *curve);

/* The lift of the shadows, 0..1, that brings the median as near to a lightness as
 * can be, beside that lift of the highlights; see curve.h. */
double burnish_tone_reach(const BurnishTone *tone, double lightness, double highlights);

#endif /*BURNISH_TONE_H*/
