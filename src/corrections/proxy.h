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

#endif /*BURNISH_PROXY_H*/
