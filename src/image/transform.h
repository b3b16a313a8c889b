/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TRANSFORM_H
#define BURNISH_TRANSFORM_H

#include "profile.h"

#include <vips/vips.h>

/* Convert the colours of a picture from one profile to another in one step of lcms2, at
 * their own depth of 8 or 16 bits: what lcms2's own tools do, to the bit. Lazy.
 *
 * in: as many bands as the profile has, and transparency, which stays. `intent` has the numbers of ICC. -1 with
 * vips_error(). */
int burnish_transform(GBytes *from, GBytes *to, int intent, gboolean black_point_compensation,
	VipsImage *in, VipsImage **out);

#endif /*BURNISH_TRANSFORM_H*/
