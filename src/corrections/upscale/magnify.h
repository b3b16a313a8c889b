/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MAGNIFY_H
#define BURNISH_MAGNIFY_H

#include <vips/vips.h>

#include "network.h"

typedef struct {
	const BurnishNetwork *network;

	/* See BurnishDetail. */
	int passes;

	/* Luma that detail is found in, of one band, in place of that of the picture; NULL for
	 * none. */
	VipsImage *luma;

	/* What the detail is multiplied by. */
	double gain;

	/* How edges are kept from ringing: see BurnishBounds. */
	gboolean is_art;
} BurnishMagnify;

/* Enlarge by the scale of a network; pixel centres stay exactly where they are. `in` has
 * one or three bands, and may have alpha; *out has the format that is asked for, uchar or
 * ushort. */
int burnish_magnify(VipsImage *in, VipsImage **out, const BurnishMagnify *magnify, VipsBandFormat format);

#endif /*BURNISH_MAGNIFY_H*/
