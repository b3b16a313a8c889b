/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_VOTES_H
#define BURNISH_VOTES_H

#include "ridge.h"

/* The explanation of decast: the proxy in dim grey, and on it in cyan what was
 * taken as neutral. 8-bit sRGB of three bands, lazy: it costs nothing unless
 * somebody looks. Unref the result. NULL with vips_error(). */
VipsImage *burnish_votes_new(VipsImage *proxy, const BurnishRidge *ridge);

#endif /*BURNISH_VOTES_H*/
