/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names are settled before anything is sent: a picture that was paid for must have its place.
 */

#include <errno.h>
#include <string.h>

#include "../generate/record.h"
#include "../image/format.h"
#include "../recipe/variant.h"
#include "finish.h"
#include "naming.h"
#include "template.h"

/* Long enough to tell pictures apart, short enough to read. */
#define SLUG_CHARACTERS 40

static const char *const field_names[] = { "stem", "name", "ext", "index", "style", "model", "aspect", NULL };

struct BurnishNaming {
	/* Names that were given, and how many pictures have got one. */
	GHashTable *taken;
	int pictures;
};

BurnishNaming *
burnish_naming_new(void)
{
	BurnishNaming *naming = g_new0(BurnishNaming, 1);

	naming->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	return naming;
}

void
burnish_naming_free(BurnishNaming *naming)
{
	if (!naming)
		return;

	g_hash_table_unref(naming->taken);
	g_free(naming);
}

char *
burnish_naming_slug(const char *prompt)
{
	g_autofree char *valid = g_utf8_make_valid(prompt, -1);
	GString *slug = g_string_new(NULL);
	gboolean gap = FALSE;
	int length = 0;

	/* The first line tells what it is about. */
	for (const char *p = valid; *p && *p != '\n' && length < SLUG_CHARACTERS; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isalnum(c) && !g_unichar_ismark(c)) {
			gap = slug->len > 0;
			continue;
		}
		if (gap)
			g_string_append_c(slug, '-');
		g_string_append_unichar(slug, g_unichar_tolower(c));
		length += gap ? 2 : 1;
		gap = FALSE;
	}
	/* A prompt of signs only. */
	if (slug->len == 0)
		g_string_append(slug, "picture");

	return g_string_free(slug, FALSE);
}

/* What the fix chapter makes of it, if it says. */
static const BurnishFormat *
format_of_fix(const BurnishMakeJob *job)
{
	return job->fix ? burnish_save_get_format(job->fix->save) : NULL;
}

/* Without a dot; what the API calls jpeg is called .jpg. */
static const char *
suffix_of(const BurnishMakeJob *job)
{
	const BurnishFormat *format = format_of_fix(job);

	if (!format && job->format)
		format = burnish_format_by_name(job->format);

	return format ? format->suffixes[0] + 1 : job->format ? job->format
														  : "png";
}

static gboolean
is_directory(const char *output)
{
	return output && (g_str_has_suffix(output, "/") || g_file_test(output, G_FILE_TEST_IS_DIR));
}

static char *
from_template(const BurnishMakeJob *job, const char *stem, const char *model, const char *label, int number)
{
	g_autofree char *index = g_strdup_printf("%04d", number);
	g_autofree char *name = g_strconcat(stem, ".", suffix_of(job), NULL);
	const BurnishField fields[] = {
		{ "stem", stem },
		{ "name", name },
		{ "ext", suffix_of(job) },
		{ "index", index },
		{ "style", job->style ? job->style : "" },
		{ "model", model },
		{ "aspect", label },
		{ NULL, NULL },
	};

	return burnish_template_expand(job->output, fields);
}

/* Directory and stem, and the suffix, of what was asked for. */
static void
split(const BurnishMakeJob *job, char **head, char **suffix)
{
	g_autofree char *slug = job->custom_id ? burnish_naming_slug(job->custom_id) : burnish_naming_slug(job->prompt ? job->prompt : "");

	if (job->output && !is_directory(job->output)) {
		const char *slash = strrchr(job->output, '/');
		const char *dot = strrchr(slash ? slash : job->output, '.');

		*head = dot ? g_strndup(job->output, dot - job->output) : g_strdup(job->output);
		*suffix = dot ? g_strdup(dot) : g_strconcat(".", suffix_of(job), NULL);
	}
	else {
		*head = job->output ? g_build_filename(job->output, slug, NULL) : g_steal_pointer(&slug);
		*suffix = g_strconcat(".", suffix_of(job), NULL);
	}
}

static gboolean
is_there(const char *path)
{
	return g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

/* Neither the picture nor what is put beside it may be there. */
static gboolean
is_free(const char *path)
{
	g_autofree char *record = burnish_record_path(path);
	g_autofree char *kept = burnish_finish_kept_name(path);

	return !is_there(path) && !is_there(record) && !is_there(kept);
}

static int
check_free(const char *path)
{
	g_autofree char *record = burnish_record_path(path);
	g_autofree char *kept = burnish_finish_kept_name(path);
	const char *names[] = { path, record, kept };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (is_there(names[i])) {
			vips_error(NULL, "will not overwrite \"%s\": %s", names[i], g_strerror(EEXIST));
			return -1;
		}

	return 0;
}

/* Head, style, number and, of several shapes, which; with a count behind it when that is taken. */
static char *
build(BurnishNaming *naming, const BurnishMakeJob *job, const BurnishVariant *shape, int index, int total)
{
	gboolean is_named = job->output && !is_directory(job->output);
	g_autofree char *head = NULL;
	g_autofree char *suffix = NULL;
	g_autoptr(GString) name = g_string_new(NULL);

	split(job, &head, &suffix);
	g_string_append(name, head);
	if (job->style) {
		g_autofree char *style = burnish_naming_slug(job->style);
		g_string_append_printf(name, "-%s", style);
	}
	if (total > 1)
		g_string_append_printf(name, "-%d", index + 1);
	if (shape && shape->text)
		g_string_append_printf(name, "-%s", shape->label);

	for (int i = 1;; i++) {
		g_autofree char *path = i == 1
			? g_strconcat(name->str, suffix, NULL)
			: g_strdup_printf("%s-%d%s", name->str, i, suffix);

		if (!g_hash_table_contains(naming->taken, path) && (is_named || job->policy != BURNISH_OUTPUT_NEW || is_free(path)))
			return g_steal_pointer(&path);
	}
}

/* NULL for standard output: then *name is, too. */
static int
next_name(BurnishNaming *naming, const BurnishMakeJob *job, const char *model, const BurnishVariant *shape,
	int index, int total, char **name)
{
	g_autofree char *path = NULL;

	*name = NULL;
	if (g_strcmp0(job->output, "-") == 0) {
		if (total > 1 || (shape && shape->text) || g_hash_table_size(naming->taken) > 0) {
			vips_error("output", "only one picture goes to standard output");
			return -1;
		}
		g_hash_table_add(naming->taken, g_strdup("-"));
		return 0;
	}

	if (job->output && burnish_template_is(job->output)) {
		g_autofree char *stem = burnish_naming_slug(job->custom_id ? job->custom_id : job->prompt ? job->prompt
																								  : "");

		if (burnish_template_check_fields(job->output, field_names))
			return -1;
		path = from_template(job, stem, model, shape ? shape->label : "", naming->pictures);
		if (g_hash_table_contains(naming->taken, path)) {
			vips_error("output", "\"%s\" is the name of two pictures; %s tells them apart", path, shape && shape->text ? "{aspect}" : "{index}");
			return -1;
		}
	}
	else
		path = build(naming, job, shape, index, total);
	if (job->policy == BURNISH_OUTPUT_NEW && check_free(path))
		return -1;
	g_hash_table_add(naming->taken, g_strdup(path));
	*name = g_steal_pointer(&path);

	return 0;
}

int
burnish_naming_next(BurnishNaming *naming, const BurnishMakeJob *job, const char *model,
	int index, int total, GPtrArray *names)
{
	g_autoptr(GPtrArray) shapes = job->fix ? burnish_variants(job->fix) : NULL;

	if (job->fix && !shapes)
		return -1;
	naming->pictures++;
	for (guint i = 0; i == 0 || (shapes && i < shapes->len); i++) {
		char *name;

		if (next_name(naming, job, model, shapes ? shapes->pdata[i] : NULL, index, total, &name))
			return -1;
		g_ptr_array_add(names, name);
	}

	return 0;
}
