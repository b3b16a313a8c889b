/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <sys/stat.h>

#include "../store/store.h"
#include "stamp.h"

char *
burnish_stamp(const char *path, gboolean changed)
{
	struct stat status;

	if (burnish_is_object(path))
		return burnish_store_stamp(path);
	if (stat(path, &status) != 0)
		return NULL;

	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ".%09ld", (gint64) status.st_size,
		(gint64) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
	if (changed)
		g_string_append_printf(text, ":%" G_GINT64_FORMAT ".%09ld",
			(gint64) status.st_ctim.tv_sec, status.st_ctim.tv_nsec);

	return g_string_free(text, FALSE);
}

gboolean
burnish_stamp_is_same_size(const char *a, const char *b)
{
	size_t length = strcspn(a, ":");

	return strncmp(a, b, length) == 0 && b[length] == ':';
}

char *
burnish_stamp_run(const char *label)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *time = g_date_time_format(now, "%Y%m%dT%H%M%S");

	return g_strdup_printf("%s.%06dZ-%s-%08x", time, g_date_time_get_microsecond(now), label, g_random_int());
}
