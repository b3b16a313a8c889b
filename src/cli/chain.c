/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish chain: a recipe with a make chapter, from nothing or from pictures to results.
 */

#include <stdio.h>

#include "command.h"
#include "progress.h"

typedef struct {
	char **variables;
	char *output;
	gboolean force;
	char *work;
	gboolean dry_run;
	gboolean json;
	gboolean quiet;
	char **rest;

	char *max_pixels;
	char *max_bytes;

	char *base_url;
	char *key_file;
	char *key_command;
	double max_cost;
	int concurrency;
	int retries;
	int timeout;
	gboolean retry_lost;
	gboolean use_cache;
	gboolean allow_private;
} Options;

static void
options_clear(Options *options)
{
	g_strfreev(options->variables);
	g_free(options->output);
	g_free(options->work);
	g_strfreev(options->rest);
	g_free(options->max_pixels);
	g_free(options->max_bytes);
	g_free(options->base_url);
	g_free(options->key_file);
	g_free(options->key_command);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const char trailer[] =
	"The make chapter of RECIPE makes pictures step by step; the fix and save chapters finish\n"
	"them. INPUTs are \"input\", \"input2\" and so on in it, or \"inputs\", one after another. All that\n"
	"is made on the way stays in the work directory, and the same command goes on from there\n"
	"when a run failed or was stopped: what was paid for is not paid for again.\n"
	"\n"
	"Exit status: 0 all good, 1 something failed, 2 wrong usage, 4 declined by the service or\n"
	"refused by a limit, 130 interrupted.\n";

static GOptionContext *
make_context(Options *options)
{
	const GOptionEntry entries[] = {
		{ "set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options->variables, "What {{NAME}} stands for in the recipe", "NAME=VALUE" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "Where results go (default {recipe}-{stem}.{ext})", "FILE|DIR|NAME" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Overwrite existing results", NULL },
		{ "work", 0, 0, G_OPTION_ARG_FILENAME, &options->work, "Where what is made on the way is kept (default RECIPE.chain)", "DIR" },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, "Show what would be sent and what it would cost; send nothing", NULL },
		{ "max-cost", 0, 0, G_OPTION_ARG_DOUBLE, &options->max_cost, "Stop before more than that is spent, in US dollars", "USD" },
		{ "cache", 0, 0, G_OPTION_ARG_NONE, &options->use_cache, "Take what was asked for before from a cache", NULL },
		{ "retry-lost", 0, 0, G_OPTION_ARG_NONE, &options->retry_lost, "Ask again for what was sent and not answered: it may be paid twice", NULL },
		{ "jobs", 'j', 0, G_OPTION_ARG_INT, &options->concurrency, "Requests at a time", "N" },
		{ "retries", 0, 0, G_OPTION_ARG_INT, &options->retries, "How often to try again", "N" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout, "For one request", "SECONDS" },
		{ "base-url", 0, 0, G_OPTION_ARG_STRING, &options->base_url, "Where the API is (default OPENAI_BASE_URL)", "URL" },
		{ "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file, "File with the key (default OPENAI_API_KEY)", "FILE" },
		{ "key-command", 0, 0, G_OPTION_ARG_STRING, &options->key_command, "Command that prints the key", "COMMAND" },
		{ "allow-private", 0, 0, G_OPTION_ARG_NONE, &options->allow_private, "Let URLs lead to addresses that are not public", NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Report on standard output, one line of JSON a step and a result", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "Say nothing but errors", NULL },
		{ "max-pixels", 0, 0, G_OPTION_ARG_STRING, &options->max_pixels, COMMAND_MAX_PIXELS_HELP, "N" },
		{ "max-bytes", 0, 0, G_OPTION_ARG_STRING, &options->max_bytes, COMMAND_MAX_BYTES_HELP, "N" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest, NULL, "RECIPE [INPUT…]" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);

	g_option_context_set_summary(context, "Make pictures by a recipe, step by step, then fix and save them.");
	g_option_context_set_description(context, trailer);
	g_option_context_add_main_entries(context, entries, NULL);

	return context;
}

/* Print what happened: JSON to standard output, problems to standard error. */
static void
on_event(const BurnishChainEvent *event, void *data)
{
	const Options *options = data;

	if (options->json && event->json) {
		puts(event->json);
		fflush(stdout);
		return;
	}

	g_autofree char *shown = burnish_text_show(event->text);
	const char *text = g_utf8_validate(event->text, -1, NULL) ? event->text : shown;
	if (event->is_problem) {
		gboolean colour = progress_has_colour();
		fprintf(stderr, "%sburnish: %s%s\n", colour ? "\033[31m" : "", text, colour ? "\033[0m" : "");
	}
	else if (!options->quiet)
		fprintf(options->json ? stderr : stdout, "%s\n", text);
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
	BurnishStatus status = burnish_chain_run(&chain);
	Tally tally = { 0 };

	if (*vips_error_buffer()) {
		g_autofree char *reason = vips_error_buffer_copy();
		g_autofree char *shown = burnish_text_show(g_strchomp(reason));

		vips_error_clear();
		fprintf(stderr, "burnish chain: %s\n", shown);
	}
	tally_add(&tally, status);

	return tally_exit_status(&tally);
}

int
command_chain(char **argv)
{
	g_auto(Options) options = { .concurrency = -1, .retries = -1, .timeout = -1 };
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	BurnishApiOptions api_options;
	int status;

	burnish_api_options_init(&api_options);
	if (!command_parse(make_context(&options), &rest, &status))
		return status;
	if (!options.rest)
		return command_usage(command, "no recipe given");
	if (options.max_cost < 0 || options.concurrency == 0 || options.timeout == 0)
		return command_usage(command, "--max-cost, -j and --timeout must be above 0");
	if ((status = command_get_limits(command, options.max_pixels, options.max_bytes, &api_options.limits)))
		return status;

	api_options.base_url = options.base_url;
	api_options.key_file = options.key_file;
	api_options.key_command = options.key_command;
	api_options.max_cost = options.max_cost;
	api_options.retry_lost = options.retry_lost;
	api_options.use_cache = options.use_cache;
	api_options.allow_private = options.allow_private;
	if (options.concurrency > 0)
		api_options.concurrency = options.concurrency;
	if (options.retries >= 0)
		api_options.retries = options.retries;
	if (options.timeout > 0)
		api_options.timeout = options.timeout;

	g_autoptr(BurnishRecipe) recipe = burnish_recipe_open(options.rest[0]);
	g_autoptr(BurnishApi) api = recipe ? burnish_api_new(&api_options) : NULL;
	if (!api)
		return command_usage_from_vips(command);

	return run(&options, recipe, api);
}
