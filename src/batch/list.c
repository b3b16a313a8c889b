/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Inputs that are listed in a file: one name a line, or one object of JSON a line.
 */

#include <errno.h>
#include <string.h>

#include <burnish.h>

#include "../base/error.h"
#include "../base/suggest.h"
#include "../recipe/recipe.h"
#include "list.h"

static const char *const keys[] = { "input", "output", "recipe", "set", NULL };

/* What is known of the lines before: most say the same. */
typedef struct {
	const BurnishRecipe *recipe;
	/* The text of "recipe" and "set" to Ready. */
	GHashTable *ready;
} List;

/* A recipe that lines ask for. */
typedef struct {
	char *text;
	char *name;
	const BurnishFormat *format;
} Ready;

static void
ready_free(void *data)
{
	Ready *ready = data;

	g_free(ready->text);
	g_free(ready->name);
	g_free(ready);
}

/* A whole file, or standard input for "-". */
static char *
read_all(const char *path, gsize *length)
{
	GError *error = NULL;
	char *text;

	if (!g_file_get_contents(g_str_equal(path, "-") ? "/dev/stdin" : path, &text, length, &error)) {
		vips_error(NULL, "cannot read the list: %s", error->message);
		g_error_free(error);
		return NULL;
	}

	return text;
}

char **
burnish_list_read(const char *path, char separator)
{
	gsize length;
	g_autofree char *text = read_all(path, &length);
	GPtrArray *names = g_ptr_array_new();

	for (const char *p = text; p && p < text + length;) {
		const char *end = memchr(p, separator, text + length - p);
		size_t n = (end ? end : text + length) - p;
		/* A list that was written on Windows. */
		size_t kept = separator == '\n' && n > 0 && p[n - 1] == '\r' ? n - 1 : n;

		if (memchr(p, '\0', kept)) {
			vips_error(NULL, "\"%s\" has names that end with NUL (see --files0-from)", path);
			g_clear_pointer(&text, g_free);
		}
		else if (kept > 0)
			g_ptr_array_add(names, g_strndup(p, kept));
		p = text ? p + n + 1 : NULL;
	}
	g_ptr_array_add(names, NULL);
	char **list = (char **) g_ptr_array_free(names, FALSE);
	if (!text)
		g_clear_pointer(&list, g_strfreev);

	return list;
}

char *
burnish_list_mirror(const char *path)
{
	g_autofree char *directory = g_path_get_dirname(burnish_is_object(path) ? strstr(path, "//") : path);
	g_auto(GStrv) parts = g_strsplit(directory, "/", -1);
	g_autoptr(GString) mirror = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		if (g_str_equal(*part, "..")) {
			g_string_truncate(mirror, 0);
			continue;
		}
		if (**part && !g_str_equal(*part, "."))
			g_string_append_printf(mirror, "%s%s", mirror->len > 0 ? "/" : "", *part);
	}

	return g_strdup(mirror->str);
}

/* As a flag would be written. */
static char *
value_to_text(const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsString(json))
		return g_strdup(json->valuestring);
	if (!cJSON_IsArray(json))
		return cJSON_PrintUnformatted(json);

	GString *text = g_string_new(NULL);
	cJSON_ArrayForEach(item, json) {
		g_autofree char *one = value_to_text(item);
		g_string_append_printf(text, "%s%s", text->len > 0 ? "," : "", one);
	}

	return g_string_free(text, FALSE);
}

static int
apply_set(BurnishRecipe *recipe, const cJSON *set)
{
	const cJSON *item;

	if (set && !cJSON_IsObject(set)) {
		vips_error("set", "must be an object");
		return -1;
	}
	cJSON_ArrayForEach(item, set) {
		const char *dot = strchr(item->string, '.');
		g_autofree char *chapter = dot ? g_strndup(item->string, dot - item->string) : g_strdup("save");
		g_autofree char *text = value_to_text(item);

		if (burnish_recipe_set(recipe, chapter, dot ? dot + 1 : item->string, text)) {
			burnish_error_prefix("set: ");
			return -1;
		}
	}

	return 0;
}

static BurnishRecipe *
open_recipe(const List *list, const cJSON *json)
{
	if (!json)
		return burnish_recipe_copy(list->recipe);
	if (cJSON_IsString(json))
		return burnish_recipe_open(json->valuestring);

	g_autofree char *text = cJSON_PrintUnformatted(json);

	return burnish_recipe_parse(text, strlen(text), "recipe");
}

static const Ready *
get_ready(const List *list, const cJSON *recipe_json, const cJSON *set)
{
	g_autofree char *recipe_text = recipe_json ? cJSON_PrintUnformatted(recipe_json) : g_strdup("");
	g_autofree char *set_text = set ? cJSON_PrintUnformatted(set) : g_strdup("");
	g_autofree char *key = g_strconcat(recipe_text, "\n", set_text, NULL);
	Ready *ready = g_hash_table_lookup(list->ready, key);

	if (ready)
		return ready;

	g_autoptr(BurnishRecipe) recipe = open_recipe(list, recipe_json);
	if (!recipe || apply_set(recipe, set) || burnish_recipe_check(recipe))
		return NULL;
	ready = g_new(Ready, 1);
	*ready = (Ready){ burnish_recipe_print(recipe), g_strdup(recipe->name), burnish_save_get_format(recipe->save) };
	g_hash_table_insert(list->ready, g_steal_pointer(&key), ready);

	return ready;
}

static int
check_keys(const cJSON *json)
{
	const cJSON *item;

	if (!cJSON_IsObject(json)) {
		vips_error(NULL, "a job is an object");
		return -1;
	}
	cJSON_ArrayForEach(item, json) {
		if (!g_strv_contains(keys, item->string)) {
			g_autofree char *phrase = burnish_suggest_phrase(item->string, keys);
			vips_error(item->string, "no such key of a job%s", phrase);
			return -1;
		}
		if (cJSON_GetObjectItemCaseSensitive(json, item->string) != item) {
			vips_error(item->string, "appears twice");
			return -1;
		}
	}

	return 0;
}

/* A name in a job; NULL with vips_error() when it has none. */
static const char *
get_name(const cJSON *json, const char *key)
{
	const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));

	if (!name || !*name) {
		vips_error(key, "must be the name of a file");
		return NULL;
	}

	return name;
}

static int
read_job(const List *list, const cJSON *json, GPtrArray *found)
{
	const cJSON *recipe = cJSON_GetObjectItemCaseSensitive(json, "recipe");
	const cJSON *set = cJSON_GetObjectItemCaseSensitive(json, "set");
	const Ready *ready = NULL;
	const char *output = NULL;
	const char *input;

	if (check_keys(json) || !(input = get_name(json, "input")) ||
		(cJSON_HasObjectItem(json, "output") && !(output = get_name(json, "output"))) ||
		((recipe || set) && !(ready = get_ready(list, recipe, set))))
		return -1;

	g_autofree char *mirror = burnish_list_mirror(input);
	BurnishFound *job = burnish_found_new(input, mirror);
	job->output = g_strdup(output);
	if (ready) {
		job->recipe = g_strdup(ready->text);
		job->recipe_name = g_strdup(ready->name);
		job->save_format = ready->format;
	}
	g_ptr_array_add(found, job);

	return 0;
}

int
burnish_list_parse_jobs(char *text, gsize length, const char *origin, const BurnishRecipe *recipe, GPtrArray *found)
{
	List list = { recipe, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, ready_free) };
	int number = 1;
	int result = 0;

	for (char *p = text; p && p < text + length && result == 0; number++) {
		char *end = memchr(p, '\n', text + length - p);
		const char *rest = NULL;

		if (end)
			*end = '\0';
		if (*g_strstrip(p)) {
			cJSON *json = cJSON_ParseWithOpts(p, &rest, TRUE);

			if (!json)
				vips_error(NULL, "not JSON from here: \"%.20s\"", rest ? rest : p);
			if ((result = json ? read_job(&list, json, found) : -1))
				burnish_error_prefix("%s:%d: ", origin, number);
			cJSON_Delete(json);
		}
		p = end ? end + 1 : NULL;
	}
	g_hash_table_unref(list.ready);

	return result;
}

int
burnish_list_read_jobs(const char *path, const BurnishRecipe *recipe, GPtrArray *found)
{
	gsize length;
	g_autofree char *text = read_all(path, &length);

	return text ? burnish_list_parse_jobs(text, length, path, recipe, found) : -1;
}
