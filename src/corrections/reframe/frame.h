/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_FRAME_H
#define BURNISH_REFRAME_FRAME_H

#include "placement.h"
#include "target.h"

/* The largest part of `inner` with that ratio, placed by subject and wishes. */
VipsRect burnish_frame_crop(const BurnishSubject *subject, const BurnishWishes *wishes,
	const VipsRect *inner, double ratio);

/* The smallest canvas of that ratio around `inner`. The room goes where the wishes
 * say; else to both sides, but not to one where the subject is cut. */
VipsRect burnish_frame_extend(const BurnishSubject *subject, const BurnishWishes *wishes,
	const VipsRect *inner, double ratio);

/* The share of the subject that a part of `inner` loses, 0..1. */
double burnish_frame_lost(const BurnishSubject *subject, const VipsRect *inner, const VipsRect *crop);

/* Whether a part of `inner` has all that is to be kept. */
gboolean burnish_frame_keeps(const BurnishWishes *wishes, const VipsRect *inner, const VipsRect *crop);

#endif /*BURNISH_REFRAME_FRAME_H*/
