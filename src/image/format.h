/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FORMAT_H
#define BURNISH_FORMAT_H

#include <vips/vips.h>

#include "metadata.h"

/* The file formats that burnish reads and writes: one row each. */
typedef struct {
	/* As written in a recipe, and as said to people. */
	const char *name;
	const char *label;

	/* The first suffix is the one that we write. */
	const char *suffixes[5];

	/* libvips operations; a format whose operation is not in this libvips
	 * is not available. */
	const char *loader;
	const char *saver;

	/* What a web page calls it, NULL where browsers do not show it. */
	const char *mime;

	gboolean holds_alpha;
	gboolean holds_16_bits;
	gboolean holds_cmyk;
	/* Has a quality that can be searched for. */
	gboolean is_lossy;

	/* What the writer can carry. Without a place of its own for the density, EXIF
	 * has to say it. */
	gboolean holds_density;
	gboolean holds_exif;
	gboolean holds_xmp;
	gboolean holds_icc;
	gboolean holds_iptc;
	gboolean holds_text;

	void (*read)(const guint8 *data, size_t size, BurnishMetadata *metadata);

	/* How metadata gets into a file that libvips encodes; at most one is
	 * set. head: rewrite the beginning while the rest streams by. embed:
	 * put a finished file in memory together anew. patch: add to a
	 * finished file. None: libvips writes the blocks itself. */
	GByteArray *(*head)(const guint8 *seen, size_t size,
		BurnishMetadata *metadata, size_t *consumed);
	GByteArray *(*embed)(const guint8 *data, size_t size, BurnishMetadata *metadata);
	int (*patch)(int fd, BurnishMetadata *metadata);

	/* A whole file with this XMP in the place of what it has, and every other byte as it was;
	 * NULL when it is damaged or there is no room. */
	GByteArray *(*insert)(const guint8 *data, size_t size, GBytes *xmp);

	/* A document around a picture instead of a picture: `jpeg` is it as a JPEG, `image`
	 * as pixels; one of them is NULL. */
	int (*write)(GBytes *jpeg, VipsImage *image, const BurnishMetadata *metadata, int fd);

	/* Holds the picture several times, in the sizes of icons: see ico.h. */
	gboolean is_icon;
} BurnishFormat;

/* All formats, ended by one without a name. */
extern const BurnishFormat burnish_formats[];

const BurnishFormat *burnish_format_by_name(const char *name);

/* By the suffix of a file name, in any case; NULL when it is none of ours. */
const BurnishFormat *burnish_format_by_suffix(const char *filename);

/* Whether the name of a result fits the format that was asked for, NULL for none: -1 with
 * vips_error() where it names another. A suffix that names no format fits all. */
int burnish_format_check_name(const BurnishFormat *format, const char *filename);

/* By the first bytes of a file; NULL when it is none of ours. */
const BurnishFormat *burnish_format_sniff(const guint8 *data, size_t size);

/* What a file that is none of ours seems to be, for an error message: "an SVG
 * drawing", "a Git LFS pointer, not the picture itself". Sets `blocked` when
 * it is a picture that we refuse to read on purpose. */
const char *burnish_format_describe(const guint8 *data, size_t size, gboolean *blocked);

gboolean burnish_format_can_load(const BurnishFormat *format);
gboolean burnish_format_can_save(const BurnishFormat *format);

#endif /*BURNISH_FORMAT_H*/
