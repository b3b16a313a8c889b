/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WHOLE_H
#define BURNISH_WHOLE_H

#include <vips/vips.h>

/* A PNG made in one piece, in memory. */

/* Begin one: signature and header. */
void burnish_whole_begin(GByteArray *png, const VipsImage *image, int bits, int colour_type);

/* Compress its lines, each with its filter in front, and end it. */
void burnish_whole_end(GByteArray *png, const guint8 *lines, gsize size, int compression);

/* All of it, for a picture of one to four bands in memory; NULL when it is too large to be
 * done so, and has to be streamed. `filtered`: each line by the filter that suits it best;
 * else by none. */
GBytes *burnish_whole_encode(VipsImage *image, gboolean filtered, int compression);

#endif /*BURNISH_WHOLE_H*/
