/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One recipe, several results.
 */

#include <string.h>

#include "../base/argument.h"
#include "../corrections/correction.h"
#include "step.h"
#include "variant.h"

/* The value that a step has for its variants, NULL when it has none. */
static char *
get_value(VipsOperation *step)
{
	const char *name = BURNISH_IS_CORRECTION(step) ? BURNISH_CORRECTION_GET_CLASS(step)->variants : NULL;
	char *value = NULL;

	if (name)
		g_object_get(step, name, &value, NULL);

	return value;
}

/* The index of the step that lists values; -1 when none does. */
static int
find_step(const BurnishRecipe *recipe)
{
	for (guint i = 0; i < recipe->steps->len; i++) {
		g_autofree char *value = get_value(recipe->steps->pdata[i]);

		if (value && strchr(value, ','))
			return i;
	}

	return -1;
}

static void
variant_free(void *data)
{
	BurnishVariant *variant = data;

	g_free(variant->label);
	burnish_recipe_free(variant->recipe);
	g_free(variant);
}

static void
add_variant(GPtrArray *variants, const BurnishRecipe *recipe, const char *value)
{
	BurnishVariant *variant = g_new0(BurnishVariant, 1);

	variant->recipe = burnish_recipe_copy(recipe);
	variant->label = g_strdelimit(g_strdup(value), ":/", 'x');
	g_ptr_array_add(variants, variant);
}

static void
set_text(BurnishVariant *variant)
{
	g_autofree char *text = burnish_recipe_print(variant->recipe);

	variant->text = g_intern_string(text);
}

/* What labels the results of a recipe that lists nothing. */
static char *
only_value(const BurnishRecipe *recipe)
{
	for (guint i = 0; i < recipe->steps->len; i++) {
		char *value = get_value(recipe->steps->pdata[i]);

		if (value)
			return value;
	}

	return g_strdup("");
}

GPtrArray *
burnish_variants(const BurnishRecipe *recipe)
{
	g_autoptr(GPtrArray) variants = g_ptr_array_new_with_free_func(variant_free);
	int index = find_step(recipe);

	if (index < 0) {
		g_autofree char *value = only_value(recipe);
		add_variant(variants, recipe, value);
		return g_steal_pointer(&variants);
	}

	VipsOperation *step = recipe->steps->pdata[index];
	const char *nickname = burnish_step_nickname(step);
	const char *name = BURNISH_CORRECTION_GET_CLASS(step)->variants;
	g_autofree char *value = get_value(step);
	g_auto(GStrv) values = g_strsplit(value, ",", -1);

	for (int i = 0; values[i]; i++) {
		g_strstrip(values[i]);
		if (!*values[i]) {
			vips_error(nickname, "%s: \"%s\" has an empty value", name, value);
			return NULL;
		}
		add_variant(variants, recipe, values[i]);

		BurnishVariant *variant = variants->pdata[variants->len - 1];
		g_object_set(variant->recipe->steps->pdata[index], name, values[i], NULL);
		if (find_step(variant->recipe) >= 0) {
			vips_error(nickname, "%s: only one step of a recipe may list several values", name);
			return NULL;
		}
		if (values[1])
			set_text(variant);
	}

	return g_steal_pointer(&variants);
}

int
burnish_recipe_check(const BurnishRecipe *recipe)
{
	g_autoptr(GPtrArray) variants = burnish_variants(recipe);

	if (!variants)
		return -1;
	for (guint i = 0; i < variants->len; i++) {
		const BurnishRecipe *one = ((BurnishVariant *) variants->pdata[i])->recipe;

		for (guint k = 0; k < one->steps->len; k++)
			if (burnish_step_check(one->steps->pdata[k]))
				return -1;
	}

	return burnish_save_check_whole(recipe->save);
}
