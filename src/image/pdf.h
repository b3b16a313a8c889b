/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PDF_H
#define BURNISH_PDF_H

#include <vips/vips.h>

#include "metadata.h"

/* Write a PDF of one page that is exactly as large as the picture at the resolution in
 * `metadata`, which must be known. jpeg: put in as it is, not encoded again; or NULL, and
 * then image: 8-bit sRGB or grey without alpha, put in without loss. -1 with vips_error(). */
int burnish_pdf_write(GBytes *jpeg, VipsImage *image, const BurnishMetadata *metadata, int fd);

#endif /*BURNISH_PDF_H*/
