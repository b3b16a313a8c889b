/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish chain: a recipe with a make chapter, from nothing or from pictures to results.
 */

#include <stdio.h>

#include "api.h"
#include "progress.h"

typedef struct {
	char **variables;
	char *output;
	gboolean force;
	char *work;
	gboolean dry_run;
	char **rest;
	ApiFlags api;
} Options;

static void
options_clear(Options *options)
{
	g_strfreev(options->variables);
	g_free(options->output);
	g_free(options->work);
	g_strfreev(options->rest);
	api_flags_clear(&options->api);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const char trailer[] =
	"The make chapter of RECIPE makes pictures step by step; the fix and save chapters finish\n"
	"them. INPUTs are \"input\", \"input2\" and so on in it, or \"inputs\", one after another. All that\n"
	"is made on the way stays in the work directory, and the same command goes on from there\n"
	"when a run failed or was stopped: what was paid for is not paid for again. What was sent\n"
	"and not answered may have been; it is asked for again with --retry-lost only.\n"
	"\n" API_KEYS
	"\n" API_STATUSES;

static GOptionContext *
make_context(Options *options)
{
	const GOptionEntry entries[] = {
		{ "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options->variables, "What {{NAME}} stands for in the recipe", "NAME=VALUE" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "Where results go (default {recipe}-{stem}.{ext})", "FILE|DIR|NAME" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Overwrite existing results", NULL },
		{ "work", 0, 0, G_OPTION_ARG_FILENAME, &options->work, "Where what is made on the way is kept (default RECIPE.chain)", "DIR" },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, "Show what would be sent and what it would cost; send nothing", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest, NULL, "RECIPE [INPUT…]" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);

	g_option_context_set_summary(context, "Make pictures by a recipe, step by step, then fix and save them.");
	g_option_context_set_description(context, trailer);
	g_option_context_add_main_entries(context, entries, NULL);
	api_flags_add(&options->api, context, TRUE);

	return context;
}

/* Print what happened: JSON to standard output, problems to standard error. */
static void
on_event(const BurnishChainEvent *event, void *data)
{
	const Options *options = data;

	if (options->api.json && event->json) {
		puts(event->json);
		fflush(stdout);
		return;
	}

	FILE *stream = event->is_problem || options->api.json ? stderr : stdout;
	gboolean colour = event->is_problem && progress_has_colour();
	g_auto(GStrv) lines = g_strsplit(event->text, "\n", -1);

	if (options->api.quiet && !event->is_problem)
		return;
	/* Whatever the API said must not steer the terminal. */
	for (int i = 0; lines[i]; i++) {
		g_autofree char *shown = burnish_text_show(lines[i]);

		fprintf(stream, "%s%s%s%s\n", colour ? "\033[31m" : "", event->is_problem && i == 0 ? "burnish: " : "", shown, colour ? "\033[0m" : "");
	}
	fflush(stdout);
}

static int
run(const Options *options, const BurnishRecipe *recipe, BurnishApi *api)
{
	const BurnishChain chain = {
		.recipe = recipe,
		.inputs = (const char *const *) options->rest + 1,
		.variables = (const char *const *) options->variables,
		.output = options->output,
		.policy = options->force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW,
		.work = options->work,
		.dry_run = options->dry_run,
		.api = api,
		.event = on_event,
		.data = (void *) options,
	};
	BurnishMadeStatus status = burnish_chain_run(&chain);

	return *vips_error_buffer() ? api_fail("chain", status) : api_status(status);
}

int
command_chain(char **argv)
{
	g_auto(Options) options = { 0 };
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	api_flags_init(&options.api);
	if (!command_parse(make_context(&options), &rest, &status))
		return status;
	if (!options.rest)
		return command_usage(command, "no recipe given");
	if (command_no_object(command, "-o", options.output))
		return EXIT_USAGE;

	g_autoptr(BurnishRecipe) recipe = burnish_recipe_open(options.rest[0]);
	if (!recipe || burnish_recipe_check(recipe))
		return command_usage_from_vips(command);
	g_autoptr(BurnishApi) api = api_open(&options.api, command, &status);

	return api ? run(&options, recipe, api) : status;
}
