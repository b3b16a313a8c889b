/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* EXIF (CIPA DC-008) by libexif. We edit what the picture's new pixels make wrong
 * and leave all other bytes as they are.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libexif/exif-data.h>

#include "exif.h"
#include "metadata.h"

#define LABEL "Exif\0"

static void
exif_data_free0(ExifData *data)
{
	exif_data_unref(data);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExifData, exif_data_free0)

static ExifData *
parse(GBytes *exif)
{
	gsize length = 0;
	const guint8 *bytes = exif ? g_bytes_get_data(exif, &length) : NULL;
	g_autoptr(GByteArray) labelled = g_byte_array_new();
	ExifData *data = exif_data_new();

	/* libexif would add what the standard asks for and drop what it does
	 * not know. */
	exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
	exif_data_set_option(data, EXIF_DATA_OPTION_DONT_CHANGE_MAKER_NOTE);

	if (!exif)
		return data;
	g_byte_array_append(labelled, (const guint8 *) LABEL, sizeof(LABEL));
	g_byte_array_append(labelled, bytes, length);
	exif_data_load_data(data, labelled->data, labelled->len);

	return data;
}

static guint
count_entries(ExifData *data)
{
	guint n = 0;

	for (int i = 0; i < EXIF_IFD_COUNT; i++)
		n += data->ifd[i]->count;

	return n;
}

gboolean
burnish_exif_is_sound(GBytes *exif)
{
	g_autoptr(ExifData) data = parse(exif);

	return count_entries(data) > 0;
}

static int
get_int(ExifData *data, ExifEntry *entry)
{
	ExifByteOrder order = exif_data_get_byte_order(data);

	if (!entry || entry->components < 1)
		return 0;
	if (entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		return exif_get_short(entry->data, order);
	if (entry->format == EXIF_FORMAT_LONG && entry->size >= 4)
		return exif_get_long(entry->data, order);

	return 0;
}

static double
get_rational(ExifData *data, ExifEntry *entry)
{
	if (!entry || entry->format != EXIF_FORMAT_RATIONAL || entry->size < 8)
		return 0;

	ExifRational r = exif_get_rational(entry->data, exif_data_get_byte_order(data));

	return r.denominator ? (double) r.numerator / r.denominator : 0;
}

int
burnish_exif_orientation(GBytes *exif)
{
	g_autoptr(ExifData) data = parse(exif);
	/* Of the main directory only: a stray one elsewhere means nothing, and would
	 * not be reset. */
	int orientation = get_int(data, exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION));

	return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

void
burnish_exif_resolution(GBytes *exif, double *xres, double *yres)
{
	g_autoptr(ExifData) data = parse(exif);
	ExifContent *main = data->ifd[EXIF_IFD_0];
	ExifEntry *unit = exif_content_get_entry(main, EXIF_TAG_RESOLUTION_UNIT);
	double per_inch = burnish_metadata_per_inch(unit ? get_int(data, unit) : 2);

	*xres = get_rational(data, exif_content_get_entry(main, EXIF_TAG_X_RESOLUTION)) * per_inch;
	*yres = get_rational(data, exif_content_get_entry(main, EXIF_TAG_Y_RESOLUTION)) * per_inch;
}

/* Give an entry that exists a new number, in the format that it has. */
static void
set_int(ExifData *data, ExifIfd ifd, ExifTag tag, int value)
{
	ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], tag);
	ExifByteOrder order = exif_data_get_byte_order(data);

	if (!entry)
		return;
	if (entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		exif_set_short(entry->data, order, value);
	else if (entry->format == EXIF_FORMAT_LONG && entry->size >= 4)
		exif_set_long(entry->data, order, value);
}

/* The entry of a tag of the main directory, made when it is not there. Owned by the
 * data. */
static ExifEntry *
need_entry(ExifData *data, ExifTag tag)
{
	ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], tag);

	if (!entry) {
		entry = exif_entry_new();
		/* An entry without a tag is one of tag 0, which a file may have,
		 * and libexif takes no tag twice. */
		entry->tag = tag;
		exif_content_add_entry(data->ifd[EXIF_IFD_0], entry);
		exif_entry_initialize(entry, tag);
		exif_entry_unref(entry);
	}

	return entry;
}

static void
set_density(ExifData *data, ExifTag tag, double per_inch)
{
	ExifEntry *entry = need_entry(data, tag);
	/* Exact for whole numbers, and for those that came from metric. */
	ExifRational r = { rint(per_inch * 1000), 1000 };

	if (per_inch == floor(per_inch))
		r = (ExifRational){ per_inch, 1 };
	if (entry->format == EXIF_FORMAT_RATIONAL && entry->size >= 8)
		exif_set_rational(entry->data, exif_data_get_byte_order(data), r);
}

static void
drop(ExifData *data, ExifIfd ifd, ExifTag tag)
{
	ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], tag);

	if (entry)
		exif_content_remove_entry(data->ifd[ifd], entry);
}

static void
drop_thumbnail(ExifData *data)
{
	ExifContent *thumbnail = data->ifd[EXIF_IFD_1];

	while (thumbnail->count > 0)
		exif_content_remove_entry(thumbnail, thumbnail->entries[0]);

	/* libexif has no call for this; its default allocator is free()'s. */
	free(data->data);
	data->data = NULL;
	data->size = 0;
}

static GBytes *
to_bytes(ExifData *data)
{
	unsigned char *bytes = NULL;
	unsigned int length = 0;

	exif_data_save_data(data, &bytes, &length);
	if (length <= sizeof(LABEL)) {
		free(bytes);
		return NULL;
	}
	GBytes *saved = g_bytes_new(bytes + sizeof(LABEL), length - sizeof(LABEL));
	free(bytes);

	return saved;
}

GBytes *
burnish_exif_update(GBytes *exif, const BurnishExifFacts *facts)
{
	g_autoptr(ExifData) data = parse(exif);

	if (exif && count_entries(data) == 0)
		return NULL;

	set_int(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION, 1);
	set_int(data, EXIF_IFD_EXIF, EXIF_TAG_PIXEL_X_DIMENSION, facts->width);
	set_int(data, EXIF_IFD_EXIF, EXIF_TAG_PIXEL_Y_DIMENSION, facts->height);
	/* 1 is sRGB, the largest number anything else. */
	set_int(data, EXIF_IFD_EXIF, EXIF_TAG_COLOR_SPACE, facts->srgb ? 1 : 0xffff);
	drop_thumbnail(data);
	if (facts->has_chroma) {
		need_entry(data, EXIF_TAG_YCBCR_POSITIONING);
		/* Centred, as JFIF has it. */
		set_int(data, EXIF_IFD_0, EXIF_TAG_YCBCR_POSITIONING, 1);
	}

	if (facts->xres > 0) {
		need_entry(data, EXIF_TAG_RESOLUTION_UNIT);
		set_int(data, EXIF_IFD_0, EXIF_TAG_RESOLUTION_UNIT, 2);
		set_density(data, EXIF_TAG_X_RESOLUTION, facts->xres);
		set_density(data, EXIF_TAG_Y_RESOLUTION, facts->yres);
	}
	else {
		drop(data, EXIF_IFD_0, EXIF_TAG_RESOLUTION_UNIT);
		drop(data, EXIF_IFD_0, EXIF_TAG_X_RESOLUTION);
		drop(data, EXIF_IFD_0, EXIF_TAG_Y_RESOLUTION);
	}

	return to_bytes(data);
}

/* libexif has a limit for what it knows to be short, but not for texts. They are in UTF-8,
 * which readers expect though the standard does not. */
static void
set_text(ExifData *data, ExifTag tag, const char *text)
{
	if (!text)
		return;
	drop(data, EXIF_IFD_0, tag);
	if (!*text)
		return;

	ExifMem *memory = exif_mem_new_default();
	ExifEntry *entry = exif_entry_new_mem(memory);

	entry->tag = tag;
	entry->format = EXIF_FORMAT_ASCII;
	entry->size = strlen(text) + 1;
	entry->components = entry->size;
	entry->data = exif_mem_alloc(memory, entry->size);
	memcpy(entry->data, text, entry->size);
	exif_content_add_entry(data->ifd[EXIF_IFD_0], entry);
	exif_entry_unref(entry);
	exif_mem_unref(memory);
}

GBytes *
burnish_exif_describe(GBytes *exif, const BurnishExifTexts *texts, gboolean only)
{
	g_autoptr(ExifData) data = parse(only ? NULL : exif);

	set_text(data, EXIF_TAG_IMAGE_DESCRIPTION, texts->description);
	set_text(data, EXIF_TAG_ARTIST, texts->artist);
	set_text(data, EXIF_TAG_COPYRIGHT, texts->copyright);
	set_text(data, EXIF_TAG_SOFTWARE, texts->software);
	set_text(data, EXIF_TAG_DATE_TIME, texts->date);
	return count_entries(data) > 0 ? to_bytes(data) : NULL;
}

char *
burnish_exif_text(GBytes *exif, int tag)
{
	g_autoptr(ExifData) data = parse(exif);
	ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], tag);

	if (!entry || entry->format != EXIF_FORMAT_ASCII || entry->size == 0)
		return NULL;

	g_autofree char *text = g_strndup((const char *) entry->data, entry->size);
	char *valid = g_utf8_make_valid(text, -1);

	return *g_strstrip(valid) ? valid : (g_free(valid), NULL);
}
