/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RELIGHT_H
#define BURNISH_RELIGHT_H

#include <vips/vips.h>

#include "base.h"
#include "curve.h"

/* What to do to every pixel. */
typedef struct {
	BurnishCurve curve;
	BurnishBase *base;

	/* How much of the contrast of detail is kept, 0 for the curve alone. */
	float local;

	/* How much of the veil is taken off, and the light that it has. */
	float dehaze;
	float white;
} BurnishRelight;

/* Lazy, sequential; takes `relight`, which was allocated with g_new(), and its
 * base over. in: one or three bands of uchar or ushort. */
int burnish_relight_apply(VipsImage *in, VipsImage **out, BurnishRelight *relight);

#endif /*BURNISH_RELIGHT_H*/
