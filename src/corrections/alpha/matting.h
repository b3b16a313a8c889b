/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MATTING_H
#define BURNISH_MATTING_H

#include "ground.h"
#include "matte.h"

/* Set the alpha of a matte that is seen over a known ground.
 *
 * mask: TRUE where the ground is surely seen. shadow: whether the darker ground of
 * a soft shadow becomes black of partial alpha, or clear. */
void burnish_matting_run(BurnishMatte *matte, const BurnishGround *ground,
	const guint8 *mask, gboolean shadow);

#endif /*BURNISH_MATTING_H*/
