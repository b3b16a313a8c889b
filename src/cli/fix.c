/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish fix, and what is the same with another recipe, with a journal, or for pictures
 * that are still to come: the commands of single corrections, batch run and watch.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bulk.h"
#include "flags.h"
#include "progress.h"

typedef enum {
	MODE_FIX,
	MODE_JOURNAL,
	MODE_WATCH,
} Mode;

typedef struct {
	char *output;
	gboolean force;
	gboolean in_place;
	gboolean backup;
	gboolean recursive;
	char *recipe_name;
	gboolean dry_run;
	gboolean json;
	gboolean quiet;
	char *max_pixels;
	char *max_file;
	char **inputs;

	Bulk bulk;
	Flags *flags;
} Options;

static void
options_clear(Options *options)
{
	g_free(options->output);
	g_free(options->recipe_name);
	g_free(options->max_pixels);
	g_free(options->max_file);
	g_strfreev(options->inputs);
	bulk_clear(&options->bulk);
	flags_free(options->flags);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const char trailer[] =
	"Results go next to their inputs (photo.burnished.png), or where -o says: a file,\n"
	"a directory, or a name with {stem}, {name}, {ext}, {dir}, {recipe}, {aspect}, {index}. An\n"
	"existing file is never overwritten but with --force or --in-place. \"-\" stands for\n"
	"standard input and output; s3://bucket/prefix is a directory in an object store.\n"
	"\n"
	"Exit status: 0 all good, 1 some pictures failed, 2 wrong usage, 3 nothing to do,\n"
	"4 refused by a limit or policy, 130 interrupted; 0 when a watch was.\n";

static const char *const summaries[] = {
	[MODE_FIX] = "Find what is wrong with pictures and fix it; leave good ones alone.",
	[MODE_JOURNAL] = "Fix pictures with a journal in the directory of the results: again, and it goes on.",
	[MODE_WATCH] = "Fix the pictures of a directory, and those that come into it, until interrupted.",
};

static GOptionContext *
make_context(Options *options, const char *correction, Mode mode)
{
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "Where results go", "FILE|DIR|NAME" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "Overwrite existing results", NULL },
		{ "in-place", 0, 0, G_OPTION_ARG_NONE, &options->in_place, "Change the pictures themselves", NULL },
		{ "backup", 0, 0, G_OPTION_ARG_NONE, &options->backup, "With --in-place: keep the originals as NAME.orig", NULL },
		{ "recursive", 'r', 0, G_OPTION_ARG_NONE, &options->recursive, "Take directories with all that is below them", NULL },
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, "Decide and report, but write nothing", NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Report on standard output, one line of JSON a picture", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "Say nothing but errors", NULL },
		{ "max-pixels", 0, 0, G_OPTION_ARG_STRING, &options->max_pixels, COMMAND_MAX_PIXELS_HELP, "N" },
		{ "max-file", 0, 0, G_OPTION_ARG_STRING, &options->max_file, COMMAND_MAX_FILE_HELP, "N" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inputs, NULL, "IMAGE|DIR…" },
		{ NULL },
	};
	const GOptionEntry recipe_entries[] = {
		{ "recipe", 0, 0, G_OPTION_ARG_FILENAME, &options->recipe_name, "What to do: a preset or a file (default auto)", "NAME|FILE" },
		{ NULL },
	};
	GOptionContext *context = g_option_context_new(NULL);

	g_option_context_add_main_entries(context, entries, NULL);
	if (correction) {
		VipsOperation *operation = vips_operation_new(correction);
		g_autofree char *summary = g_strconcat(VIPS_OBJECT_GET_CLASS(operation)->description, ".", NULL);

		*summary = g_ascii_toupper(*summary);
		g_option_context_set_summary(context, summary);
		g_object_unref(operation);
		flags_add_single(options->flags, context, correction);
	}
	else {
		const char *const *corrections = burnish_corrections();

		g_option_context_set_summary(context, summaries[mode]);
		g_option_context_add_main_entries(context, recipe_entries, NULL);
		for (int i = 0; corrections[i]; i++)
			flags_add_correction(options->flags, context, corrections[i]);
	}
	flags_add_save(options->flags, context);
	bulk_add_options(&options->bulk, context);
	g_option_context_set_description(context, trailer);

	return context;
}

/* Complain about options that do not go together; 0 when all do. */
static int
check_options(const char *command, const Options *options)
{
	gboolean to_stdout = g_strcmp0(options->output, "-") == 0 ||
		(!options->output && options->inputs && g_strcmp0(options->inputs[0], "-") == 0);

	if (options->in_place && options->output)
		return command_usage(command, "--in-place and -o do not go together");
	if (options->backup && !options->in_place)
		return command_usage(command, "--backup goes with --in-place");
	if (options->dry_run && options->bulk.report)
		return command_usage(command, "--report shows results, and --dry-run makes none");
	if (to_stdout && options->json)
		return command_usage(command, "the picture and --json cannot both go to standard output");
	if (to_stdout && !options->dry_run && isatty(STDOUT_FILENO))
		return command_usage(command, "standard output is a terminal; give a file with -o");

	return EXIT_OK;
}

static BurnishRecipe *
get_recipe(const Options *options, const char *correction)
{
	BurnishRecipe *recipe = correction ? burnish_recipe_new_single(correction)
									   : burnish_recipe_open(options->recipe_name ? options->recipe_name : "auto");

	if (recipe && (flags_apply(options->flags, recipe) || burnish_recipe_check(recipe))) {
		burnish_recipe_free(recipe);
		return NULL;
	}

	return recipe;
}

static BurnishOutputPolicy
get_policy(const Options *options)
{
	if (options->in_place)
		return options->backup ? BURNISH_OUTPUT_BACKUP : BURNISH_OUTPUT_REPLACE;

	return options->force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW;
}

/* What is needed when a result is there. */
typedef struct {
	const Print *print;
	Progress *progress;
	Tally tally;
	guint left;
} One;

static void
on_done(const BurnishJob *job, const BurnishReport *report, void *data)
{
	One *one = data;

	progress_clear(one->progress);
	print_report(one->print, report);
	tally_add(&one->tally, burnish_report_get_status(report));
	if (--one->left > 0)
		progress_begin(one->progress, job->input ? job->input : "standard input");
}

/* A single picture, in this process: it needs no worker, and may come and go through
 * pipes, and what its results have in common is done once. */
static int
run_one(const Options *options, const char *command, const BurnishRecipe *recipe, const BurnishLimits *limits, const GPtrArray *items)
{
	const BurnishPlanItem *first = items->pdata[0];
	g_autoptr(Progress) progress = progress_new(items->len, options->quiet || options->json);
	g_autoptr(GPtrArray) recipes = g_ptr_array_new_with_free_func((GDestroyNotify) burnish_recipe_free);
	g_autofree BurnishJob *jobs = g_new0(BurnishJob, items->len);
	const Print print = { options->json, options->quiet, !first->output };
	One one = { .print = &print, .progress = progress, .left = items->len };

	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		BurnishRecipe *own = item->recipe ? burnish_recipe_parse(item->recipe, strlen(item->recipe), "recipe") : NULL;

		if (item->recipe && !own)
			return command_usage_from_vips(command);
		if (own)
			g_ptr_array_add(recipes, own);
		jobs[i] = (BurnishJob){
			.input = item->input,
			.output = item->output,
			.jail = item->jail,
			.policy = get_policy(options),
			.recipe = own ? own : recipe,
			.limits = *limits,
			.dry_run = options->dry_run,
			.progress = progress_update,
			.data = progress,
		};
	}

	progress_begin(progress, first->input ? first->input : "standard input");
	burnish_jobs_run(jobs, items->len, on_done, &one);
	progress_clear(progress);

	return tally_exit_status(&one.tally);
}

static BurnishPlanOptions
get_plan(const Options *options, const BurnishRecipe *recipe)
{
	BurnishPlanOptions plan = {
		.output = options->output,
		.in_place = options->in_place,
		.recursive = options->recursive,
		.recipe = recipe,
		.format_is_firm = flags_has(options->flags, "save", "format"),
	};

	bulk_set_plan(&options->bulk, &plan);

	return plan;
}

static BurnishBatch
get_batch(const Options *options, const BurnishRecipe *recipe, const BurnishLimits *limits)
{
	return (BurnishBatch){
		.policy = get_policy(options),
		.recipe = recipe,
		.limits = *limits,
		.dry_run = options->dry_run,
	};
}

static int
run_many(const Options *options, const char *command, const BurnishRecipe *recipe, const BurnishLimits *limits, GPtrArray *items)
{
	const Print print = { options->json, options->quiet, FALSE };
	BurnishBatch batch = get_batch(options, recipe, limits);

	return bulk_run(&options->bulk, command, &batch, items, &print, options->bulk.resume);
}

static int
run_plan(const Options *options, const char *command, const BurnishRecipe *recipe, const BurnishLimits *limits)
{
	const char *const none[] = { NULL };
	const BurnishPlanOptions plan = get_plan(options, recipe);
	g_autoptr(GPtrArray) items = burnish_plan(options->inputs ? (const char *const *) options->inputs : none, &plan);

	if (!items)
		return command_plan_failed(command);
	if (items->len == 0 && plan.shards < 2) {
		fprintf(stderr, "burnish %s: no pictures found\n", command);
		return EXIT_NOTHING;
	}

	return bulk_is_wanted(&options->bulk, items)
		? run_many(options, command, recipe, limits, items)
		: run_one(options, command, recipe, limits, items);
}

static int
run_watch(const Options *options, const char *command, const BurnishRecipe *recipe, const BurnishLimits *limits)
{
	const Print print = { options->json, options->quiet, FALSE };
	const BurnishPlanOptions plan = get_plan(options, recipe);
	BurnishBatch batch = get_batch(options, recipe, limits);

	if (bulk_has_inputs(&options->bulk) || !options->inputs || options->inputs[1])
		return command_usage(command, "takes one directory");
	if (burnish_is_object(options->inputs[0]) || burnish_is_object(options->output))
		return command_usage(command, "takes directories of this machine; fix and batch run take s3://");
	if (!g_file_test(options->inputs[0], G_FILE_TEST_IS_DIR))
		return command_usage(command, "\"%s\" is not a directory", options->inputs[0]);
	if (options->bulk.report || options->bulk.together)
		return command_usage(command, "%s is for a run that ends", options->bulk.report ? "--report" : "--together");

	return bulk_watch(&options->bulk, command, &batch, options->inputs[0], &plan, &print);
}

static int
fix(char **argv, const char *correction, Mode mode)
{
	g_auto(Options) options = { .flags = flags_new(), .bulk.workers = BULK_ALL_PROCESSORS };
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	BurnishLimits limits;
	int status;

	if (!command_parse(make_context(&options, correction, mode), &rest, &status))
		return status;
	options.bulk.resume |= mode != MODE_FIX;
	if (!options.inputs && !bulk_has_inputs(&options.bulk))
		return command_usage(command, mode == MODE_WATCH ? "no directory given" : "no picture given");
	if ((status = check_options(command, &options)) ||
		(status = command_get_limits(command, options.max_pixels, options.max_file, &limits)) ||
		(status = bulk_check(&options.bulk, command, options.output, options.in_place)))
		return status;

	g_autoptr(BurnishRecipe) recipe = get_recipe(&options, correction);
	if (!recipe)
		return command_usage_from_vips(command);

	return mode == MODE_WATCH ? run_watch(&options, command, recipe, &limits) : run_plan(&options, command, recipe, &limits);
}

int
command_fix(char **argv)
{
	return fix(argv, NULL, MODE_FIX);
}

int
command_fix_journaled(char **argv)
{
	return fix(argv, NULL, MODE_JOURNAL);
}

int
command_watch(char **argv)
{
	return fix(argv, NULL, MODE_WATCH);
}

int
command_correction(char **argv)
{
	g_autofree char *nickname = g_strdelimit(g_strdup(argv[0]), "-", '_');

	return fix(argv, nickname, MODE_FIX);
}
