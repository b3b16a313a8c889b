/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Metadata into a file that nobody encodes. Content Credentials are a signature over the bytes, which one
 * byte more makes invalid, so a file that has them, or says where they are, is not touched.
 */

#include "insert.h"
#include "provenance.h"
#include "xmp.h"

static gboolean
is_signed(const BurnishMetadata *metadata)
{
	/* A manifest that lies elsewhere is named by dcterms:provenance (C2PA 2.1, 11.4). */
	g_autofree char *elsewhere = metadata->xmp ? burnish_xmp_value(metadata->xmp, "provenance") : NULL;

	return metadata->c2pa || elsewhere;
}

GBytes *
burnish_insert(const BurnishInput *input, GBytes *more, const char **reason)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(input->bytes, &size);
	/* As it is in the file: of an input, some of it has been taken out. */
	g_autoptr(BurnishMetadata) raw = burnish_metadata_new();

	if (input->format->read)
		input->format->read(data, size, raw);
	if (is_signed(raw)) {
		*reason = "its Content Credentials (C2PA) hold for the bytes as they came only";
		return NULL;
	}
	if (!input->format->insert) {
		*reason = BURNISH_INSERT_FORMATS;
		return NULL;
	}

	g_autoptr(GBytes) packet = burnish_xmp_merge(raw->xmp, more);
	GByteArray *out = packet ? input->format->insert(data, size, packet) : NULL;
	if (!out) {
		*reason = packet ? "the file is damaged, or has no room for it" : "the XMP that it has is damaged";
		return NULL;
	}

	return g_byte_array_free_to_bytes(out);
}
