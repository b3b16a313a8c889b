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

	/* The floor that 5 % are below. */
	double floor5;

	/* Quantiles of lightness. */
	double lightness5;
	double lightness25;
	double median;
	double lightness95;
	double lightness99;

	/* The lightness that a tenth of what is not black are below. */
	double shadow;

	/* The share of the picture that is black: at most code 1 of 8 bits. */
	double crushed;

	/* The share of the dark colours, those above black and below half, that
	 * have lost their floor: it is at most code 1. */
	double floorless;

	/* 1 less the quotient of mean floor and mean level. */
	double saturation;

	/* The share that has nine tenths of the level of white. */
	double whites;

	/* The mean saturation, 1 - floor / level, of the darker middle tones, of
	 * the lighter tones and of those whites. */
	double saturation_dark;
	double saturation_light;
	double saturation_white;

	/* Some pixels, gamma-coded. */
	float sample[BURNISH_TONE_SAMPLE][3];
	int n_sample;
} BurnishTone;

/* `proxy` is in memory: uchar or ushort, one or three bands and perhaps alpha. */
void burnish_tone_measure(VipsImage *proxy, BurnishTone *tone);

/* The same after a curve, as far as the sample tells. */
void burnish_tone_after(const BurnishTone *tone, const BurnishCurve *curve, BurnishTone *after);

/* The lift of the shadows, 0..1, that brings the median as near to a lightness as
 * can be, beside that lift of the highlights; see curve.h. */
double burnish_tone_reach(const BurnishTone *tone, double lightness, double highlights);

#endif /*BURNISH_TONE_H*/
