/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RIDGE_H
#define BURNISH_RIDGE_H

#include "scene.h"
#include "tint.h"

/* Looking for the achromatic ridge: what is grey in a scene differs in lightness
 * more than anything else in it does in chroma, so in (L*, a*, b*) greys pile up
 * along one line from black to white, and a cast bends that line away from the
 * axis. All evidence is weak; the line that has most of it wins.
 */

typedef struct {
	BurnishTint tint;

	/* How much more evidence there is for the tint than for none, in greys that
	 * are not dark: natural logarithms of densities, weighted. */
	double gain;

	/* Where tinted greys lie: a* and b* for each whole L*. */
	float a[101];
	float b[101];
} BurnishRidge;

/* What was found by trying; see ridge.c. Not constant for the sake of the program that
 * tries (tools/train/decast/tune.py), and of nobody else. */
typedef struct {
	/* The blur of the histogram, in cells of 1 in a* and b*, and the density
	 * that is nothing. */
	double blur;
	double nothing;

	/* What a slice counts for with its share of the pixels: the power. The
	 * share counts up to a limit, so that one flat ground does not drown
	 * everything else. */
	double share_limit;
	double share_power;

	/* How sure the likelihood makes us, and how closely red follows blue. */
	double sharpness;
	double follow;

	/* The best single tint is taken when it has so much more evidence than the
	 * mean. */
	double apart;
} BurnishRidgeConstants;

extern BurnishRidgeConstants burnish_ridge_constants;

void burnish_ridge_find(const BurnishScene *scene, BurnishRidge *ridge);

/* How far a colour is, in a* and b*, from the grey of its lightness under the tint. */
double burnish_ridge_distance(const BurnishRidge *ridge, const BurnishSceneColour *colour);

#endif /*BURNISH_RIDGE_H*/
