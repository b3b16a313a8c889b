/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPSCALE_SIZE_H
#define BURNISH_UPSCALE_SIZE_H

#include "choices.h"

/* What is asked for. At most one of scale (above 1), to (not empty) and paper. */
typedef struct {
	double scale;
	const char *to;
	const char *paper;
	double dpi;
	/* Of a box: no side smaller than it, if the limit allows that. */
	gboolean cover;
} BurnishSizeWish;

/* -1 with vips_error() where the wish cannot be understood, whatever the picture is. */
int burnish_size_check(const BurnishSizeWish *wish);

/* Whether anything is. */
gboolean burnish_size_is_asked(const BurnishSizeWish *wish);

/* The size that a picture of width x height is to get; its proportions stay, and within
 * a box that is asked for it becomes as large as it can, or so large that it covers it.
 * -1 with vips_error() where the wish cannot be understood or is absurd for it. */
int burnish_size_find(const BurnishSizeWish *wish, int width, int height,
	int *out_width, int *out_height);

#endif /*BURNISH_UPSCALE_SIZE_H*/
