/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_IFD_H
#define BURNISH_IFD_H

#include <glib.h>

/* The directories of tags that TIFF 6.0 defines and EXIF is made of. */

typedef struct {
	const guint8 *data;
	size_t size;
	gboolean big_endian;
	/* Where the first directory is. */
	guint32 first;
} BurnishTiff;

typedef struct {
	guint16 tag;
	guint16 type;
	guint32 count;
	/* In the byte order of the file. */
	const guint8 *value;
	size_t length;
} BurnishTag;

/* FALSE when the bytes are not a classic TIFF header. */
gboolean burnish_tiff_open(BurnishTiff *tiff, const guint8 *data, size_t size);

/* The directory at `offset` as an array of BurnishTag, without entries that
 * are damaged; empty when there is none. Free with g_array_unref(). */
GArray *burnish_tiff_directory(const BurnishTiff *tiff, guint32 offset);

/* How many pictures are chained from the first one, not counting thumbnails. */
int burnish_tiff_pages(const BurnishTiff *tiff);

const BurnishTag *burnish_tag_find(const GArray *directory, guint16 tag);

/* The first number in a tag of type BYTE, SHORT, LONG or RATIONAL; 0 when there
 * is no such tag. */
double burnish_tag_number(const BurnishTiff *tiff, const GArray *directory, guint16 tag);

#define BURNISH_TAG_EXIF 34665
#define BURNISH_TAG_GPS 34853

/* Directories to write: the main one and the two that EXIF hangs below it,
 * which may be empty. The pointer tags are made here and must not be in
 * `main`. Values come from a file with the byte order of `from`. */
typedef struct {
	const GArray *main;
	const GArray *exif;
	const GArray *gps;
} BurnishDirectories;

/* Append the directories to `out`, whose first byte lies at file offset
 * `base`, in little or big endian. Returns the offset of the main one. */
guint32 burnish_tiff_write(GByteArray *out, guint32 base, gboolean big_endian,
	const BurnishDirectories *directories);

/* A copy of a tag with its value in the other byte order, the value owned by
 * `pool` (an array of g_malloc()ed blocks). */
BurnishTag burnish_tag_swap(const BurnishTag *tag, GPtrArray *pool);

#endif /*BURNISH_IFD_H*/
