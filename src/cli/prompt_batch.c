/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parts of burnish batch that are about the Batch API: prompts by the thousand, at
 * half the price.
 */

#include <stdio.h>
#include <unistd.h>

#include "prompts.h"

/* Between two looks, in seconds: a batch takes minutes to a day. */
#define LOOK_SECONDS 30

int
command_batch_submit(char **argv)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(MakeFlags) flags = { 0 };
	GOptionContext *context = g_option_context_new(NULL);
	g_auto(GStrv) rest = g_strdupv(argv);
	BurnishMadeStatus made;
	int status;

	api_flags_init(&account);
	make_flags_init(&flags);
	g_option_context_set_summary(context, "Submit prompts as a batch: within a day, at half the price.");
	g_option_context_set_description(context, "\"burnish batch collect ID\" gets the results, named by the \"id\" of each line.\n\n" API_KEYS "\n" API_STATUSES);
	make_flags_add(&flags, context, MAKE_SUBMIT);
	api_flags_add(&account, context, TRUE);
	if (!command_parse(context, &rest, &status) || (status = make_flags_read(&flags, argv[0], MAKE_SUBMIT)))
		return status;

	g_autoptr(BurnishApi) api = api_open(&account, argv[0], &status);
	if (!api)
		return status;
	g_autofree char *text = burnish_batch_submit(api, (const BurnishMakeJob *) (void *) flags.jobs->data, flags.jobs->len, flags.dry_run, account.json, &made);
	if (!text)
		return made == BURNISH_MADE_FAILED ? command_usage_from_vips(argv[0]) : api_fail(argv[0], made);
	puts(text);

	return EXIT_OK;
}

/* The state of one batch, printed or, for quiet, not; EXIT_TRY_AGAIN when it is not done. */
static int
look(BurnishApi *api, const ApiFlags *account, const char *command, const char *id, gboolean quiet)
{
	BurnishMadeStatus made;
	gboolean done;
	g_autofree char *text = burnish_batch_status(api, id, account->json, &done, &made);

	if (!text)
		return api_fail(command, made);
	if (!quiet)
		puts(text);

	return done ? EXIT_OK : EXIT_TRY_AGAIN;
}

/* Read the options of a part that takes ids; as command_parse(). */
static gboolean
parse(const char *summary, const GOptionEntry *entries, char ***names, gboolean sends, char **argv, ApiFlags *account, int *status)
{
	GOptionContext *context = g_option_context_new(NULL);
	g_auto(GStrv) rest = g_strdupv(argv);

	api_flags_init(account);
	g_option_context_set_summary(context, summary);
	g_option_context_set_description(context, "Exit status 75 says that it is not done yet.\n\n" API_KEYS "\n" API_STATUSES);
	g_option_context_add_main_entries(context, entries, NULL);
	api_flags_add(account, context, sends);
	if (!command_parse(context, &rest, status))
		return FALSE;
	if (!*names)
		*status = command_usage(argv[0], "no id given");

	return *names != NULL;
}

int
command_batch_status(char **argv)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "ID…" },
		{ NULL },
	};
	int worst = EXIT_OK;
	int status;

	if (!parse("Tell how far batches are.", entries, &names, FALSE, argv, &account, &status))
		return status;

	g_autoptr(BurnishApi) api = api_open(&account, argv[0], &status);
	if (!api)
		return status;
	for (int i = 0; names[i]; i++) {
		status = look(api, &account, argv[0], names[i], FALSE);
		worst = worst == EXIT_OK ? status : worst;
	}

	return worst;
}

static int
collect(BurnishApi *api, ApiPrinter *printer, const char *id, const BurnishMakeJob *job, gboolean wait)
{
	int status;

	while ((status = look(api, printer->flags, printer->command, id, TRUE)) == EXIT_TRY_AGAIN && wait && !command_signal())
		for (int i = 0; i < LOOK_SECONDS && !command_signal(); i++)
			sleep(1);
	if (command_signal())
		return 128 + command_signal();
	if (status != EXIT_OK) {
		if (status == EXIT_TRY_AGAIN)
			look(api, printer->flags, printer->command, id, FALSE);
		return status;
	}

	return burnish_api_fetch(api, id, job, &api_printer_fns, printer) ? api_fail(printer->command, BURNISH_MADE_FAILED) : EXIT_OK;
}

int
command_batch_collect(char **argv)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(GStrv) names = NULL;
	g_autofree char *output = NULL;
	g_autofree char *fix_name = NULL;
	gboolean force = FALSE;
	gboolean wait = FALSE;
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where results go (default: here, named by their ids)", "DIR|NAME" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &force, "Overwrite existing results", NULL },
		{ "fix", 0, 0, G_OPTION_ARG_FILENAME, &fix_name, "Fix the results by a preset or a recipe", "NAME|FILE" },
		{ "wait", 0, 0, G_OPTION_ARG_NONE, &wait, "Wait until the batch is done", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "ID…" },
		{ NULL },
	};
	int worst = EXIT_OK;
	int status;

	if (!parse("Get the results of batches, whatever their order.", entries, &names, TRUE, argv, &account, &status))
		return status;
	if (command_no_object(argv[0], "-o", output))
		return EXIT_USAGE;

	g_autoptr(BurnishRecipe) fix = fix_name ? burnish_recipe_open(fix_name) : NULL;
	if (fix_name && !fix)
		return command_usage_from_vips(argv[0]);
	g_autoptr(BurnishApi) api = api_open(&account, argv[0], &status);
	if (!api)
		return status;
	const BurnishMakeJob job = { .output = output, .policy = force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW, .fix = fix };
	ApiPrinter printer = { .flags = &account, .command = argv[0] };
	for (int i = 0; names[i]; i++) {
		status = collect(api, &printer, names[i], &job, wait);
		worst = worst == EXIT_OK ? status : worst;
	}

	return worst != EXIT_OK ? worst : api_printer_end(&printer, api);
}
