/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../../src/batch/list.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *) data, size);
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_auto();
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(burnish_found_free);

	if (burnish_list_parse_jobs(text, size, "fuzz", recipe, found) == 0)
		for (guint i = 0; i < found->len; i++) {
			const BurnishFound *job = found->pdata[i];

			g_assert(*job->path);
			/* What it mirrors stays below where it is put. */
			g_assert(*job->relative != '/');
			g_assert(!g_str_has_prefix(job->relative, ".."));
		}
	else
		g_assert(*vips_error_buffer());
	vips_error_clear();

	return 0;
}
