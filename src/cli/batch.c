/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish batch: what there is for thousands of pictures, each part a command of its
 * own.
 */

#include <stdio.h>

#include "bulk.h"
#include "command.h"

static int
run_merge(char **argv)
{
	gboolean json = FALSE;
	g_autofree char *state = NULL;
	g_autofree char *report = NULL;
	g_auto(GStrv) names = NULL;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "As a line of JSON", NULL },
		{ "journal", 0, 0, G_OPTION_ARG_FILENAME, &state, BULK_JOURNAL_HELP, "DIR" },
		{ "report", 0, 0, G_OPTION_ARG_FILENAME, &report, "Make one page, too, of what --report of all shards left there", "DIR" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, "DIR" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_auto(GStrv) rest = g_strdupv(argv);
	gboolean complete;
	int status;

	g_option_context_set_summary(context, "Make one journal of those in a directory of results, and say what they say.");
	g_option_context_set_description(context,
		"Exit status: 0 every shard is finished and nothing failed, 1 else, 2 wrong usage.\n");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!command_parse(context, &rest, &status))
		return status;
	if (!names || names[1])
		return command_usage(argv[0], "takes one directory of results");
	if (state && !burnish_is_object(names[0]))
		return command_usage(argv[0], "--journal is for results in an object store");

	g_autofree char *text = burnish_batch_merge(names[0], state, json, &complete);
	if (!text || (report && burnish_batch_merge_review(report)))
		return command_usage_from_vips(argv[0]);
	puts(text);

	return complete ? EXIT_OK : EXIT_SOME_FAILED;
}

static const Command parts[] = {
	{ "run", "fix pictures with a journal; again, and it goes on from there", command_fix_journaled },
	{ "merge", "make one journal of those of all shards, and say what they say", run_merge },
	{ "submit", "submit prompts to the Batch API, at half the price", command_batch_submit },
	{ "status", "tell how far batches of prompts are", command_batch_status },
	{ "collect", "get the results of batches of prompts", command_batch_collect },
};

static GOptionContext *
make_context(void)
{
	GOptionContext *context = g_option_context_new("[PART] [OPTION…] [IMAGE|DIR|PROMPT|ID…]");
	GString *text = g_string_new("Parts:\n");

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		g_string_append_printf(text, "  %-12s %s\n", parts[i].name, parts[i].description);
	g_string_append(text, "\nWithout a part, pictures and options go to run. \"burnish batch PART --help\" tells more.\n"
						  "\n"
						  "Exit status: 0 all good, 1 some pictures failed, 2 wrong usage, 3 nothing to do,\n"
						  "4 refused by a limit or policy, 130 interrupted.\n");
	g_option_context_set_summary(context, "Fix thousands of pictures, on one machine or many, or have thousands made.");
	g_option_context_set_description(context, text->str);
	g_string_free(text, TRUE);

	return context;
}

/* Run a part with the words after its name. */
static int
run_part(const Command *part, char **rest)
{
	g_autofree char *name = g_strconcat("batch ", part->name, NULL);
	GPtrArray *words = g_ptr_array_new();

	g_ptr_array_add(words, name);
	for (; *rest; rest++)
		g_ptr_array_add(words, *rest);
	g_ptr_array_add(words, NULL);
	int status = part->run((char **) words->pdata);
	g_ptr_array_unref(words);

	return status;
}

/* "burnish batch pictures -o results" means the first part. */
static gboolean
is_run(const char *word)
{
	return (*word == '-' && !g_str_equal(word, "-h") && !g_str_equal(word, "--help")) ||
		burnish_is_object(word) || g_file_test(word, G_FILE_TEST_EXISTS);
}

int
command_batch(char **argv)
{
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	for (guint i = 0; argv[1] && i < G_N_ELEMENTS(parts); i++)
		if (g_str_equal(argv[1], parts[i].name))
			return run_part(&parts[i], argv + 2);
	if (argv[1] && is_run(argv[1]))
		return run_part(&parts[0], argv + 1);

	if (!command_parse(make_context(), &rest, &status))
		return status;
	if (!argv[1])
		return command_usage("batch", "which part? run, merge, submit, status or collect");

	const char *names[G_N_ELEMENTS(parts) + 1] = { NULL };
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		names[i] = parts[i].name;
	const char *near = burnish_suggest(argv[1], names);

	return command_usage("batch", "no part \"%s\"%s%s%s", argv[1],
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}
