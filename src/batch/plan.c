/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which inputs there are, and what the outputs are called: all of it settled, and
 * every clash found, before the first pixel is read.
 */

#include <stdlib.h>
#include <string.h>

#include <burnish.h>

#include "../image/format.h"
#include "../recipe/recipe.h"
#include "../recipe/variant.h"
#include "../store/location.h"
#include "../store/store.h"
#include "list.h"
#include "scan.h"
#include "shard.h"
#include "template.h"

/* Between stem and suffix of a result that lies next to its input. Directory
 * scans know it too, and leave such files out. */
#define MARK BURNISH_SCAN_MARK

typedef struct {
	const BurnishPlanOptions *options;
	GPtrArray *found;

	/* BurnishVariant: the results of each input by the recipe of all. */
	GPtrArray *variants;

	/* The directory that results go to, or NULL. */
	char *directory;
} Plan;

static void
item_free(void *data)
{
	BurnishPlanItem *item = data;

	if (!item)
		return;

	g_free(item->input);
	g_free(item->output);
	g_free(item->jail);
	g_free(item);
}

static char *
stem_of(const char *path)
{
	char *name = g_path_get_basename(path);
	char *dot = strrchr(name, '.');

	if (dot && dot != name)
		*dot = '\0';

	return name;
}

/* The stem of a result: one of several says which. */
static char *
result_stem(const char *path, const BurnishVariant *variant)
{
	g_autofree char *stem = stem_of(path);

	return variant->text ? g_strconcat(stem, "-", variant->label, NULL) : g_steal_pointer(&stem);
}

/* The format that is asked for, whatever the name of the result; NULL for none. */
static const BurnishFormat *
format_for(const Plan *plan, const BurnishFound *found)
{
	return found->recipe ? found->save_format : burnish_save_get_format(plan->options->recipe->save);
}

/* The suffix, without its dot, for the result of an input: that of the format
 * that will be written, spelt as the input spells it where that fits. */
static const char *
suffix_for(const Plan *plan, const BurnishFound *found)
{
	const BurnishFormat *format = format_for(plan, found);
	const char *dot = strrchr(found->path ? found->path : "", '.');

	if (!format)
		format = found->format;
	if (!format || (dot && burnish_format_by_suffix(found->path) == format))
		return dot ? dot + 1 : "png";

	return format->suffixes[0] + 1;
}

static char *
next_to_input(const Plan *plan, const BurnishFound *found, const BurnishVariant *variant)
{
	g_autofree char *directory = g_path_get_dirname(found->path);
	g_autofree char *stem = result_stem(found->path, variant);
	g_autofree char *name = g_strconcat(stem, MARK, suffix_for(plan, found), NULL);

	/* "photo.png" and "./photo.png" stay as the user wrote them. */
	return strchr(found->path, '/') ? g_build_filename(directory, name, NULL) : g_steal_pointer(&name);
}

static char *
in_directory(const Plan *plan, const BurnishFound *found, const BurnishVariant *variant)
{
	g_autofree char *stem = result_stem(found->path, variant);
	g_autofree char *name = g_strconcat(stem, ".", suffix_for(plan, found), NULL);

	return g_build_filename(plan->directory, found->relative, name, NULL);
}

static char *
from_template(const Plan *plan, const BurnishFound *found, const BurnishVariant *variant, int index)
{
	g_autofree char *stem = found->path ? stem_of(found->path) : g_strdup("stdin");
	g_autofree char *number = g_strdup_printf("%04d", index + 1);
	g_autofree char *name = g_strconcat(stem, ".", suffix_for(plan, found), NULL);
	const BurnishField fields[] = {
		{ "stem", stem },
		{ "name", name },
		{ "ext", suffix_for(plan, found) },
		{ "dir", found->relative },
		{ "recipe", found->recipe ? found->recipe_name : plan->options->recipe->name },
		{ "aspect", variant->label },
		{ "index", number },
		{ NULL, NULL },
	};

	return burnish_template_expand(plan->options->output, fields);
}

static gboolean
is_stdout(const BurnishPlanOptions *options)
{
	return options->output && g_str_equal(options->output, "-");
}

/* A single file, given by name: its suffix must say what to write. */
static char *
single_file(const Plan *plan)
{
	const char *output = plan->options->output;

	if (plan->directory) {
		vips_error(NULL, "\"%s\" is a directory; a picture from standard input needs a file name", output);
		return NULL;
	}
	if (!burnish_save_get_format(plan->options->recipe->save) && !burnish_format_by_suffix(output)) {
		vips_error(NULL, "\"%s\" has no suffix that names a format, and none is given (see --format)", output);
		return NULL;
	}

	return g_strdup(output);
}

char *
burnish_plan_directory(const char *output)
{
	return burnish_template_is(output) ? burnish_template_jail(output) : g_strdup(output);
}

/* Whether the name that was given for a result says another format than the option. In place, a
 * file may have had the wrong name all along. */
static gboolean
is_contradicted(const Plan *plan, const BurnishFound *found, const BurnishPlanItem *item)
{
	return plan->options->format_is_firm && !found->output && item->output && !plan->options->in_place &&
		burnish_format_check_name(format_for(plan, found), item->output);
}

static BurnishPlanItem *
make_item(const Plan *plan, const BurnishFound *found, const BurnishVariant *variant, int index)
{
	const BurnishPlanOptions *options = plan->options;
	BurnishPlanItem *item = g_new0(BurnishPlanItem, 1);

	item->input = g_strdup(found->path);
	item->recipe = variant->text ? variant->text : g_intern_string(found->recipe);
	if (found->output) {
		item->jail = plan->directory ? g_strdup(plan->directory)
			: options->output        ? burnish_plan_directory(options->output)
									 : NULL;
		item->output = item->jail ? g_build_filename(item->jail, found->output, NULL) : g_strdup(found->output);
	}
	else if (options->in_place) {
		/* A link would be replaced, not what it points to. */
		char *real = g_file_test(found->path, G_FILE_TEST_IS_SYMLINK) ? realpath(found->path, NULL) : NULL;
		item->output = g_strdup(real ? real : found->path);
		g_free(item->input);
		item->input = g_strdup(item->output);
		free(real);
	}
	else if (is_stdout(options) || (!options->output && !found->path))
		item->output = NULL;
	else if (!options->output)
		item->output = next_to_input(plan, found, variant);
	else if (burnish_template_is(options->output)) {
		item->output = from_template(plan, found, variant, index);
		item->jail = burnish_template_jail(options->output);
	}
	else if (plan->directory && found->path) {
		item->output = in_directory(plan, found, variant);
		item->jail = g_strdup(plan->directory);
	}
	else if (!(item->output = single_file(plan))) {
		item_free(item);
		return NULL;
	}
	if (is_contradicted(plan, found, item)) {
		item_free(item);
		return NULL;
	}

	return item;
}

/* Whether an input that was given stands for what is in it. */
static gboolean
is_several(const char *input, const GPtrArray *found)
{
	if (!burnish_is_object(input))
		return g_file_test(input, G_FILE_TEST_IS_DIR) || burnish_scan_is_pattern(input);

	return found->len != 1 || g_strcmp0(((BurnishFound *) found->pdata[0])->path, input) != 0;
}

/* -o names a directory when it is one, looks like one, or has to be one. In a store only looks
 * count. */
static char *
find_directory(const BurnishPlanOptions *options, const char *const *inputs, const GPtrArray *found)
{
	const char *output = options->output;

	if (!output || is_stdout(options) || burnish_template_is(output))
		return NULL;
	if (g_str_has_suffix(output, "/") || g_file_test(output, G_FILE_TEST_IS_DIR) || found->len > 1 ||
		options->directory || options->listed || options->jobs ||
		(burnish_is_object(output) && !burnish_format_by_suffix(output)))
		return g_strdup(output);
	for (int i = 0; inputs[i]; i++)
		if (is_several(inputs[i], found))
			return g_strdup(output);

	return NULL;
}

static int
check_options(const Plan *plan)
{
	const BurnishPlanOptions *options = plan->options;
	gboolean has_stdin = FALSE;

	for (guint i = 0; i < plan->found->len; i++)
		has_stdin |= ((BurnishFound *) plan->found->pdata[i])->path == NULL;

	if (burnish_save_check_whole(options->recipe->save))
		return -1;
	if (plan->directory && g_file_test(plan->directory, G_FILE_TEST_EXISTS) && !g_file_test(plan->directory, G_FILE_TEST_IS_DIR)) {
		vips_error(NULL, "\"%s\" is a file, and these results need a directory", plan->directory);
		return -1;
	}
	if (plan->directory && !g_str_has_suffix(plan->directory, "/") && !g_file_test(plan->directory, G_FILE_TEST_IS_DIR) &&
		!burnish_is_object(plan->directory) && burnish_format_by_suffix(plan->directory)) {
		vips_error(NULL, "\"%s\" is the name of one picture, and these results need a directory (\"%s/\" would be one)",
			plan->directory, plan->directory);
		return -1;
	}
	if (options->in_place && has_stdin) {
		vips_error(NULL, "standard input cannot be changed in place");
		return -1;
	}
	if ((is_stdout(options) || (has_stdin && !options->output)) && plan->found->len > 1) {
		vips_error(NULL, "standard input and output take one picture");
		return -1;
	}
	if (options->output && burnish_template_is(options->output) && burnish_template_check(options->output))
		return -1;

	return 0;
}

/* Read the account before anything is done, where it will be needed. */
static int
check_objects(const Plan *plan)
{
	const BurnishPlanOptions *options = plan->options;
	gboolean has_objects = FALSE;

	for (guint i = 0; i < plan->found->len; i++)
		has_objects |= burnish_is_object(((BurnishFound *) plan->found->pdata[i])->path);
	if (has_objects && options->in_place) {
		vips_error(NULL, "objects cannot be changed in place; give -o");
		return -1;
	}
	if (options->output && burnish_is_object(options->output)) {
		g_autofree char *place = burnish_plan_directory(options->output);
		g_autoptr(BurnishLocation) location = burnish_is_object(place) ? burnish_location_parse(place) : NULL;

		if (!location) {
			vips_error_clear();
			vips_error(NULL, "\"%s\" names no bucket (s3://bucket/prefix)", options->output);
			return -1;
		}
		has_objects = TRUE;
	}

	return has_objects ? burnish_store_open() : 0;
}

/* Several results need a name each. */
static int
check_variants(const Plan *plan, const BurnishFound *found)
{
	const BurnishPlanOptions *options = plan->options;
	const char *name = found->output ? found->output : options->output;

	if (options->in_place && !found->output) {
		vips_error(NULL, "several results cannot be put in place of one picture");
		return -1;
	}
	if (is_stdout(options) || (!found->path && !name)) {
		vips_error(NULL, "standard output takes one picture, and the recipe gives several");
		return -1;
	}
	if (found->output || (name && !plan->directory && !burnish_template_is(name))) {
		vips_error(NULL, "\"%s\" is one file, and the recipe gives several (see {aspect})", name);
		return -1;
	}

	return 0;
}

/* The results of an input, by its own recipe if it has one. */
static GPtrArray *
find_variants(const Plan *plan, const BurnishFound *found)
{
	g_autoptr(BurnishRecipe) own = NULL;

	if (found->recipe && !(own = burnish_recipe_parse(found->recipe, strlen(found->recipe), found->recipe_name)))
		return NULL;

	g_autoptr(GPtrArray) variants = own ? burnish_variants(own) : g_ptr_array_ref(plan->variants);
	if (!variants || (variants->len > 1 && check_variants(plan, found)))
		return NULL;

	return g_steal_pointer(&variants);
}

/* Names from lists, which keep the directories that they lie in. */
static int
scan_listed(const BurnishPlanOptions *options, GPtrArray *found)
{
	for (int i = 0; options->listed && options->listed[i]; i++) {
		const char *one[] = { options->listed[i], NULL };
		g_autoptr(GPtrArray) some = burnish_scan(one, options->recursive, !options->in_place, options->output);
		g_autofree char *mirror = burnish_list_mirror(options->listed[i]);

		if (!some)
			return -1;
		gboolean is_file = some->len == 1 && g_strcmp0(((BurnishFound *) some->pdata[0])->path, options->listed[i]) == 0;

		if (is_file) {
			g_free(((BurnishFound *) some->pdata[0])->relative);
			((BurnishFound *) some->pdata[0])->relative = g_steal_pointer(&mirror);
		}
		g_ptr_array_extend_and_steal(found, g_steal_pointer(&some));
	}

	return 0;
}

/* Whether an input is in the part of the work that was asked for. */
static gboolean
is_in_shard(const BurnishPlanOptions *options, const BurnishFound *found)
{
	if (options->shards < 2)
		return TRUE;

	g_autofree char *base = g_path_get_basename(found->path ? found->path : "-");
	g_autofree char *name = g_build_filename(found->relative, base, NULL);

	return burnish_shard_of(name, options->shards) == options->shard;
}

/* Leave out what other shards do, or mark it. `of` has the input of each item. */
static GPtrArray *
take_shard(const Plan *plan, GPtrArray *items, const GPtrArray *of)
{
	GPtrArray *taken = g_ptr_array_new_with_free_func(item_free);

	for (guint i = 0; i < items->len; i++) {
		BurnishPlanItem *item = items->pdata[i];

		item->place = i;
		item->other = !is_in_shard(plan->options, of->pdata[i]);
		if (!item->other || plan->options->whole)
			g_ptr_array_add(taken, g_steal_pointer(&items->pdata[i]));
	}

	return taken;
}

/* Paths in one form, so that two names of one place are seen to be the same. */
static char *
normal(const char *path)
{
	/* Two keys are two objects. */
	if (burnish_is_object(path))
		return g_strdup(path);

	char *real = realpath(path, NULL);
	if (real) {
		char *copy = g_strdup(real);
		free(real);
		return copy;
	}

	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	char *real_directory = realpath(directory, NULL);
	g_autofree char *joined = g_build_filename(real_directory ? real_directory : directory, base, NULL);

	free(real_directory);

	return g_canonicalize_filename(joined, NULL);
}

static int
check_clashes(const GPtrArray *items, gboolean in_place)
{
	g_autoptr(GHashTable) inputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) outputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		if (item->input)
			g_hash_table_insert(inputs, normal(item->input), item->input);
	}

	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		if (!item->output)
			continue;

		g_autofree char *key = normal(item->output);
		const char *other = g_hash_table_lookup(outputs, key);
		if (other) {
			vips_error(NULL, "\"%s\" and \"%s\" would both be written to \"%s\"", other,
				item->input ? item->input : "standard input", item->output);
			return -1;
		}
		if (!in_place && (other = g_hash_table_lookup(inputs, key))) {
			vips_error(NULL, "\"%s\" would be overwritten (see --in-place)", other);
			return -1;
		}
		g_hash_table_insert(outputs, g_steal_pointer(&key), item->input ? item->input : "standard input");
	}

	return 0;
}

/* The results of one input. */
static int
add_items(const Plan *plan, guint index, GPtrArray *items, GPtrArray *of)
{
	BurnishFound *found = plan->found->pdata[index];
	g_autoptr(GPtrArray) variants = find_variants(plan, found);

	if (!variants)
		return -1;
	for (guint i = 0; i < variants->len; i++) {
		BurnishPlanItem *item = make_item(plan, found, variants->pdata[i], index);

		if (!item)
			return -1;
		g_ptr_array_add(items, item);
		g_ptr_array_add(of, found);
	}

	return 0;
}

GPtrArray *
burnish_plan(const char *const *inputs, const BurnishPlanOptions *options)
{
	for (int i = 0; inputs[i]; i++)
		if (!*inputs[i]) {
			vips_error(NULL, "the name of a picture is empty");
			return NULL;
		}
	if (options->output && !*options->output) {
		vips_error(NULL, "the name of the output is empty");
		return NULL;
	}

	g_autoptr(GPtrArray) found = burnish_scan(inputs, options->recursive, !options->in_place, options->output);

	if (!found || scan_listed(options, found))
		return NULL;
	if (options->jobs && burnish_list_read_jobs(options->jobs, options->recipe, found))
		return NULL;

	g_autofree char *directory = find_directory(options, inputs, found);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
	g_autoptr(GPtrArray) of = g_ptr_array_new();
	g_autoptr(GPtrArray) variants = burnish_variants(options->recipe);
	Plan plan = { options, found, variants, directory };

	if (!variants || check_options(&plan) || check_objects(&plan))
		return NULL;
	for (guint i = 0; i < found->len; i++)
		if (add_items(&plan, i, items, of))
			return NULL;
	if (check_clashes(items, options->in_place))
		return NULL;

	return take_shard(&plan, items, of);
}
