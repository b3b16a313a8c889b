/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One picture, from file to file: open, decide, encode, report. Whatever goes
 * wrong ends in the report, and in no file.
 */

#include <string.h>
#include <sys/stat.h>

#include <burnish.h>

#include "../base/argument.h"
#include "../base/interrupt.h"
#include "../base/object.h"
#include "../corrections/proxy.h"
#include "../image/encode.h"
#include "../image/input.h"
#include "../image/insert.h"
#include "../image/output.h"
#include "../image/page.h"
#include "../image/publication.h"
#include "../image/xmp.h"
#include "../recipe/fitting.h"
#include "../recipe/run.h"
#include "../report/report.h"
#include "../store/store.h"
#include "companions.h"
#include "failure.h"
#include "jail.h"
#include "outcome.h"
#include "sign.h"
#include "warnings.h"
#include "watch.h"

/* What jobs with one input share: the picture in memory, what the first steps made of
 * it, and how many these are. */
typedef struct {
	VipsImage *image;
	BurnishRun *begun;
	guint steps;
} Kept;

/* What one job holds while it runs. */
typedef struct {
	const BurnishJob *job;
	Kept *kept;
	BurnishReport *report;
	BurnishInput *input;
	const BurnishFormat *format;
	VipsImage *image;
	VipsImage *proxy;
	/* What a run for paper went on from, and with. */
	BurnishRun *begun;
	BurnishRecipe *fitted;
	BurnishRun *run;

	/* XMP to be added, NULL for none. */
	GBytes *credit;

	/* What the run left, on its paper. */
	VipsImage *out;
	BurnishCompanions *companions;
	BurnishClaim claim;
	BurnishWarnings *warnings;
} Work;

static gboolean
is_in_place(const BurnishJob *job)
{
	return job->input && job->output && g_str_equal(job->input, job->output);
}

/* By the name of the output; else as asked for; else as it came, which in place may differ
 * from what the name says. */
static const BurnishFormat *
choose_format(const Work *work)
{
	const BurnishJob *job = work->job;
	BurnishSave *save = job->recipe->save;
	const BurnishFormat *format = job->output && !is_in_place(job)
		? burnish_save_get_format_of(save, job->output)
		: burnish_save_get_format(save);

	return format ? format : work->input->format;
}

/* Whether a decoder failed and nobody was told, as far as the picture was read. */
static int
check_lost(const Work *work)
{
	if (!burnish_warnings_lost(work->warnings))
		return 0;
	if (!*vips_error_buffer())
		vips_error(NULL, "a part of the picture could not be made");

	return -1;
}

/* Get the picture, and the proxy that all measuring shares. */
static int
load(Work *work)
{
	/* What fits it to a paper reads here and there. */
	gboolean sequential = !work->job->recipe->save->paper && burnish_run_is_sequential(work->job->recipe, NULL, 1);
	gboolean keep = burnish_input_is_small(work->input);
	g_autoptr(VipsImage) lazy = NULL;
	Kept *kept = work->kept;

	if (kept && kept->image) {
		work->image = g_object_ref(kept->image);
		return 0;
	}

	gboolean measures = burnish_run_wants_proxy(work->job->recipe);
	if (!keep && sequential && measures) {
		g_autoptr(VipsImage) reduced =
			burnish_input_load(work->input, VIPS_ACCESS_SEQUENTIAL, BURNISH_PROXY_SIZE);

		if (!reduced)
			return -1;
		burnish_watch(work->job, reduced, 0, 50);
		if (burnish_proxy_new(reduced, &work->proxy))
			return -1;
		sequential = burnish_run_is_sequential(work->job->recipe, work->proxy,
			(double) VIPS_MAX(work->input->width, work->input->height) /
				VIPS_MAX(work->proxy->Xsize, work->proxy->Ysize));
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

	/* The jobs that share it would not know. */
	if (!(work->image = vips_image_copy_memory(lazy)) || check_lost(work))
		return -1;
	/* Not any more. */
	vips_image_remove(work->image, VIPS_META_SEQUENTIAL);
	if (measures && burnish_proxy_new(work->image, &work->proxy))
		return -1;
	burnish_watch(work->job, work->image, 50, 100);
	if (kept)
		kept->image = g_object_ref(work->image);

	return 0;
}

/* How the picture is fitted to its paper depends on what comes to those steps. */
static int
run_for_paper(Work *work)
{
	const BurnishRecipe *recipe = work->job->recipe;

	return (work->begun = burnish_run_begin(recipe, work->image, work->proxy, burnish_fitting_place(recipe))) &&
			(work->fitted = burnish_fitting_recipe(recipe, work->begun->out)) &&
			(work->run = burnish_run_go_on(work->begun, work->fitted))
		? 0
		: -1;
}

/* Run the recipe; its first steps once, for all jobs with the same input. */
static int
run_recipe(Work *work)
{
	const BurnishRecipe *recipe = work->job->recipe;
	Kept *kept = work->kept;

	if (recipe->save->paper)
		return run_for_paper(work);
	if (!kept || !kept->image)
		work->run = burnish_run_new(recipe, work->image, work->proxy);
	else if (kept->begun || (kept->begun = burnish_run_begin(recipe, work->image, work->proxy, kept->steps)))
		work->run = burnish_run_go_on(kept->begun, recipe);

	return work->run ? 0 : -1;
}

static void
move_lines(GPtrArray *from, GPtrArray *to)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(from->pdata[i]));
	g_ptr_array_set_size(from, 0);
}

/* Whether an option that was given asks for another file than the one that is there. */
static gboolean
asks_for_more(const Work *work, const char *option)
{
	const BurnishSave *save = work->job->recipe->save;

	if (g_str_equal(option, "format"))
		return FALSE;
	if (g_str_equal(option, "metadata"))
		return save->metadata != BURNISH_POLICY_KEEP;
	if (g_str_has_prefix(option, "c2pa"))
		return save->c2pa == BURNISH_C2PA_SIGN;
	if (g_str_equal(option, "max-bytes"))
		return (gint64) g_bytes_get_size(work->input->bytes) > burnish_save_max_bytes(save);

	return TRUE;
}

/* Whether something beyond the recipe's steps and the format is to be done. */
static gboolean
has_save_options(const Work *work)
{
	g_autoptr(GArray) options =
		burnish_argument_list(VIPS_OBJECT(work->job->recipe->save), VIPS_ARGUMENT_INPUT);

	for (guint i = 0; i < options->len; i++) {
		BurnishArgument *item = &g_array_index(options, BurnishArgument, i);
		if (item->instance->assigned && asks_for_more(work, g_param_spec_get_name(item->pspec)))
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
	report->width = work->out->Xsize;
	report->height = work->out->Ysize;
	for (guint i = 0; i < work->run->operations->len; i++)
		burnish_outcome_add(report->steps, work->run->operations->pdata[i]);
	report->recipe = burnish_recipe_to_json(work->run->resolved);
	move_lines(work->input->conversions, report->notes);
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
	const char *reason;
	g_autoptr(GBytes) more = work->credit ? burnish_insert(work->input, work->credit, &reason) : NULL;
	gsize size;
	const void *data = g_bytes_get_data(more ? more : work->input->bytes, &size);

	g_ptr_array_add(work->report->notes, g_strdup(more ? "nothing to do: the file was copied, and how it was made was added to its metadata" : "nothing to do: the file was copied as it is"));
	if (work->credit && !more)
		g_ptr_array_add(work->report->notes, g_strdup_printf("how it was made is not in its metadata: %s", reason));

	return burnish_output_write(burnish_output_fd(output), data, size);
}

/* The operations that changed the picture. */
static char **
changed_steps(const Work *work)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < work->report->steps->len; i++) {
		const BurnishReportStep *step = work->report->steps->pdata[i];

		if (step->changed)
			g_ptr_array_add(names, g_strdup(step->operation));
	}
	g_ptr_array_add(names, NULL);

	return (char **) g_ptr_array_free(names, FALSE);
}

/* What a picture is dated with: not the time of day, since the same input shall give the
 * same bytes, but the day of its file; what SOURCE_DATE_EPOCH says stands before it. */
static gint64
dated(const BurnishJob *job)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	struct stat info;

	if (epoch && *epoch)
		return g_ascii_strtoll(epoch, NULL, 10);

	return job->input && stat(job->input, &info) == 0 ? info.st_mtime : g_get_real_time() / G_USEC_PER_SEC;
}

/* The signature of Content Credentials covers the bytes of the file, so they cannot
 * survive any change, and must not be carried into a new file. What they say is. */
static void
publish(Work *work, const char *steps)
{
	BurnishMetadata *metadata = work->input->metadata;
	const BurnishPublication publication = {
		.save = work->job->recipe->save,
		.claim = metadata->c2pa ? &work->claim : NULL,
		.steps = steps,
		.time = dated(work->job),
	};

	if (metadata->c2pa)
		burnish_metadata_add_lost(metadata,
			"Content Credentials (C2PA) by %s: a manifest is valid for the original file only",
			work->claim.generator ? work->claim.generator : "an unnamed generator");
	if (burnish_publication_is_needed(&publication) || work->format->write)
		burnish_publication_apply(&publication, metadata);
}

static void
report_provenance(Work *work, gboolean changes)
{
	const BurnishClaim *claim = &work->claim;
	const BurnishMetadata *metadata = work->input->metadata;
	g_autofree char *stated = metadata->xmp ? burnish_publication_source_type(metadata->xmp) : NULL;
	const char *source_type = stated ? stated : claim->source_type;

	if (!metadata->c2pa && !source_type)
		return;
	cJSON *json = work->report->provenance = cJSON_CreateObject();
	burnish_report_put_text(json, "digital-source-type", source_type);
	if (!metadata->c2pa)
		return;
	burnish_report_put_text(json, "generator", claim->generator);
	burnish_report_put_text(json, "manifest", claim->manifest);
	burnish_report_put_text(json, "algorithm", claim->algorithm);
	cJSON_AddBoolToObject(json, "still-valid", !changes);
}

static int
encode(Work *work, BurnishOutput *output)
{
	BurnishSave *save = work->job->recipe->save;
	BurnishMetadata *metadata = work->input->metadata;
	g_autoptr(GBytes) c2pa = metadata->c2pa ? g_bytes_ref(metadata->c2pa) : NULL;
	g_auto(GStrv) steps = changed_steps(work);
	g_autofree char *joined = g_strjoinv(", ", steps);
	g_autofree char *name = g_path_get_basename(work->job->output ? work->job->output : "-");
	int fd = burnish_output_fd(output);

	publish(work, joined);
	g_autoptr(BurnishPrepared) prepared =
		burnish_prepared_new(save, work->format, work->out, work->input->depth, metadata);
	if (!prepared ||
		burnish_companions_write(work->companions, prepared, metadata, c2pa, work->input->depth) ||
		burnish_prepared_write(prepared, metadata, fd))
		return -1;
	move_lines(metadata->notes, work->report->notes);

	if (save->c2pa != BURNISH_C2PA_SIGN)
		return 0;
	if (burnish_sign(save, work->input, work->format, name, (const char *const *) steps, fd))
		return -1;
	g_ptr_array_add(work->report->notes, g_strdup("signed: new Content Credentials with the input as an ingredient"));

	return 0;
}

static int
write_output(Work *work, BurnishOutput *output, gboolean copies)
{
	/* The file is there already. */
	if (is_left(work))
		return 0;
	if (copies ? copy(work, output) : encode(work, output))
		return -1;
	if (burnish_interrupted() || check_lost(work))
		return -1;

	/* The result last: when it is there, everything is. */
	return burnish_companions_commit(work->companions, work->report->files) || burnish_output_commit(output) ? -1 : 0;
}

/* What can be known to be wrong before anything is decoded. */
static int
check(const BurnishJob *job)
{
	const BurnishSave *save = job->recipe->save;

	return burnish_save_check_whole(job->recipe->save) ||
			(save->c2pa == BURNISH_C2PA_SIGN && burnish_sign_check(save))
		? -1
		: 0;
}

/* Open the output, and those beside it, before any work: the names must be free and the
 * place writable. */
static int
open_outputs(Work *work, BurnishOutput **output)
{
	const BurnishJob *job = work->job;

	if (job->jail && burnish_jail_check(job->jail, job->output))
		return -1;
	if (job->dry_run)
		return 0;
	if (job->jail && burnish_jail_make_directory(job->output))
		return -1;

	return (*output = burnish_output_open(job->output, job->policy)) &&
			(work->companions = burnish_companions_new(job->recipe->save, job->output, job->policy))
		? 0
		: -1;
}

/* A packet that is damaged stays what it is. */
static void
add_credit(Work *work)
{
	BurnishMetadata *metadata = work->input->metadata;

	work->credit = g_bytes_new(work->job->xmp, strlen(work->job->xmp));
	GBytes *both = burnish_xmp_merge(metadata->xmp, work->credit);
	if (both)
		burnish_metadata_set(&metadata->xmp, both);
}

static int
open_input(Work *work)
{
	const BurnishJob *job = work->job;

	if (!(work->input = burnish_input_open(job->input, &job->limits)))
		return -1;
	work->report->pixels = (gint64) work->input->width * work->input->height;
	if (job->xmp)
		add_credit(work);
	work->format = choose_format(work);
	if (is_in_place(job) && work->format != work->input->format) {
		vips_error(NULL, "is %s and cannot become %s in place", work->input->format->label, work->format->label);
		return -1;
	}
	if (work->input->metadata->c2pa)
		burnish_c2pa_read(work->input->metadata->c2pa, &work->claim);

	return burnish_encode_check(job->recipe->save, work->format);
}

static int
run(Work *work)
{
	const BurnishJob *job = work->job;
	g_autoptr(BurnishOutput) output = NULL;

	if (check(job) || open_outputs(work, &output) || open_input(work) || load(work) || run_recipe(work) ||
		burnish_page_lay_out(job->recipe->save, work->run->out, burnish_fitting_scale(work->run), &work->out, work->input->metadata) ||
		check_lost(work))
		return -1;
	report_run(work);

	gboolean decoded = work->proxy || !vips_image_is_sequential(work->image);
	gboolean copies = can_copy(work, decoded);
	report_provenance(work, !copies && !is_left(work));
	if (work->input->metadata->c2pa && job->recipe->save->c2pa == BURNISH_C2PA_FAIL && !copies && !is_left(work)) {
		vips_error(BURNISH_REFUSED, "has Content Credentials (C2PA) by %s, which the change would make invalid (see --c2pa)",
			work->claim.generator ? work->claim.generator : "an unnamed generator");
		return -1;
	}
	if (!job->dry_run && write_output(work, output, copies))
		return -1;
	if (job->progress)
		job->progress(100, job->data);
	move_lines(work->input->metadata->notes, work->report->notes);
	move_lines(work->input->metadata->lost, work->report->lost);

	return 0;
}

/* `kept` is NULL for an input with one job. */
static BurnishReport *
run_job(const BurnishJob *job, Kept *kept)
{
	BurnishReport *report = burnish_report_new(job->input, job->output);
	Work work = { .job = job, .kept = kept, .report = report };
	gint64 start = g_get_monotonic_time();

	report->dry_run = job->dry_run;
	vips_error_clear();
	work.warnings = burnish_warnings_begin();
	if (burnish_interrupted() || run(&work))
		report->error = burnish_failure_take(&report->status);
	burnish_warnings_end(work.warnings, report->notes);

	burnish_run_free(work.run);
	burnish_run_free(work.begun);
	burnish_recipe_free(work.fitted);
	VIPS_UNREF(work.out);
	VIPS_UNREF(work.image);
	VIPS_UNREF(work.proxy);
	burnish_companions_free(work.companions);
	burnish_claim_clear(&work.claim);
	burnish_input_free(work.input);
	g_bytes_unref(work.credit);
	report->seconds = (g_get_monotonic_time() - start) / 1e6;

	return report;
}

BurnishReport *
burnish_job_run(const BurnishJob *job)
{
	return run_job(job, NULL);
}

/* How many of the first steps all recipes have in common. */
static guint
count_common(const BurnishJob *jobs, guint n)
{
	cJSON *first = burnish_recipe_to_json(jobs[0].recipe);
	const cJSON *steps = cJSON_GetObjectItemCaseSensitive(first, "fix");
	int common = cJSON_GetArraySize(steps);

	for (guint i = 1; i < n; i++) {
		cJSON *other = burnish_recipe_to_json(jobs[i].recipe);
		const cJSON *others = cJSON_GetObjectItemCaseSensitive(other, "fix");
		int same = 0;

		while (same < common && cJSON_Compare(cJSON_GetArrayItem(steps, same), cJSON_GetArrayItem(others, same), TRUE))
			same++;
		common = same;
		cJSON_Delete(other);
	}
	cJSON_Delete(first);

	return common;
}

void
burnish_jobs_run(const BurnishJob *jobs, guint n,
	void (*done)(const BurnishJob *job, const BurnishReport *report, void *data), void *data)
{
	Kept kept = { .steps = n > 1 ? count_common(jobs, n) : 0 };
	gboolean interrupted = FALSE;

	burnish_store_hold(n > 1);
	for (guint i = 0; i < n && !interrupted; i++) {
		BurnishReport *report = run_job(&jobs[i], n > 1 ? &kept : NULL);

		interrupted = report->status == BURNISH_STATUS_INTERRUPTED;
		done(&jobs[i], report, data);
		burnish_report_free(report);
	}
	burnish_store_hold(FALSE);
	VIPS_UNREF(kept.image);
	burnish_run_free(kept.begun);
}
