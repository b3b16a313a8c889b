/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_EXIF_H
#define BURNISH_EXIF_H

#include <glib.h>

/* EXIF blocks, as BurnishMetadata holds them: from the TIFF header on. */

/* 1 to 8; 1 when the block has none or is damaged. */
int burnish_exif_orientation(GBytes *exif);

/* Pixels per inch; 0 when the block does not say. */
void burnish_exif_resolution(GBytes *exif, double *xres, double *yres);

/* Whether anything in the block can be read. */
gboolean burnish_exif_is_sound(GBytes *exif);

/* What a picture has become. */
typedef struct {
	int width;
	int height;
	/* Pixels per inch, 0 for unknown. */
	double xres;
	double yres;
	gboolean srgb;
	/* Stored as luma and chroma, whose places the standard then asks for. */
	gboolean has_chroma;
} BurnishExifFacts;

/* The block with orientation (upright), colour space and size made true
 * where it has them, with the density if that is known, and without the thumbnail,
 * which shows the picture as it was. `exif` NULL: a new block. NULL when the block
 * is too damaged to be carried. */
GBytes *burnish_exif_update(GBytes *exif, const BurnishExifFacts *facts);

/* What is said of a picture; NULL: as it was. */
typedef struct {
	const char *description;
	const char *artist;
	const char *copyright;
	const char *software;
	/* "2026:11:24 12:00:00" */
	const char *date;
} BurnishExifTexts;

/* The block with these texts; `exif` NULL: a new block. only: with these and nothing else.
 * NULL when it would be empty. */
GBytes *burnish_exif_describe(GBytes *exif, const BurnishExifTexts *texts, gboolean only);

/* A text tag of the main directory by its EXIF number, NULL when there is
 * none. Free with g_free(). */
char *burnish_exif_text(GBytes *exif, int tag);

#endif /*BURNISH_EXIF_H*/
