/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SHADE_H
#define BURNISH_SHADE_H

#include "ground.h"
#include "matte.h"

/* Find soft shadows on the ground and add them to the mask of it. How much of
 * the ground's light is left, 0 to 1, one a pixel, also under the picture; NULL where
 * there is no shadow. Free with g_free(). */
float *burnish_shade_find(const BurnishMatte *matte, const BurnishGround *ground, guint8 *mask);

#endif /*BURNISH_SHADE_H*/
