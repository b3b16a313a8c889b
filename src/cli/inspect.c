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

typedef struct {
	gboolean json;
	char *explain;
	gboolean force;
	BurnishLimits limits;
} Options;

static void
options_clear(Options *options)
{
	g_free(options->explain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* TRUE when it was not asked for, or is written. */
static gboolean
explain(const Options *options, const BurnishInspection *inspection)
{
	if (!options->explain ||
		burnish_inspection_write_explanation(inspection, options->explain,
			options->force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW) == 0)
		return TRUE;

	g_autofree char *reason = vips_error_buffer_copy();
	g_autofree char *shown = burnish_text_show(g_strchomp(reason));
	vips_error_clear();
	fprintf(stderr, "burnish: --explain: %s\n", shown);

	return FALSE;
}

static int
inspect_all(const GPtrArray *items, const Options *options)
{
	Tally tally = { 0 };

	for (guint i = 0; i < items->len && !tally.interrupted; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		BurnishInspection *inspection = burnish_inspect(item->input, &options->limits);
		BurnishStatus result = burnish_inspection_get_status(inspection);
		gboolean bad = result == BURNISH_STATUS_FAILED || result == BURNISH_STATUS_REFUSED;
		g_autofree char *text = options->json ? burnish_inspection_to_json(inspection) : burnish_inspection_to_text(inspection);

		if (options->json)
			puts(text);
		else
			fprintf(bad ? stderr : stdout, "%s%s", bad ? "burnish: " : "", text);
		fflush(stdout);
		if (!bad && !explain(options, inspection))
			result = BURNISH_STATUS_FAILED;
		tally_add(&tally, result);
		burnish_inspection_free(inspection);
	}

	return tally_exit_status(&tally);
}

int
command_inspect(char **argv)
{
	g_auto(Options) options = { 0 };
	gboolean recursive = FALSE;
	g_autofree char *max_pixels = NULL;
	g_autofree char *max_file = NULL;
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "One line of JSON a picture", NULL },
		{ "explain", 0, 0, G_OPTION_ARG_FILENAME, &options.explain, "Write a picture that marks what was taken as neutral", "FILE" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &options.force, "Overwrite FILE", NULL },
		{ "recursive", 'r', 0, G_OPTION_ARG_NONE, &recursive, "Take directories with all that is below them", NULL },
		{ "max-pixels", 0, 0, G_OPTION_ARG_STRING, &max_pixels, COMMAND_MAX_PIXELS_HELP, "N" },
		{ "max-file", 0, 0, G_OPTION_ARG_STRING, &max_file, COMMAND_MAX_FILE_HELP, "N" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, "IMAGE|DIR…" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
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
	if ((status = command_get_limits(command, max_pixels, max_file, &options.limits)))
		return status;

	g_autoptr(GPtrArray) items = find_inputs(names, recursive);
	if (!items)
		return command_plan_failed(command);
	if (items->len == 0) {
		fprintf(stderr, "burnish %s: no pictures found\n", command);
		return EXIT_NOTHING;
	}

	if (options.explain && items->len > 1)
		return command_usage(command, "--explain takes one picture");

	return inspect_all(items, &options);
}
