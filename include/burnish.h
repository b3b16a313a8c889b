/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish: the finishing bench for generated images.
 *
 * The whole public interface, in chapters. Conventions, as in libvips:
 *
 *   - Functions return 0, or a pointer, on success; -1, or NULL, on failure, with
 *     the reason in vips_error_buffer(). Outputs are untouched on failure.
 *   - Strings that are returned as char * are UTF-8 and freed with g_free(), const
 *     char * belong to the library.
 *   - Free functions take NULL.
 *   - One job at a time in a process: the error buffer is one per process.
 */

#ifndef BURNISH_H
#define BURNISH_H

#include <glib.h>
#include <vips/vips.h>

G_BEGIN_DECLS

#ifndef BURNISH_API
#define BURNISH_API __attribute__((visibility("default")))
#endif

/* ---- Init ---------------------------------------------------------------- */

/* Start libvips, if it is not running, and add the corrections to its
 * operations. Blocks, for the whole process, the loaders that libvips marks as
 * unsafe for untrusted files, but for JPEG XL. */
BURNISH_API int burnish_init(const char *argv0);

/* Only add the corrections to the operations of a libvips that runs already. */
BURNISH_API void burnish_register(void);

/* Stop libvips. */
BURNISH_API void burnish_shutdown(void);

/* "1.2.3". */
BURNISH_API const char *burnish_version(void);

/* ---- Correct ------------------------------------------------------------- */

/* The nicknames of the corrections, in the order in which the automatic recipe
 * applies them; NULL at the end. Each is a libvips operation with its arguments
 * declared: see vips_operation_new() and vips_argument_map(). */
BURNISH_API const char *const *burnish_corrections(void);

/* Find a global colour cast and remove it.
 *
 * in: 8- or 16-bit sRGB or grey, with or without alpha. *out: the same format,
 * and the same pixels where there is nothing to correct. Then optional arguments,
 * ended by NULL: strength (double, 0..1), mode, and the outputs; `vips decast` and
 * docs/corrections.md list them all. Method: docs/method.md. */
BURNISH_API int burnish_decast(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Find an unintended darkness and lift it; leave alone what is meant to be dark.
 *
 * in, *out: as burnish_decast(). Optional arguments: strength (double, 0..1), mode,
 * target, shadows, highlights, local, dehaze, and the outputs. */
BURNISH_API int burnish_lift(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Clean an alpha channel, or make one from a painted checkerboard or, with "ground"
 * set to key, from a plain ground.
 *
 * in: as above. *out: the same, but it has alpha where a ground was keyed out, and
 * another size where "trim" is set. Optional arguments: `vips clean_alpha`. */
BURNISH_API int burnish_clean_alpha(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Bring a picture to an asked shape and size, with the subject in it; else only cut bars.
 * in, *out: as above. Optional arguments: aspect, width, height, more: `vips reframe`. */
BURNISH_API int burnish_reframe(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Enlarge with detail put back. Without a size, changes nothing.
 *
 * in: as for burnish_decast(). *out: larger, in the same format. Optional arguments:
 * scale (double, 1..16), to, paper, dpi, quality, and more: `vips upscale`. */
BURNISH_API int burnish_upscale(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;
#define BURNISH_MAX_SCALE 16.0

/* These are done on request only, and are in no automatic recipe.
 *
 * Draw what a picture shows as black lines on white.
 *
 * in, *out: as for burnish_decast(); grey in all colours. Optional arguments: source, fills,
 * speck, weight, antialias (double, 0..4, 0 for black and white only): `vips lineart`. */
BURNISH_API int burnish_lineart(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Check whether a texture tiles, and close its edges where it does not.
 *
 * in, *out: as for burnish_decast(), of the same size; not changed where it tiles. Optional
 * arguments: axis, flatten (double, 0..1): `vips seamless`. */
BURNISH_API int burnish_seamless(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Lay an outline around what is not transparent. Without alpha, changes nothing.
 *
 * in: as above. *out: the same format; its canvas is larger where the outline needs it.
 * Optional arguments: width (text, "2%"), color (text, "#ffffff"): `vips outline`. */
BURNISH_API int burnish_outline(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* Write a text on a picture, in any script. Without a text, changes nothing.
 *
 * in, *out: as for burnish_decast(). Optional arguments: text (UTF-8), font, size, position,
 * box, color, plate, and more: `vips caption`. */
BURNISH_API int burnish_caption(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

/* ---- Recipe -------------------------------------------------------------- */

/* What to do with a picture: steps, and how to save the result. */
typedef struct BurnishRecipe BurnishRecipe;

/* All corrections, each deciding for itself; saving with the defaults. */
BURNISH_API BurnishRecipe *burnish_recipe_new_auto(void);

/* One correction or other operation only. */
BURNISH_API BurnishRecipe *burnish_recipe_new_single(const char *nickname);

/* A preset by its name, or a file by its path. */
BURNISH_API BurnishRecipe *burnish_recipe_open(const char *name_or_path);

/* JSON text, which need not end with NUL. `origin` is named in errors, which read
 * "origin:line: fix[1]: decast: strength: 5 is above 1". */
BURNISH_API BurnishRecipe *burnish_recipe_parse(const char *text, size_t length,
	const char *origin);

BURNISH_API void burnish_recipe_free(BurnishRecipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishRecipe, burnish_recipe_free)

/* A preset's name, or a file's stem. */
BURNISH_API const char *burnish_recipe_get_name(const BurnishRecipe *recipe);

/* What the recipe says it is for, "" when it says nothing. */
BURNISH_API const char *burnish_recipe_get_description(const BurnishRecipe *recipe);

/* Set one argument from text, as a flag does: of the save chapter for "save",
 * else of all steps of that nickname. The automatic recipe takes in a correction that is
 * done on request only (lineart, seamless, outline, caption) when an argument of it is set. */
BURNISH_API int burnish_recipe_set(BurnishRecipe *recipe, const char *chapter,
	const char *argument, const char *text);

/* Find what makes no sense for any picture, alone or together, and files that are named
 * and cannot be read, before a picture is touched. */
BURNISH_API int burnish_recipe_check(const BurnishRecipe *recipe);

/* Take all steps of that nickname out. Returns how many there were. */
BURNISH_API int burnish_recipe_drop(BurnishRecipe *recipe, const char *nickname);

/* The recipe as JSON text. */
BURNISH_API char *burnish_recipe_print(const BurnishRecipe *recipe);

/* Run the steps on a picture that is in memory already: 8- or 16-bit sRGB or
 * grey. *out is lazy. *resolved, which may be NULL, is the recipe that does the
 * same again, with every automatic value filled in. */
BURNISH_API int burnish_recipe_apply(const BurnishRecipe *recipe, VipsImage *in,
	VipsImage **out, BurnishRecipe **resolved);

/* The names of all presets, NULL at the end; free with g_strfreev(). */
BURNISH_API char **burnish_preset_names(void);

/* The text of a preset as its author wrote it; free with g_bytes_unref(). */
BURNISH_API GBytes *burnish_preset_text(const char *name);

/* The JSON Schema of recipes, as text. */
BURNISH_API char *burnish_schema(void);

/* An object with the save chapter's arguments declared, for vips_argument_map();
 * unref it. */
BURNISH_API VipsObject *burnish_save_declaration(void);

/* ---- Job ----------------------------------------------------------------- */

typedef struct {
	/* A picture with more, from its header, or a larger file is refused. */
	gint64 max_pixels;
	gint64 max_bytes;
} BurnishLimits;

#define BURNISH_MAX_PIXELS G_GINT64_CONSTANT(300000000)
#define BURNISH_MAX_BYTES G_GINT64_CONSTANT(4294967296)

typedef enum {
	/* An existing file of that name is an error. */
	BURNISH_OUTPUT_NEW,
	/* An existing file is replaced; permissions and owner are kept. */
	BURNISH_OUTPUT_REPLACE,
	/* The same, and the old file stays, with ".orig" after its name. */
	BURNISH_OUTPUT_BACKUP,
	/* An existing file is an error, unless it has the very bytes that would be
	 * written; then it is left as it is. */
	BURNISH_OUTPUT_SAME,
} BurnishOutputPolicy;

/* 0 to 100. Called from any thread, one at a time. */
typedef void (*BurnishProgress)(int percent, void *data);

/* One picture from a file through a recipe into a file. */
typedef struct {
	/* Paths, or objects of a store as s3://BUCKET/KEY; NULL for standard input and standard
	 * output. */
	const char *input;
	const char *output;

	/* The output must end up in this directory, whatever links lie on the
	 * way; NULL for no such limit. */
	const char *jail;

	BurnishOutputPolicy policy;
	const BurnishRecipe *recipe;
	BurnishLimits limits;

	/* Decide and report, but write nothing. */
	gboolean dry_run;

	/* An XMP packet; what it says, and that of the picture does not, is added. May be NULL. */
	const char *xmp;

	/* May be NULL. */
	BurnishProgress progress;
	void *data;
} BurnishJob;

typedef enum {
	BURNISH_STATUS_CHANGED,
	BURNISH_STATUS_UNCHANGED,
	BURNISH_STATUS_FAILED,
	/* By a limit or a policy. */
	BURNISH_STATUS_REFUSED,
	BURNISH_STATUS_INTERRUPTED,
	/* By a batch: an earlier run has done it already. */
	BURNISH_STATUS_SKIPPED,
} BurnishStatus;

/* What happened to one picture. */
typedef struct BurnishReport BurnishReport;

/* Never NULL: what went wrong is in the report, and vips_error_buffer() is empty.
 * The output is complete or not there. */
BURNISH_API BurnishReport *burnish_job_run(const BurnishJob *job);

/* The same for jobs with one input, in order; what they have in common is done once. */
BURNISH_API void burnish_jobs_run(const BurnishJob *jobs, guint n, void (*done)(const BurnishJob *job, const BurnishReport *report, void *data), void *data);

/* Make the running job stop soon, and later ones at once. May be called from a
 * signal handler. */
BURNISH_API void burnish_interrupt(void);

BURNISH_API BurnishStatus burnish_report_get_status(const BurnishReport *report);

/* One line of JSON without a newline; for people, a few lines of text. */
BURNISH_API char *burnish_report_to_json(const BurnishReport *report);
BURNISH_API char *burnish_report_to_text(const BurnishReport *report);

BURNISH_API void burnish_report_free(BurnishReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishReport, burnish_report_free)

/* Which files to work on, and where the results go. */
typedef struct {
	/* A file, a directory, an object or a prefix (s3://BUCKET/PREFIX), a template with {stem}, {name}, {ext}, {dir}, {recipe},
	 * {aspect} or {index}, "-" for standard output; NULL: next to the input. */
	const char *output;
	gboolean in_place;
	gboolean recursive;
	const BurnishRecipe *recipe;

	/* The format that the recipe names was asked for by itself: an output that says another
	 * is an error. Otherwise, the name decides. */
	gboolean format_is_firm;

	/* The output is a directory, even for a single picture. */
	gboolean directory;

	/* More inputs, NULL at the end, whose results keep the directories of their
	 * inputs: see burnish_list_read(). NULL for none. */
	const char *const *listed;

	/* A file of JSON lines with more inputs, which may have names for their results
	 * and recipes of their own; "-" for standard input; NULL for none. */
	const char *jobs;

	/* Of `shards` parts that are as good as equal, take the one of this number,
	 * counted from 1. Which part a picture is in depends on its name below the
	 * directory that was given, and on nothing else. 0: everything. */
	int shard;
	int shards;

	/* Keep what is in other parts, too, marked as such: for burnish_batch_unify(). */
	gboolean whole;
} BurnishPlanOptions;

typedef struct {
	char *input;
	char *output;
	char *jail;

	/* As JSON text that stays, of a job list or for one of several results; else NULL. */
	const char *recipe;

	/* Its place among the items of all parts, and whether it is in another part. */
	guint place;
	gboolean other;
} BurnishPlanItem;

/* Turn file names and directories, "-" for standard input, into an array of
 * BurnishPlanItem, in order; one for each result, where the recipe lists several. Looks
 * into directories and at the first bytes of files. Two results with one output, or an output that
 * is an input, are errors, found before any work starts. Free with g_ptr_array_unref(). */
BURNISH_API GPtrArray *burnish_plan(const char *const *inputs, const BurnishPlanOptions *options);

/* The directory that all results are in for an output as in BurnishPlanOptions that is
 * a directory or a template. Free with g_free(). */
BURNISH_API char *burnish_plan_directory(const char *output);

/* The names in a file, or in standard input for "-": each ends with `separator`, which is
 * a newline or NUL. Free with g_strfreev(). */
BURNISH_API char **burnish_list_read(const char *path, char separator);

/* ---- Batch --------------------------------------------------------------- */

/* How far a batch is. */
typedef struct {
	guint total;
	guint running;

	/* burnish_batch_unify() looks, and nothing is made yet. */
	gboolean measuring;

	/* Of the rest, how they ended. */
	guint changed;
	guint unchanged;
	guint failed;
	guint refused;
	guint skipped;

	/* Of the pictures that were worked on. */
	gint64 pixels;
} BurnishBatchState;

/* Many pictures, by worker processes: one that crashes, hangs or needs too much
 * memory costs one picture. */
typedef struct {
	/* The program of the workers and its arguments, NULL at the end. It must call
	 * burnish_worker_run(3). */
	const char *const *worker;

	/* How many at a time; 0: one a processor. The threads of all of them together
	 * fit the processors. */
	int workers;

	/* A picture that takes longer fails, in seconds; a worker that allocates more
	 * fails with its picture, in bytes. 0 for no limit. */
	double timeout;
	gint64 max_memory;

	/* As in BurnishJob, for all pictures. */
	BurnishOutputPolicy policy;
	const BurnishRecipe *recipe;
	BurnishLimits limits;
	gboolean dry_run;

	/* The directory of the results, to keep a journal in: what it says is done, and
	 * unchanged since, is skipped, but with BURNISH_OUTPUT_REPLACE. Results of other
	 * runs are recognised, and nothing else is overwritten. NULL for none. */
	const char *journal;
	/* For results in an object store: the directory that journals are kept in; NULL: in
	 * XDG_STATE_HOME. */
	const char *state;
	int shard;
	int shards;

	/* The directory of a page to look through the pictures on, before and after; NULL
	 * for none. What is on it of runs before stays. A run over one of several shards
	 * leaves its part there, for burnish_batch_merge_review(). */
	const char *review;

	/* Called for every picture, in the order of the items; when something
	 * happened, or after a while in which nothing did; with text that a worker
	 * printed. Each may be NULL. */
	void (*report)(const BurnishPlanItem *item, const BurnishReport *report, void *data);
	void (*progress)(const BurnishBatchState *state, void *data);
	void (*message)(const char *text, void *data);
	void *data;
} BurnishBatch;

/* Run the items of a plan. After burnish_interrupt(), pictures in work are finished and
 * the others reported as interrupted. -1 when something went wrong that is not one
 * picture's fault, such as a full disk; then, too, everything is reported. */
BURNISH_API int burnish_batch_run(const BurnishBatch *batch, const GPtrArray *items);

/* Measure all items, and give those of one directory one recipe: of each correction that
 * changes colours, what the picture in the middle needs, or nothing where most need
 * nothing. What was decided goes to `message`. Items of other parts are measured where one
 * of their directory is ours, so that all parts decide the same, and then left out. To be
 * called before burnish_batch_run(). */
BURNISH_API int burnish_batch_unify(const BurnishBatch *batch, GPtrArray *items);

/* Run the same over what is in a directory, and then over what comes into it or changes,
 * until burnish_interrupt() is called. Pictures that are still being written are waited
 * for. `plan` is as for burnish_plan(). -1 as above. */
BURNISH_API int burnish_batch_watch(const BurnishBatch *batch, const char *directory, const BurnishPlanOptions *plan);

/* Be a worker: do jobs that come through a socket until it is closed. */
BURNISH_API int burnish_worker_run(int fd);

/* Which part of the work is this process's: from "i/n", or for "auto" from the variables
 * that Slurm, AWS Batch, Kubernetes and other engines set. `count` is how many parts
 * there are, for engines that do not say; 0 when not known. *source, which may be NULL,
 * is static text that names the engine. */
BURNISH_API int burnish_shard_find(const char *text, int count, int *shard, int *shards, const char **source);

/* What the journals of a directory (with `state` as in BurnishBatch) say, as lines of text or as JSON, after making one of
 * them all. *complete: every shard is finished and nothing failed. NULL with
 * vips_error(), also while a run is still writing. */
BURNISH_API char *burnish_batch_merge(const char *directory, const char *state, gboolean json, gboolean *complete);

/* Make one page of what runs over shards left for it in the directory of BurnishBatch's
 * `review`. -1 with vips_error(), also while a run is still writing. */
BURNISH_API int burnish_batch_merge_review(const char *directory);

/* ---- Inspect ------------------------------------------------------------- */

/* What a picture is and what is wrong with it. */
typedef struct BurnishInspection BurnishInspection;

/* `path` NULL: standard input. Never NULL, like burnish_job_run(). */
BURNISH_API BurnishInspection *burnish_inspect(const char *path, const BurnishLimits *limits);

BURNISH_API BurnishStatus burnish_inspection_get_status(const BurnishInspection *inspection);
BURNISH_API char *burnish_inspection_to_json(const BurnishInspection *inspection);
BURNISH_API char *burnish_inspection_to_text(const BurnishInspection *inspection);

/* Write what the verdicts rest on as a picture, next to each other for several
 * corrections; the format goes by the suffix of `path`. `policy` as for a job. -1
 * when the inspection failed or no correction has something to show. */
BURNISH_API int burnish_inspection_write_explanation(const BurnishInspection *inspection,
	const char *path, BurnishOutputPolicy policy);

BURNISH_API void burnish_inspection_free(BurnishInspection *inspection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishInspection, burnish_inspection_free)

/* ---- Not settled yet: may change in any release below this line ---------- */

#include "burnish_generate.h"

/* Whether a name is one of an object store, s3://…, and not of a file. */
BURNISH_API gboolean burnish_is_object(const char *name);

/* Foreign text, such as a file name, made safe for a terminal: valid UTF-8,
 * control characters written as \n or \x1b. */
BURNISH_API char *burnish_text_show(const char *text);

/* A number of things, "500" or, in powers of a thousand, "500k", "2.5M", "1G". FALSE when
 * it is no number of at least one. */
BURNISH_API gboolean burnish_bytes_parse(const char *text, gint64 *size);

/* The entry of a NULL-terminated list that a misspelt word most likely meant, or
 * NULL. */
BURNISH_API const char *burnish_suggest(const char *word, const char *const *known);

G_END_DECLS

#endif /*BURNISH_H*/
