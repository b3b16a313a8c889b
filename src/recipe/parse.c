/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From JSON text to a recipe. Strict: a recipe with a slip in it does something
 * other than its author meant, to thousands of files.
 */

#include <string.h>

#include "../base/argument.h"
#include "../base/error.h"
#include "../base/suggest.h"
#include "locate.h"
#include "make.h"
#include "recipe.h"
#include "step.h"

/* Recipes are written by hand. */
#define MAX_TEXT (1 << 20)

static const char *const chapters[] = { "$schema", "burnish", "description", "variables", "make", "fix", "save", NULL };

/* Where we are, for errors. */
typedef struct {
	const char *origin;
	const char *text;
	cJSON *root;
} Parse;

/* Complete the pending error with origin and line. Returns -1. */
static int
fail_at(const Parse *parse, const cJSON *item)
{
	burnish_error_prefix("%s:%d: ", parse->origin, burnish_locate(parse->text, parse->root, item));

	return -1;
}

/* JSON allows a key twice, and readers differ in which one they take. */
static int
check_duplicates(const Parse *parse, const cJSON *item)
{
	const cJSON *child;

	cJSON_ArrayForEach(child, item) {
		for (const cJSON *other = child->next; cJSON_IsObject(item) && other; other = other->next)
			if (g_str_equal(child->string, other->string)) {
				vips_error(other->string, "appears twice");
				return fail_at(parse, other);
			}
		if (check_duplicates(parse, child))
			return -1;
	}

	return 0;
}

/* Set arguments from the keys of an object; `name` is the step or chapter. */
static int
parse_arguments(const Parse *parse, VipsObject *object, const cJSON *json, const char *name)
{
	const cJSON *item;

	if (!cJSON_IsObject(json)) {
		vips_error(name, "must be an object, {} for the defaults");
		return fail_at(parse, json);
	}

	cJSON_ArrayForEach(item, json) {
		if (burnish_argument_set_json(object, item->string, item)) {
			burnish_error_prefix("%s: ", name);
			return fail_at(parse, item);
		}
	}

	return 0;
}

static int
check_required(const Parse *parse, VipsObject *object, const cJSON *json, const char *name)
{
	g_autoptr(GArray) list =
		burnish_argument_list(object, VIPS_ARGUMENT_INPUT | VIPS_ARGUMENT_REQUIRED);

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);

		if (burnish_argument_is_writable(item->pspec, item->argument) && !item->instance->assigned) {
			vips_error(name, "%s: must be given", g_param_spec_get_name(item->pspec));
			return fail_at(parse, json);
		}
	}

	return 0;
}

static int
parse_step(const Parse *parse, BurnishRecipe *recipe, const cJSON *json, int index)
{
	if (!cJSON_IsObject(json) || cJSON_GetArraySize(json) != 1) {
		vips_error(NULL, "fix[%d]: must be an object with one key, the operation", index);
		return fail_at(parse, json);
	}

	const cJSON *arguments = json->child;
	VipsOperation *step = burnish_step_new(arguments->string);
	if (!step) {
		burnish_error_prefix("fix[%d]: ", index);
		return fail_at(parse, arguments);
	}
	g_ptr_array_add(recipe->steps, step);

	g_autofree char *name = g_strdup_printf("fix[%d]: %s", index, arguments->string);

	return parse_arguments(parse, VIPS_OBJECT(step), arguments, name) ||
			check_required(parse, VIPS_OBJECT(step), arguments, name)
		? -1
		: 0;
}

static int
parse_fix(const Parse *parse, BurnishRecipe *recipe, const cJSON *json)
{
	const cJSON *item;
	int index = 0;

	if (!cJSON_IsArray(json)) {
		vips_error("fix", "must be an array of steps");
		return fail_at(parse, json);
	}
	cJSON_ArrayForEach(item, json) {
		if (parse_step(parse, recipe, item, index++))
			return -1;
	}

	return 0;
}

static int
parse_save(const Parse *parse, BurnishRecipe *recipe, const cJSON *json)
{
	if (parse_arguments(parse, VIPS_OBJECT(recipe->save), json, "save"))
		return -1;
	if (burnish_save_check(recipe->save)) {
		burnish_error_prefix("save: ");
		return fail_at(parse, json);
	}

	return 0;
}

/* What is kept as it is, once it is checked. */
static int
parse_make(const Parse *parse, cJSON **kept, const cJSON *json, int (*check)(const cJSON *json, const cJSON **where))
{
	const cJSON *where;

	if (check(json, &where))
		return fail_at(parse, where);
	*kept = cJSON_Duplicate(json, TRUE);

	return 0;
}

static int
parse_version(const Parse *parse, const cJSON *json)
{
	if (!cJSON_IsNumber(json) || json->valuedouble != BURNISH_RECIPE_VERSION) {
		vips_error("burnish", "the version of the recipe must be %d", BURNISH_RECIPE_VERSION);
		return fail_at(parse, json);
	}

	return 0;
}

static int
parse_chapter(const Parse *parse, BurnishRecipe *recipe, const cJSON *json)
{
	const char *key = json->string;

	if (g_str_equal(key, "burnish"))
		return parse_version(parse, json);
	if (g_str_equal(key, "fix"))
		return parse_fix(parse, recipe, json);
	if (g_str_equal(key, "save"))
		return parse_save(parse, recipe, json);

	if (g_str_equal(key, "make"))
		return parse_make(parse, &recipe->make, json, burnish_make_check);
	if (g_str_equal(key, "variables"))
		return parse_make(parse, &recipe->variables, json, burnish_make_check_variables);

	if (g_str_equal(key, "description") || g_str_equal(key, "$schema")) {
		if (!cJSON_IsString(json)) {
			vips_error(key, "must be a string");
			return fail_at(parse, json);
		}
		if (*key == 'd')
			recipe->description = g_strdup(json->valuestring);
		return 0;
	}

	g_autofree char *phrase = burnish_suggest_phrase(key, chapters);
	vips_error(key, "no such chapter%s", phrase);

	return fail_at(parse, json);
}

static int
parse_root(const Parse *parse, BurnishRecipe *recipe)
{
	static const char *const required[] = { "burnish", "fix" };
	const cJSON *item;

	if (!cJSON_IsObject(parse->root)) {
		vips_error(NULL, "a recipe is an object");
		return fail_at(parse, parse->root);
	}
	if (check_duplicates(parse, parse->root))
		return -1;
	for (guint i = 0; i < G_N_ELEMENTS(required); i++)
		if (!cJSON_HasObjectItem(parse->root, required[i])) {
			vips_error(NULL, "the chapter \"%s\" is missing", required[i]);
			return fail_at(parse, parse->root);
		}
	cJSON_ArrayForEach(item, parse->root) {
		if (parse_chapter(parse, recipe, item))
			return -1;
	}

	return 0;
}

/* The text as a string that cJSON can be trusted with. */
static char *
check_text(const char *text, size_t length, const char *origin)
{
	const char *end;

	if (length > MAX_TEXT) {
		vips_error(NULL, "%s: too large for a recipe", origin);
		return NULL;
	}
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (!g_utf8_validate(text, length, &end)) {
		vips_error(NULL, "%s: not UTF-8 text, from byte %zd on", origin, end - text);
		return NULL;
	}

	return g_strndup(text, length);
}

BurnishRecipe *
burnish_recipe_parse(const char *text, size_t length, const char *origin)
{
	g_autofree char *checked = check_text(text, length, origin);
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new(origin);
	const char *end;

	if (!checked)
		return NULL;

	/* Text after the recipe is an error, not ignored. */
	cJSON *root = cJSON_ParseWithOpts(checked, &end, TRUE);
	if (!root) {
		int line = 1;
		for (const char *p = checked; p < end; p++)
			line += *p == '\n';
		if (*end)
			vips_error(NULL, "%s:%d: not JSON from here: \"%.20s\"", origin, line, end);
		else
			vips_error(NULL, "%s:%d: the JSON ends too soon", origin, line);
		return NULL;
	}

	Parse parse = { origin, checked, root };
	int result = parse_root(&parse, recipe);
	cJSON_Delete(root);

	return result ? NULL : g_steal_pointer(&recipe);
}
