/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TIFF_H
#define BURNISH_TIFF_H

#include "metadata.h"

/* Read the tags of a TIFF in memory. Descriptive tags and the EXIF and GPS
 * directories become one EXIF block. */
void burnish_tiff_read(const guint8 *data, size_t size, BurnishMetadata *metadata);

/* Add our metadata to the finished TIFF behind a read-write descriptor.
 * -1 with vips_error() when that cannot be done. */
int burnish_tiff_patch(int fd, BurnishMetadata *metadata);

#endif /*BURNISH_TIFF_H*/
