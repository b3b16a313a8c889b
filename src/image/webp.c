/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* WebP's RIFF container (RFC 9649): which chunks there are is announced in a
 * VP8X chunk at the start, so the file is put together anew.
 */

#include <string.h>

#include "container.h"
#include "webp.h"

#define VP8X BURNISH_TYPE4('V', 'P', '8', 'X')
#define VP8L BURNISH_TYPE4('V', 'P', '8', 'L')
#define VP8 BURNISH_TYPE4('V', 'P', '8', ' ')
#define ALPH BURNISH_TYPE4('A', 'L', 'P', 'H')
#define ICCP BURNISH_TYPE4('I', 'C', 'C', 'P')
#define EXIF BURNISH_TYPE4('E', 'X', 'I', 'F')
#define XMP BURNISH_TYPE4('X', 'M', 'P', ' ')
#define C2PA BURNISH_TYPE4('C', '2', 'P', 'A')
#define ANMF BURNISH_TYPE4('A', 'N', 'M', 'F')

enum {
	FLAG_XMP = 1 << 2,
	FLAG_EXIF = 1 << 3,
	FLAG_ALPHA = 1 << 4,
	FLAG_ICC = 1 << 5,
};

void
burnish_webp_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece chunk;
	int frames = 0;

	while (burnish_riff_next(&walk, &chunk))
		switch (chunk.type) {
		case EXIF: {
			/* Some writers keep the label that JPEG needs. */
			size_t skip = chunk.length >= 6 && memcmp(chunk.data, "Exif\0", 6) == 0 ? 6 : 0;
			burnish_metadata_set(&metadata->exif,
				g_bytes_new(chunk.data + skip, chunk.length - skip));
			break;
		}

		case XMP:
			burnish_metadata_set(&metadata->xmp, g_bytes_new(chunk.data, chunk.length));
			break;

		case C2PA:
			burnish_metadata_set(&metadata->c2pa, g_bytes_new(chunk.data, chunk.length));
			break;

		case ANMF:
			frames++;
			break;
		}

	metadata->frames = frames;
	metadata->bits = 8;
}

static void
put_chunk(GByteArray *out, guint32 type, const void *data, size_t length)
{
	burnish_put_be32(out, type);
	burnish_put_le32(out, length);
	g_byte_array_append(out, data, length);
	if (length & 1)
		g_byte_array_append(out, (const guint8 *) "", 1);
}

static void
put_block(GByteArray *out, guint32 type, GBytes *block)
{
	gsize length;

	if (block) {
		const void *data = g_bytes_get_data(block, &length);
		put_chunk(out, type, data, length);
	}
}

/* Width and height less one, 24 bits each, and whether there is alpha: from
 * VP8X when the encoder wrote one, else from the start of the bitstream. */
static gboolean
read_canvas(const BurnishPiece *chunk, guint8 canvas[6], gboolean *alpha)
{
	const guint8 *p = chunk->data;
	guint32 w;
	guint32 h;

	if (chunk->type == VP8X && chunk->length >= 10) {
		memcpy(canvas, p + 4, 6);
		*alpha = p[0] & FLAG_ALPHA;
		return TRUE;
	}
	else if (chunk->type == VP8L && chunk->length >= 5) {
		guint32 bits = burnish_get_le32(p + 1);

		w = bits & 0x3fff;
		h = bits >> 14 & 0x3fff;
		*alpha = bits >> 28 & 1;
	}
	else if (chunk->type == VP8 && chunk->length >= 10) {
		w = ((p[7] << 8 | p[6]) & 0x3fff) - 1;
		h = ((p[9] << 8 | p[8]) & 0x3fff) - 1;
		*alpha = FALSE;
	}
	else
		return FALSE;

	const guint8 bytes[6] = { w, w >> 8, 0, h, h >> 8, 0 };
	memcpy(canvas, bytes, 6);

	return TRUE;
}

GByteArray *
burnish_webp_embed(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece chunk;
	gboolean known = FALSE;
	gboolean alpha = FALSE;
	/* Flags, three reserved bytes, canvas. */
	guint8 header[10] = { 0 };
	g_autoptr(GByteArray) pixels = g_byte_array_new();

	while (burnish_riff_next(&walk, &chunk)) {
		if (!known)
			known = read_canvas(&chunk, header + 4, &alpha);
		if (chunk.type == VP8 || chunk.type == VP8L || chunk.type == ALPH)
			put_chunk(pixels, chunk.type, chunk.data, chunk.length);
	}
	if (!known)
		return NULL;

	header[0] = (alpha ? FLAG_ALPHA : 0) | (metadata->icc ? FLAG_ICC : 0) |
		(metadata->exif ? FLAG_EXIF : 0) | (metadata->xmp ? FLAG_XMP : 0);

	GByteArray *out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *) "RIFF....WEBP", 12);
	put_chunk(out, VP8X, header, sizeof(header));
	put_block(out, ICCP, metadata->icc);
	g_byte_array_append(out, pixels->data, pixels->len);
	put_block(out, EXIF, metadata->exif);
	put_block(out, XMP, metadata->xmp);

	guint32 length = GUINT32_TO_LE(out->len - 8);
	memcpy(out->data + 4, &length, 4);

	return out;
}

GByteArray *
burnish_webp_insert(const guint8 *data, size_t size, GBytes *xmp)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece chunk;
	gboolean alpha;
	guint8 header[10] = { 0 };
	gsize length;
	const void *packet = g_bytes_get_data(xmp, &length);

	/* Whatever lies behind the end would come to lie within. */
	if (size < 12 || burnish_get_le32(data + 4) + (guint64) 8 != size || !burnish_riff_next(&walk, &chunk) ||
		!read_canvas(&chunk, header + 4, &alpha))
		return NULL;
	gboolean is_extended = chunk.type == VP8X;
	header[0] = FLAG_XMP | (is_extended ? chunk.data[0] : alpha ? FLAG_ALPHA
																: 0);

	g_autoptr(GByteArray) out = g_byte_array_sized_new(size + length + 64);
	g_byte_array_append(out, data, 12);
	put_chunk(out, VP8X, header, sizeof(header));
	if (!is_extended)
		walk.offset = chunk.begin;
	while (burnish_riff_next(&walk, &chunk))
		if (chunk.type != XMP)
			put_chunk(out, chunk.type, chunk.data, chunk.length);
	put_chunk(out, XMP, packet, length);
	if (walk.offset != size)
		return NULL;

	guint32 total = GUINT32_TO_LE(out->len - 8);
	memcpy(out->data + 4, &total, 4);

	return g_steal_pointer(&out);
}
