/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PNG_H
#define BURNISH_PNG_H

#include "metadata.h"

/* Read the ancillary chunks of a PNG in memory. Damaged ones are skipped and
 * named in metadata->lost. */
void burnish_png_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* Rewrite the head of a PNG that an encoder has begun to write: ours in place
 * of its own ancillary chunks. `seen` is what it wrote so far. Returns NULL
 * while the head is not complete, and sets `consumed` otherwise. */
GByteArray *burnish_png_head(const guint8 *seen, size_t size,
	BurnishMetadata *metadata, size_t *consumed);

/* Append a chunk with its length and its checksum. */
void burnish_png_put_chunk(GByteArray *out, const char type[4], const void *data, size_t length);

/* See `insert` in format.h. */
GByteArray *burnish_png_insert(const guint8 *data, size_t size, GBytes *xmp);

#endif /*BURNISH_PNG_H*/
