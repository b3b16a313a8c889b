/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish presets and burnish schema.
 */

#include <stdio.h>

#include "command.h"

static int
list(void)
{
	g_auto(GStrv) names = burnish_preset_names();

	for (int i = 0; names[i]; i++) {
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_open(names[i]);

		if (recipe)
			printf("%-16s %s\n", names[i], burnish_recipe_get_description(recipe));
		else {
			/* A user's own may be broken. */
			g_autofree char *text = vips_error_buffer_copy();
			printf("%-16s cannot be used: %s\n", names[i], g_strstrip(text));
			vips_error_clear();
		}
	}

	return EXIT_OK;
}

static int
show(const char *command, const char *name)
{
	g_autoptr(GBytes) text = burnish_preset_text(name);

	if (!text)
		return command_usage_from_vips(command);
	fwrite(g_bytes_get_data(text, NULL), 1, g_bytes_get_size(text), stdout);

	return EXIT_OK;
}

int
command_presets(char **argv)
{
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NAME]" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	g_option_context_set_summary(context, "List the presets, or show one as a recipe to copy and change.");
	g_option_context_set_description(context,
		"Your own go to ~/.config/burnish/presets/NAME.json.\n");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!command_parse(context, &rest, &status))
		return status;
	if (names && names[1])
		return command_usage(command, "one preset at a time");

	return names ? show(command, names[0]) : list();
}

int
command_schema(char **argv)
{
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	g_option_context_set_summary(context, "Print the JSON Schema (2020-12) of recipes, for editors and other programs.");
	if (!command_parse(context, &rest, &status))
		return status;
	if (rest[1])
		return command_usage(command, "takes no arguments");

	g_autofree char *schema = burnish_schema();
	puts(schema);

	return EXIT_OK;
}
