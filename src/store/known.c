/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "known.h"

static GHashTable *stamps = NULL;
static GPtrArray *prefixes = NULL;

void
burnish_known_put(const char *name, const char *stamp)
{
	if (!stamps)
		stamps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_hash_table_insert(stamps, g_strdup(name), g_strdup(stamp));
}

const char *
burnish_known_get(const char *name)
{
	return stamps ? g_hash_table_lookup(stamps, name) : NULL;
}

void
burnish_known_forget(const char *name)
{
	if (stamps)
		g_hash_table_remove(stamps, name);
}

void
burnish_known_put_prefix(const char *prefix)
{
	if (!prefixes)
		prefixes = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(prefixes, g_strdup(prefix));
}

gboolean
burnish_known_is_below(const char *name)
{
	for (guint i = 0; prefixes && i < prefixes->len; i++)
		if (g_str_has_prefix(name, prefixes->pdata[i]))
			return TRUE;

	return FALSE;
}
