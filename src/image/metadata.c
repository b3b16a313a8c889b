/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "metadata.h"

static void
text_free(void *data)
{
	BurnishText *text = data;

	g_free(text->keyword);
	g_free(text->text);
	g_free(text);
}

BurnishMetadata *
burnish_metadata_new(void)
{
	BurnishMetadata *metadata = g_new0(BurnishMetadata, 1);

	metadata->texts = g_ptr_array_new_with_free_func(text_free);
	metadata->lost = g_ptr_array_new_with_free_func(g_free);
	metadata->notes = g_ptr_array_new_with_free_func(g_free);

	return metadata;
}

void
burnish_metadata_free(BurnishMetadata *metadata)
{
	if (!metadata)
		return;

	g_clear_pointer(&metadata->exif, g_bytes_unref);
	g_clear_pointer(&metadata->xmp, g_bytes_unref);
	g_clear_pointer(&metadata->iptc, g_bytes_unref);
	g_clear_pointer(&metadata->c2pa, g_bytes_unref);
	g_clear_pointer(&metadata->icc, g_bytes_unref);
	g_ptr_array_unref(metadata->texts);
	g_ptr_array_unref(metadata->lost);
	g_ptr_array_unref(metadata->notes);
	g_free(metadata->title);
	g_free(metadata->author);
	g_free(metadata->copyright);
	g_free(metadata->description);
	g_free(metadata->keywords);
	g_free(metadata->date);
	g_free(metadata);
}

/* Takes the line over. */
static void
add_line(GPtrArray *lines, char *line)
{
	if (g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
		g_free(line);
	else
		g_ptr_array_add(lines, line);
}

void
burnish_metadata_add_lost(BurnishMetadata *metadata, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_line(metadata->lost, g_strdup_vprintf(format, ap));
	va_end(ap);
}

void
burnish_metadata_add_note(BurnishMetadata *metadata, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_line(metadata->notes, g_strdup_vprintf(format, ap));
	va_end(ap);
}

void
burnish_metadata_add_text(BurnishMetadata *metadata, const char *keyword, const char *text)
{
	BurnishText *item = g_new(BurnishText, 1);

	*item = (BurnishText){ g_strdup(keyword), g_strdup(text) };
	g_ptr_array_add(metadata->texts, item);
}

static void *
copy_text(const void *data, void *unused)
{
	const BurnishText *text = data;
	BurnishText *copy = g_new(BurnishText, 1);

	*copy = (BurnishText){ g_strdup(text->keyword), g_strdup(text->text) };

	return copy;
}

static GBytes *
ref(GBytes *bytes)
{
	return bytes ? g_bytes_ref(bytes) : NULL;
}

BurnishMetadata *
burnish_metadata_copy(const BurnishMetadata *metadata)
{
	BurnishMetadata *copy = g_memdup2(metadata, sizeof(BurnishMetadata));

	copy->exif = ref(metadata->exif);
	copy->xmp = ref(metadata->xmp);
	copy->iptc = ref(metadata->iptc);
	copy->c2pa = ref(metadata->c2pa);
	copy->icc = ref(metadata->icc);
	copy->title = g_strdup(metadata->title);
	copy->author = g_strdup(metadata->author);
	copy->copyright = g_strdup(metadata->copyright);
	copy->description = g_strdup(metadata->description);
	copy->keywords = g_strdup(metadata->keywords);
	copy->date = g_strdup(metadata->date);
	copy->texts = g_ptr_array_copy(metadata->texts, copy_text, NULL);
	g_ptr_array_set_free_func(copy->texts, text_free);
	copy->lost = g_ptr_array_new_with_free_func(g_free);
	copy->notes = g_ptr_array_new_with_free_func(g_free);

	return copy;
}

void
burnish_metadata_set(GBytes **field, GBytes *bytes)
{
	if (*field)
		g_bytes_unref(*field);
	*field = bytes;

	/* A block without a byte says nothing, and its data would be NULL. */
	if (bytes && g_bytes_get_size(bytes) == 0)
		g_clear_pointer(field, g_bytes_unref);
}

double
burnish_metadata_per_inch(int unit)
{
	switch (unit) {
	case 2:
		return 1;
	case 3:
		return BURNISH_MM_PER_INCH / 10;
	default:
		return 0;
	}
}
