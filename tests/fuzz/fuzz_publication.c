/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A packet of XMP that is rewritten for publication, and carried text.
 */

#include "fuzz.h"
#include "image/publication.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static BurnishSave *save = NULL;
	const BurnishFormat *jpeg = burnish_format_by_name("jpeg");

	if (size == 0)
		return 0;
	if (!save) {
		save = burnish_save_new();
		g_object_set(save, "metadata", BURNISH_POLICY_PUBLISH, "title", "A title", NULL);
	}

	const BurnishPublication publication = { .save = save, .steps = "", .time = 0 };
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(BurnishMetadata) again = burnish_metadata_new();

	burnish_metadata_set(&metadata->xmp, g_bytes_new(data, size));
	burnish_publication_unpack(metadata);
	burnish_publication_pack(metadata, jpeg);
	burnish_publication_apply(&publication, metadata);
	g_assert_nonnull(metadata->xmp);

	/* What was written can be read, and says the same. */
	burnish_metadata_set(&again->xmp, g_bytes_ref(metadata->xmp));
	burnish_publication_apply(&publication, again);
	g_assert_cmpuint(again->lost->len, ==, 0);

	return 0;
}
