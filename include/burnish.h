/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish: the finishing bench for generated images.
 *
 * The whole public interface, in chapters: init, correct, recipe, job,
 * inspect. Conventions, as in libvips:
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

/* Enlarge with detail put back. Without a size, changes nothing.
 *
 * in: as for burnish_decast(). *out: larger, in the same format. Optional arguments:
 * scale (double, 1..16), to, paper, dpi, quality, sharpness, clean, faithful, mode, and
 * the outputs. */
BURNISH_API int burnish_upscale(VipsImage *in, VipsImage **out, ...) G_GNUC_NULL_TERMINATED;

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
 * else of all steps of that nickname. */
BURNISH_API int burnish_recipe_set(BurnishRecipe *recipe, const char *chapter,
	const char *argument, const char *text);

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
} BurnishOutputPolicy;

/* 0 to 100. Called from any thread, one at a time. */
typedef void (*BurnishProgress)(int percent, void *data);

/* One picture from a file through a recipe into a file. */
typedef struct {
	/* Paths; NULL for standard input and standard output. */
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
} BurnishStatus;

/* What happened to one picture. */
typedef struct BurnishReport BurnishReport;

/* Never NULL: what went wrong is in the report, and vips_error_buffer() is empty.
 * The output is complete or not there. */
BURNISH_API BurnishReport *burnish_job_run(const BurnishJob *job);

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
	/* A file, a directory, a template with {stem}, {name}, {ext}, {dir}, {recipe}
	 * or {index}, "-" for standard output; NULL: next to the input. */
	const char *output;
	gboolean in_place;
	gboolean recursive;
	const BurnishRecipe *recipe;
} BurnishPlanOptions;

typedef struct {
	char *input;
	char *output;
	char *jail;
} BurnishPlanItem;

/* Turn file names and directories, "-" for standard input, into an array of
 * BurnishPlanItem, in order. Looks into directories and at the first bytes of
 * files. Two inputs with one output, or an output that is an input, are errors,
 * found before any work starts. Free with g_ptr_array_unref(). */
BURNISH_API GPtrArray *burnish_plan(const char *const *inputs, const BurnishPlanOptions *options);

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

/* Foreign text, such as a file name, made safe for a terminal: valid UTF-8,
 * control characters written as \n or \x1b. */
BURNISH_API char *burnish_text_show(const char *text);

/* The entry of a NULL-terminated list that a misspelt word most likely meant, or
 * NULL. */
BURNISH_API const char *burnish_suggest(const char *word, const char *const *known);

G_END_DECLS

#endif /*BURNISH_H*/
