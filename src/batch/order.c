/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From what the user says to what the API takes: pictures are read and made ready, sizes are fitted,
 * names are given.
 */

#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../image/mask.h"
#include "../image/upload.h"
#include "naming.h"
#include "order.h"
#include "warnings.h"

/* What the API takes in one request. */
#define MAX_IMAGES 16
#define MAX_PICTURES 10
#define MAX_PROMPT 32000
#define MAX_PARTIALS 3

/* What is read once for all orders. */
typedef struct {
	const BurnishSession *session;
	const BurnishLimits *limits;
	/* Path: BurnishUpload. */
	GHashTable *uploads;
	BurnishNaming *naming;
	GPtrArray *orders;
} Orders;

static void
order_free(void *data)
{
	BurnishOrder *order = data;

	burnish_settings_free(order->settings);
	g_ptr_array_unref(order->outputs);
	g_ptr_array_unref(order->notes);
	VIPS_UNREF(order->original);
	VIPS_UNREF(order->mask);
	g_free(order);
}

static BurnishOrder *
order_new(const BurnishMakeJob *job, const char *model)
{
	BurnishOrder *order = g_new0(BurnishOrder, 1);

	order->job = job;
	order->settings = burnish_settings_new(job->prompt, model);
	order->outputs = g_ptr_array_new_with_free_func(g_free);
	order->notes = g_ptr_array_new_with_free_func(g_free);

	return order;
}

/* ---- Words ---- */

/* The format that a name asks for, as far as the API makes it. */
static const char *
format_of_name(const char *output)
{
	const char *dot = output ? strrchr(output, '.') : NULL;

	if (!dot)
		return NULL;
	if (g_ascii_strcasecmp(dot, ".jpg") == 0 || g_ascii_strcasecmp(dot, ".jpeg") == 0)
		return "jpeg";
	if (g_ascii_strcasecmp(dot, ".webp") == 0)
		return "webp";
	if (g_ascii_strcasecmp(dot, ".svg") == 0)
		return "svg";

	return NULL;
}

static int
set_words(BurnishSettings *settings, const BurnishMakeJob *job)
{
	const char *format = job->format ? job->format : job->fix ? NULL
															  : format_of_name(job->output);

	if (!job->prompt || !*job->prompt) {
		vips_error("prompt", "is empty");
		return -1;
	}
	if (!g_utf8_validate(job->prompt, -1, NULL)) {
		vips_error("prompt", "is no UTF-8 text");
		return -1;
	}
	if (g_utf8_strlen(job->prompt, -1) > MAX_PROMPT) {
		vips_error("prompt", "has %ld characters; %d are allowed", g_utf8_strlen(job->prompt, -1), MAX_PROMPT);
		return -1;
	}
	settings->quality = g_strdup(job->quality);
	settings->background = job->transparent ? g_strdup("transparent") : NULL;
	settings->format = g_strdup(format);
	settings->compression = job->compression;
	settings->moderation = g_strdup(job->moderation);
	settings->fidelity = g_strdup(job->fidelity);
	settings->complexity = g_strdup(job->complexity);
	settings->user = g_strdup(job->user);
	settings->partials = job->partials;

	return 0;
}

static int
check_numbers(const BurnishMakeJob *job)
{
	if (job->compression > 100) {
		vips_error("compression", "%d is above 100", job->compression);
		return -1;
	}
	if (job->partials > MAX_PARTIALS) {
		vips_error("partial-images", "%d is above %d", job->partials, MAX_PARTIALS);
		return -1;
	}
	/* A slip of the finger is expensive. */
	if (job->n > 1000) {
		vips_error("n", "%d is above 1000", job->n);
		return -1;
	}

	return 0;
}

/* ---- Sizes ---- */

static int
set_size(const Orders *orders, BurnishOrder *order)
{
	const BurnishModels *models = orders->session->models;
	const BurnishModel *model = burnish_models_find(models, order->settings->model);
	const char *text = order->job->size;
	int width;
	int height;

	if (!text)
		return 0;
	if (burnish_size_parse(text, &order->wish))
		return -1;
	burnish_model_fit(models, model, &order->wish, &width, &height);
	if (width == 0) {
		order->settings->size = g_strdup("auto");
		return 0;
	}

	const BurnishSize *wish = &order->wish;
	gboolean is_exact = wish->is_pixels
		? width == wish->width && height == wish->height
		: (gint64) width * wish->height == (gint64) height * wish->width;
	order->settings->size = g_strdup_printf("%dx%d", width, height);
	if (!is_exact)
		g_ptr_array_add(order->notes, g_strdup_printf("size %s was asked for as %s, the nearest that %s has", text, order->settings->size, order->settings->model));

	return 0;
}

/* An edit of a part of a picture has its shape. */
static void
set_size_of(const Orders *orders, BurnishOrder *order, const BurnishUpload *upload)
{
	const BurnishModels *models = orders->session->models;
	const BurnishSize wish = { upload->width, upload->height, TRUE };
	int width;
	int height;

	if (order->settings->size)
		return;
	if (burnish_model_fit(models, burnish_models_find(models, order->settings->model), &wish, &width, &height))
		order->settings->size = g_strdup_printf("%dx%d", width, height);
}

/* ---- Pictures that go along ---- */

static void
free_upload(void *upload)
{
	burnish_upload_free(upload);
}

static const BurnishUpload *
get_upload(Orders *orders, BurnishOrder *order, const char *path, int index)
{
	BurnishUpload *upload = g_hash_table_lookup(orders->uploads, path);

	if (!upload) {
		upload = burnish_upload_open(path, index, orders->limits, BURNISH_UPLOAD_FORM_BYTES, order->notes);
		if (upload)
			g_hash_table_insert(orders->uploads, g_strdup(path), upload);
	}

	return upload;
}

static gboolean
is_elsewhere(const char *path)
{
	return g_str_has_prefix(path, "https://") || (g_str_has_prefix(path, "file-") && !g_file_test(path, G_FILE_TEST_EXISTS));
}

static int
add_images(Orders *orders, BurnishOrder *order)
{
	const char *const *images = order->job->images;

	for (int i = 0; images && images[i]; i++) {
		BurnishReference *reference;

		if (i == MAX_IMAGES) {
			vips_error(NULL, "at most %d pictures go into one edit", MAX_IMAGES);
			return -1;
		}
		if (is_elsewhere(images[i])) {
			reference = burnish_reference_new(NULL, NULL, NULL);
			*(g_str_has_prefix(images[i], "https:") ? &reference->url : &reference->file_id) = g_strdup(images[i]);
		}
		else {
			const BurnishUpload *upload = get_upload(orders, order, images[i], i + 1);

			if (!upload)
				return -1;
			reference = burnish_reference_new(upload->bytes, upload->mime, upload->name);
			reference->width = upload->width;
			reference->height = upload->height;
		}
		g_ptr_array_add(order->settings->references, reference);
	}

	return 0;
}

/* The mask at its own size, before it is fitted to anything. */
static VipsImage *
open_mask(const Orders *orders, const BurnishMakeJob *job, int width, int height)
{
	BurnishBox box;

	if (job->mask)
		return burnish_mask_open(job->mask, orders->limits);

	return burnish_box_parse(job->mask_box, &box) ? NULL : burnish_mask_new_box(&box, width, height);
}

static int
set_mask(Orders *orders, BurnishOrder *order)
{
	const BurnishMakeJob *job = order->job;
	const char *first = job->images ? job->images[0] : NULL;

	if (!job->mask && !job->mask_box)
		return 0;
	if (!first || is_elsewhere(first)) {
		vips_error("mask", "needs a picture that is here to be edited");
		return -1;
	}

	const BurnishUpload *upload = get_upload(orders, order, first, 1);
	g_autoptr(BurnishInput) input = burnish_input_open(first, orders->limits);
	if (!input)
		return -1;
	g_autoptr(VipsImage) mask = open_mask(orders, job, input->width, input->height);
	g_autoptr(VipsImage) small = NULL;
	if (!mask || burnish_mask_fit(mask, upload->width, upload->height, &small)) {
		burnish_error_prefix("mask: ");
		return -1;
	}
	g_autoptr(GBytes) bytes = burnish_mask_encode(small);
	if (!bytes)
		return -1;
	order->settings->mask = burnish_reference_new(bytes, "image/png", "mask.png");
	set_size_of(orders, order, upload);
	if (!job->keep_outside)
		return 0;

	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);

	return !lazy || !(order->original = burnish_memory_read(lazy)) || burnish_mask_fit(mask, input->width, input->height, &order->mask) ? -1 : 0;
}

/* ---- Orders of a job ---- */

static int
name_outputs(Orders *orders, BurnishOrder *order, int first, int count, int total)
{
	for (int i = 0; orders->naming && i < count; i++)
		if (burnish_naming_next(orders->naming, order->job, order->settings->model, first + i, total, order->outputs))
			return -1;
	order->shapes = MAX(1, order->outputs->len / count);

	return 0;
}

/* Share what costs to make; NULL for a failure. */
static BurnishOrder *
copy_order(const BurnishOrder *order)
{
	BurnishOrder *copy = order_new(order->job, NULL);

	burnish_settings_free(copy->settings);
	copy->settings = burnish_settings_copy(order->settings);
	copy->wish = order->wish;
	copy->original = order->original ? g_object_ref(order->original) : NULL;
	copy->mask = order->mask ? g_object_ref(order->mask) : NULL;
	for (guint i = 0; i < order->notes->len; i++)
		g_ptr_array_add(copy->notes, g_strdup(order->notes->pdata[i]));

	return copy;
}

/* Partial images do not say which picture they are of, so each goes alone in a stream. */
static int
add_orders(Orders *orders, BurnishOrder *first)
{
	const BurnishMakeJob *job = first->job;
	int total = MAX(1, job->n);
	int most = job->partials >= 0 ? 1 : MAX_PICTURES;

	for (int done = 0, count; done < total; done += count) {
		BurnishOrder *order = done == 0 ? first : copy_order(first);

		count = MIN(most, total - done);
		if (done > 0)
			g_ptr_array_add(orders->orders, order);
		order->settings->n = count > 1 ? count : -1;
		order->settings->variation = done;
		if (name_outputs(orders, order, done, count, total))
			return -1;
	}

	return 0;
}

static int
add_job(Orders *orders, const BurnishMakeJob *job)
{
	const char *model = job->model ? job->model : burnish_models_default(orders->session->models);
	BurnishOrder *order = order_new(job, model);

	g_ptr_array_add(orders->orders, order);
	if (set_words(order->settings, job) || check_numbers(job) || set_size(orders, order))
		return -1;

	BurnishWarnings *warnings = burnish_warnings_begin();
	int result = add_images(orders, order) || set_mask(orders, order) ? -1 : 0;
	burnish_warnings_end(warnings, order->notes);

	return result || burnish_model_check(orders->session->models, order->settings) || add_orders(orders, order) ? -1 : 0;
}

GPtrArray *
burnish_orders_new(const BurnishSession *session, const BurnishLimits *limits, const BurnishMakeJob *jobs,
	guint n, gboolean named)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(order_free);
	g_autoptr(GHashTable) uploads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_upload);
	g_autoptr(BurnishNaming) naming = named ? burnish_naming_new() : NULL;
	Orders orders = { session, limits, uploads, naming, list };

	for (guint i = 0; i < n; i++)
		if (add_job(&orders, &jobs[i]))
			return NULL;

	return g_steal_pointer(&list);
}
