/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SCENE_H
#define BURNISH_SCENE_H

#include <vips/vips.h>

/* A picture as a cloud of colours, for measuring: what there is, not where. */

typedef struct {
	/* CIELAB under D65. */
	float L;
	float a;
	float b;

	/* The largest of the three gamma-coded channels, 0..1. */
	float max;
} BurnishSceneColour;

typedef struct {
	BurnishSceneColour *colours;
	int n;
} BurnishScene;

/* proxy: 8- or 16-bit sRGB of three bands, or four with alpha, in memory. Pixels
 * that are transparent for the greater part are left out. Free what it holds with
 * burnish_scene_clear(). */
void burnish_scene_init(BurnishScene *scene, VipsImage *proxy);
void burnish_scene_clear(BurnishScene *scene);

/* One pixel of such a proxy, alpha ignored. */
BurnishSceneColour burnish_scene_colour(VipsImage *proxy, int x, int y);

#endif /*BURNISH_SCENE_H*/
