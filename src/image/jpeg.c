/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* JPEG application segments: JFIF (ITU-T T.871), EXIF (CIPA DC-008), XMP (Adobe
 * XMP part 3), ICC (ICC.1 annex B), IPTC (Adobe Photoshop) and JUMBF (ISO
 * 19566-5, for Content Credentials).
 */

#include <math.h>
#include <string.h>

#include "container.h"
#include "jpeg.h"

#define APP(n) (0xe0 + (n))

/* A segment's length counts its own two bytes. */
#define MAX_SEGMENT (65535 - 2)

static const char jfif_label[] = "JFIF";
static const char exif_label[] = "Exif\0";
static const char xmp_label[] = "http://ns.adobe.com/xap/1.0/";
static const char extended_label[] = "http://ns.adobe.com/xmp/extension/";
static const char icc_label[] = "ICC_PROFILE";
static const char iptc_label[] = "Photoshop 3.0";

/* The labels end with their NUL. */
#define LABELLED(segment, label) \
	((segment)->length >= sizeof(label) && memcmp((segment)->data, label, sizeof(label)) == 0)

static GBytes *
after_label(const BurnishPiece *segment, size_t label)
{
	return g_bytes_new(segment->data + label, segment->length - label);
}

static void
read_jfif(const BurnishPiece *segment, BurnishMetadata *metadata)
{
	const guint8 *p = segment->data;

	if (segment->length < 12)
		return;

	/* The codes of JFIF are those of TIFF less one. */
	double per_inch = burnish_metadata_per_inch(p[7] + 1);
	metadata->xres = burnish_get_be16(p + 8) * per_inch;
	metadata->yres = burnish_get_be16(p + 10) * per_inch;
}

/* Content Credentials are one JUMBF box cut over many APP11 segments: "JP", box
 * instance, sequence number, then the box; from the second on its eight byte
 * header is repeated. */
static void
read_jumbf(const BurnishPiece *segment, GByteArray *store)
{
	const guint8 *p = segment->data;

	if (segment->length < 16 || p[0] != 'J' || p[1] != 'P')
		return;

	size_t skip = burnish_get_be32(p + 4) == 1 ? 8 : 16;
	g_byte_array_append(store, p + skip, segment->length - skip);
}

static void
read_segment(const BurnishPiece *segment, BurnishMetadata *metadata, GByteArray *store)
{
	switch (segment->type) {
	case APP(0):
		if (LABELLED(segment, jfif_label))
			read_jfif(segment, metadata);
		break;

	case APP(1):
		if (LABELLED(segment, exif_label))
			burnish_metadata_set(&metadata->exif, after_label(segment, sizeof(exif_label)));
		else if (LABELLED(segment, xmp_label))
			burnish_metadata_set(&metadata->xmp, after_label(segment, sizeof(xmp_label)));
		else if (LABELLED(segment, extended_label))
			burnish_metadata_add_lost(metadata, "a part of XMP that did not fit into one segment");
		break;

	case APP(11):
		read_jumbf(segment, store);
		break;

	case APP(13):
		if (LABELLED(segment, iptc_label))
			burnish_metadata_set(&metadata->iptc, after_label(segment, sizeof(iptc_label)));
		break;
	}
}

void
burnish_jpeg_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece segment;
	g_autoptr(GByteArray) store = g_byte_array_new();

	while (burnish_jpeg_next(&walk, &segment))
		read_segment(&segment, metadata, store);

	if (store->len > 0)
		burnish_metadata_set(&metadata->c2pa, g_byte_array_free_to_bytes(g_steal_pointer(&store)));
}

static void
put_segment(GByteArray *out, int marker, const char *label, size_t label_length,
	const void *data, size_t length)
{
	burnish_put_be16(out, 0xff00 | marker);
	burnish_put_be16(out, 2 + label_length + length);
	g_byte_array_append(out, (const guint8 *) label, label_length);
	g_byte_array_append(out, data, length);
}

static void
put_jfif(GByteArray *out, const BurnishMetadata *metadata)
{
	g_autoptr(GByteArray) body = g_byte_array_new();
	/* Version 1.02. Unit 0 with 1:1 means square pixels of no known size. */
	gboolean known = metadata->xres > 0;
	const guint8 start[3] = { 1, 2, known };
	const guint8 no_thumbnail[2] = { 0, 0 };

	g_byte_array_append(body, start, sizeof(start));
	burnish_put_be16(body, known ? CLAMP(rint(metadata->xres), 1, G_MAXUINT16) : 1);
	burnish_put_be16(body, known ? CLAMP(rint(metadata->yres), 1, G_MAXUINT16) : 1);
	g_byte_array_append(body, no_thumbnail, sizeof(no_thumbnail));
	put_segment(out, APP(0), jfif_label, sizeof(jfif_label), body->data, body->len);
}

static void
put_block(GByteArray *out, int marker, const char *label, size_t label_length,
	GBytes *block, const char *name, BurnishMetadata *metadata)
{
	gsize length;
	const void *data;

	if (!block)
		return;

	data = g_bytes_get_data(block, &length);
	if (label_length + length > MAX_SEGMENT)
		burnish_metadata_add_lost(metadata, "%s: too large for JPEG", name);
	else
		put_segment(out, marker, label, label_length, data, length);
}

/* A profile may be cut into up to 255 numbered segments. */
static void
put_icc(GByteArray *out, BurnishMetadata *metadata)
{
	const size_t room = MAX_SEGMENT - sizeof(icc_label) - 2;
	gsize length;
	const guint8 *data = g_bytes_get_data(metadata->icc, &length);
	size_t n = (length + room - 1) / room;

	if (n > 255) {
		burnish_metadata_add_lost(metadata, "ICC profile: too large for JPEG");
		return;
	}

	for (size_t i = 0; i < n; i++) {
		char label[sizeof(icc_label) + 2];

		memcpy(label, icc_label, sizeof(icc_label));
		label[sizeof(icc_label)] = i + 1;
		label[sizeof(icc_label) + 1] = n;
		put_segment(out, APP(2), label, sizeof(label),
			data + i * room, MIN(room, length - i * room));
	}
}

GByteArray *
burnish_jpeg_head(const guint8 *seen, size_t size, BurnishMetadata *metadata, size_t *consumed)
{
	/* The marker that starts the image is enough: the encoder writes no
	 * segments of its own when told to strip. */
	if (size < 2)
		return NULL;

	GByteArray *head = g_byte_array_new();
	g_byte_array_append(head, seen, 2);
	put_jfif(head, metadata);
	put_block(head, APP(1), exif_label, sizeof(exif_label), metadata->exif, "EXIF", metadata);
	put_block(head, APP(1), xmp_label, sizeof(xmp_label), metadata->xmp, "XMP", metadata);
	put_block(head, APP(13), iptc_label, sizeof(iptc_label), metadata->iptc, "IPTC", metadata);
	if (metadata->icc)
		put_icc(head, metadata);
	*consumed = 2;

	return head;
}

/* XMP goes behind JFIF and EXIF, which readers expect first. */
static gboolean
goes_first(const BurnishPiece *segment)
{
	return segment->type == APP(0) || (segment->type == APP(1) && LABELLED(segment, exif_label));
}

GByteArray *
burnish_jpeg_insert(const guint8 *data, size_t size, GBytes *xmp)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece segment;
	gsize length;
	const void *packet = g_bytes_get_data(xmp, &length);
	gboolean is_in = FALSE;

	/* What does not end with its mark was cut off. */
	if (size < 4 || data[size - 2] != 0xff || data[size - 1] != 0xd9 || sizeof(xmp_label) + length > MAX_SEGMENT)
		return NULL;
	g_autoptr(GByteArray) out = g_byte_array_sized_new(size + length + 64);
	g_byte_array_append(out, data, 2);
	size_t done = 2;
	while (burnish_jpeg_next(&walk, &segment)) {
		if (!is_in && !goes_first(&segment)) {
			put_segment(out, APP(1), xmp_label, sizeof(xmp_label), packet, length);
			is_in = TRUE;
		}
		if (segment.type != APP(1) || !LABELLED(&segment, xmp_label))
			g_byte_array_append(out, data + segment.begin, segment.end - segment.begin);
		done = segment.end;
	}
	if (!is_in)
		put_segment(out, APP(1), xmp_label, sizeof(xmp_label), packet, length);
	/* The pixels must begin here. */
	if (size - walk.offset < 2 || data[walk.offset] != 0xff || data[walk.offset + 1] != 0xda)
		return NULL;
	g_byte_array_append(out, data + done, size - done);

	return g_steal_pointer(&out);
}
