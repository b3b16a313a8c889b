/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_JPEG_H
#define BURNISH_JPEG_H

#include "metadata.h"

/* Read the application segments of a JPEG in memory. */
void burnish_jpeg_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* Rewrite the head of a JPEG that an encoder has begun to write; see
 * burnish_png_head(). What does not fit into a segment goes to
 * metadata->lost. */
GByteArray *burnish_jpeg_head(const guint8 *seen, size_t size,
	BurnishMetadata *metadata, size_t *consumed);

/* See `insert` in format.h. */
GByteArray *burnish_jpeg_insert(const guint8 *data, size_t size, GBytes *xmp);

#endif /*BURNISH_JPEG_H*/
