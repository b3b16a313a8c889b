/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "store/answers.h"

/* What an object store says: a list has whole objects or is none, and a text that is found is
 * found again. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(BurnishListing) listing = burnish_listing_parse((const char *) data, size);
	g_autofree char *code = burnish_answer_text((const char *) data, size, "Error", "Code");
	g_autofree char *id = burnish_answer_text((const char *) data, size, "InitiateMultipartUploadResult", "UploadId");

	vips_error_clear();
	/* One document has one outermost element. */
	g_assert_false(code && id);
	g_assert_false(listing && (code || id));
	for (guint i = 0; listing && i < listing->objects->len; i++) {
		const BurnishObject *object = listing->objects->pdata[i];

		g_assert_true(g_utf8_validate(object->key, -1, NULL));
		g_assert_nonnull(object->etag);
	}

	return 0;
}
