/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include <gio/gio.h>
#include <vips/vips.h>

#include "../base/suggest.h"
#include "recipe.h"
#include "step.h"

#define RESOURCES "/burnish/presets/"
#define SUFFIX ".json"

static char *
user_directory(void)
{
	return g_build_filename(g_get_user_config_dir(), "burnish", "presets", NULL);
}

static void
add_name(GHashTable *names, const char *file)
{
	if (g_str_has_suffix(file, SUFFIX) && *file != '.')
		g_hash_table_add(names, g_strndup(file, strlen(file) - strlen(SUFFIX)));
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

char **
burnish_preset_names(void)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) built_in = g_resources_enumerate_children(RESOURCES, 0, NULL);
	g_autofree char *path = user_directory();
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	const char *file;

	add_name(names, BURNISH_RECIPE_AUTO SUFFIX);
	for (int i = 0; built_in[i]; i++)
		add_name(names, built_in[i]);
	while (directory && (file = g_dir_read_name(directory)))
		add_name(names, file);

	guint n;
	g_autofree char **keys = (char **) g_hash_table_get_keys_as_array(names, &n);
	qsort(keys, n, sizeof(char *), compare_names);

	return g_strdupv(keys);
}

/* Of a preset of the user's, NULL when there is none. */
static GBytes *
user_text(const char *name)
{
	g_autofree char *file = g_strconcat(name, SUFFIX, NULL);
	g_autofree char *directory = user_directory();
	g_autofree char *path = g_build_filename(directory, file, NULL);
	char *text;
	gsize length;

	return !strchr(name, '/') && g_file_get_contents(path, &text, &length, NULL) ? g_bytes_new_take(text, length) : NULL;
}

/* No file: it has every correction that is there. */
static GBytes *
auto_text(void)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_auto();
	GString *text = g_string_new(NULL);

	/* As people would write it, who copy and change it. */
	g_string_append_printf(text, "{\n\t\"burnish\": %d,\n\t\"description\": \"%s\",\n\t\"fix\": [", BURNISH_RECIPE_VERSION, recipe->description);
	for (guint i = 0; i < recipe->steps->len; i++)
		g_string_append_printf(text, "%s\n\t\t{ \"%s\": {} }", i ? "," : "", burnish_step_nickname(recipe->steps->pdata[i]));
	g_string_append(text, "\n\t],\n\t\"save\": {}\n}\n");

	return g_string_free_to_bytes(text);
}

GBytes *
burnish_preset_text(const char *name)
{
	g_autofree char *resource = g_strconcat(RESOURCES, name, SUFFIX, NULL);
	GBytes *own = user_text(name);

	if (own)
		return own;
	if (g_str_equal(name, BURNISH_RECIPE_AUTO))
		return auto_text();

	GBytes *built_in = g_resources_lookup_data(resource, 0, NULL);
	if (!built_in) {
		g_auto(GStrv) names = burnish_preset_names();
		g_autofree char *phrase = burnish_suggest_phrase(name, (const char *const *) names);

		vips_error(NULL, "no preset \"%s\"%s (a file needs a \"/\" or \".json\" in its name)", name, phrase);
	}

	return built_in;
}

static BurnishRecipe *
open_file(const char *path)
{
	g_autofree char *text = NULL;
	gsize length;
	GError *error = NULL;

	if (!g_file_get_contents(path, &text, &length, &error)) {
		vips_error(NULL, "cannot read the recipe: %s", error->message);
		g_error_free(error);
		return NULL;
	}

	BurnishRecipe *recipe = burnish_recipe_parse(text, length, path);
	if (recipe) {
		g_free(recipe->name);
		recipe->name = g_path_get_basename(path);
		if (g_str_has_suffix(recipe->name, SUFFIX))
			recipe->name[strlen(recipe->name) - strlen(SUFFIX)] = '\0';
	}

	return recipe;
}

BurnishRecipe *
burnish_recipe_open(const char *name_or_path)
{
	if (strchr(name_or_path, '/') || g_str_has_suffix(name_or_path, SUFFIX))
		return open_file(name_or_path);

	g_autoptr(GBytes) own = user_text(name_or_path);
	/* Where options add the corrections that are done on request. */
	if (!own && g_str_equal(name_or_path, BURNISH_RECIPE_AUTO))
		return burnish_recipe_new_auto();
	g_autoptr(GBytes) text = own ? g_steal_pointer(&own) : burnish_preset_text(name_or_path);

	return text
		? burnish_recipe_parse(g_bytes_get_data(text, NULL), g_bytes_get_size(text), name_or_path)
		: NULL;
}
