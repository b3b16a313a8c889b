/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A store has no directories, only keys with slashes in them. People mean directories.
 */

#include <string.h>

#include "../store/location.h"
#include "../store/store.h"
#include "glob.h"
#include "objects.h"
#include "scan.h"

typedef struct {
	GPtrArray *found;
	/* What the names begin with, with "/" at its end. */
	const char *top;
	/* For the rest of a name; NULL for any. */
	const char *pattern;
	/* Under which the results are, to be left out; or NULL. */
	const char *output;
} Objects;

static gboolean
is_hidden(char **parts)
{
	/* Two of which are no names, and an error that is told. */
	for (; *parts; parts++)
		if (**parts == '.' && !g_str_equal(*parts, ".") && !g_str_equal(*parts, ".."))
			return TRUE;

	return FALSE;
}

/* The directory of a name, without what is empty in it. */
static char *
directory_of(char **parts)
{
	GString *directory = g_string_new(NULL);

	for (; *parts && parts[1]; parts++)
		if (**parts)
			g_string_append_printf(directory, "%s%s", directory->len > 0 ? "/" : "", *parts);

	return g_string_free(directory, FALSE);
}

static void
consider(const char *name, void *data)
{
	Objects *objects = data;
	const char *rest = name + strlen(objects->top);
	g_auto(GStrv) parts = g_strsplit(rest, "/", -1);

	if (!burnish_format_by_suffix(name) || is_hidden(parts) || burnish_scan_is_ours(rest) ||
		(objects->output && burnish_location_below(objects->output, name)) ||
		(objects->pattern && !burnish_glob_matches(objects->pattern, rest)))
		return;

	g_autofree char *directory = directory_of(parts);
	g_ptr_array_add(objects->found, burnish_found_new(name, directory));
}

static int
list(const char *top, const char *pattern, gboolean recursive, const char *output, GPtrArray *found)
{
	Objects objects = { found, top, pattern, NULL };

	/* Results in the place of their inputs are found by their names. */
	if (output && burnish_is_object(output) && burnish_location_below(top, output) && *burnish_location_below(top, output))
		objects.output = output;

	return burnish_store_list(top, recursive, consider, &objects);
}

static int
scan_pattern(const char *name, const char *output, GPtrArray *found)
{
	g_autofree char *top = g_strndup(name, strcspn(name, "*?["));
	char *slash = strrchr(top, '/');

	slash[1] = '\0';
	const char *pattern = name + strlen(top);

	return list(top, pattern, strchr(pattern, '/') || g_str_equal(pattern, "**"), output, found);
}

int
burnish_objects_scan(const char *name, gboolean recursive, const char *output, GPtrArray *found)
{
	g_autoptr(BurnishLocation) location = burnish_location_parse(name);
	g_autofree char *top = g_str_has_suffix(name, "/") ? g_strdup(name) : g_strconcat(name, "/", NULL);
	guint before = found->len;
	int there;

	if (!location)
		return -1;
	if (burnish_glob_is(name)) {
		if ((there = burnish_store_exists(name)) < 0)
			return -1;
		if (there == 0 && scan_pattern(name, output, found))
			return -1;
	}
	else if (burnish_location_is_prefix(name))
		return list(top, NULL, recursive, output, found);
	/* Who names a picture means it. */
	else if (!burnish_format_by_suffix(name) && list(top, NULL, recursive, output, found))
		return -1;
	if (found->len == before)
		g_ptr_array_add(found, burnish_found_new(name, ""));

	return 0;
}
