/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PNG chunks (PNG Third Edition, W3C 2025): text, EXIF, XMP, resolution, colour
 * tags, animation and Content Credentials.
 */

#include <math.h>
#include <string.h>
#include <zlib.h>

#include "container.h"
#include "png.h"

#define XMP_KEYWORD "XML:com.adobe.xmp"

/* A few bytes that inflate to gigabytes are an attack. */
#define MAX_KEYWORD 79
#define MAX_INFLATED (8 << 20)

/* Text longer than this is written compressed, as the standard advises. */
#define COMPRESS_ABOVE 1024

static GByteArray *
inflate_all(const guint8 *data, size_t length)
{
	GByteArray *out = g_byte_array_new();
	guint8 buffer[16384];
	z_stream stream = { .next_in = (guint8 *) data, .avail_in = length };
	int result = inflateInit(&stream);

	while (result == Z_OK && out->len <= MAX_INFLATED) {
		stream.next_out = buffer;
		stream.avail_out = sizeof(buffer);
		result = inflate(&stream, Z_NO_FLUSH);
		g_byte_array_append(out, buffer, sizeof(buffer) - stream.avail_out);
	}
	inflateEnd(&stream);

	if (result != Z_STREAM_END) {
		g_byte_array_unref(out);
		return NULL;
	}

	return out;
}

static GByteArray *
deflate_all(const void *data, size_t length)
{
	uLongf size = compressBound(length);
	GByteArray *out = g_byte_array_new();

	g_byte_array_set_size(out, size);
	if (compress2(out->data, &size, data, length, Z_BEST_COMPRESSION) != Z_OK)
		g_assert_not_reached();
	g_byte_array_set_size(out, size);

	return out;
}

static void
add_text(BurnishMetadata *metadata, const char *keyword, const guint8 *text,
	size_t length, gboolean latin1)
{
	/* libvips writes XMP as zTXt, which is wrong but common. */
	if (g_str_equal(keyword, XMP_KEYWORD)) {
		burnish_metadata_set(&metadata->xmp, g_bytes_new(text, length));
		return;
	}

	g_autofree char *utf8 = latin1
		? g_convert((const char *) text, length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL)
		: g_utf8_make_valid((const char *) text, length);
	if (!utf8 || metadata->texts->len >= BURNISH_MAX_TEXTS)
		return;

	g_autofree char *name = g_convert(keyword, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
	burnish_metadata_add_text(metadata, name, utf8);
}

/* The NUL-terminated string at the start of a piece; `rest` is what follows. */
static const char *
take_string(const guint8 **rest, size_t *length)
{
	const guint8 *start = *rest;
	const guint8 *end = memchr(start, 0, *length);

	if (!end)
		return NULL;
	*length -= end + 1 - start;
	*rest = end + 1;

	return (const char *) start;
}

static gboolean
read_compressed(BurnishMetadata *metadata, const char *keyword,
	const guint8 *data, size_t length, gboolean latin1)
{
	g_autoptr(GByteArray) text = inflate_all(data, length);

	if (!text)
		return FALSE;
	add_text(metadata, keyword, text->data, text->len, latin1);

	return TRUE;
}

/* tEXt: keyword, text. zTXt: keyword, method, deflated text. iTXt: keyword,
 * compressed?, method, language, translated keyword, text. */
static gboolean
read_text(const BurnishPiece *chunk, BurnishMetadata *metadata)
{
	const guint8 *p = chunk->data;
	size_t length = chunk->length;
	const char *keyword = take_string(&p, &length);

	if (!keyword || !*keyword || strlen(keyword) > MAX_KEYWORD)
		return FALSE;

	if (chunk->type == BURNISH_TYPE4('t', 'E', 'X', 't')) {
		add_text(metadata, keyword, p, length, TRUE);
		return TRUE;
	}
	if (chunk->type == BURNISH_TYPE4('z', 'T', 'X', 't'))
		return length >= 1 && p[0] == 0 &&
			read_compressed(metadata, keyword, p + 1, length - 1, TRUE);

	if (length < 2)
		return FALSE;
	gboolean compressed = p[0];
	p += 2;
	length -= 2;
	/* The language, and the keyword in it. */
	for (int i = 0; i < 2; i++)
		if (!take_string(&p, &length))
			return FALSE;
	if (compressed)
		return read_compressed(metadata, keyword, p, length, FALSE);
	add_text(metadata, keyword, p, length, FALSE);

	return TRUE;
}

static void
read_colour(const BurnishPiece *chunk, BurnishMetadata *metadata)
{
	const guint8 *p = chunk->data;

	switch (chunk->type) {
	case BURNISH_TYPE4('s', 'R', 'G', 'B'):
		metadata->srgb = TRUE;
		break;

	case BURNISH_TYPE4('g', 'A', 'M', 'A'):
		if (chunk->length == 4)
			metadata->gamma = burnish_get_be32(p) / 100000.0;
		break;

	case BURNISH_TYPE4('c', 'H', 'R', 'M'):
		if (chunk->length == 32) {
			metadata->has_chroma = TRUE;
			for (int i = 0; i < 8; i++)
				metadata->chroma[i] = burnish_get_be32(p + 4 * i) / 100000.0;
		}
		break;

	case BURNISH_TYPE4('c', 'I', 'C', 'P'):
		if (chunk->length == 4) {
			metadata->has_cicp = TRUE;
			memcpy(metadata->cicp, p, 4);
		}
		break;
	}
}

static void
read_chunk(const BurnishPiece *chunk, BurnishMetadata *metadata)
{
	const guint8 *p = chunk->data;

	switch (chunk->type) {
	case BURNISH_TYPE4('I', 'H', 'D', 'R'):
		if (chunk->length >= 13)
			metadata->bits = p[8];
		break;

	case BURNISH_TYPE4('p', 'H', 'Y', 's'):
		/* Unit 1 is the metre; without a unit only the shape of a
		 * pixel is given. */
		if (chunk->length == 9 && p[8] == 1) {
			metadata->xres = burnish_get_be32(p) / 1000.0 * BURNISH_MM_PER_INCH;
			metadata->yres = burnish_get_be32(p + 4) / 1000.0 * BURNISH_MM_PER_INCH;
		}
		break;

	case BURNISH_TYPE4('e', 'X', 'I', 'f'):
		burnish_metadata_set(&metadata->exif, g_bytes_new(p, chunk->length));
		break;

	case BURNISH_TYPE4('c', 'a', 'B', 'X'):
		burnish_metadata_set(&metadata->c2pa, g_bytes_new(p, chunk->length));
		break;

	case BURNISH_TYPE4('a', 'c', 'T', 'L'):
		if (chunk->length == 8)
			metadata->frames = MIN(burnish_get_be32(p), G_MAXINT);
		break;

	case BURNISH_TYPE4('t', 'E', 'X', 't'):
	case BURNISH_TYPE4('z', 'T', 'X', 't'):
	case BURNISH_TYPE4('i', 'T', 'X', 't'):
		if (!read_text(chunk, metadata))
			burnish_metadata_add_lost(metadata, "a damaged text chunk");
		break;

	default:
		read_colour(chunk, metadata);
		break;
	}
}

void
burnish_png_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece chunk;

	metadata->cut = TRUE;
	while (metadata->cut && burnish_png_next(&walk, &chunk)) {
		read_chunk(&chunk, metadata);
		metadata->cut = chunk.type != BURNISH_TYPE4('I', 'E', 'N', 'D');
	}
}

void
burnish_png_put_chunk(GByteArray *out, const char type[4], const void *data, size_t length)
{
	burnish_put_be32(out, length);
	guint start = out->len;
	g_byte_array_append(out, (const guint8 *) type, 4);
	g_byte_array_append(out, data, length);
	burnish_put_be32(out, crc32(0, out->data + start, length + 4));
}

static void
put_icc(GByteArray *out, GBytes *icc)
{
	size_t length;
	const void *data = g_bytes_get_data(icc, &length);
	g_autoptr(GByteArray) packed = deflate_all(data, length);
	/* Name, its NUL, and method 0. */
	guint8 name[5] = "icc";

	g_byte_array_prepend(packed, name, sizeof(name));
	burnish_png_put_chunk(out, "iCCP", packed->data, packed->len);
}

static void
put_itxt(GByteArray *out, const char *keyword, const void *text, size_t length)
{
	g_autoptr(GByteArray) chunk = g_byte_array_new();
	/* Not compressed, method 0, no language, no translated keyword. */
	const guint8 flags[4] = { 0 };

	g_byte_array_append(chunk, (const guint8 *) keyword, strlen(keyword) + 1);
	g_byte_array_append(chunk, flags, sizeof(flags));
	g_byte_array_append(chunk, text, length);
	burnish_png_put_chunk(out, "iTXt", chunk->data, chunk->len);
}

static void
put_text(GByteArray *out, const BurnishText *text)
{
	gsize length;
	g_autofree char *keyword =
		g_convert(text->keyword, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
	g_autofree char *latin1 =
		g_convert(text->text, -1, "ISO-8859-1", "UTF-8", NULL, &length, NULL);

	/* One that did not come from a PNG may be no keyword. */
	if (!keyword || !*keyword || strlen(keyword) > MAX_KEYWORD)
		return;
	if (!latin1) {
		put_itxt(out, keyword, text->text, strlen(text->text));
		return;
	}

	g_autoptr(GByteArray) chunk = g_byte_array_new();
	g_byte_array_append(chunk, (const guint8 *) keyword, strlen(keyword) + 1);
	if (length <= COMPRESS_ABOVE) {
		g_byte_array_append(chunk, (const guint8 *) latin1, length);
		burnish_png_put_chunk(out, "tEXt", chunk->data, chunk->len);
		return;
	}

	g_autoptr(GByteArray) packed = deflate_all(latin1, length);
	const guint8 method = 0;
	g_byte_array_append(chunk, &method, 1);
	g_byte_array_append(chunk, packed->data, packed->len);
	burnish_png_put_chunk(out, "zTXt", chunk->data, chunk->len);
}

static guint32
per_metre(double per_inch)
{
	return rint(per_inch / BURNISH_MM_PER_INCH * 1000.0);
}

/* All of ours, in the order that the standard asks for: colour, then the rest,
 * all before the pixels. */
static void
put_metadata(GByteArray *out, const BurnishMetadata *metadata)
{
	if (metadata->icc)
		put_icc(out, metadata->icc);
	else if (metadata->srgb)
		/* Intent 0, perceptual: right for photographs, and what
		 * nobody looks at. */
		burnish_png_put_chunk(out, "sRGB", "", 1);

	if (metadata->xres > 0) {
		g_autoptr(GByteArray) chunk = g_byte_array_new();
		const guint8 metre = 1;

		burnish_put_be32(chunk, per_metre(metadata->xres));
		burnish_put_be32(chunk, per_metre(metadata->yres));
		g_byte_array_append(chunk, &metre, 1);
		burnish_png_put_chunk(out, "pHYs", chunk->data, chunk->len);
	}

	if (metadata->exif)
		burnish_png_put_chunk(out, "eXIf", g_bytes_get_data(metadata->exif, NULL),
			g_bytes_get_size(metadata->exif));
	if (metadata->xmp)
		put_itxt(out, XMP_KEYWORD, g_bytes_get_data(metadata->xmp, NULL),
			g_bytes_get_size(metadata->xmp));
	for (guint i = 0; i < metadata->texts->len; i++)
		put_text(out, metadata->texts->pdata[i]);
}

static gboolean
is_xmp(const BurnishPiece *chunk)
{
	return (chunk->type == BURNISH_TYPE4('i', 'T', 'X', 't') || chunk->type == BURNISH_TYPE4('z', 'T', 'X', 't')) &&
		chunk->length >= sizeof(XMP_KEYWORD) && memcmp(chunk->data, XMP_KEYWORD, sizeof(XMP_KEYWORD)) == 0;
}

GByteArray *
burnish_png_insert(const guint8 *data, size_t size, GBytes *xmp)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece chunk = { 0 };
	gsize length;
	const void *packet = g_bytes_get_data(xmp, &length);
	g_autoptr(GByteArray) out = g_byte_array_sized_new(size + length + 64);
	gboolean is_in = FALSE;

	g_byte_array_append(out, data, MIN(8, size));
	while (chunk.type != BURNISH_TYPE4('I', 'E', 'N', 'D') && burnish_png_next(&walk, &chunk)) {
		if (!is_xmp(&chunk))
			g_byte_array_append(out, data + chunk.begin, chunk.end - chunk.begin);
		/* Straight after the header, where nobody has to look far. */
		if (!is_in && chunk.type == BURNISH_TYPE4('I', 'H', 'D', 'R')) {
			put_itxt(out, XMP_KEYWORD, packet, length);
			is_in = TRUE;
		}
	}
	if (!is_in || chunk.type != BURNISH_TYPE4('I', 'E', 'N', 'D'))
		return NULL;
	g_byte_array_append(out, data + walk.offset, size - walk.offset);

	return g_steal_pointer(&out);
}

GByteArray *
burnish_png_head(const guint8 *seen, size_t size, BurnishMetadata *metadata, size_t *consumed)
{
	BurnishWalk walk = { seen, size, 0 };
	BurnishPiece header;
	BurnishPiece chunk;

	if (!burnish_png_next(&walk, &header))
		return NULL;

	/* Everything between the header and the pixels is the encoder's
	 * ancillary data, but for a palette. */
	g_autoptr(GByteArray) palette = g_byte_array_new();
	size_t end = header.end;
	while (end + 8 <= size && burnish_get_be32(seen + end + 4) != BURNISH_TYPE4('I', 'D', 'A', 'T')) {
		if (!burnish_png_next(&walk, &chunk))
			return NULL;
		if (chunk.type == BURNISH_TYPE4('P', 'L', 'T', 'E') ||
			chunk.type == BURNISH_TYPE4('t', 'R', 'N', 'S'))
			g_byte_array_append(palette, seen + chunk.begin, chunk.end - chunk.begin);
		end = chunk.end;
	}
	if (end + 8 > size)
		return NULL;

	GByteArray *head = g_byte_array_new();
	g_byte_array_append(head, seen, header.end);
	put_metadata(head, metadata);
	g_byte_array_append(head, palette->data, palette->len);
	*consumed = end;

	return head;
}
