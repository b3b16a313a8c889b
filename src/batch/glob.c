/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "glob.h"
#include "scan.h"

gboolean
burnish_glob_is(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

typedef struct {
	BurnishGlobFn fn;
	void *data;
} Glob;

static void
expand(const Glob *glob, const char *path, const char *relative, char **parts);

/* "" stands for the directory that we are in. */
static char *
join(const char *path, const char *name)
{
	return *path ? g_build_filename(path, name, NULL) : g_strdup(name);
}

static gboolean
is_directory(const char *path, gboolean links)
{
	struct stat status;

	return (links ? stat(path, &status) : lstat(path, &status)) == 0 && S_ISDIR(status.st_mode);
}

static void
expand_wild(const Glob *glob, const char *path, const char *relative, char **parts)
{
	g_autoptr(GPtrArray) names = burnish_scan_names(*path ? path : ".");
	gboolean deep = g_str_equal(*parts, "**");

	/* None of them. */
	if (deep)
		expand(glob, path, relative, parts + 1);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *child = join(path, name);

		if (fnmatch(deep ? "*" : *parts, name, FNM_PERIOD) != 0)
			continue;
		if (!parts[1] && !deep)
			glob->fn(child, relative, glob->data);
		else if (is_directory(child, !deep)) {
			g_autofree char *below = join(relative, name);
			expand(glob, child, below, deep ? parts : parts + 1);
		}
	}
}

/* What is left of the pattern, below a directory. */
static void
expand(const Glob *glob, const char *path, const char *relative, char **parts)
{
	if (!*parts)
		return;
	if (burnish_glob_is(*parts)) {
		expand_wild(glob, path, relative, parts);
		return;
	}

	g_autofree char *child = join(path, *parts);
	if (parts[1]) {
		g_autofree char *below = join(relative, *parts);
		expand(glob, child, below, parts + 1);
	}
	else if (g_file_test(child, G_FILE_TEST_EXISTS))
		glob->fn(child, relative, glob->data);
}

void
burnish_glob_map(const char *pattern, BurnishGlobFn fn, void *data)
{
	const Glob glob = { fn, data };
	g_auto(GStrv) parts = g_strsplit(pattern, "/", -1);
	g_autoptr(GString) start = g_string_new(g_str_has_prefix(pattern, "/") ? "/" : "");
	g_autoptr(GPtrArray) wild = g_ptr_array_new();
	char **part = parts;

	for (; *part && !burnish_glob_is(*part); part++)
		if (**part) {
			if (start->len > 0 && start->str[start->len - 1] != '/')
				g_string_append_c(start, '/');
			g_string_append(start, *part);
		}
	for (; *part; part++)
		if (**part)
			g_ptr_array_add(wild, *part);
	/* At the end it stands for all files below. */
	if (wild->len > 0 && g_str_equal(wild->pdata[wild->len - 1], "**"))
		g_ptr_array_add(wild, (char *) "*");
	g_ptr_array_add(wild, NULL);
	expand(&glob, start->str, "", (char **) wild->pdata);
}

static gboolean
match(char **wild, char **parts)
{
	if (!*wild || !*parts)
		return !*wild && !*parts;
	if (g_str_equal(*wild, "**"))
		return match(wild + 1, parts) || (parts[1] && **parts != '.' && match(wild, parts + 1));

	return fnmatch(*wild, *parts, FNM_PERIOD) == 0 && match(wild + 1, parts + 1);
}

gboolean
burnish_glob_matches(const char *pattern, const char *name)
{
	gboolean is_deep = g_str_equal(pattern, "**") || g_str_has_suffix(pattern, "/**");
	g_autofree char *whole = is_deep ? g_strconcat(pattern, "/*", NULL) : g_strdup(pattern);
	g_auto(GStrv) wild = g_strsplit(whole, "/", -1);
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);

	return match(wild, parts);
}
