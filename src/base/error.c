/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading the libvips error buffer: it grows by one "domain: text" line for
 * each layer that noticed a failure, and libraries underneath often say the
 * same thing twice. People want one line.
 */

#include <string.h>
#include <vips/vips.h>

#include "error.h"

char *
burnish_error_take(void)
{
	g_autofree char *text = vips_error_buffer_copy();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) kept = g_ptr_array_new();

	for (char **line = lines; *line; line++) {
		g_strstrip(*line);
		if (**line && !g_ptr_array_find_with_equal_func(kept, *line, g_str_equal, NULL))
			g_ptr_array_add(kept, *line);
	}
	g_ptr_array_add(kept, NULL);

	return g_strjoinv("; ", (char **) kept->pdata);
}

void
burnish_error_prefix(const char *format, ...)
{
	g_autofree char *text = burnish_error_take();

	va_list ap;
	va_start(ap, format);
	g_autofree char *prefix = g_strdup_vprintf(format, ap);
	va_end(ap);

	vips_error(NULL, "%s%s", prefix, text);
}
