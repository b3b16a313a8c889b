/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REDUCE_H
#define BURNISH_REDUCE_H

#include <vips/vips.h>

/* A picture of 8 or 16 bits, sRGB or grey, with or without alpha, made smaller in
 * linear light. The two scales may differ by rounding. */
int burnish_reduce(VipsImage *in, VipsImage **out, int width, int height);

#endif /*BURNISH_REDUCE_H*/
