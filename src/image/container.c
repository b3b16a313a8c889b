/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Walking the pieces of a file, for the metadata that libvips leaves out. Only
 * labels and lengths are understood here.
 */

#include "container.h"

guint16
burnish_get_be16(const guint8 *p)
{
	return p[0] << 8 | p[1];
}

guint32
burnish_get_be32(const guint8 *p)
{
	return BURNISH_TYPE4(p[0], p[1], p[2], p[3]);
}

guint32
burnish_get_le32(const guint8 *p)
{
	return BURNISH_TYPE4(p[3], p[2], p[1], p[0]);
}

guint64
burnish_get_be64(const guint8 *p)
{
	return (guint64) burnish_get_be32(p) << 32 | burnish_get_be32(p + 4);
}

void
burnish_put_be16(GByteArray *out, guint16 v)
{
	guint8 bytes[2] = { v >> 8, v };

	g_byte_array_append(out, bytes, 2);
}

void
burnish_put_be32(GByteArray *out, guint32 v)
{
	burnish_put_be16(out, v >> 16);
	burnish_put_be16(out, v);
}

void
burnish_put_le32(GByteArray *out, guint32 v)
{
	burnish_put_be32(out, GUINT32_SWAP_LE_BE(v));
}

static size_t
left(const BurnishWalk *walk)
{
	return walk->size - walk->offset;
}

/* Set the piece that has `header` bytes of label, `length` of content and
 * `trailer` after it, and step over it. */
static gboolean
take(BurnishWalk *walk, BurnishPiece *piece, guint32 type, size_t header,
	guint64 length, size_t trailer)
{
	if (left(walk) < header + trailer || length > left(walk) - header - trailer)
		return FALSE;

	piece->type = type;
	piece->data = walk->data + walk->offset + header;
	piece->length = length;
	piece->begin = walk->offset;
	piece->end = walk->offset + header + length + trailer;
	walk->offset = piece->end;

	return TRUE;
}

gboolean
burnish_png_next(BurnishWalk *walk, BurnishPiece *piece)
{
	if (walk->offset == 0)
		walk->offset = MIN(8, walk->size);
	if (left(walk) < 12)
		return FALSE;

	const guint8 *p = walk->data + walk->offset;

	return take(walk, piece, burnish_get_be32(p + 4), 8, burnish_get_be32(p), 4);
}

gboolean
burnish_jpeg_next(BurnishWalk *walk, BurnishPiece *piece)
{
	if (walk->offset == 0)
		walk->offset = MIN(2, walk->size);

	/* Any number of fill bytes may stand before a marker. */
	while (left(walk) >= 2 && walk->data[walk->offset] == 0xff &&
		walk->data[walk->offset + 1] == 0xff)
		walk->offset++;
	if (left(walk) < 4)
		return FALSE;

	const guint8 *p = walk->data + walk->offset;
	guint16 length = burnish_get_be16(p + 2);
	if (p[0] != 0xff || p[1] == 0xda || p[1] == 0xd9 || length < 2)
		return FALSE;

	return take(walk, piece, p[1], 4, length - 2, 0);
}

gboolean
burnish_riff_next(BurnishWalk *walk, BurnishPiece *piece)
{
	if (walk->offset == 0)
		walk->offset = MIN(12, walk->size);
	if (left(walk) < 8)
		return FALSE;

	const guint8 *p = walk->data + walk->offset;
	guint32 length = burnish_get_le32(p + 4);
	/* Odd pieces are padded; a writer may have left the last pad out. */
	size_t pad = (length & 1) && left(walk) - 8 > length ? 1 : 0;

	return take(walk, piece, burnish_get_be32(p), 8, length, pad);
}

gboolean
burnish_box_next(BurnishWalk *walk, BurnishPiece *piece)
{
	if (left(walk) < 8)
		return FALSE;

	const guint8 *p = walk->data + walk->offset;
	guint64 size = burnish_get_be32(p);
	guint32 type = burnish_get_be32(p + 4);
	size_t header = 8;

	/* 1: the size follows in 64 bits; 0: up to the end of the file. */
	if (size == 1) {
		if (left(walk) < 16)
			return FALSE;
		size = burnish_get_be64(p + 8);
		header = 16;
	}
	else if (size == 0)
		size = left(walk);
	if (size < header)
		return FALSE;

	return take(walk, piece, type, header, size - header, 0);
}
