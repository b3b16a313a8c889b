/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SRGB_H
#define BURNISH_SRGB_H

#include <glib.h>

/* The curve of sRGB (IEC 61966-2-1), in double precision: for tables and single colours,
 * never for whole pictures. 0..1 in gamut.
 */
double burnish_srgb_decode(double v);
double burnish_srgb_encode(double v);

/* "#rrggbb", gamma-coded, to 0..1. */
gboolean burnish_srgb_parse(const char *text, double rgb[3]);

#endif /*BURNISH_SRGB_H*/
