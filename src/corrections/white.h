/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WHITE_H
#define BURNISH_WHITE_H

#include "tint.h"

/* A white point as text. */

/* "#rrggbb", gamma-coded sRGB, or "x,y", chromaticity of CIE 1931, to a tint that
 * makes white look like that. -1 with vips_error(). */
int burnish_white_parse(const char *text, BurnishTint *tint);

/* The white of a tint as "#rrggbb", as light as it can be. Free with g_free(). */
char *burnish_white_format(const BurnishTint *tint);

#endif /*BURNISH_WHITE_H*/
