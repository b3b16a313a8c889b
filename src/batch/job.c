/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One picture, from file to file: open, decide, encode, report. Whatever goes
 * wrong ends in the report, and in no file.
 */

#include <string.h>

#include <burnish.h>

#include "../base/argument.h"
#include "../base/interrupt.h"
#include "../base/object.h"
#include "../corrections/proxy.h"
#include "../image/input.h"
#include "../image/output.h"
#include "../image/provenance.h"
#include "../recipe/run.h"
#include "../report/report.h"
#include "failure.h"
#include "jail.h"
#include "outcome.h"
#include "warnings.h"
#include "watch.h"

/* A decoded picture up to this size is kept in memory, decoded once; a larger one
 * is decoded twice, once reduced for measuring and once in passing. */
#define KEEP_BYTES (G_GINT64_CONSTANT(64) << 20)

/* What one job holds while it runs. */
typedef struct {
	const BurnishJob *job;
	BurnishReport *report;
	BurnishInput *input;
	const BurnishFormat *format;
	VipsImage *image;
	VipsImage *proxy;
	BurnishRun *run;
} Work;

static gboolean
is_in_place(const BurnishJob *job)
{
	return job->input && job->output && g_str_equal(job->input, job->output);
}

/* As asked for; else by the name of the output; else as it came, which in place
 * may differ from what the name says. */
static const BurnishFormat *
choose_format(const Work *work)
{
	const BurnishJob *job = work->job;
	const BurnishFormat *format = burnish_save_get_format(job->recipe->save);

	if (!format && job->output && !is_in_place(job))
		format = burnish_format_by_suffix(job->output);

	return format ? format : work->input->format;
}

static gint64
decoded_bytes(const BurnishInput *input)
{
	return (gint64) input->width * input->height * 4 * (input->depth / 8);
}

/* Get the picture, and the proxy that all measuring shares. */
static int
load(Work *work)
{
	gboolean sequential = burnish_run_is_sequential(work->job->recipe);
	gboolean keep = decoded_bytes(work->input) <= KEEP_BYTES;
	g_autoptr(VipsImage) lazy = NULL;

	gboolean measures = burnish_run_wants_proxy(work->job->recipe);
	if (!keep && sequential && measures) {
		g_autoptr(VipsImage) reduced =
			burnish_input_load(work->input, VIPS_ACCESS_SEQUENTIAL, BURNISH_PROXY_SIZE);

		if (!reduced)
			return -1;
		burnish_watch(work->job, reduced, 0, 50);
		if (burnish_proxy_new(reduced, &work->proxy))
			return -1;
	}

	lazy = burnish_input_load(work->input,
		keep || sequential ? VIPS_ACCESS_SEQUENTIAL : VIPS_ACCESS_RANDOM, 0);
	if (!lazy)
		return -1;
	burnish_watch(work->job, lazy, work->proxy ? 50 : 0, keep ? 50 : 100);
	if (!keep) {
		work->image = g_steal_pointer(&lazy);
		return 0;
	}

	if (!(work->image = vips_image_copy_memory(lazy)))
		return -1;
	/* Not any more. */
	vips_image_remove(work->image, VIPS_META_SEQUENTIAL);
	if (measures && burnish_proxy_new(work->image, &work->proxy))
		return -1;
	burnish_watch(work->job, work->image, 50, 100);

	return 0;
}

static void
move_lines(GPtrArray *from, GPtrArray *to)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(from->pdata[i]));
	g_ptr_array_set_size(from, 0);
}

/* Whether the save chapter asks for more than a format. */
static gboolean
has_save_options(const Work *work)
{
	g_autoptr(GArray) options =
		burnish_argument_list(VIPS_OBJECT(work->job->recipe->save), VIPS_ARGUMENT_INPUT);

	for (guint i = 0; i < options->len; i++) {
		BurnishArgument *item = &g_array_index(options, BurnishArgument, i);
		if (item->instance->assigned && !g_str_equal(g_param_spec_get_name(item->pspec), "format"))
			return TRUE;
	}

	return FALSE;
}

/* In place, a picture that needs nothing stays as it is, also where a new file would be
 * converted. */
static gboolean
is_left(const Work *work)
{
	return is_in_place(work->job) && !work->run->changed && !has_save_options(work);
}

static void
report_run(Work *work)
{
	BurnishReport *report = work->report;

	if (is_left(work))
		g_ptr_array_set_size(work->input->conversions, 0);
	report->status = work->run->changed || work->input->conversions->len > 0
		? BURNISH_STATUS_CHANGED
		: BURNISH_STATUS_UNCHANGED;
	report->format = g_strdup(work->format->name);
	report->width = work->run->out->Xsize;
	report->height = work->run->out->Ysize;
	for (guint i = 0; i < work->run->operations->len; i++)
		burnish_outcome_add(report->steps, work->run->operations->pdata[i]);
	report->recipe = burnish_recipe_to_json(work->run->resolved);
	move_lines(work->input->conversions, report->notes);
}

/* The signature of Content Credentials covers the bytes of the file, so they
 * cannot survive any change, and must not be carried into a new file. */
static void
report_provenance(Work *work)
{
	BurnishClaim claim = { 0 };

	if (!work->input->metadata->c2pa)
		return;
	burnish_c2pa_read(work->input->metadata->c2pa, &claim);
	burnish_metadata_add_lost(work->input->metadata,
		"Content Credentials (C2PA) by %s: a manifest is valid for the original file only",
		claim.generator ? claim.generator : "an unnamed generator");
	burnish_claim_clear(&claim);
}

/* Nothing was done to the picture, nothing would be said of it that is not said
 * already, and it is known to be whole. */
static gboolean
can_copy(const Work *work, gboolean decoded)
{
	return decoded && !work->run->changed && work->report->notes->len == 0 &&
		work->format == work->input->format && !has_save_options(work);
}

static int
copy(Work *work, BurnishOutput *output)
{
	gsize size;
	const void *data = g_bytes_get_data(work->input->bytes, &size);

	g_ptr_array_add(work->report->notes, g_strdup("nothing to do: the file was copied as it is"));

	return burnish_output_write(burnish_output_fd(output), data, size);
}

static int
write_output(Work *work, BurnishOutput *output)
{
	gboolean decoded = work->proxy || !vips_image_is_sequential(work->image);

	/* The file is there already. */
	if (is_left(work))
		return 0;
	if (can_copy(work, decoded)) {
		if (copy(work, output))
			return -1;
	}
	else {
		report_provenance(work);
		if (burnish_save_encode(work->job->recipe->save, work->format, work->run->out,
				work->input->depth, work->input->metadata, burnish_output_fd(output)))
			return -1;
	}

	return burnish_interrupted() ? -1 : burnish_output_commit(output);
}

static int
run(Work *work)
{
	const BurnishJob *job = work->job;
	g_autoptr(BurnishOutput) output = NULL;

	if (job->jail && burnish_jail_check(job->jail, job->output))
		return -1;
	if (job->jail && !job->dry_run && burnish_jail_make_directory(job->output))
		return -1;
	/* Before any work: that the name is free and the place writable. */
	if (!job->dry_run && !(output = burnish_output_open(job->output, job->policy)))
		return -1;

	if (!(work->input = burnish_input_open(job->input, &job->limits)))
		return -1;
	work->report->pixels = (gint64) work->input->width * work->input->height;
	work->format = choose_format(work);
	if (is_in_place(job) && work->format != work->input->format) {
		vips_error(NULL, "is %s and cannot become %s in place", work->input->format->label, work->format->label);
		return -1;
	}
	if (load(work) ||
		!(work->run = burnish_run_new(job->recipe, work->image, work->proxy)))
		return -1;
	report_run(work);
	if (!job->dry_run && write_output(work, output))
		return -1;
	if (job->progress)
		job->progress(100, job->data);
	move_lines(work->input->metadata->lost, work->report->lost);

	return 0;
}

BurnishReport *
burnish_job_run(const BurnishJob *job)
{
	BurnishReport *report = burnish_report_new(job->input, job->output);
	Work work = { .job = job, .report = report };
	gint64 start = g_get_monotonic_time();

	report->dry_run = job->dry_run;
	vips_error_clear();
	BurnishWarnings *warnings = burnish_warnings_begin();
	if (burnish_interrupted() || run(&work))
		report->error = burnish_failure_take(&report->status);
	burnish_warnings_end(warnings, report->notes);

	burnish_run_free(work.run);
	VIPS_UNREF(work.image);
	VIPS_UNREF(work.proxy);
	burnish_input_free(work.input);
	report->seconds = (g_get_monotonic_time() - start) / 1e6;

	return report;
}
