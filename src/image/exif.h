/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_EXIF_H
#define BURNISH_EXIF_H

#include <glib.h>

/* EXIF blocks, as BurnishMetadata holds them: from the TIFF header on. */

/* 1 to 8; 1 when the block has none or is damaged. */
int burnish_exif_orientation(GBytes *exif);

/* Pixels per inch; 0 when the block does not say. */
void burnish_exif_resolution(GBytes *exif, double *xres, double *yres);

/* What a picture has become. */
typedef struct {
	int width;
	int height;
	/* Pixels per inch, 0 for unknown. */
	double xres;
	double yres;
} BurnishExifFacts;

/* The block with orientation (upright), colour space (sRGB) and size made true
 * where it has them, with the density if that is known, and without the thumbnail,
 * which shows the picture as it was. `exif` NULL: a new block. NULL when the block
 * is too damaged to be carried. */
GBytes *burnish_exif_update(GBytes *exif, const BurnishExifFacts *facts);

/* A text tag of the main directory by its EXIF number, NULL when there is
 * none. Free with g_free(). */
char *burnish_exif_text(GBytes *exif, int tag);

#endif /*BURNISH_EXIF_H*/
