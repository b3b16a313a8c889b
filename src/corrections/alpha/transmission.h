/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TRANSMISSION_H
#define BURNISH_TRANSMISSION_H

#include "ground.h"
#include "matte.h"
#include "palette.h"

/* How much of the ground is seen through the picture, 0 to 1, one a pixel; only
 * where that is sure, else 0. mask: TRUE where there is ground alone. soft: TRUE at edges,
 * which say nothing. palette:
 * the solid colours, for a key colour; may be NULL for a checkerboard. Free with g_free(). */
float *burnish_transmission_find(const BurnishMatte *matte, const BurnishGround *ground,
	const guint8 *mask, const guint8 *soft, const BurnishPalette *palette);

#endif /*BURNISH_TRANSMISSION_H*/
