/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TIDY_H
#define BURNISH_TIDY_H

#include "matte.h"

/* Faults of an alpha channel that are there. Each function returns how many pixels, or
 * parts, it found, and mends them; those with `enough`, only if there are so many. Sizes
 * are in pixels of full alpha. */

/* Values of `high` and more inside what is meant to be opaque. */
gsize burnish_tidy_opaque(BurnishMatte *matte, double high, double enough);

/* Values of `low` and less that do not belong to a soft edge, glow or shadow. */
gsize burnish_tidy_clear(BurnishMatte *matte, double low, double enough);

/* Dark colourless smears that are never thicker than `high`: what is left of
 * a contact shadow. A shadow that was drawn is thicker somewhere. */
gsize burnish_tidy_haze(BurnishMatte *matte, double high, double enough);

/* Stray parts smaller than `size` that belong to nothing. */
gsize burnish_tidy_islands(BurnishMatte *matte, double size, double low);

/* Holes smaller than `size` deep in what is opaque. */
gsize burnish_tidy_pinholes(BurnishMatte *matte, double size, double high);

#endif /*BURNISH_TIDY_H*/
