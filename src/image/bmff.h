/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BMFF_H
#define BURNISH_BMFF_H

#include "metadata.h"

/* Formats made of ISO base media boxes. */

/* Read the metadata items of a HEIC or AVIF file in memory. */
void burnish_heif_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* Read the metadata boxes of a JPEG XL file in memory. */
void burnish_jxl_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* A finished JPEG XL, bare or in a container, with our metadata in boxes of its
 * own; NULL when it is not JPEG XL. */
GByteArray *burnish_jxl_embed(const guint8 *data, size_t size, BurnishMetadata *metadata);

#endif /*BURNISH_BMFF_H*/
