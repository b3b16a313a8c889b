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
	g_free(metadata);
}

void
burnish_metadata_add_lost(BurnishMetadata *metadata, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_ptr_array_add(metadata->lost, g_strdup_vprintf(format, ap));
	va_end(ap);
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
