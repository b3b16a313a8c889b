/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_CONTINUE_H
#define BURNISH_REFRAME_CONTINUE_H

#include <vips/vips.h>

/* A canvas `crop` around all of a picture, filled by going on with the colours, the
 * gradient and the grain of its sides. */
int burnish_continue(VipsImage *in, VipsImage **out, const VipsRect *crop);

#endif /*BURNISH_REFRAME_CONTINUE_H*/
