/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FLAT_H
#define BURNISH_FLAT_H

#include "saver.h"

/* Find out how a PNG becomes smallest without any loss: with a palette, when the picture
 * has few colours, and with which filters; and encode it, unless it is large. image: in memory. -1 with vips_error(). */
int burnish_flat_choose(BurnishEncoding *encoding, VipsImage *image);

#endif /*BURNISH_FLAT_H*/
