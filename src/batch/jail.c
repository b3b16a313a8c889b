/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <vips/vips.h>

#include <burnish.h>

#include "../store/location.h"
#include "jail.h"

/* Where a path really lies: links resolved as far as it exists, the rest as it is
 * written. */
static char *
resolve(const char *path)
{
	g_autofree char *canonical = g_canonicalize_filename(path, NULL);
	g_autofree char *existing = g_strdup(canonical);
	char *real;

	while (!(real = realpath(existing, NULL))) {
		char *slash = strrchr(existing, '/');

		if (!slash || slash == existing)
			return g_steal_pointer(&canonical);
		*slash = '\0';
	}

	char *resolved = g_strconcat(g_str_equal(real, "/") ? "" : real, canonical + strlen(existing), NULL);
	free(real);

	return resolved;
}

/* Keys are taken as they are, but whoever copies them to a disk has names with "..". */
static gboolean
is_object_inside(const char *jail, const char *name)
{
	const char *below = burnish_location_below(jail, name);
	g_auto(GStrv) parts = g_strsplit(below ? below : "", "/", -1);

	return below && !g_strv_contains((const char *const *) parts, ".") && !g_strv_contains((const char *const *) parts, "..");
}

int
burnish_jail_check(const char *jail, const char *path)
{
	if (burnish_is_object(path)) {
		if (is_object_inside(jail, path))
			return 0;
		vips_error(NULL, "\"%s\" would be outside of \"%s\"", path, jail);
		return -1;
	}

	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *inside = resolve(directory);
	g_autofree char *outside = resolve(jail);
	size_t length = strlen(outside);

	if (g_str_equal(outside, "/") ||
		(strncmp(inside, outside, length) == 0 && (inside[length] == '/' || inside[length] == '\0')))
		return 0;

	vips_error(NULL, "\"%s\" would be outside of \"%s\"", path, jail);

	return -1;
}

int
burnish_jail_make_directory(const char *path)
{
	g_autofree char *directory = g_path_get_dirname(path);

	if (burnish_is_object(path))
		return 0;
	if (g_mkdir_with_parents(directory, 0777) != 0) {
		vips_error(NULL, "cannot make directory \"%s\": %s", directory, g_strerror(errno));
		return -1;
	}

	return 0;
}
