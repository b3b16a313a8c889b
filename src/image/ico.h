/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ICO_H
#define BURNISH_ICO_H

#include "saver.h"

/* Write a picture in all sizes of an icon, as the ICO file of Windows and of browsers.
 *
 * image: 8-bit sRGB or grey that can be read several times. metadata: sizes that were
 * left out are noted there. fd: an empty file. -1 with vips_error(). */
int burnish_ico_write(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd);

#endif /*BURNISH_ICO_H*/
