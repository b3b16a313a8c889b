/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "warnings.h"

/* Of the tile cache of libvips; no catalogue translates it. */
#define LOST "error in tile"

/* A broken file can make a decoder complain about every line. */
#define MAX_WARNINGS 5

struct BurnishWarnings {
	GMutex lock;
	guint handler;
	GPtrArray *lines;
	gboolean lost;
};

static void
on_log(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
	BurnishWarnings *warnings = data;

	g_mutex_lock(&warnings->lock);
	if (g_str_has_prefix(message, LOST))
		warnings->lost = TRUE;
	else if (warnings->lines->len < MAX_WARNINGS &&
		!g_ptr_array_find_with_equal_func(warnings->lines, message, g_str_equal, NULL))
		g_ptr_array_add(warnings->lines, g_strdup(message));
	g_mutex_unlock(&warnings->lock);
}

BurnishWarnings *
burnish_warnings_begin(void)
{
	BurnishWarnings *warnings = g_new0(BurnishWarnings, 1);

	g_mutex_init(&warnings->lock);
	warnings->lines = g_ptr_array_new_with_free_func(g_free);
	warnings->handler = g_log_set_handler("VIPS",
		G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_FLAG_RECURSION, on_log, warnings);

	return warnings;
}

gboolean
burnish_warnings_lost(BurnishWarnings *warnings)
{
	g_mutex_lock(&warnings->lock);
	gboolean lost = warnings->lost;
	g_mutex_unlock(&warnings->lock);

	return lost;
}

void
burnish_warnings_end(BurnishWarnings *warnings, GPtrArray *lines)
{
	g_log_remove_handler("VIPS", warnings->handler);
	for (guint i = 0; i < warnings->lines->len; i++)
		g_ptr_array_add(lines, g_strdup_printf("decoder: %s", (char *) warnings->lines->pdata[i]));
	g_ptr_array_unref(warnings->lines);
	g_mutex_clear(&warnings->lock);
	g_free(warnings);
}
