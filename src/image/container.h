/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CONTAINER_H
#define BURNISH_CONTAINER_H

#include <glib.h>

/* The four ways in which image files are cut into labelled pieces, each read
 * one piece at a time from bytes in memory. A piece that claims more than there
 * is ends the walk; nothing is ever read past `size`.
 */
typedef struct {
	const guint8 *data;
	size_t size;
	size_t offset;
} BurnishWalk;

typedef struct {
	/* Four letters, or for JPEG the marker's number. */
	guint32 type;
	const guint8 *data;
	size_t length;

	/* Where the piece begins and ends in the whole, label included. */
	size_t begin;
	size_t end;
} BurnishPiece;

#define BURNISH_TYPE4(a, b, c, d) \
	((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

guint16 burnish_get_be16(const guint8 *p);
guint32 burnish_get_be32(const guint8 *p);
guint32 burnish_get_le32(const guint8 *p);
guint64 burnish_get_be64(const guint8 *p);

void burnish_put_be16(GByteArray *out, guint16 v);
void burnish_put_be32(GByteArray *out, guint32 v);
void burnish_put_le32(GByteArray *out, guint32 v);

/* Each starts at offset 0 of the file and skips its signature by itself. JPEG
 * stops at the first scan. */
gboolean burnish_png_next(BurnishWalk *walk, BurnishPiece *piece);
gboolean burnish_jpeg_next(BurnishWalk *walk, BurnishPiece *piece);
gboolean burnish_riff_next(BurnishWalk *walk, BurnishPiece *piece);

/* ISO base media boxes (HEIF, AVIF, JPEG XL, JUMBF). */
gboolean burnish_box_next(BurnishWalk *walk, BurnishPiece *piece);

#endif /*BURNISH_CONTAINER_H*/
