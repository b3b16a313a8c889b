/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish inspect: what a picture is and what is wrong with it.
 */

#include <stdio.h>

#include "command.h"

static GPtrArray *
find_inputs(char **names, gboolean recursive)
{
	/* Only the inputs of the plan are of interest; nothing is written. */
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_auto();
	const BurnishPlanOptions plan = { .output = "{index}", .recursive = recursive, .recipe = recipe };

	return burnish_plan((const char *const *) names, &plan);
}

static int
inspect_all(const GPtrArray *items, const BurnishLimits *limits, gboolean json)
{
	Tally tally = { 0 };

	for (guint i = 0; i < items->len && !tally.interrupted; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		BurnishInspection *inspection = burnish_inspect(item->input, limits);
		BurnishStatus result = burnish_inspection_get_status(inspection);
		gboolean bad = result == BURNISH_STATUS_FAILED || result == BURNISH_STATUS_REFUSED;
		g_autofree char *text = json ? burnish_inspection_to_json(inspection) : burnish_inspection_to_text(inspection);

		if (json)
			puts(text);
		else
			fprintf(bad ? stderr : stdout, "%s%s", bad ? "burnish: " : "", text);
		fflush(stdout);
		tally_add(&tally, result);
		burnish_inspection_free(inspection);
	}

	return tally_exit_status(&tally);
}

int
command_inspect(char **argv)
{
	gboolean json = FALSE;
	gboolean recursive = FALSE;
	g_autofree char *max_pixels = NULL;
	g_autofree char *max_bytes = NULL;
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "One line of JSON a picture", NULL },
		{ "recursive", 'r', 0, G_OPTION_ARG_NONE, &recursive, "Take directories with all that is below them", NULL },
		{ "max-pixels", 0, 0, G_OPTION_ARG_STRING, &max_pixels, COMMAND_MAX_PIXELS_HELP, "N" },
		{ "max-bytes", 0, 0, G_OPTION_ARG_STRING, &max_bytes, COMMAND_MAX_BYTES_HELP, "N" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, "IMAGE|DIR…" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	BurnishLimits limits;
	int status;

	g_option_context_set_summary(context, "Tell what pictures are and what is wrong with them. Nothing is changed.");
	g_option_context_set_description(context,
		"\"-\" stands for standard input.\n"
		"\n"
		"Exit status: 0 all good, 1 some pictures could not be read, 2 wrong usage, 3 no\n"
		"pictures found, 4 refused by a limit or policy, 130 interrupted.\n");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!command_parse(context, &rest, &status))
		return status;
	if (!names)
		return command_usage(command, "no picture given");
	if ((status = command_get_limits(command, max_pixels, max_bytes, &limits)))
		return status;

	g_autoptr(GPtrArray) items = find_inputs(names, recursive);
	if (!items)
		return command_usage_from_vips(command);
	if (items->len == 0) {
		fprintf(stderr, "burnish %s: no pictures found\n", command);
		return EXIT_NOTHING;
	}

	return inspect_all(items, &limits, json);
}
