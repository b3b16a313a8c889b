/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef SCENE_H
#define SCENE_H

#include <vips/vips.h>

/* Pictures whose truth is known, since we draw them. All are deterministic. */

typedef enum {
	/* Has neutrals and no cast. */
	SCENE_NEUTRAL,
	/* Warm on purpose, or without any neutral. */
	SCENE_WARM,
	/* Without colour. */
	SCENE_GREY,
} SceneKind;

typedef struct {
	const char *name;
	SceneKind kind;
	/* x and y from 0 to 1; gamma-coded sRGB. */
	void (*draw)(double x, double y, double rgb[3]);
} Scene;

/* Ended by one without a name. */
extern const Scene scenes[];

const Scene *scene_find(const char *name);

/* An 8-bit sRGB picture of three bands, with a little noise, in memory. */
VipsImage *scene_render(const Scene *scene, int width, int height);

/* Put a colour cast on an 8-bit sRGB picture; alpha is kept. Shapes: "white", a
 * white-point shift in linear light; "gamma", a tint of the middle tones; "mixed",
 * both; "light", a tint that grows with lightness; "even", the same tint on all
 * tones. Strength 1 is what generated pictures have at worst. NULL for an unknown
 * shape. */
VipsImage *cast_apply(VipsImage *in, const char *shape, double strength);

extern const char *const cast_shapes[];

/* The mean CIEDE2000 difference of two 8- or 16-bit sRGB pictures. */
double delta_e(VipsImage *a, VipsImage *b);

#endif /*SCENE_H*/
