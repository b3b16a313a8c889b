/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "generate/response.h"

/* The first byte is the status, the rest the body of an answer. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static const int statuses[] = { 200, 400, 401, 403, 404, 413, 429, 500 };

	if (size == 0)
		return 0;
	g_autoptr(BurnishResponse) response =
		burnish_response_parse(statuses[data[0] % G_N_ELEMENTS(statuses)], (const char *) data + 1, size - 1);

	g_assert_nonnull(response);
	if (data[0] % G_N_ELEMENTS(statuses) != 0)
		g_assert_cmpint(response->error.kind, !=, BURNISH_API_OK);
	burnish_response_expect_images(response);
	if (response->images->len == 0)
		g_assert_cmpint(response->error.kind, !=, BURNISH_API_OK);
	for (guint i = 0; i < response->images->len; i++) {
		const BurnishApiImage *image = response->images->pdata[i];
		g_assert_true(image->bytes || image->url);
	}

	/* Whatever came, what is said of it can be printed. */
	g_autofree char *text = burnish_api_error_to_text(&response->error);
	g_assert_true(g_utf8_validate(text, -1, NULL));

	return 0;
}
