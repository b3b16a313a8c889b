/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "text.h"

char *
burnish_text_show(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *shown = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n')
			g_string_append(shown, "\\n");
		else if (g_unichar_iscntrl(c))
			g_string_append_printf(shown, "\\x%02x", c);
		else
			g_string_append_unichar(shown, c);
	}

	return g_string_free(shown, FALSE);
}

char *
burnish_text_shorten(const char *text, int max)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	if (g_utf8_strlen(valid, -1) <= max)
		return burnish_text_show(valid);

	*g_utf8_offset_to_pointer(valid, max - 1) = '\0';
	g_autofree char *start = burnish_text_show(valid);

	return g_strconcat(start, "…", NULL);
}
