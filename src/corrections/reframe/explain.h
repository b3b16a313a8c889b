/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_EXPLAIN_H
#define BURNISH_REFRAME_EXPLAIN_H

#include "subject.h"

/* A picture of what was seen in `in`: bright where it is salient, with the subject in
 * red, its focus in cyan, lettering in yellow, heads in green and `crop` in white.
 * `inner` is the part of `in` that was looked at, `scale` pixels of it a pixel of the
 * proxy. */
int burnish_explain(VipsImage *in, VipsImage **out, const BurnishSubject *subject,
	const VipsRect *inner, double scale, const VipsRect *crop);

#endif /*BURNISH_REFRAME_EXPLAIN_H*/
