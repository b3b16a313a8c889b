/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The plug-in: our operations in the stock vips command and in every language
 * binding. It is linked to libburnish, so a program that uses both has each type
 * once.
 */

#include <gmodule.h>

#include <burnish.h>

/* Older builds of libvips take a module only when it has a table of vips7
 * functions. Ours is empty. */
G_MODULE_EXPORT const struct {
	const char *name;
	int n;
	void *functions;
} package_table = { "burnish", 0, NULL };

/* Called by name; GModule declares the type but not the function. */
G_MODULE_EXPORT const char *g_module_check_init(GModule *self);

const char *
g_module_check_init(GModule *self)
{
	/* Types cannot be unregistered, so the code must stay. */
	g_module_make_resident(self);
	burnish_register();

	return NULL;
}
