/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COLOUR_H
#define BURNISH_COLOUR_H

#include "../base/srgb.h"

/* Colour arithmetic on single colours, in double precision: for tables and
 * proxies, never for whole pictures. RGB is sRGB (IEC 61966-2-1) with 0..1 in
 * gamut; XYZ is relative to Y = 1; Lab is CIELAB under D65, the white of sRGB.
 */

void burnish_colour_multiply(const double m[3][3], const double in[3], double out[3]);

void burnish_linear_to_xyz(const double rgb[3], double xyz[3]);
void burnish_xyz_to_linear(const double xyz[3], double rgb[3]);
void burnish_xyz_to_lab(const double xyz[3], double lab[3]);

/* Relative luminance, 0..1, to CIE L*, 0..100, and back. */
double burnish_y_to_lightness(double y);
double burnish_lightness_to_y(double lightness);

/* Gamma-coded sRGB to CIELAB. */
void burnish_srgb_to_lab(const double rgb[3], double lab[3]);

#endif /*BURNISH_COLOUR_H*/
