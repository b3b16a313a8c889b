/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SHAPE_H
#define BURNISH_SHAPE_H

#include "matte.h"

/* Move the edge inwards by `choke` pixels (outwards if negative) and soften it
 * by a Gaussian of `feather` pixels. */
void burnish_shape_edge(BurnishMatte *matte, double choke, double feather);

/* Take away a soft, dark, neutral shadow; with `rebuild`, lay a new one under
 * the picture. Returns whether anything changed. */
gboolean burnish_shape_shadow(BurnishMatte *matte, gboolean rebuild);

/* Cut off what is clear all around, but for a margin; make it square around
 * the middle. Returns whether anything changed. */
gboolean burnish_shape_trim(BurnishMatte *matte, int margin, gboolean square);

#endif /*BURNISH_SHAPE_H*/
