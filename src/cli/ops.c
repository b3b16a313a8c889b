/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish ops: the corrections and their arguments, for people and as the source
 * of docs/corrections.md.
 */

#include <stdio.h>

#include "command.h"
#include "flags.h"

static void
print_input(GParamSpec *pspec, void *data)
{
	g_autofree char *placeholder = flags_placeholder(pspec);
	g_autofree char *description = flags_describe(pspec);
	g_autofree char *head = g_strdup_printf("%s%s%s", g_param_spec_get_name(pspec),
		placeholder ? " " : "", placeholder ? placeholder : "");

	printf("  %-32s %s\n", head, description);
}

static void
print_output(GParamSpec *pspec, void *data)
{
	printf("  %-32s %s\n", g_param_spec_get_name(pspec), g_param_spec_get_blurb(pspec));
}

static void
print_text(VipsOperation *operation)
{
	VipsObjectClass *class = VIPS_OBJECT_GET_CLASS(operation);

	printf("%s: %s\n", class->nickname, class->description);
	printf(" arguments:\n");
	flags_map_inputs(VIPS_OBJECT(operation), print_input, NULL);
	printf(" reports:\n");
	flags_map_outputs(VIPS_OBJECT(operation), print_output, NULL);
}

static void
print_input_row(GParamSpec *pspec, void *data)
{
	g_autofree char *placeholder = flags_placeholder(pspec);
	g_autofree char *description = flags_describe(pspec);
	g_auto(GStrv) parts = g_strsplit(placeholder ? placeholder : "true|false", "|", -1);
	g_autofree char *cell = g_strjoinv(", ", parts);

	printf("| `%s` | %s | %s |\n", g_param_spec_get_name(pspec), cell, description);
}

static void
print_output_row(GParamSpec *pspec, void *data)
{
	printf("| `%s` | %s |\n", g_param_spec_get_name(pspec), g_param_spec_get_blurb(pspec));
}

static void
print_markdown(VipsOperation *operation)
{
	VipsObjectClass *class = VIPS_OBJECT_GET_CLASS(operation);

	printf("\n## %s\n\nTo %s.\n\n", class->nickname, class->description);
	printf("| argument | takes | meaning |\n| --- | --- | --- |\n");
	flags_map_inputs(VIPS_OBJECT(operation), print_input_row, NULL);
	printf("\n| report | meaning |\n| --- | --- |\n");
	flags_map_outputs(VIPS_OBJECT(operation), print_output_row, NULL);
}

int
command_ops(char **argv)
{
	gboolean markdown = FALSE;
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ "markdown", 0, 0, G_OPTION_ARG_NONE, &markdown, "As a page of documentation", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NAME…]" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	const char *const *corrections = burnish_corrections();
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	g_option_context_set_summary(context, "List the corrections with their arguments and what they report.");
	g_option_context_set_description(context,
		"Any libvips operation that takes one picture and gives one can be a step of a\n"
		"recipe as well: see \"vips -l\".\n");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!command_parse(context, &rest, &status))
		return status;

	for (int i = 0; names && names[i]; i++)
		if (!g_strv_contains(corrections, names[i])) {
			const char *near = burnish_suggest(names[i], corrections);
			return command_usage(command, "no correction \"%s\"%s%s%s", names[i],
				near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
		}

	if (markdown)
		printf("# Corrections\n\nMade from the classes by `burnish ops --markdown`; a test keeps it up to date.\n");
	for (int i = 0; corrections[i]; i++) {
		VipsOperation *operation = vips_operation_new(corrections[i]);

		if (!names || g_strv_contains((const char *const *) names, corrections[i]))
			(markdown ? print_markdown : print_text)(operation);
		g_object_unref(operation);
	}

	return EXIT_OK;
}
