/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_WISHES_H
#define BURNISH_REFRAME_WISHES_H

#include "choices.h"
#include "placement.h"

/* Put together what the user says about the place; `focus` and `keep` may be NULL. -1
 * with vips_error(`domain`) when it makes no sense. */
int burnish_wishes_parse(const char *domain, BurnishGravity gravity, VipsArrayDouble *focus,
	VipsArrayDouble *keep, BurnishWishes *wishes);

#endif /*BURNISH_REFRAME_WISHES_H*/
