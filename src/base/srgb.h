/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SRGB_H
#define BURNISH_SRGB_H

/* The curve of sRGB (IEC 61966-2-1), in double precision: for tables and single colours,
 * never for whole pictures. 0..1 in gamut.
 */
double burnish_srgb_decode(double v);
double burnish_srgb_encode(double v);

#endif /*BURNISH_SRGB_H*/
