/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_METADATA_H
#define BURNISH_METADATA_H

#include <glib.h>

/* Everything about a picture that is not pixels, in one form for all file
 * formats. libvips 8.14 loses or alters much of it on the way through (EXIF in
 * TIFF and JPEG XL, XMP in AVIF, the resolution in WebP, gAMA and cICP in PNG,
 * letters outside ASCII in EXIF), so we read and write it ourselves.
 */

/* Text is for people: a file with thousands of chunks is an attack. */
#define BURNISH_MAX_TEXTS 1000

typedef struct {
	char *keyword;
	char *text;
} BurnishText;

typedef struct {
	/* Blocks as they are defined outside of any container: EXIF starts
	 * with its TIFF header, XMP with its packet, IPTC with "8BIM". NULL
	 * when absent. */
	GBytes *exif;
	GBytes *xmp;

	/* EXIF is ours, and says nothing that XMP and the fields below do not say. */
	gboolean exif_repeats;

	GBytes *iptc;

	/* JUMBF store of Content Credentials (C2PA). */
	GBytes *c2pa;

	/* Embedded profile. Set by the loader, from the decoder. */
	GBytes *icc;

	/* Pixels per inch; 0 when the file does not say. */
	double xres;
	double yres;

	/* Of the sheet that the picture was laid out for, in mm; 0 when it was not. In pixels it
	 * is rounded. */
	double sheet_width;
	double sheet_height;
	/* Of it, around the paper: for marks, and then for the bleed. */
	double sheet_marks;
	double sheet_bleed;

	/* PNG text chunks, UTF-8. */
	GPtrArray *texts;

	/* How a PNG without a profile describes its colours. Chromaticities:
	 * x and y of white, red, green, blue. */
	gboolean srgb;
	double gamma;
	gboolean has_chroma;
	double chroma[8];
	gboolean has_cicp;
	guint8 cicp[4];

	/* The file ends before its format says that it is over; decoders that
	 * have all pixels by then do not notice. */
	gboolean cut;

	/* Pictures in the file, if more than one, and bits a sample, if the
	 * container says so. */
	int frames;
	int bits;

	/* What is said of the picture, for writers that have no blocks; NULL when nothing.
	 * The date in the form of ISO 8601. */
	char *title;
	char *author;
	char *copyright;
	char *description;
	char *keywords;
	char *date;

	/* What was there but could not be understood or kept, in words, and what else was
	 * found or done. Neither says a thing twice. */
	GPtrArray *lost;
	GPtrArray *notes;
} BurnishMetadata;

BurnishMetadata *burnish_metadata_new(void);
void burnish_metadata_free(BurnishMetadata *metadata);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishMetadata, burnish_metadata_free)

void burnish_metadata_add_lost(BurnishMetadata *metadata, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

void burnish_metadata_add_note(BurnishMetadata *metadata, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* What the next file needs when a picture is written to several; lists of notes and
 * losses are empty. */
BurnishMetadata *burnish_metadata_copy(const BurnishMetadata *metadata);

void burnish_metadata_add_text(BurnishMetadata *metadata, const char *keyword, const char *text);

/* Replace a block; `bytes` may be NULL and is owned by the metadata then. An empty
 * block is dropped. */
void burnish_metadata_set(GBytes **field, GBytes *bytes);

/* Inches are what people and most formats use. */
#define BURNISH_MM_PER_INCH 25.4

/* What to multiply a resolution with to get pixels per inch, by the code of its
 * unit in TIFF and EXIF: 1 none, 2 inch, 3 centimetre; 0 when that cannot be. */
double burnish_metadata_per_inch(int unit);

#endif /*BURNISH_METADATA_H*/
