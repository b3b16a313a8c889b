/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_KEEP_H
#define BURNISH_KEEP_H

#include <vips/vips.h>

/* A model that edits a picture paints all of it anew and takes a mask for a hint. This puts the
 * untouched original back where the mask says so. */

typedef struct {
	/* How far the kept part of the edited picture was from the original, and how far it is
	 * with the colours matched: mean difference of the samples, 0 to 1. */
	double difference;
	double matched;
	/* Share of the picture that comes from the edited one, at least in part. */
	double share;
	/* The edited picture shows another section than the original. */
	gboolean cropped;
} BurnishKeep;

/* original, edited: sRGB or grey of 8 or 16 bits, with or without alpha, in memory or rewindable;
 * of any sizes. mask: see mask.h, of the size of the original. *out is in memory: the size, depth
 * and, where the mask is 0, the samples of the original; `keep` may be NULL. -1 with vips_error(). */
int burnish_keep_outside(VipsImage *original, VipsImage *edited, VipsImage *mask,
	VipsImage **out, BurnishKeep *keep);

#endif /*BURNISH_KEEP_H*/
