/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the commands share: reading options, complaining, exit statuses.
 */

#include <stdio.h>
#include <string.h>

#include "command.h"

/* The names of all options of a context, for suggestions: GOption keeps them to
 * itself, but prints them in its help. */
static char **
option_names(GOptionContext *context)
{
	g_autofree char *help = g_option_context_get_help(context, FALSE, NULL);
	g_autoptr(GRegex) regex = g_regex_new("--([a-z0-9][a-z0-9._-]*)", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	GPtrArray *names = g_ptr_array_new();

	for (g_regex_match(regex, help, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL))
		g_ptr_array_add(names, g_match_info_fetch(match, 1));
	g_ptr_array_add(names, NULL);

	return (char **) g_ptr_array_free(names, FALSE);
}

static int
complain(GOptionContext *context, const char *command, const GError *error, char **argv)
{
	g_auto(GStrv) known = option_names(context);

	if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
		for (int i = 1; argv[i]; i++) {
			g_autofree char *word = g_strndup(argv[i] + 2, strcspn(argv[i] + 2, "="));
			const char *near = g_str_has_prefix(argv[i], "--") && strstr(error->message, word)
				? burnish_suggest(word, (const char *const *) known)
				: NULL;

			if (near)
				return command_usage(command, "%s; did you mean --%s?", error->message, near);
			/* What a shell makes of "*.png". */
			if (*argv[i] == '-' && g_str_has_suffix(error->message, argv[i]) && g_file_test(argv[i], G_FILE_TEST_EXISTS))
				return command_usage(command, "%s; the file of that name is ./%s", error->message, argv[i]);
		}

	return command_usage(command, "%s", error->message);
}

gboolean
command_parse(GOptionContext *context, char ***argv, int *status)
{
	g_autofree char *command = g_strdup((*argv)[0]);
	g_autoptr(GOptionContext) owned = context;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) as_given = g_strdupv(*argv);
	gboolean unused;
	const GOptionEntry help_entries[] = {
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &unused, "Show this help", NULL },
		{ NULL },
	};

	/* GOption exits after printing help; only main() may. */
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, help_entries, NULL);
	for (int i = 1; (*argv)[i] && !g_str_equal((*argv)[i], "--"); i++)
		if (g_str_equal((*argv)[i], "--help") || g_str_equal((*argv)[i], "-h")) {
			g_autofree char *name = g_strdup_printf("burnish %s", command);
			g_autofree char *help = NULL;

			g_set_prgname(name);
			help = g_option_context_get_help(context, FALSE, NULL);
			fputs(help, stdout);
			*status = EXIT_OK;
			return FALSE;
		}

	if (!g_option_context_parse_strv(context, argv, &error)) {
		*status = complain(context, command, error, as_given);
		return FALSE;
	}

	return TRUE;
}

int
command_usage(const char *command, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_autofree char *message = g_strdup_vprintf(format, ap);
	va_end(ap);

	g_autofree char *shown = burnish_text_show(message);
	fprintf(stderr, "burnish %s: %s\n", command, shown);
	fprintf(stderr, "Try \"burnish %s --help\".\n", command);

	return EXIT_USAGE;
}

int
command_usage_from_vips(const char *command)
{
	g_autofree char *text = vips_error_buffer_copy();

	return command_usage(command, "%s", g_strstrip(text));
}

int
command_plan_failed(const char *command)
{
	g_autofree char *text = vips_error_buffer_copy();

	if (!g_str_has_prefix(text, "object store: "))
		return command_usage(command, "%s", g_strstrip(text));

	g_autofree char *shown = burnish_text_show(g_strstrip(text));
	fprintf(stderr, "burnish %s: %s\n", command, shown);

	return EXIT_REMOTE;
}

int
command_no_object(const char *command, const char *option, const char *name)
{
	return name && burnish_is_object(name)
		? command_usage(command, "%s takes a file or directory of this machine; fix and batch run take s3://", option)
		: EXIT_OK;
}

int
command_get_size(const char *command, const char *option, const char *text, gint64 *size)
{
	return burnish_bytes_parse(text, size) ? EXIT_OK : command_usage(command, "%s: \"%s\" is not a number such as 50M", option, text);
}

int
command_get_limits(const char *command, const char *max_pixels, const char *max_file, BurnishLimits *limits)
{
	*limits = (BurnishLimits){ BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES };

	int status = max_pixels ? command_get_size(command, "--max-pixels", max_pixels, &limits->max_pixels) : EXIT_OK;

	return status == EXIT_OK && max_file ? command_get_size(command, "--max-file", max_file, &limits->max_bytes) : status;
}

void
tally_add(Tally *tally, BurnishStatus status)
{
	tally->total++;
	switch (status) {
	case BURNISH_STATUS_CHANGED:
		tally->changed++;
		break;
	case BURNISH_STATUS_UNCHANGED:
		tally->unchanged++;
		break;
	case BURNISH_STATUS_REFUSED:
		tally->refused++;
		break;
	case BURNISH_STATUS_FAILED:
		tally->failed++;
		break;
	case BURNISH_STATUS_INTERRUPTED:
		tally->interrupted++;
		break;
	case BURNISH_STATUS_SKIPPED:
		tally->skipped++;
		break;
	}
}

int
tally_exit_status(const Tally *tally)
{
	if (tally->interrupted > 0 && command_signal() > 0)
		return 128 + command_signal();
	if (tally->failed > 0)
		return EXIT_SOME_FAILED;
	if (tally->refused > 0)
		return EXIT_REFUSED;

	return tally->total > 0 ? EXIT_OK : EXIT_NOTHING;
}
