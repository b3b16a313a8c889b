/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RIDGE_H
#define BURNISH_RIDGE_H

#include <vips/vips.h>

#include "tint.h"

/* Looking for the achromatic ridge: what is grey in a scene differs in lightness
 * more than anything else in it does in chroma, so in (L*, a*, b*) greys pile up
 * along one line from black to white, and a cast bends that line away from the
 * axis. All evidence is weak; the line that has most of it wins.
 */

/* Slices of lightness. */
#define BURNISH_RIDGE_SLICES 15

/* A pixel of the reduced picture. */
typedef struct {
	float L;
	float a;
	float b;
} BurnishLab;

typedef struct {
	/* The pixels that count, and how many they are. */
	BurnishLab *pixels;
	int n;

	/* The share of pixels in each slice. */
	double share[BURNISH_RIDGE_SLICES];
} BurnishScene;

/* proxy: 8- or 16-bit sRGB of three bands, or four with alpha, in memory. Pixels
 * that are transparent for the greater part are left out. */
void burnish_scene_init(BurnishScene *scene, VipsImage *proxy);
void burnish_scene_clear(BurnishScene *scene);

typedef struct {
	BurnishTint tint;

	/* Evidence for the tint and for none, in the same units. */
	double score;
	double score_none;

	/* The share of the picture on the tinted ridge, and on the grey axis. */
	double on_ridge;
	double on_axis;

	/* Slices in which the ridge has something. */
	int slices;
} BurnishRidge;

void burnish_ridge_find(const BurnishScene *scene, BurnishRidge *ridge);

#endif /*BURNISH_RIDGE_H*/
