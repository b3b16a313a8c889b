/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/iim.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	/* See burnish_metadata_set(). */
	if (size == 0)
		return 0;

	g_autoptr(GBytes) block = g_bytes_new(data, size);
	g_autofree char *title = burnish_iim_get(block, BURNISH_IIM_TITLE, ", ");
	g_autofree char *keywords = burnish_iim_get(block, BURNISH_IIM_KEYWORD, ", ");

	g_assert_true(!title || g_utf8_validate(title, -1, NULL));
	g_assert_true(!keywords || g_utf8_validate(keywords, -1, NULL));

	return 0;
}
