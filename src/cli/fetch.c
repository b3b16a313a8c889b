/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish fetch. */

#include "api.h"

static int
fetch(BurnishApi *api, ApiPrinter *printer, const char *what, const BurnishMakeJob *job)
{
	BurnishMadeStatus status = BURNISH_MADE_OK;
	gboolean done = TRUE;

	if (g_str_has_prefix(what, "batch_")) {
		g_autofree char *text = burnish_batch_status(api, what, FALSE, &done, &status);

		if (!text)
			return api_fail(printer->command, status);
		if (!done) {
			api_printer_fns.note(text, printer);
			return EXIT_TRY_AGAIN;
		}
	}

	return burnish_api_fetch(api, what, job, &api_printer_fns, printer) ? api_fail(printer->command, BURNISH_MADE_FAILED) : EXIT_OK;
}

int
command_fetch(char **argv)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(GStrv) names = NULL;
	g_auto(ApiResults) results = { 0 };
	const GOptionEntry entries[] = {
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "ID|URL…" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	api_flags_init(&account);
	g_option_context_set_summary(context, "Get what the image API has made before, or a picture by its URL.");
	g_option_context_set_description(context,
		"An id of a response (resp_…), which is waited for when it is still being made, of a batch\n"
		"(batch_…) or of a file (file-…), or an https URL, which must not lead to a private address.\n"
		"\n" API_KEYS "\n" API_STATUSES);
	api_results_add(&results, context, "Where results go (default: here, named by the id or URL)", "FILE|DIR|NAME");
	g_option_context_add_main_entries(context, entries, NULL);
	api_flags_add(&account, context, TRUE);
	if (!command_parse(context, &rest, &status))
		return status;
	if (!names)
		return command_usage(command, "no id or URL given");
	if ((status = api_results_read(&results, command)))
		return status;
	g_autoptr(BurnishApi) api = api_open(&account, command, &status);
	if (!api)
		return status;
	for (int i = 0; names[i]; i++)
		if (burnish_api_check_fetch(api, names[i]))
			return command_usage_from_vips(command);

	BurnishMakeJob job = { 0 };
	api_results_set(&results, &job);
	ApiPrinter printer = { .flags = &account, .command = command, .to_stdout = g_strcmp0(results.output, "-") == 0 };
	int worst = EXIT_OK;
	for (int i = 0; names[i] && !command_signal(); i++) {
		int result = fetch(api, &printer, names[i], &job);
		worst = worst == EXIT_OK ? result : worst;
	}
	/* What was fetched was paid before. */
	int printed = api_printer_status(&printer);

	return worst != EXIT_OK ? worst : printed;
}
