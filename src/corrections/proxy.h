/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PROXY_H
#define BURNISH_PROXY_H

#include <vips/vips.h>

/* The longest side of a proxy, in pixels: enough to see what a picture is
 * made of, and small enough that measuring costs next to nothing. */
#define BURNISH_PROXY_SIZE 512

/* Reduce a picture to a proxy in memory, with the same bands and format.
 *
 * in: any uncoded picture; alpha, if there is one, is the last band. Colour is
 * averaged weighted with alpha, so what lies under zero alpha has no say.
 * Reads the picture once from top to bottom. Unref the result.
 */
int burnish_proxy_new(VipsImage *in, VipsImage **proxy);

/* A pixel of a proxy of uchar or ushort, gamma-coded, 0..1; grey in all three. Returns its
 * alpha, 1 without an alpha channel. */
float burnish_proxy_read(VipsImage *proxy, int x, int y, float rgb[3]);

#endif /*BURNISH_PROXY_H*/
