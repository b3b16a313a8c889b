/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_EXTEND_H
#define BURNISH_REFRAME_EXTEND_H

#include <vips/vips.h>

/* What a canvas larger than its picture is filled with. */
typedef enum {
	/* Continued where the ground allows it, else mirrored. */
	BURNISH_FILL_AUTO,
	/* The colours of the side go on, with the grain of the ground. */
	BURNISH_FILL_CONTINUE,
	BURNISH_FILL_MIRROR,
	/* The whole picture, enlarged and out of focus. */
	BURNISH_FILL_BLUR,
	BURNISH_FILL_SOLID,
	BURNISH_FILL_TRANSPARENT,
} BurnishFill;

/* The fill for those sides (left, top, right, bottom) of which a part is missing:
 * continued when all of them are smooth. `proxy` is in memory. */
BurnishFill burnish_extend_choose(VipsImage *proxy, const gboolean sides[4]);

/* The part `crop` of a picture, which may reach beyond it. `colour` is for the solid
 * fill: one or three numbers, 0..255. Transparent adds alpha where there is none. */
int burnish_extend(VipsImage *in, VipsImage **out, const VipsRect *crop,
	BurnishFill fill, const double *colour, int n);

#endif /*BURNISH_REFRAME_EXTEND_H*/
