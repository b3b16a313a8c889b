/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MATTING_H
#define BURNISH_MATTING_H

#include "ground.h"
#include "matte.h"

/* Set the alpha of a matte that is seen over a known ground.
 *
 * light: how much light a shadow leaves on the ground; NULL for all of it. mask: TRUE
 * where the ground, in shadow or not, is surely seen. */
void burnish_matting_run(BurnishMatte *matte, const BurnishGround *ground,
	const float *light, const guint8 *mask);

#endif /*BURNISH_MATTING_H*/
