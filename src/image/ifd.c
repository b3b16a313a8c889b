/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading and writing TIFF directories (TIFF 6.0, Adobe 1992, section 2). Needed
 * to carry EXIF in and out of TIFF files, where it is not a block but part of
 * the file's own tree of tags.
 */

#include <string.h>

#include "ifd.h"

/* More than any program writes; keeps a loop of directories from going on. */
#define MAX_PAGES 10000

#define TAG_SUBFILE_TYPE 254

/* Bytes a value, by type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED,
 * SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE, IFD. */
static const guint8 type_size[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };

/* What is swapped as one: the halves of a fraction are numbers each. */
static const guint8 swap_size[] = { 0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4 };

static guint16
get16(const BurnishTiff *tiff, const guint8 *p)
{
	return tiff->big_endian ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
}

static guint32
get32(const BurnishTiff *tiff, const guint8 *p)
{
	guint32 hi = get16(tiff, tiff->big_endian ? p : p + 2);
	guint32 lo = get16(tiff, tiff->big_endian ? p + 2 : p);

	return hi << 16 | lo;
}

gboolean
burnish_tiff_open(BurnishTiff *tiff, const guint8 *data, size_t size)
{
	if (size < 8 || (memcmp(data, "II*\0", 4) != 0 && memcmp(data, "MM\0*", 4) != 0))
		return FALSE;

	*tiff = (BurnishTiff){ data, size, data[0] == 'M', 0 };
	tiff->first = get32(tiff, data + 4);

	return TRUE;
}

/* The bounds of the directory at `offset`: its entries, clipped to the file. */
static const guint8 *
entries(const BurnishTiff *tiff, guint32 offset, size_t *n)
{
	if (offset < 8 || offset > tiff->size - 2)
		return NULL;

	size_t room = (tiff->size - offset - 2) / 12;
	*n = MIN(get16(tiff, tiff->data + offset), room);

	return tiff->data + offset + 2;
}

GArray *
burnish_tiff_directory(const BurnishTiff *tiff, guint32 offset)
{
	GArray *directory = g_array_new(FALSE, FALSE, sizeof(BurnishTag));
	size_t n;
	const guint8 *p = entries(tiff, offset, &n);

	if (!p)
		return directory;

	for (size_t i = 0; i < n; i++, p += 12) {
		BurnishTag tag = { get16(tiff, p), get16(tiff, p + 2), get32(tiff, p + 4), p + 8, 0 };

		if (tag.type == 0 || tag.type >= G_N_ELEMENTS(type_size))
			continue;

		guint64 length = (guint64) tag.count * type_size[tag.type];
		if (length > 4) {
			guint32 where = get32(tiff, p + 8);

			if (where > tiff->size || length > tiff->size - where)
				continue;
			tag.value = tiff->data + where;
		}
		tag.length = length;
		g_array_append_val(directory, tag);
	}

	return directory;
}

int
burnish_tiff_pages(const BurnishTiff *tiff)
{
	guint32 offset = tiff->first;
	int pages = 0;
	size_t n;
	const guint8 *p;

	for (int i = 0; i < MAX_PAGES && (p = entries(tiff, offset, &n)); i++) {
		const guint8 *next = p + n * 12;
		g_autoptr(GArray) page = burnish_tiff_directory(tiff, offset);

		/* Reduced copies of another page are not pages. */
		if (!((int) burnish_tag_number(tiff, page, TAG_SUBFILE_TYPE) & 1))
			pages++;
		if (next + 4 > tiff->data + tiff->size)
			break;
		offset = get32(tiff, next);
	}

	return pages;
}

const BurnishTag *
burnish_tag_find(const GArray *directory, guint16 tag)
{
	for (guint i = 0; i < directory->len; i++)
		if (g_array_index(directory, BurnishTag, i).tag == tag)
			return &g_array_index(directory, BurnishTag, i);

	return NULL;
}

double
burnish_tag_number(const BurnishTiff *tiff, const GArray *directory, guint16 tag)
{
	const BurnishTag *found = burnish_tag_find(directory, tag);

	if (!found || found->length < type_size[found->type])
		return 0;

	switch (found->type) {
	case 1:
		return found->value[0];
	case 3:
		return get16(tiff, found->value);
	case 4:
	case 13:
		return get32(tiff, found->value);
	case 5: {
		guint32 below = get32(tiff, found->value + 4);
		return below ? (double) get32(tiff, found->value) / below : 0;
	}
	default:
		return 0;
	}
}

BurnishTag
burnish_tag_swap(const BurnishTag *tag, GPtrArray *pool)
{
	int unit = swap_size[tag->type];
	guint8 *value = g_malloc(tag->length + 1);
	BurnishTag swapped = *tag;

	for (size_t i = 0; i < tag->length; i++)
		value[i] = tag->value[i - i % unit + unit - 1 - i % unit];
	g_ptr_array_add(pool, value);
	swapped.value = value;

	return swapped;
}

static void
put16(GByteArray *out, gboolean big_endian, guint16 v)
{
	guint16 bytes = big_endian ? GUINT16_TO_BE(v) : GUINT16_TO_LE(v);

	g_byte_array_append(out, (const guint8 *) &bytes, 2);
}

static void
put32(GByteArray *out, gboolean big_endian, guint32 v)
{
	guint32 bytes = big_endian ? GUINT32_TO_BE(v) : GUINT32_TO_LE(v);

	g_byte_array_append(out, (const guint8 *) &bytes, 4);
}

/* Directories and values must lie at even offsets of the file. */
static void
pad(GByteArray *out, guint32 base)
{
	if ((base + out->len) & 1)
		g_byte_array_append(out, (const guint8 *) "", 1);
}

static int
compare_tags(const void *a, const void *b)
{
	return ((const BurnishTag *) a)->tag - ((const BurnishTag *) b)->tag;
}

/* One directory; entries in order, then the values that do not fit into their
 * entry. Returns its offset, 0 for an empty one. */
static guint32
put_directory(GByteArray *out, guint32 base, gboolean big_endian, GArray *tags)
{
	if (tags->len == 0)
		return 0;

	g_array_sort(tags, compare_tags);
	pad(out, base);
	guint32 start = base + out->len;
	guint32 where = start + 2 + 12 * tags->len + 4;

	put16(out, big_endian, tags->len);
	for (guint i = 0; i < tags->len; i++) {
		const BurnishTag *tag = &g_array_index(tags, BurnishTag, i);

		put16(out, big_endian, tag->tag);
		put16(out, big_endian, tag->type);
		put32(out, big_endian, tag->count);
		if (tag->length > 4) {
			put32(out, big_endian, where);
			where += tag->length + (tag->length & 1);
		}
		else {
			guint8 inlined[4] = { 0 };

			memcpy(inlined, tag->value, tag->length);
			g_byte_array_append(out, inlined, 4);
		}
	}
	put32(out, big_endian, 0);

	for (guint i = 0; i < tags->len; i++) {
		const BurnishTag *tag = &g_array_index(tags, BurnishTag, i);

		if (tag->length > 4) {
			g_byte_array_append(out, tag->value, tag->length);
			pad(out, base);
		}
	}

	return start;
}

static GArray *
copy_tags(const GArray *tags)
{
	GArray *copy = g_array_new(FALSE, FALSE, sizeof(BurnishTag));

	g_array_append_vals(copy, tags->data, tags->len);

	return copy;
}

guint32
burnish_tiff_write(GByteArray *out, guint32 base, gboolean big_endian,
	const BurnishDirectories *directories)
{
	g_autoptr(GArray) main = copy_tags(directories->main);
	g_autoptr(GArray) exif = copy_tags(directories->exif);
	g_autoptr(GArray) gps = copy_tags(directories->gps);
	const struct {
		guint16 tag;
		GArray *tags;
	} below[] = { { BURNISH_TAG_EXIF, exif }, { BURNISH_TAG_GPS, gps } };
	guint32 offsets[G_N_ELEMENTS(below)];

	for (guint i = 0; i < G_N_ELEMENTS(below); i++) {
		guint32 offset = put_directory(out, base, big_endian, below[i].tags);

		if (!offset)
			continue;
		offsets[i] = big_endian ? GUINT32_TO_BE(offset) : GUINT32_TO_LE(offset);
		BurnishTag pointer = { below[i].tag, 4, 1, (const guint8 *) &offsets[i], 4 };
		g_array_append_val(main, pointer);
	}

	return put_directory(out, base, big_endian, main);
}
