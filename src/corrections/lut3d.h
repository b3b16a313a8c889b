/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LUT3D_H
#define BURNISH_LUT3D_H

#include <vips/vips.h>

/* Nodes along each axis. Colour corrections are smooth: at 33 nodes the
 * interpolation error stays below half an 8-bit step. */
#define BURNISH_LUT3D_SIZE 33

/* A colour to a colour, both gamma-coded sRGB with 0..1 in gamut; the result
 * may lie outside and is clipped after interpolation. */
typedef void (*BurnishColourMap)(const double in[3], double out[3], const void *data);

/* Apply a colour map to every pixel, through a table.
 *
 * in: three bands of uchar or ushort, sRGB; out: the same, lazy, sequential.
 * `map` is called for the nodes of the table before this returns.
 */
int burnish_lut3d_apply(VipsImage *in, VipsImage **out, BurnishColourMap map, const void *data);

#endif /*BURNISH_LUT3D_H*/
