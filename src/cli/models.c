/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish models. */

#include <stdio.h>

#include "api.h"

int
command_models(char **argv)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(GStrv) names = NULL;
	gboolean all = FALSE;
	const GOptionEntry entries[] = {
		{ "all", 0, 0, G_OPTION_ARG_NONE, &all, "Also models that make no pictures", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NAME…]" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	BurnishMadeStatus made;
	int status;

	api_flags_init(&account);
	g_option_context_set_summary(context, "List the models of the account, and when they are shut down.");
	g_option_context_set_description(context,
		"Without a key, those that are known are listed. What is known of models, sizes and prices\n"
		"can be replaced by ~/.config/burnish/models.json.\n"
		"\n" API_KEYS "\n" API_STATUSES);
	g_option_context_add_main_entries(context, entries, NULL);
	api_flags_add(&account, context, FALSE);
	if (!command_parse(context, &rest, &status))
		return status;

	g_autoptr(BurnishApi) api = api_open(&account, command, &status);
	if (!api)
		return status;
	g_autofree char *text = burnish_api_models(api, (const char *const *) names, all, account.json, &made);
	if (!text)
		return api_fail(command, made);
	fputs(text, stdout);

	return EXIT_OK;
}
