/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WEBP_H
#define BURNISH_WEBP_H

#include "metadata.h"

/* Read the metadata chunks of a WebP in memory. */
void burnish_webp_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* A finished WebP with our metadata in place of any that it has; NULL when it is not
 * WebP. */
GByteArray *burnish_webp_embed(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* See `insert` in format.h. */
GByteArray *burnish_webp_insert(const guint8 *data, size_t size, GBytes *xmp);

#endif /*BURNISH_WEBP_H*/
