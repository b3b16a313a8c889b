/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse((const char *) data, size, "fuzz");

	if (recipe) {
		/* A recipe that exists can be written, and read again as the same. */
		g_autofree char *text = burnish_recipe_print(recipe);
		g_autoptr(BurnishRecipe) again = burnish_recipe_parse(text, strlen(text), "again");
		g_assert(again);
		g_autofree char *text_again = burnish_recipe_print(again);
		g_assert_cmpstr(text, ==, text_again);
	}
	else
		g_assert(*vips_error_buffer());
	vips_error_clear();

	return 0;
}
