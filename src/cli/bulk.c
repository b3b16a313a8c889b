/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Many pictures: the options for them, and running them on workers.
 */

#include <stdio.h>
#include <string.h>

#include "bulk.h"
#include "progress.h"

void
bulk_clear(Bulk *bulk)
{
	g_free(bulk->timeout);
	g_free(bulk->max_memory);
	g_free(bulk->files_from);
	g_free(bulk->files0_from);
	g_free(bulk->job_list);
	g_free(bulk->redo);
	g_free(bulk->report);
	g_free(bulk->state);
	g_free(bulk->shard);
	g_free(bulk->journal);
	g_strfreev(bulk->listed);
}

void
bulk_add_options(Bulk *bulk, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{ "workers", 'j', 0, G_OPTION_ARG_INT, &bulk->workers, "Work on so many pictures at a time (default: one a processor)", "N" },
		{ "timeout", 0, 0, G_OPTION_ARG_STRING, &bulk->timeout, "Give a picture up after this time (30, 10m, 1h)", "TIME" },
		{ "max-memory", 0, 0, G_OPTION_ARG_STRING, &bulk->max_memory, "Give a picture up that needs more memory (2G)", "N" },
		{ "files-from", 0, 0, G_OPTION_ARG_FILENAME, &bulk->files_from, "Take names from a file, one a line; \"-\": from standard input", "FILE" },
		{ "files0-from", 0, 0, G_OPTION_ARG_FILENAME, &bulk->files0_from, "The same, names ending with NUL (find -print0)", "FILE" },
		{ "job-list", 0, 0, G_OPTION_ARG_FILENAME, &bulk->job_list, "Take jobs from a file of JSON lines; \"-\": from standard input", "FILE" },
		{ "redo", 0, 0, G_OPTION_ARG_FILENAME, &bulk->redo, "The same, but do again what was done", "FILE" },
		{ "resume", 0, 0, G_OPTION_ARG_NONE, &bulk->resume, "Keep a journal with the results; skip what it says is done", NULL },
		{ "journal", 0, 0, G_OPTION_ARG_FILENAME, &bulk->state, BULK_JOURNAL_HELP, "DIR" },
		{ "together", 0, 0, G_OPTION_ARG_NONE, &bulk->together, "Give the pictures of a directory one correction of colours", NULL },
		{ "report", 0, 0, G_OPTION_ARG_FILENAME, &bulk->report, "Write a page to look through the pictures on, before and after", "DIR" },
		{ "shard", 0, 0, G_OPTION_ARG_STRING, &bulk->shard, "Do part i of n; auto: as Slurm, Kubernetes and others say", "i/n|auto" },
		{ "shards", 0, 0, G_OPTION_ARG_INT, &bulk->shards, "How many parts there are, for --shard=auto where nobody says", "N" },
		{ NULL },
	};
	GOptionGroup *group = g_option_group_new("many", "Many pictures:", "Many pictures", NULL, NULL);

	g_option_group_add_entries(group, entries);
	g_option_context_add_group(context, group);
}

gboolean
bulk_has_inputs(const Bulk *bulk)
{
	return bulk->files_from || bulk->files0_from || bulk->job_list || bulk->redo;
}

/* "90", "1.5m"; FALSE when it is no positive time. */
static gboolean
parse_time(const char *text, double *seconds)
{
	char *end;
	double value = g_ascii_strtod(text, &end);
	double unit = *end == 'm' ? 60 : *end == 'h' ? 3600
												 : 1;

	if (end == text || (*end && (!strchr("smh", *end) || end[1])) || !(value > 0) || value * unit > 1e7)
		return FALSE;
	*seconds = value * unit;

	return TRUE;
}

static int
check_numbers(Bulk *bulk, const char *command)
{
	if (bulk->workers != BULK_ALL_PROCESSORS && (bulk->workers < 1 || bulk->workers > 1000))
		return command_usage(command, "--workers: %d is not from 1 to 1000", bulk->workers);
	if (bulk->timeout && !parse_time(bulk->timeout, &bulk->seconds))
		return command_usage(command, "--timeout: \"%s\" is not a time such as 90 or 10m", bulk->timeout);
	if (bulk->max_memory && !burnish_bytes_parse(bulk->max_memory, &bulk->bytes))
		return command_usage(command, "--max-memory: \"%s\" is not a number such as 2G", bulk->max_memory);
	if (bulk->shards < 0)
		return command_usage(command, "--shards: %d is not above 0", bulk->shards);
	if (bulk->shards > 0 && !bulk->shard)
		return command_usage(command, "--shards goes with --shard=auto");

	return EXIT_OK;
}

static int
read_lists(Bulk *bulk, const char *command)
{
	const struct {
		const char *option;
		const char *path;
		char separator;
	} lists[] = {
		{ "--files-from", bulk->files_from, '\n' },
		{ "--files0-from", bulk->files0_from, '\0' },
	};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		if (!lists[i].path)
			continue;
		bulk->listed = burnish_list_read(lists[i].path, lists[i].separator);
		if (!bulk->listed) {
			g_autofree char *text = vips_error_buffer_copy();
			return command_usage(command, "%s: %s", lists[i].option, g_strstrip(text));
		}
	}

	return EXIT_OK;
}

static int
find_shard(Bulk *bulk, const char *command)
{
	const char *source;

	if (!bulk->shard)
		return EXIT_OK;
	if (burnish_shard_find(bulk->shard, bulk->shards, &bulk->part, &bulk->parts, &source)) {
		g_autofree char *text = vips_error_buffer_copy();
		return command_usage(command, "--shard: %s", g_strstrip(text));
	}
	/* Who looks at a log of many machines wants to know. */
	fprintf(stderr, "burnish: shard %d of %d (%s)\n", bulk->part, bulk->parts, source);

	return EXIT_OK;
}

int
bulk_check(Bulk *bulk, const char *command, const char *output, gboolean in_place)
{
	int lists = !!bulk->files_from + !!bulk->files0_from + !!bulk->job_list + !!bulk->redo;
	int status = check_numbers(bulk, command);

	if (status)
		return status;
	if (lists > 1)
		return command_usage(command, "--files-from, --files0-from, --job-list and --redo do not go together");
	if (bulk->resume && (in_place || !output || g_str_equal(output, "-")))
		return command_usage(command, "a journal goes with -o and a directory, where it is kept");
	if (bulk->shard && bulk->together && in_place)
		return command_usage(command, "--together measures what other shards may have changed by then: give -o instead of --in-place");
	if (bulk->state && (!bulk->resume || !burnish_is_object(output)))
		return command_usage(command, "--journal is for a journal of results in an object store");
	if (command_no_object(command, "--report", bulk->report) || command_no_object(command, "--journal", bulk->state))
		return EXIT_USAGE;
	if ((status = read_lists(bulk, command)))
		return status;
	if (bulk->resume)
		bulk->journal = burnish_plan_directory(output);

	return find_shard(bulk, command);
}

void
bulk_set_plan(const Bulk *bulk, BurnishPlanOptions *plan)
{
	plan->listed = (const char *const *) bulk->listed;
	plan->jobs = bulk->redo ? bulk->redo : bulk->job_list;
	plan->directory = bulk->resume;
	plan->shard = bulk->part;
	plan->shards = bulk->parts;
	plan->whole = bulk->together;
}

/* Whether all results are of one picture, by the recipes that one stands for. */
static gboolean
is_one_picture(const GPtrArray *items)
{
	const BurnishPlanItem *first = items->len > 0 ? items->pdata[0] : NULL;

	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];

		if ((items->len > 1 && !item->recipe) || g_strcmp0(item->input, first->input) != 0)
			return FALSE;
	}

	return items->len > 1 || (first && !first->recipe);
}

gboolean
bulk_is_wanted(const Bulk *bulk, const GPtrArray *items)
{
	return !is_one_picture(items) || bulk->resume || bulk->timeout || bulk->max_memory || bulk->report || bulk->together;
}

/* What is needed while workers are at work. */
typedef struct {
	const Print *print;
	Progress *progress;
	Tally tally;
	gint64 pixels;
	gboolean watching;
} Run;

static void
on_report(const BurnishPlanItem *item, const BurnishReport *report, void *data)
{
	Run *run = data;
	BurnishStatus status = burnish_report_get_status(report);

	tally_add(&run->tally, status);
	/* People want to know how many were not done, programs also which. */
	if (status == BURNISH_STATUS_INTERRUPTED && !run->print->json)
		return;
	/* It was not new. */
	if (status == BURNISH_STATUS_SKIPPED && run->watching)
		return;
	progress_clear(run->progress);
	print_report(run->print, report);
}

static void
on_progress(const BurnishBatchState *state, void *data)
{
	Run *run = data;

	run->pixels = state->pixels;
	progress_set_state(run->progress, state);
}

static void
on_message(const char *text, void *data)
{
	Run *run = data;

	progress_clear(run->progress);
	fputs(text, stderr);
}

static int
get_status(const Run *run, int result)
{
	int status = tally_exit_status(&run->tally);

	/* A shard that nothing is in is done. */
	if (run->tally.total == 0)
		status = EXIT_OK;

	return result && status == EXIT_OK ? EXIT_SOME_FAILED : status;
}

static void
set_up(const Bulk *bulk, BurnishBatch *batch, Run *run)
{
	static const char *const worker[] = { "/proc/self/exe", BULK_WORKER, NULL };

	batch->worker = worker;
	batch->workers = MAX(0, bulk->workers);
	batch->timeout = bulk->seconds;
	batch->max_memory = bulk->bytes;
	batch->journal = bulk->journal;
	batch->state = bulk->state;
	batch->review = bulk->report;
	batch->shard = bulk->part;
	batch->shards = bulk->parts;
	batch->report = on_report;
	batch->progress = on_progress;
	batch->message = on_message;
	batch->data = run;
	if (bulk->redo)
		batch->policy = BURNISH_OUTPUT_REPLACE;
}

/* What ended all pictures together. */
static void
print_end(const char *command, Progress *progress)
{
	g_autofree char *text = vips_error_buffer_copy();
	g_autofree char *shown = burnish_text_show(g_strstrip(text));

	progress_clear(progress);
	fprintf(stderr, "burnish %s: %s\n", command, shown);
}

int
bulk_run(const Bulk *bulk, const char *command, BurnishBatch *batch, GPtrArray *items,
	const Print *print, gboolean summary)
{
	g_autoptr(Progress) progress = progress_new(items->len, print->quiet || print->json);
	Run run = { .print = print, .progress = progress };
	gint64 start = g_get_monotonic_time();

	set_up(bulk, batch, &run);
	int result = bulk->together && burnish_batch_unify(batch, items) ? -1 : burnish_batch_run(batch, items);
	double seconds = (g_get_monotonic_time() - start) / 1e6;
	progress_clear(progress);
	if (result)
		print_end(command, progress);
	if (print->json && summary)
		print_tally_json(&run.tally, seconds, run.pixels);
	else if (!print->json && !print->quiet && (summary || items->len != 1))
		print_tally(&run.tally, seconds, run.pixels);

	return get_status(&run, result);
}

int
bulk_watch(const Bulk *bulk, const char *command, BurnishBatch *batch, const char *directory,
	const BurnishPlanOptions *plan, const Print *print)
{
	g_autoptr(Progress) progress = progress_new(0, TRUE);
	Run run = { .print = print, .progress = progress, .watching = TRUE };

	set_up(bulk, batch, &run);
	if (burnish_batch_watch(batch, directory, plan)) {
		print_end(command, progress);
		return EXIT_SOME_FAILED;
	}

	return EXIT_OK;
}
