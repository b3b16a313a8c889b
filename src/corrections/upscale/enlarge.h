/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ENLARGE_H
#define BURNISH_ENLARGE_H

#include <vips/vips.h>

#include "choices.h"

typedef struct {
	int width;
	int height;

	/* Photo, art or pixel. */
	BurnishUpscaleMode kind;
	BurnishQuality quality;

	/* A model in a file, in place of our networks, or NULL. */
	const char *model;

	/* Added to 1, what detail is multiplied by. */
	double sharpness;

	/* 0 to 1. */
	double clean;

	/* The deviation of its grain, in code values of 8 bits; 0 for none. */
	double grain;

	/* Reduced again, the result gives the input. */
	gboolean faithful;
} BurnishEnlarge;

/* Bring a picture to a larger size. *out is lazy, in the format of `in`. */
int burnish_enlarge(VipsImage *in, VipsImage **out, const BurnishEnlarge *settings);

#endif /*BURNISH_ENLARGE_H*/
