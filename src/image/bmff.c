/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* HEIF (ISO/IEC 23008-12) keeps EXIF and XMP as items, whose places are listed
 * in a table (ISO/IEC 14496-12, 8.11); JPEG XL (ISO/IEC 18181-2) has a box for
 * each.
 */

#include <string.h>

#include "bmff.h"
#include "container.h"

#define BOX_EXIF BURNISH_TYPE4('E', 'x', 'i', 'f')
#define BOX_XML BURNISH_TYPE4('x', 'm', 'l', ' ')
#define BOX_JUMB BURNISH_TYPE4('j', 'u', 'm', 'b')
#define BOX_BROB BURNISH_TYPE4('b', 'r', 'o', 'b')
#define BOX_FTYP BURNISH_TYPE4('f', 't', 'y', 'p')
#define BOX_JXL BURNISH_TYPE4('J', 'X', 'L', ' ')
#define BOX_LEVEL BURNISH_TYPE4('j', 'x', 'l', 'l')
#define BOX_META BURNISH_TYPE4('m', 'e', 't', 'a')
#define BOX_UUID BURNISH_TYPE4('u', 'u', 'i', 'd')

/* The box that holds Content Credentials in files of this family (C2PA 2.1,
 * A.5): after the identifier come version and flags, a purpose and its offset. */
static const guint8 c2pa_uuid[16] = {
	0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
	0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81
};
static const char c2pa_purpose[] = "manifest";

/* Reading numbers of varying size with the end in sight: at the end, zeros. */
typedef struct {
	const guint8 *p;
	const guint8 *end;
} Reader;

static guint64
read_number(Reader *reader, int bytes)
{
	guint64 number = 0;

	if (reader->end - reader->p < bytes) {
		reader->p = reader->end;
		return 0;
	}
	for (int i = 0; i < bytes; i++)
		number = number << 8 | *reader->p++;

	return number;
}

static Reader
reader_new(const BurnishPiece *box)
{
	return (Reader){ box->data, box->data + box->length };
}

/* The payload of an Exif item or box: the offset of the TIFF header, then the
 * block, which may begin with JPEG's label. */
static void
set_exif(BurnishMetadata *metadata, const guint8 *data, size_t length)
{
	if (length < 4)
		return;

	guint32 skip = burnish_get_be32(data);
	if (skip > length - 4)
		return;
	burnish_metadata_set(&metadata->exif, g_bytes_new(data + 4 + skip, length - 4 - skip));
}

static gboolean
find_box(const BurnishPiece *parent, size_t skip, guint32 type, BurnishPiece *found)
{
	BurnishWalk walk = { parent->data, parent->length, MIN(skip, parent->length) };

	while (burnish_box_next(&walk, found))
		if (found->type == type)
			return TRUE;

	return FALSE;
}

/* The id of the first item of a type; for mime items, of XMP. 0 when there is
 * none. */
static guint32
find_item(const BurnishPiece *meta, guint32 type)
{
	BurnishPiece iinf;
	BurnishPiece infe;

	if (!find_box(meta, 4, BURNISH_TYPE4('i', 'i', 'n', 'f'), &iinf) || iinf.length < 6)
		return 0;

	/* Version and flags, then a count of 16 or 32 bits. */
	BurnishWalk walk = { iinf.data, iinf.length, MIN(iinf.data[0] == 0 ? 6 : 8, iinf.length) };
	while (burnish_box_next(&walk, &infe)) {
		Reader reader = reader_new(&infe);
		int version = read_number(&reader, 1);

		read_number(&reader, 3);
		guint32 id = read_number(&reader, version == 3 ? 4 : 2);
		read_number(&reader, 2);
		if (version < 2 || read_number(&reader, 4) != type)
			continue;
		if (type == BOX_EXIF)
			return id;

		/* The item's name, then its content type. */
		const guint8 *name_end = memchr(reader.p, 0, reader.end - reader.p);
		static const char xmp_type[] = "application/rdf+xml";
		if (name_end && reader.end - name_end > (ptrdiff_t) sizeof(xmp_type) - 1 &&
			memcmp(name_end + 1, xmp_type, sizeof(xmp_type) - 1) == 0)
			return id;
	}

	return 0;
}

/* The bytes of an item, put together from its extents. */
static GByteArray *
read_item(const guint8 *data, size_t size, const BurnishPiece *meta, guint32 wanted)
{
	BurnishPiece iloc;

	if (!find_box(meta, 4, BURNISH_TYPE4('i', 'l', 'o', 'c'), &iloc))
		return NULL;

	Reader reader = reader_new(&iloc);
	int version = read_number(&reader, 1);
	read_number(&reader, 3);
	guint32 sizes = read_number(&reader, 2);
	int offset_size = sizes >> 12 & 15;
	int length_size = sizes >> 8 & 15;
	int base_size = sizes >> 4 & 15;
	int index_size = version > 0 ? sizes & 15 : 0;
	guint32 n = read_number(&reader, version < 2 ? 2 : 4);

	for (guint32 i = 0; i < n && reader.p < reader.end; i++) {
		guint32 id = read_number(&reader, version < 2 ? 2 : 4);
		int method = version > 0 ? read_number(&reader, 2) & 15 : 0;
		read_number(&reader, 2);
		guint64 base = read_number(&reader, base_size);
		guint32 extents = read_number(&reader, 2);
		g_autoptr(GByteArray) item = g_byte_array_new();

		for (guint32 j = 0; j < extents && reader.p < reader.end; j++) {
			read_number(&reader, index_size);
			guint64 offset = base + read_number(&reader, offset_size);
			guint64 length = read_number(&reader, length_size);

			/* Method 0: an offset in the file. Others are not
			 * used for metadata. */
			if (id == wanted && method == 0 && offset < size &&
				length <= size - offset && item->len + length <= size)
				g_byte_array_append(item, data + offset, length);
		}
		if (id == wanted)
			return item->len > 0 ? g_steal_pointer(&item) : NULL;
	}

	return NULL;
}

static void
read_uuid(const BurnishPiece *box, BurnishMetadata *metadata)
{
	const size_t head = sizeof(c2pa_uuid) + 4 + sizeof(c2pa_purpose) + 8;

	if (box->length > head && memcmp(box->data, c2pa_uuid, sizeof(c2pa_uuid)) == 0 &&
		memcmp(box->data + sizeof(c2pa_uuid) + 4, c2pa_purpose, sizeof(c2pa_purpose)) == 0)
		burnish_metadata_set(&metadata->c2pa, g_bytes_new(box->data + head, box->length - head));
}

void
burnish_heif_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece box;

	while (burnish_box_next(&walk, &box)) {
		if (box.type == BOX_UUID)
			read_uuid(&box, metadata);
		if (box.type != BOX_META)
			continue;

		guint32 exif_id = find_item(&box, BOX_EXIF);
		guint32 xmp_id = find_item(&box, BURNISH_TYPE4('m', 'i', 'm', 'e'));
		g_autoptr(GByteArray) exif = exif_id ? read_item(data, size, &box, exif_id) : NULL;
		GByteArray *xmp = xmp_id ? read_item(data, size, &box, xmp_id) : NULL;

		if (exif)
			set_exif(metadata, exif->data, exif->len);
		if (xmp)
			burnish_metadata_set(&metadata->xmp, g_byte_array_free_to_bytes(xmp));
	}
}

void
burnish_jxl_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece box;

	/* A bare codestream has no boxes. */
	if (size >= 2 && data[0] == 0xff)
		return;

	while (burnish_box_next(&walk, &box))
		switch (box.type) {
		case BOX_EXIF:
			set_exif(metadata, box.data, box.length);
			break;

		case BOX_XML:
			burnish_metadata_set(&metadata->xmp, g_bytes_new(box.data, box.length));
			break;

		case BOX_JUMB:
			burnish_metadata_set(&metadata->c2pa,
				g_bytes_new(data + box.begin, box.end - box.begin));
			break;

		case BOX_BROB:
			burnish_metadata_add_lost(metadata, "Brotli-compressed metadata of a JPEG XL");
			break;
		}
}

static void
put_box(GByteArray *out, guint32 type, const void *head, size_t head_length,
	const void *data, size_t length)
{
	burnish_put_be32(out, 8 + head_length + length);
	burnish_put_be32(out, type);
	g_byte_array_append(out, head, head_length);
	g_byte_array_append(out, data, length);
}

/* The boxes that must come before all others, and where the rest starts. */
static void
put_head(GByteArray *out, const guint8 *data, size_t size, size_t *rest)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece box;

	*rest = 0;
	while (burnish_box_next(&walk, &box) &&
		(box.type == BOX_JXL || box.type == BOX_FTYP || box.type == BOX_LEVEL))
		*rest = box.end;
	g_byte_array_append(out, data, *rest);
}

GByteArray *
burnish_jxl_embed(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	static const guint8 signature[] = { 0x0d, 0x0a, 0x87, 0x0a };
	static const guint8 brand[] = { 'j', 'x', 'l', ' ', 0, 0, 0, 0, 'j', 'x', 'l', ' ' };
	static const guint8 no_offset[4] = { 0 };
	gboolean bare = size >= 2 && data[0] == 0xff && data[1] == 0x0a;
	size_t rest = 0;
	gsize length;

	if (!bare && (size < 12 || memcmp(data + 8, signature, 4) != 0))
		return NULL;

	GByteArray *out = g_byte_array_new();
	if (bare) {
		put_box(out, BOX_JXL, NULL, 0, signature, sizeof(signature));
		put_box(out, BOX_FTYP, NULL, 0, brand, sizeof(brand));
	}
	else
		put_head(out, data, size, &rest);

	if (metadata->exif) {
		const void *exif = g_bytes_get_data(metadata->exif, &length);
		put_box(out, BOX_EXIF, no_offset, sizeof(no_offset), exif, length);
	}
	if (metadata->xmp) {
		const void *xmp = g_bytes_get_data(metadata->xmp, &length);
		put_box(out, BOX_XML, NULL, 0, xmp, length);
	}

	if (bare)
		put_box(out, BURNISH_TYPE4('j', 'x', 'l', 'c'), NULL, 0, data, size);
	else
		g_byte_array_append(out, data + rest, size - rest);

	return out;
}
