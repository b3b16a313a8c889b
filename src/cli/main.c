/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The burnish command: start, find the command, run it, exit. Nothing else in the
 * project exits or handles signals.
 */

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bulk.h"
#include "command.h"

static const Command commands[] = {
	{ "batch", "fix thousands of pictures, or have thousands made", command_batch },
	{ "chain", "make pictures by a recipe, step by step, then fix them", command_chain },
	{ "edit", "edit pictures with the image API", command_edit },
	{ "fetch", "get what the image API has made before", command_fetch },
	{ "fix", "find what is wrong with pictures and fix it", command_fix },
	{ "generate", "make pictures with the image API", command_generate },
	{ "inspect", "tell what pictures are and what is wrong with them", command_inspect },
	{ "models", "list the models of the image API", command_models },
	{ "ops", "list the corrections and their arguments", command_ops },
	{ "presets", "list the presets, or show one", command_presets },
	{ "schema", "print the JSON Schema of recipes", command_schema },
	{ "watch", "fix pictures as they come into a directory", command_watch },
};

static volatile sig_atomic_t caught = 0;

static void
on_signal(int number)
{
	caught = number;
	burnish_interrupt();
}

int
command_signal(void)
{
	return caught;
}

/* The first signal lets the job clean up, the second one ends us at once. Writes
 * in progress go on after it: libvips takes an interrupted write for an error. */
static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART | SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* A correction's command is its nickname, with "-" where that has "_". */
static char *
command_name(const char *nickname)
{
	return g_strdelimit(g_strdup(nickname), "_", '-');
}

static void
print_help(void)
{
	const char *const *corrections = burnish_corrections();

	printf("Usage: burnish COMMAND [OPTION…] [IMAGE…]\n\n"
		   "The finishing bench for generated images: finds their flaws and fixes them without\n"
		   "hurting a good picture.\n\nCommands:\n");
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].description);
	printf("\nSingle corrections:\n");
	for (int i = 0; corrections[i]; i++) {
		VipsOperation *operation = vips_operation_new(corrections[i]);
		g_autofree char *name = command_name(corrections[i]);

		printf("  %-12s %s\n", name, VIPS_OBJECT_GET_CLASS(operation)->description);
		g_object_unref(operation);
	}
	printf("\nOptions:\n"
		   "  -h, --help   show this help\n"
		   "  --version    show the versions of burnish and libvips\n");
	printf("\nExamples:\n"
		   "  burnish fix photo.png                    writes photo.burnished.png\n"
		   "  burnish fix -r pictures -o fixed         a whole directory\n"
		   "  burnish inspect photo.png                look, change nothing\n"
		   "\n\"burnish COMMAND --help\" tells more.\n");
}

static int
unknown(const char *word)
{
	const char *const *corrections = burnish_corrections();
	g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *shown = burnish_text_show(word);

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		g_ptr_array_add(known, g_strdup(commands[i].name));
	for (int i = 0; corrections[i]; i++)
		g_ptr_array_add(known, command_name(corrections[i]));
	g_ptr_array_add(known, NULL);

	const char *near = burnish_suggest(word, (const char *const *) known->pdata);
	if (*word == '-')
		fprintf(stderr, "burnish: no option \"%s\" in front of a command\n", shown);
	else if (near)
		fprintf(stderr, "burnish: no command \"%s\"; did you mean \"%s\"?\n", shown, near);
	else if (g_file_test(word, G_FILE_TEST_EXISTS))
		fprintf(stderr, "burnish: no command \"%s\"; did you mean \"burnish fix %s\"?\n", shown, shown);
	else
		fprintf(stderr, "burnish: no command \"%s\"\n", shown);
	fprintf(stderr, "Try \"burnish --help\".\n");

	return EXIT_USAGE;
}

static int
dispatch(char **argv)
{
	const char *const *corrections = burnish_corrections();

	if (!argv[1]) {
		fprintf(stderr, "burnish: no command given\nTry \"burnish --help\".\n");
		return EXIT_USAGE;
	}
	if (g_str_equal(argv[1], "--version")) {
		printf("burnish %s (libvips %s)\n", burnish_version(), vips_version_string());
		return EXIT_OK;
	}
	if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") ||
		(g_str_equal(argv[1], "help") && !argv[2])) {
		print_help();
		return EXIT_OK;
	}
	if (g_str_equal(argv[1], "help")) {
		char *help[] = { argv[0], argv[2], (char *) "--help", NULL };
		return dispatch(help);
	}

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		if (g_str_equal(argv[1], commands[i].name))
			return commands[i].run(argv + 1);
	for (int i = 0; corrections[i]; i++) {
		g_autofree char *name = command_name(corrections[i]);
		if (g_str_equal(argv[1], name))
			return command_correction(argv + 1);
	}

	return unknown(argv[1]);
}

static int
be_command(char **argv)
{
	catch_signals();

	return dispatch(argv);
}

/* Not for people: what a batch starts. */
static int
be_worker(void)
{
	return burnish_worker_run(3) == 0 ? EXIT_OK : EXIT_SOME_FAILED;
}

int
main(int argc, char **argv)
{
	/* Names in any script, but numbers with a point. */
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");

	if (burnish_init(argv[0])) {
		fprintf(stderr, "burnish: %s", vips_error_buffer());
		return EXIT_SOME_FAILED;
	}
	/* Every picture is seen once. */
	vips_cache_set_max(0);

	int status = argc > 1 && g_str_equal(argv[1], BULK_WORKER) ? be_worker() : be_command(argv);
	/* A flush in passing may have failed long ago. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_OK) {
		fprintf(stderr, "burnish: cannot write to standard output\n");
		status = EXIT_SOME_FAILED;
	}
	burnish_shutdown();

	return status;
}
