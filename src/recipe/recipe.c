/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Recipes as values: made, copied, edited, written. Reading them is in parse.c.
 */

#include <string.h>

#include "../base/argument.h"
#include "../base/error.h"
#include "../base/object.h"
#include "../corrections/correction.h"
#include "fitting.h"
#include "recipe.h"
#include "step.h"

BurnishRecipe *
burnish_recipe_new(const char *name)
{
	BurnishRecipe *recipe = g_new0(BurnishRecipe, 1);

	recipe->name = g_strdup(name);
	recipe->steps = g_ptr_array_new_with_free_func(g_object_unref);
	recipe->save = burnish_save_new();

	return recipe;
}

static gboolean
is_on_request(VipsOperation *step)
{
	return BURNISH_IS_CORRECTION(step) && BURNISH_CORRECTION_GET_CLASS(step)->on_request;
}

/* The place of a correction in the automatic recipe; -1 of any other operation. */
static int
get_rank(const char *nickname)
{
	const char *const *corrections = burnish_corrections();

	for (int i = 0; corrections[i]; i++)
		if (g_str_equal(corrections[i], nickname))
			return i;

	return -1;
}

/* Take in a correction that is named and that would be done on request only. */
static void
add_requested(BurnishRecipe *recipe, const char *nickname)
{
	int rank = recipe->automatic ? get_rank(nickname) : -1;
	guint i;

	if (rank < 0)
		return;
	for (i = 0; i < recipe->steps->len; i++) {
		int other = get_rank(burnish_step_nickname(recipe->steps->pdata[i]));

		if (other == rank)
			return;
		if (other > rank)
			break;
	}

	g_autoptr(VipsOperation) step = burnish_step_new(nickname);
	if (is_on_request(step))
		g_ptr_array_insert(recipe->steps, (int) i, g_steal_pointer(&step));
}

BurnishRecipe *
burnish_recipe_new_auto(void)
{
	const char *const *corrections = burnish_corrections();
	BurnishRecipe *recipe = burnish_recipe_new(BURNISH_RECIPE_AUTO);

	recipe->description = g_strdup("Every correction that decides for itself (the default)");
	recipe->automatic = TRUE;
	for (int i = 0; corrections[i]; i++) {
		VipsOperation *step = burnish_step_new(corrections[i]);

		if (is_on_request(step))
			g_object_unref(step);
		else
			g_ptr_array_add(recipe->steps, step);
	}

	return recipe;
}

BurnishRecipe *
burnish_recipe_new_single(const char *nickname)
{
	VipsOperation *step = burnish_step_new(nickname);

	if (!step)
		return NULL;

	BurnishRecipe *recipe = burnish_recipe_new(nickname);
	g_ptr_array_add(recipe->steps, step);

	return recipe;
}

const char *
burnish_recipe_get_name(const BurnishRecipe *recipe)
{
	return recipe->name;
}

const char *
burnish_recipe_get_description(const BurnishRecipe *recipe)
{
	return recipe->description ? recipe->description : "";
}

void
burnish_recipe_free(BurnishRecipe *recipe)
{
	if (!recipe)
		return;

	g_free(recipe->name);
	g_free(recipe->description);
	cJSON_Delete(recipe->make);
	cJSON_Delete(recipe->variables);
	g_ptr_array_unref(recipe->steps);
	g_object_unref(recipe->save);
	g_free(recipe);
}

/* The arguments of an object that were set, as JSON. */
static cJSON *
assigned_to_json(VipsObject *object)
{
	cJSON *json = cJSON_CreateObject();
	g_autoptr(GArray) list = burnish_argument_list(object, VIPS_ARGUMENT_INPUT);

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);
		const char *name = g_param_spec_get_name(item->pspec);

		if (item->instance->assigned && burnish_argument_is_writable(item->pspec, item->argument)) {
			cJSON *value = burnish_argument_get_json(object, name);
			if (value)
				cJSON_AddItemToObject(json, name, value);
		}
	}

	return json;
}

cJSON *
burnish_recipe_to_json(const BurnishRecipe *recipe)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddNumberToObject(json, "burnish", BURNISH_RECIPE_VERSION);
	if (recipe->description)
		cJSON_AddStringToObject(json, "description", recipe->description);
	if (recipe->variables)
		cJSON_AddItemToObject(json, "variables", cJSON_Duplicate(recipe->variables, TRUE));
	if (recipe->make)
		cJSON_AddItemToObject(json, "make", cJSON_Duplicate(recipe->make, TRUE));

	cJSON *fix = cJSON_AddArrayToObject(json, "fix");
	for (guint i = 0; i < recipe->steps->len; i++) {
		VipsOperation *step = recipe->steps->pdata[i];
		cJSON *item = cJSON_CreateObject();

		cJSON_AddItemToObject(item, burnish_step_nickname(step), assigned_to_json(VIPS_OBJECT(step)));
		cJSON_AddItemToArray(fix, item);
	}
	cJSON_AddItemToObject(json, "save", assigned_to_json(VIPS_OBJECT(recipe->save)));

	return json;
}

char *
burnish_recipe_print(const BurnishRecipe *recipe)
{
	cJSON *json = burnish_recipe_to_json(recipe);
	char *text = cJSON_Print(json);

	cJSON_Delete(json);

	return text;
}

BurnishRecipe *
burnish_recipe_copy(const BurnishRecipe *recipe)
{
	cJSON *json = burnish_recipe_to_json(recipe);
	g_autofree char *text = cJSON_PrintUnformatted(json);
	BurnishRecipe *copy = burnish_recipe_parse(text, strlen(text), recipe->name);

	/* What we wrote ourselves we can read. */
	g_assert(copy);
	cJSON_Delete(json);

	return copy;
}

int
burnish_recipe_set(BurnishRecipe *recipe, const char *chapter, const char *argument, const char *text)
{
	int n = 0;

	if (g_str_equal(chapter, "save"))
		return burnish_argument_set_text(VIPS_OBJECT(recipe->save), argument, text) ||
				burnish_save_check(recipe->save)
			? -1
			: 0;

	add_requested(recipe, chapter);
	for (guint i = 0; i < recipe->steps->len; i++)
		if (g_str_equal(burnish_step_nickname(recipe->steps->pdata[i]), chapter)) {
			if (burnish_argument_set_text(recipe->steps->pdata[i], argument, text)) {
				burnish_error_prefix("%s: ", chapter);
				return -1;
			}
			n++;
		}

	if (n == 0) {
		vips_error(NULL, "the recipe \"%s\" has no step %s to set %s of", recipe->name, chapter, argument);
		return -1;
	}

	return 0;
}

int
burnish_recipe_drop(BurnishRecipe *recipe, const char *nickname)
{
	int n = 0;

	for (guint i = recipe->steps->len; i > 0; i--)
		if (g_str_equal(burnish_step_nickname(recipe->steps->pdata[i - 1]), nickname)) {
			g_ptr_array_remove_index(recipe->steps, i - 1);
			n++;
		}

	return burnish_fitting_exclude(recipe, nickname) ? MAX(n, 1) : n;
}
