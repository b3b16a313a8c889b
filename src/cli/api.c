/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdio.h>
#include <string.h>

#include "api.h"
#include "progress.h"

void
api_flags_init(ApiFlags *flags)
{
	*flags = (ApiFlags){ 0 };
	burnish_api_options_init(&flags->options);
}

void
api_flags_clear(ApiFlags *flags)
{
	g_free(flags->base_url);
	g_free(flags->key_file);
	g_free(flags->key_command);
	g_free(flags->max_answer);
	g_free(flags->max_pixels);
	g_free(flags->max_file);
}

void
api_flags_add(ApiFlags *flags, GOptionContext *context, gboolean sends)
{
	BurnishApiOptions *options = &flags->options;
	const GOptionEntry account[] = {
		{ "base-url", 0, 0, G_OPTION_ARG_STRING, &flags->base_url, "Where the API is (default OPENAI_BASE_URL, or OpenAI's)", "URL" },
		{ "key-file", 0, 0, G_OPTION_ARG_FILENAME, &flags->key_file, "Read the key from a file", "FILE" },
		{ "key-command", 0, 0, G_OPTION_ARG_STRING, &flags->key_command, "Read the key from what a command prints, such as \"pass show openai\"", "COMMAND" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout, "Give up a request after so many seconds (default 600)", "N" },
		{ "retries", 0, 0, G_OPTION_ARG_INT, &options->retries, "Try again so often after limits, failures of the server and of the network (default 2)", "N" },
		{ "max-answer", 0, 0, G_OPTION_ARG_STRING, &flags->max_answer, "Refuse larger answers (default 537M)", "N" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &flags->json, "Report on standard output, a line of JSON each", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &flags->quiet, "Say nothing but errors", NULL },
		{ NULL },
	};
	const GOptionEntry sending[] = {
		{ "jobs", 'j', 0, G_OPTION_ARG_INT, &options->concurrency, "Requests at a time (default 4)", "N" },
		{ "retry-lost", 0, 0, G_OPTION_ARG_NONE, &options->retry_lost, "Ask again for what was sent and got no answer, though it may be paid twice", NULL },
		{ "max-cost", 0, 0, G_OPTION_ARG_DOUBLE, &options->max_cost, "Send nothing that could make the run cost more, in US dollars", "DOLLARS" },
		{ "cache", 0, 0, G_OPTION_ARG_NONE, &options->use_cache, "Take what was asked for before from disk, at no cost, and keep what comes", NULL },
		{ "allow-private", 0, 0, G_OPTION_ARG_NONE, &options->allow_private, "Let URLs of pictures lead to addresses that are not public", NULL },
		{ "max-pixels", 0, 0, G_OPTION_ARG_STRING, &flags->max_pixels, COMMAND_MAX_PIXELS_HELP, "N" },
		{ "max-file", 0, 0, G_OPTION_ARG_STRING, &flags->max_file, COMMAND_MAX_FILE_HELP, "N" },
		{ NULL },
	};

	g_option_context_add_main_entries(context, account, NULL);
	if (sends)
		g_option_context_add_main_entries(context, sending, NULL);
}

void
api_results_clear(ApiResults *results)
{
	g_free(results->output);
	g_free(results->fix_name);
	burnish_recipe_free(results->fix);
}

void
api_results_add(ApiResults *results, GOptionContext *context, const char *named, const char *where)
{
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &results->output, named, where },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &results->force, "Overwrite existing results", NULL },
		{ "fix", 0, 0, G_OPTION_ARG_FILENAME, &results->fix_name, "Fix the results by a preset or a recipe", "NAME|FILE" },
		{ NULL },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

int
api_results_read(ApiResults *results, const char *command)
{
	if (command_no_object(command, "-o", results->output))
		return EXIT_USAGE;
	if (results->output && !*results->output)
		return command_usage(command, "the name of the output is empty");
	if (results->fix_name &&
		(!(results->fix = burnish_recipe_open(results->fix_name)) || burnish_recipe_check(results->fix)))
		return command_usage_from_vips(command);

	return EXIT_OK;
}

void
api_results_set(const ApiResults *results, BurnishMakeJob *job)
{
	job->output = results->output;
	job->policy = results->force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW;
	job->fix = results->fix;
}

BurnishApi *
api_open(ApiFlags *flags, const char *command, int *status)
{
	BurnishApiOptions *options = &flags->options;
	const struct {
		const char *name;
		int value;
		int least;
	} numbers[] = {
		{ "--jobs", options->concurrency, 1 },
		{ "--retries", options->retries, 0 },
		{ "--timeout", options->timeout, 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (numbers[i].value < numbers[i].least) {
			*status = command_usage(command, "%s: %d is below %d", numbers[i].name, numbers[i].value, numbers[i].least);
			return NULL;
		}
	if (!(options->max_cost >= 0)) {
		*status = command_usage(command, "--max-cost: must be a number of dollars");
		return NULL;
	}
	if ((*status = command_get_limits(command, flags->max_pixels, flags->max_file, &options->limits)))
		return NULL;
	if (flags->max_answer && (*status = command_get_size(command, "--max-answer", flags->max_answer, &options->max_answer)))
		return NULL;
	options->base_url = flags->base_url;
	options->key_file = flags->key_file;
	options->key_command = flags->key_command;

	BurnishApi *api = burnish_api_new(options);
	if (!api)
		*status = command_usage_from_vips(command);

	return api;
}

/* ---- What is said ---- */

static void
on_made(const BurnishMade *made, void *data)
{
	ApiPrinter *printer = data;
	BurnishMadeStatus status = burnish_made_get_status(made);

	printer->counts[status]++;
	if (printer->flags->json) {
		g_autofree char *json = burnish_made_to_json(made);

		fprintf(printer->to_stdout ? stderr : stdout, "%s\n", json);
	}
	else if (status != BURNISH_MADE_OK) {
		g_autofree char *text = burnish_made_to_text(made);
		gboolean colour = progress_has_colour();

		fprintf(stderr, "%sburnish: %s%s", colour ? "\033[31m" : "", text, colour ? "\033[0m" : "");
	}
	else if (!printer->flags->quiet) {
		g_autofree char *text = burnish_made_to_text(made);

		fputs(text, printer->to_stdout ? stderr : stdout);
	}
	fflush(stdout);
}

static void
on_partial(const char *path, int index, void *data)
{
	const ApiPrinter *printer = data;
	g_autofree char *shown = burnish_text_show(path);

	if (!printer->flags->quiet)
		fprintf(stderr, "%s: on the way (%d)\n", shown, index + 1);
}

static void
on_note(const char *text, void *data)
{
	const ApiPrinter *printer = data;
	g_autofree char *shown = burnish_text_show(text);

	if (!printer->flags->quiet)
		fprintf(stderr, "burnish %s: %s\n", printer->command, shown);
}

const BurnishMakeFns api_printer_fns = { on_made, on_partial, on_note };

int
api_status(BurnishMadeStatus status)
{
	static const int statuses[] = {
		[BURNISH_MADE_OK] = EXIT_OK,
		[BURNISH_MADE_DECLINED] = EXIT_DECLINED,
		[BURNISH_MADE_REFUSED] = EXIT_REFUSED,
		[BURNISH_MADE_REMOTE] = EXIT_REMOTE,
		[BURNISH_MADE_LATER] = EXIT_TRY_AGAIN,
		[BURNISH_MADE_FAILED] = EXIT_SOME_FAILED,
	};

	return status == BURNISH_MADE_INTERRUPTED ? 128 + command_signal() : statuses[status];
}

int
api_fail(const char *command, BurnishMadeStatus status)
{
	g_autofree char *text = vips_error_buffer_copy();
	g_autofree char *shown = burnish_text_show(g_strstrip(text));

	fprintf(stderr, "burnish %s: %s\n", command, shown);

	return api_status(status);
}

int
api_printer_status(const ApiPrinter *printer)
{
	/* The worst goes first: what waiting or other words do not mend. */
	static const BurnishMadeStatus order[] = {
		BURNISH_MADE_INTERRUPTED, BURNISH_MADE_FAILED, BURNISH_MADE_REMOTE,
		BURNISH_MADE_LATER, BURNISH_MADE_DECLINED, BURNISH_MADE_REFUSED
	};

	for (guint i = 0; i < G_N_ELEMENTS(order); i++)
		if (printer->counts[order[i]] > 0)
			return api_status(order[i]);

	return printer->counts[BURNISH_MADE_OK] > 0 ? EXIT_OK : EXIT_NOTHING;
}

int
api_printer_end(const ApiPrinter *printer, const BurnishApi *api)
{
	g_autofree char *summary = burnish_api_summary(api, printer->flags->json);

	if (printer->flags->json)
		fprintf(printer->to_stdout ? stderr : stdout, "%s\n", summary);
	else if (!printer->flags->quiet)
		fprintf(stderr, "%s\n", summary);

	return api_printer_status(printer);
}
