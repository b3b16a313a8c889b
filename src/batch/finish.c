/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The way of a picture from the API to its place. As it came, where nothing is to be done: then the
 * signature in it stays valid. Else its bytes are kept beside the result, because they were paid for and
 * the next recipe may want them.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../image/input.h"
#include "../image/insert.h"
#include "../image/keep.h"
#include "../image/output.h"
#include "../recipe/recipe.h"
#include "../recipe/variant.h"
#include "../report/report.h"
#include "credit.h"
#include "finish.h"

char *
burnish_finish_kept_name(const char *output)
{
	return burnish_output_backup_name(output);
}

static int
write_file(const char *path, BurnishOutputPolicy policy, GBytes *bytes)
{
	gsize length;
	const void *data = g_bytes_get_data(bytes, &length);

	return burnish_output_save(path, policy, data, length);
}

void
burnish_finish_rescue(const char *path, GBytes *bytes, GPtrArray *notes)
{
	g_autofree char *reason = burnish_error_take();
	g_autofree char *directory = g_build_filename(g_get_user_cache_dir(), "burnish", "rescued", NULL);
	g_autofree char *base = path ? g_path_get_basename(path) : g_strdup("picture");
	g_autofree char *name = g_strdup_printf("%08x-%s", g_random_int(), base);
	g_autofree char *place = g_build_filename(directory, name, NULL);

	if (g_mkdir_with_parents(directory, 0700) == 0 && write_file(place, BURNISH_OUTPUT_NEW, bytes) == 0)
		g_ptr_array_add(notes, g_strdup_printf("the picture is kept as \"%s\"", place));
	else
		vips_error_clear();
	vips_error(NULL, "%s", reason);
}

/* ---- The size that was wished for ---- */

static gboolean
is_correction(const char *nickname)
{
	return g_strv_contains(burnish_corrections(), nickname);
}

static void
add_step(cJSON *steps, const char *nickname, cJSON *arguments)
{
	cJSON *step = cJSON_CreateObject();

	cJSON_AddItemToObject(step, nickname, arguments);
	cJSON_AddItemToArray(steps, step);
}

/* Ask the corrections that there are for the exact size, after everything else. */
static void
add_wish(cJSON *steps, const BurnishSize *wish, int width, int height)
{
	g_autofree char *aspect = g_strdup_printf("%d:%d", wish->width, wish->height);
	g_autofree char *size = g_strdup_printf("%dx%d", wish->width, wish->height);

	if (is_correction("reframe")) {
		cJSON *arguments = cJSON_CreateObject();

		if (!wish->is_pixels)
			cJSON_AddStringToObject(arguments, "aspect", aspect);
		else {
			cJSON_AddNumberToObject(arguments, "width", wish->width);
			cJSON_AddNumberToObject(arguments, "height", wish->height);
		}
		add_step(steps, "reframe", arguments);
	}

	/* What was cropped to the shape fills it, what was not fits into it. */
	double across = (double) wish->width / width;
	double down = (double) wish->height / height;
	double scale = is_correction("reframe") ? MAX(across, down) : MIN(across, down);
	if (is_correction("upscale") && wish->is_pixels && scale > 1 && scale <= BURNISH_MAX_SCALE) {
		cJSON *arguments = cJSON_CreateObject();

		cJSON_AddStringToObject(arguments, "to", size);
		add_step(steps, "upscale", arguments);
	}
}

static gboolean
is_met(const BurnishSize *wish, int width, int height)
{
	if (!wish || wish->width == 0)
		return TRUE;
	if (wish->is_pixels)
		return width == wish->width && height == wish->height;

	/* To the pixel: 1536x863 is as near to 16:9 as can be with that width. */
	return ABS((gint64) width * wish->height - (gint64) height * wish->width) < MAX(wish->width, wish->height);
}

/* The recipe to run: the user's, of which one shape, and what the wish needs. */
static BurnishRecipe *
make_recipe(const BurnishFinish *finish, const BurnishRecipe *fix, int width, int height)
{
	cJSON *json = fix ? burnish_recipe_to_json(fix) : cJSON_Parse("{\"burnish\":1,\"fix\":[]}");
	cJSON *steps = cJSON_GetObjectItemCaseSensitive(json, "fix");

	if (!is_met(finish->wish, width, height))
		add_wish(steps, finish->wish, width, height);
	/* Who makes a picture has done that already. */
	cJSON_DeleteItemFromObjectCaseSensitive(json, "make");
	char *text = cJSON_PrintUnformatted(json);
	BurnishRecipe *recipe = burnish_recipe_parse(text, strlen(text), "fix");
	cJSON_free(text);
	cJSON_Delete(json);

	return recipe;
}

guint
burnish_finish_shapes(const BurnishFinish *finish)
{
	g_autoptr(GPtrArray) shapes = finish->fix ? burnish_variants(finish->fix) : NULL;

	return shapes ? shapes->len : 1;
}

static void
free_recipe(void *recipe)
{
	burnish_recipe_free(recipe);
}

/* One for each output; NULL with vips_error(). */
static GPtrArray *
make_recipes(const BurnishFinish *finish, int width, int height)
{
	g_autoptr(GPtrArray) shapes = finish->fix ? burnish_variants(finish->fix) : NULL;
	g_autoptr(GPtrArray) recipes = g_ptr_array_new_with_free_func(free_recipe);

	if (finish->fix && !shapes)
		return NULL;
	for (guint i = 0; i == 0 || (shapes && i < shapes->len); i++) {
		const BurnishVariant *shape = shapes ? shapes->pdata[i] : NULL;
		BurnishRecipe *recipe = make_recipe(finish, shape ? shape->recipe : NULL, width, height);

		if (!recipe)
			return NULL;
		g_ptr_array_add(recipes, recipe);
	}

	return g_steal_pointer(&recipes);
}

static gboolean
has_steps(const GPtrArray *recipes)
{
	const BurnishRecipe *recipe = recipes->pdata[0];

	return recipe->steps->len > 0;
}

static void
note_size(const BurnishSize *wish, int width, int height, GPtrArray *notes)
{
	if (!is_met(wish, width, height))
		g_ptr_array_add(notes, g_strdup_printf(wish->is_pixels ? "it is %dx%d and not %dx%d" : "it is %dx%d, which is not %d:%d", width, height, wish->width, wish->height));
}

/* ---- Keeping what is outside of a mask ---- */

/* A temporary file in `directory`, NULL for that of the system. */
static char *
temporary(GBytes *bytes)
{
	g_autofree char *path = NULL;
	GError *error = NULL;
	int fd = g_file_open_tmp("burnish-XXXXXX.png", &path, &error);

	if (fd < 0) {
		vips_g_error(&error);
		return NULL;
	}
	gsize length = bytes ? g_bytes_get_size(bytes) : 0;
	int result = bytes ? burnish_output_write(fd, g_bytes_get_data(bytes, NULL), length) : 0;
	close(fd);
	if (result) {
		unlink(path);
		return NULL;
	}

	return g_steal_pointer(&path);
}

static char *
keep_outside(const BurnishFinish *finish, BurnishInput *input, GPtrArray *notes)
{
	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);
	g_autoptr(VipsImage) edited = lazy ? burnish_memory_read(lazy) : NULL;
	g_autoptr(VipsImage) kept = NULL;
	BurnishKeep keep = { 0 };

	if (!edited || burnish_keep_outside(finish->original, edited, finish->mask, &kept, &keep))
		return NULL;
	g_ptr_array_add(notes, g_strdup_printf("outside of the mask the original was put back; %.0f %% of the picture is new, colours were %.1f %% off and %.1f %% after matching", keep.share * 100, keep.difference * 100, keep.matched * 100));
	if (keep.cropped)
		g_ptr_array_add(notes, g_strdup("the API gave another section of the picture, which was put in its place"));

	g_autofree char *path = temporary(NULL);
	g_autofree char *xmp = finish->record ? burnish_credit_new(finish->record) : NULL;
	g_autoptr(VipsImage) credited = NULL;
	if (vips_copy(kept, &credited, NULL))
		return NULL;
	if (xmp)
		vips_image_set_blob_copy(credited, VIPS_META_XMP_NAME, xmp, strlen(xmp));
	/* It is read once, at once. */
	if (!path || vips_pngsave(credited, path, "compression", 1, NULL)) {
		if (path)
			unlink(path);
		return NULL;
	}

	return g_steal_pointer(&path);
}

/* ---- All together ---- */

/* Run the recipes from file to files, and call the file `name`. Whether all went well. */
static gboolean
run_jobs(const BurnishFinish *finish, const char *from, const char *name, const GPtrArray *recipes, GPtrArray *reports)
{
	g_autofree char *xmp = finish->record ? burnish_credit_new(finish->record) : NULL;
	gboolean fine = TRUE;

	for (guint i = 0; i < recipes->len; i++) {
		const BurnishJob job = {
			.input = from,
			.output = finish->outputs[i],
			.policy = finish->policy,
			.recipe = recipes->pdata[i],
			.limits = finish->limits,
			.xmp = xmp,
		};
		BurnishReport *report = burnish_job_run(&job);
		BurnishStatus status = burnish_report_get_status(report);

		g_free(report->input);
		report->input = g_strdup(name);
		g_ptr_array_add(reports, report);
		fine = fine && (status == BURNISH_STATUS_CHANGED || status == BURNISH_STATUS_UNCHANGED);
	}

	return fine;
}

/* The bytes as they came, beside the result; or, for standard output, for a moment only. */
static char *
keep_bytes(const BurnishFinish *finish, GBytes *bytes, GPtrArray *notes)
{
	g_autofree char *path = *finish->outputs ? burnish_finish_kept_name(*finish->outputs) : NULL;

	if (!path)
		return temporary(bytes);
	if (write_file(path, finish->policy, bytes)) {
		burnish_finish_rescue(*finish->outputs, bytes, notes);
		return NULL;
	}

	return g_steal_pointer(&path);
}

static int
finish_pixels(const BurnishFinish *finish, BurnishInput *input, const GPtrArray *recipes, GBytes *bytes,
	GPtrArray *notes, GPtrArray *reports)
{
	g_autofree char *kept = keep_bytes(finish, bytes, notes);
	g_autofree char *composite = NULL;
	gboolean fine = FALSE;

	if (!kept)
		return -1;
	if (!finish->mask || (composite = keep_outside(finish, input, notes)))
		fine = run_jobs(finish, composite ? composite : kept, *finish->outputs ? kept : "the answer", recipes, reports);
	if (composite)
		unlink(composite);
	if (!*finish->outputs)
		unlink(kept);
	else if (!fine)
		g_ptr_array_add(notes, g_strdup_printf("the picture as it came is \"%s\"", kept));
	/* Of several, each has the shape that its recipe gives it. */
	if (fine && reports->len == 1) {
		const BurnishReport *report = reports->pdata[0];
		note_size(finish->wish, report->width, report->height, notes);
	}

	return reports->len > 0 ? 0 : -1;
}

/* Why the file itself does not say how it was made. */
static void
note_apart(const BurnishFinish *finish, const char *reason, GPtrArray *notes)
{
	g_ptr_array_add(notes, g_strdup_printf("how it was made is %s: %s", *finish->outputs ? "in the record beside it and not in the file" : "not in the file", reason));
}

/* What is written where nothing is done to a picture: how it was made is in it, where that can be. */
static GBytes *
with_record(const BurnishFinish *finish, const BurnishInput *input, GPtrArray *notes)
{
	g_autofree char *xmp = finish->record ? burnish_credit_new(finish->record) : NULL;
	g_autoptr(GBytes) packet = xmp ? g_bytes_new_static(xmp, strlen(xmp)) : NULL;
	const char *reason = NULL;
	GBytes *more = packet ? burnish_insert(input, packet, &reason) : NULL;

	if (reason)
		note_apart(finish, reason, notes);

	return more ? more : g_bytes_ref(input->bytes);
}

/* Bytes that are no picture that we can read: an SVG that was asked for, or something wrong. */
static int
finish_unknown(const BurnishFinish *finish, GBytes *bytes, GPtrArray *notes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	gboolean is_svg = *finish->outputs && g_str_has_suffix(*finish->outputs, ".svg") && g_strstr_len(data, length, "<svg");

	if (finish->is_free && !is_svg)
		return -1;
	vips_error_clear();
	if (write_file(*finish->outputs, finish->policy, bytes)) {
		burnish_finish_rescue(*finish->outputs, bytes, notes);
		return -1;
	}
	if (is_svg && !finish->fix && !finish->mask) {
		note_apart(finish, BURNISH_INSERT_FORMATS, notes);
		return 0;
	}
	vips_error(NULL, "what came is no picture that can be read; it was saved as it came");

	return -1;
}

int
burnish_finish(const BurnishFinish *finish, GBytes *bytes, GPtrArray *notes, GPtrArray *reports)
{
	g_autoptr(BurnishInput) input = burnish_input_open_bytes(bytes, "the answer", &finish->limits);
	const BurnishFormat *wanted = *finish->outputs ? burnish_format_by_suffix(*finish->outputs) : NULL;

	if (!input)
		return finish_unknown(finish, bytes, notes);

	g_autoptr(GPtrArray) recipes = make_recipes(finish, input->width, input->height);
	if (!recipes) {
		burnish_finish_rescue(*finish->outputs, bytes, notes);
		return -1;
	}
	if (finish->fix || finish->mask || has_steps(recipes) || (wanted && wanted != input->format))
		return finish_pixels(finish, input, recipes, bytes, notes, reports);

	note_size(finish->wish, input->width, input->height, notes);
	g_autoptr(GBytes) whole = with_record(finish, input, notes);
	if (write_file(*finish->outputs, finish->policy, whole)) {
		burnish_finish_rescue(*finish->outputs, bytes, notes);
		return -1;
	}

	return 0;
}
