/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_VERDICT_H
#define BURNISH_VERDICT_H

#include "ridge.h"

/* Is a tint a cast, or is it meant? What speaks for and against it, in numbers, and
 * how sure that makes us.
 */

/* Within this distance in a* and b* of the ridge, a colour is taken as a grey. */
#define BURNISH_NEUTRAL_RADIUS 2.5

typedef struct {
	/* The share of the picture that is taken as grey, and the range of
	 * lightness that holds nine tenths of it. */
	double neutral;
	double darkest;
	double lightest;

	/* The mean cast of what is taken as grey: CIEDE2000 to true greys, and
	 * the CIELAB hue angle in degrees. */
	double cast;
	double hue;

	/* The probability that it is a cast that should go. */
	double confidence;

	/* b* of the tinted white. */
	double white_b;

	/* The share that is taken as grey and is as light as can be. */
	double topped;
} BurnishVerdict;

/* Find the tint of a proxy (see scene.h) and judge it. */
void burnish_verdict_find(VipsImage *proxy, BurnishRidge *ridge, BurnishVerdict *verdict);

/* What the confidence is computed from, for the program that fits its weights. */
#define BURNISH_VERDICT_FEATURES 7
extern const char *const burnish_verdict_features[BURNISH_VERDICT_FEATURES];
void burnish_verdict_measure(const BurnishScene *scene, const BurnishRidge *ridge,
	double features[BURNISH_VERDICT_FEATURES]);

#endif /*BURNISH_VERDICT_H*/
