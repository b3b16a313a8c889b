/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Many jobs: who does them, in which order they are reported, what the journal has to
 * know of each, and when to stop.
 */

#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "../recipe/recipe.h"
#include "../report/report.h"
#include "../store/store.h"
#include "pool.h"
#include "resume.h"
#include "review.h"
#include "bulk.h"
#include "wire.h"

/* Reports that wait for one before them. A picture that takes forever lets the others
 * get so far ahead, and memory stays flat. A report has about 4 KiB. */
#define WINDOW 4096

/* Milliseconds in which nothing happens until progress is told. */
#define TICK 250

/* A job that was begun and is not reported. */
typedef struct {
	BurnishReport *report;
	BurnishResume resume;
} Slot;

struct BurnishBulk {
	const BurnishBatch *options;
	const GPtrArray *items;
	BurnishBatchState state;
	BurnishPool *pool;
	BurnishJournal *journal;
	BurnishReview *review;

	/* The recipe of all that have none of their own. */
	char *recipe;
	char *key;

	Slot *slots;
	/* The next to begin and to report. */
	guint next;
	guint reported;

	/* Why no more jobs are begun, with the error text for when it is an error. */
	gboolean stopped;
	char *error;

	/* Every item was done, in some way. */
	gboolean complete;
};

typedef BurnishBulk Batch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, burnish_bulk_free)

static Slot *
slot_of(Batch *batch, guint id)
{
	return &batch->slots[id % WINDOW];
}

static void
count(BurnishBatchState *state, const BurnishReport *report)
{
	switch (report->status) {
	case BURNISH_STATUS_CHANGED:
		state->changed++;
		break;
	case BURNISH_STATUS_UNCHANGED:
		state->unchanged++;
		break;
	case BURNISH_STATUS_FAILED:
		state->failed++;
		break;
	case BURNISH_STATUS_REFUSED:
		state->refused++;
		break;
	case BURNISH_STATUS_SKIPPED:
		state->skipped++;
		break;
	case BURNISH_STATUS_INTERRUPTED:
		break;
	}
	state->pixels += report->pixels;
}

/* Begin no more jobs, because of the pending error. */
static void
stop(Batch *batch)
{
	batch->stopped = TRUE;
	if (!batch->error)
		batch->error = burnish_error_take();
	vips_error_clear();
}

/* Every picture after it would fail the same way. */
static gboolean
is_full_disk(const BurnishReport *report)
{
	return report->error &&
		(strstr(report->error, g_strerror(ENOSPC)) || strstr(report->error, g_strerror(EDQUOT)));
}

static void
set_report(Batch *batch, guint id, BurnishReport *report)
{
	slot_of(batch, id)->report = report;
	count(&batch->state, report);
}

/* A limit that the user set may be why there was no memory, for pixels or for a
 * thread. */
static void
name_memory_limit(const Batch *batch, BurnishReport *report)
{
	if (batch->options->max_memory == 0 || !report->error ||
		!(strstr(report->error, "out of memory") || strstr(report->error, g_strerror(ENOMEM)) ||
			strstr(report->error, g_strerror(EAGAIN))))
		return;

	char *named = g_strconcat(report->error, " (see --max-memory)", NULL);
	g_free(report->error);
	report->error = named;
}

static BurnishReport *
report_without_look(const BurnishPlanItem *item, BurnishStatus status)
{
	BurnishReport *report = burnish_report_new(item->input, item->output);

	report->status = status;

	return report;
}

static void
on_done(guint id, const char *line, const char *error, void *data)
{
	Batch *batch = data;
	const BurnishPlanItem *item = batch->items->pdata[id];
	Slot *slot = slot_of(batch, id);
	g_auto(BurnishNews) news = { NULL };
	BurnishReport *report = line ? burnish_wire_read_reply(line, item->input, item->output, &news) : NULL;

	if (!report) {
		report = report_without_look(item, BURNISH_STATUS_FAILED);
		report->error = g_strdup(error ? error : "the worker gave no report");
	}
	name_memory_limit(batch, report);
	set_report(batch, id, report);

	burnish_store_note(item->input, news.input);
	burnish_store_note(item->output, news.output);
	if (batch->journal && !batch->options->dry_run &&
		burnish_resume_end(&slot->resume, batch->journal, report, news.digest))
		stop(batch);
	burnish_resume_clear(&slot->resume);
	if (batch->review && burnish_review_add(batch->review, item, report))
		stop(batch);
	if (is_full_disk(report)) {
		vips_error(NULL, "the disk is full; stopped before the rest");
		stop(batch);
	}
	if (news.is_closed) {
		vips_error(NULL, "the object store will not have it; stopped before the rest");
		stop(batch);
	}
}

/* TRUE when a run before has done it. */
static gboolean
look(Batch *batch, guint id, BurnishJob *job, const char *recipe)
{
	const BurnishPlanItem *item = batch->items->pdata[id];
	BurnishResume *resume = &slot_of(batch, id)->resume;

	if (!batch->journal)
		return FALSE;

	g_autofree char *own = item->recipe ? burnish_resume_key(recipe) : NULL;
	burnish_resume_look(resume, batch->journal, item, own ? own : batch->key, job->policy);
	job->policy = resume->policy;
	/* What the page knows nothing of is done again, to be on it. */
	if (!resume->skip || (batch->review && !burnish_review_has(batch->review, item))) {
		if (!batch->options->dry_run && burnish_resume_begin(resume, batch->journal, item))
			stop(batch);
		return FALSE;
	}
	if (!batch->options->dry_run && burnish_resume_pass(batch->journal, item))
		stop(batch);
	burnish_resume_clear(resume);
	set_report(batch, id, report_without_look(item, BURNISH_STATUS_SKIPPED));

	return TRUE;
}

static void
begin(Batch *batch, guint id)
{
	const BurnishBatch *options = batch->options;
	const BurnishPlanItem *item = batch->items->pdata[id];
	const char *recipe = item->recipe ? item->recipe : batch->recipe;
	BurnishJob job = {
		.input = item->input,
		.output = item->output,
		.jail = item->jail,
		.policy = options->policy,
		.limits = options->limits,
		.dry_run = options->dry_run,
	};

	if (look(batch, id, &job, recipe) || batch->stopped)
		return;

	g_autofree char *thumbnail = batch->review ? burnish_review_thumbnail(batch->review, item) : NULL;
	g_autofree char *line = burnish_wire_job(&job, recipe, thumbnail);
	if (burnish_pool_send(batch->pool, id, line))
		stop(batch);
}

static void
flush(Batch *batch)
{
	while (batch->reported < batch->next) {
		Slot *slot = slot_of(batch, batch->reported);

		if (!slot->report)
			break;
		if (batch->options->report)
			batch->options->report(batch->items->pdata[batch->reported], slot->report, batch->options->data);
		g_clear_pointer(&slot->report, burnish_report_free);
		batch->reported++;
	}
}

static void
tell(Batch *batch)
{
	batch->state.running = burnish_pool_running(batch->pool);
	if (batch->options->progress)
		batch->options->progress(&batch->state, batch->options->data);
}

/* What was not begun, and what was not finished because of an error. */
static void
report_rest(Batch *batch)
{
	for (; batch->reported < batch->items->len; batch->reported++) {
		const BurnishPlanItem *item = batch->items->pdata[batch->reported];
		Slot *slot = slot_of(batch, batch->reported);
		BurnishReport *report = g_steal_pointer(&slot->report);

		if (!report)
			report = report_without_look(item, BURNISH_STATUS_INTERRUPTED);
		if (batch->options->report)
			batch->options->report(item, report, batch->options->data);
		burnish_report_free(report);
	}
}

static void
run(Batch *batch)
{
	guint total = batch->items->len;

	tell(batch);
	while (batch->reported < total) {
		while (!batch->stopped && !burnish_interrupted() && batch->next < total &&
			batch->next < batch->reported + WINDOW && burnish_pool_has_room(batch->pool)) {
			begin(batch, batch->next++);
			flush(batch);
		}
		if (burnish_pool_running(batch->pool) == 0)
			break;
		if (burnish_pool_wait(batch->pool, TICK, on_done, batch))
			stop(batch);
		flush(batch);
		tell(batch);
	}
}

static int
open_journal(Batch *batch, guint total)
{
	const BurnishBatch *options = batch->options;

	if (!options->journal)
		return 0;
	/* Of every result, at once, instead of one after another. */
	if (burnish_is_object(options->journal) && burnish_store_survey(options->journal))
		return -1;
	if (!(batch->journal = burnish_journal_open(options->journal, options->state)))
		return -1;
	batch->key = burnish_resume_key(batch->recipe);
	if (burnish_journal_damaged(batch->journal) > 0 && options->message) {
		g_autofree char *text = g_strdup_printf("%d lines of the journal are damaged; what they were about is done again\n",
			burnish_journal_damaged(batch->journal));
		options->message(text, options->data);
	}

	return options->dry_run
		? 0
		: burnish_journal_start(batch->journal, MAX(1, options->shard), MAX(1, options->shards), total);
}

void
burnish_bulk_free(Batch *batch)
{
	if (!batch)
		return;

	for (guint i = 0; i < WINDOW; i++) {
		burnish_report_free(batch->slots[i].report);
		burnish_resume_clear(&batch->slots[i].resume);
	}
	burnish_pool_free(batch->pool);
	burnish_journal_free(batch->journal);
	burnish_review_free(batch->review);
	g_free(batch->recipe);
	g_free(batch->key);
	g_free(batch->slots);
	g_free(batch->error);
	g_free(batch);
}

Batch *
burnish_bulk_new(const BurnishBatch *options, guint total)
{
	g_autoptr(Batch) batch = g_new0(Batch, 1);

	batch->options = options;
	batch->recipe = burnish_recipe_print(options->recipe);
	batch->slots = g_new0(Slot, WINDOW);
	if (options->review && !(batch->review = burnish_review_open(options->review, options->shard, options->shards)))
		return NULL;
	if (open_journal(batch, total))
		return NULL;
	batch->pool = burnish_pool_new(options);
	/* Planning has taken and freed a lot, and a batch may run for hours. */
	malloc_trim(0);

	return g_steal_pointer(&batch);
}

static int
check_items(const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];

		if (!item->input || !item->output) {
			vips_error(NULL, "a batch takes files only, not standard input or output");
			return -1;
		}
	}

	return 0;
}

int
burnish_bulk_run(Batch *batch, const GPtrArray *items)
{
	if (check_items(items))
		return -1;
	batch->items = items;
	batch->state.total = items->len;
	batch->next = 0;
	batch->reported = 0;
	run(batch);
	/* Also when not everything was done: people may want to see why. */
	if (batch->review && burnish_review_write(batch->review, items))
		stop(batch);
	batch->complete = batch->reported == items->len;
	report_rest(batch);
	if (!batch->error)
		return 0;
	vips_error(NULL, "%s", batch->error);

	return -1;
}

int
burnish_batch_run(const BurnishBatch *options, const GPtrArray *items)
{
	g_autoptr(Batch) batch = burnish_bulk_new(options, items->len);

	if (!batch || burnish_bulk_run(batch, items))
		return -1;

	return batch->complete && batch->journal && !options->dry_run ? burnish_journal_finish(batch->journal) : 0;
}
