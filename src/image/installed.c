/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Finding ICC profiles by name. Those of screens are made here; those of presses are
 * measured, and come from packages and from the user.
 */

#include <string.h>
#include <sys/stat.h>

#include <vips/vips.h>

#include "../base/suggest.h"
#include "installed.h"
#include "profile.h"

/* A profile of a press is a megabyte or two. */
#define MAX_PROFILE (32 << 20)

/* How deep packages nest them: icc/ghostscript/. */
#define MAX_DEPTH 3

/* Other names of profiles that are in Debian's main archive. */
static const struct {
	const char *name;
	const char *file;
} aliases[] = {
	{ "fogra39", "ISOcoated_v2_300_bas" },
	{ "iso-coated-v2", "ISOcoated_v2_300_bas" },
	{ "swop", "default_cmyk" },
};

/* "cmyk" is the first of them that is installed: offset on coated paper in Europe, then in
 * America. */
static const char *const presses[] = { "ISOcoated_v2_300_bas", "default_cmyk" };

static const char *const built_in[] = { "srgb", "display-p3", "p3", "adobe-rgb", "cmyk" };

static GBytes *
from_file(const char *path)
{
	struct stat info;
	GError *error = NULL;
	char *data;
	gsize length;

	if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > MAX_PROFILE) {
		vips_error("profile", "\"%s\" is no file that can be an ICC profile", path);
		return NULL;
	}
	if (!g_file_get_contents(path, &data, &length, &error)) {
		vips_g_error(&error);
		return NULL;
	}
	g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
	if (burnish_profile_space(bytes) == BURNISH_SPACE_UNKNOWN) {
		vips_error("profile", "\"%s\" is no ICC profile of grey, RGB or CMYK", path);
		return NULL;
	}

	return g_steal_pointer(&bytes);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Collect stem and path of the profiles below a directory; the first of a name counts. */
static void
scan(const char *directory, int depth, GHashTable *found)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	/* In the same order everywhere. */
	g_ptr_array_sort(names, compare_names);

	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);
		g_autofree char *lower = g_ascii_strdown(names->pdata[i], -1);
		gboolean is_profile = g_str_has_suffix(lower, ".icc") || g_str_has_suffix(lower, ".icm");

		if (is_profile) {
			g_autofree char *stem = g_strndup(lower, strlen(lower) - 4);
			if (!g_hash_table_contains(found, stem))
				g_hash_table_insert(found, g_steal_pointer(&stem), g_steal_pointer(&path));
		}
		else if (depth < MAX_DEPTH && g_file_test(path, G_FILE_TEST_IS_DIR))
			scan(path, depth + 1, found);
	}
}

/* The user's own before those of the system; the Linux Color Management Group's
 * directories, and those of the packages that have a CMYK profile of their own. */
static GHashTable *
find_installed(void)
{
	static const char *const system[] = {
		"/usr/local/share/color/icc",
		"/usr/share/color/icc",
		"/var/lib/color/icc",
		"/usr/share/scribus/profiles",
	};
	GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *own = g_build_filename(g_get_user_data_dir(), "icc", NULL);
	g_autofree char *home = g_build_filename(g_get_user_data_dir(), "color", "icc", NULL);

	scan(own, 0, found);
	scan(home, 0, found);
	for (guint i = 0; i < G_N_ELEMENTS(system); i++)
		scan(system[i], 0, found);

	return found;
}

static const char *
look_up(GHashTable *found, const char *name)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);

	return g_hash_table_lookup(found, lower);
}

static GBytes *
unknown(GHashTable *found, const char *name)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	GHashTableIter iter;
	void *key;

	for (guint i = 0; i < G_N_ELEMENTS(built_in); i++)
		g_ptr_array_add(known, (char *) built_in[i]);
	g_hash_table_iter_init(&iter, found);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(known, key);
	g_ptr_array_add(known, NULL);

	g_autofree char *phrase = burnish_suggest_phrase(name, (const char *const *) known->pdata);
	vips_error("profile", "no ICC profile \"%s\" is installed, and no file has that name%s", name, phrase);

	return NULL;
}

/* The first profile of a press that is installed, else the plain one of libvips. */
static GBytes *
any_press(GHashTable *found)
{
	for (guint i = 0; i < G_N_ELEMENTS(presses); i++) {
		const char *path = look_up(found, presses[i]);

		if (path)
			return from_file(path);
	}

	return burnish_profile_built_in("cmyk");
}

GBytes *
burnish_installed_profile(const char *name)
{
	if (g_str_equal(name, "srgb"))
		return burnish_profile_srgb();
	if (g_str_equal(name, "display-p3") || g_str_equal(name, "p3"))
		return burnish_profile_built_in("p3");
	if (g_str_equal(name, "adobe-rgb"))
		return burnish_profile_adobe_rgb();
	if (strchr(name, '/') || g_file_test(name, G_FILE_TEST_IS_REGULAR))
		return from_file(name);

	g_autoptr(GHashTable) found = find_installed();
	if (g_str_equal(name, "cmyk"))
		return any_press(found);
	for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (g_ascii_strcasecmp(aliases[i].name, name) == 0)
			name = aliases[i].file;

	const char *path = look_up(found, name);

	return path ? from_file(path) : unknown(found, name);
}
