/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "batch/jail.h"
#include "batch/template.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static const BurnishField fields[] = {
		{ "stem", "../../stem" },
		{ "name", "/name" },
		{ "ext", "png" },
		{ "dir", "" },
		{ "recipe", "../recipe" },
		{ "index", "0001" },
		{ NULL, NULL },
	};
	g_autofree char *text = g_strndup((const char *) data, size);

	if (burnish_template_is(text) && burnish_template_check(text) == 0) {
		g_autofree char *path = burnish_template_expand(text, fields);
		g_autofree char *jail = burnish_template_jail(text);

		/* No field leads out of the directory that was written. */
		g_assert(*path != '/' || *text == '/');
		burnish_jail_check(jail, path);
	}
	vips_error_clear();

	return 0;
}
