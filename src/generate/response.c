/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Answers, read. The specification is stricter than the servers are: every member may be missing,
 * every word may be new.
 */

#include <string.h>

#include "apierror.h"
#include "blobs.h"
#include "response.h"

BurnishResponse *
burnish_response_new(void)
{
	BurnishResponse *response = g_new0(BurnishResponse, 1);

	response->images = g_ptr_array_new_with_free_func((GDestroyNotify) burnish_api_image_free);
	response->usage = (BurnishUsage){ -1, -1, -1, -1, -1, -1, -1 };
	response->error.should_retry = -1;

	return response;
}

void
burnish_api_image_free(BurnishApiImage *image)
{
	if (!image)
		return;

	g_clear_pointer(&image->bytes, g_bytes_unref);
	g_free(image->url);
	g_free(image->revised_prompt);
	g_free(image->id);
	g_free(image->size);
	g_free(image->quality);
	g_free(image->background);
	g_free(image->format);
	g_free(image);
}

void
burnish_response_free(BurnishResponse *response)
{
	if (!response)
		return;

	g_ptr_array_unref(response->images);
	g_free(response->id);
	g_free(response->status);
	g_free(response->text);
	g_free(response->model);
	g_free(response->request_id);
	burnish_api_error_clear(&response->error);
	cJSON_Delete(response->json);
	g_clear_pointer(&response->raw, g_bytes_unref);
	g_free(response);
}

static const cJSON *
member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static char *
copy_string(const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(member(object, key));

	return text && *text ? g_strdup(text) : NULL;
}

static gint64
get_count(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);

	return cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble < 1e15 ? item->valuedouble : -1;
}

static void
read_usage(const cJSON *json, BurnishUsage *usage)
{
	const cJSON *in = member(json, "input_tokens_details");
	const cJSON *out = member(json, "output_tokens_details");

	if (!cJSON_IsObject(json))
		return;
	*usage = (BurnishUsage){
		.input = get_count(json, "input_tokens"),
		.input_text = get_count(in, "text_tokens"),
		.input_image = get_count(in, "image_tokens"),
		.output = get_count(json, "output_tokens"),
		.output_text = get_count(out, "text_tokens"),
		.output_image = get_count(out, "image_tokens"),
		.total = get_count(json, "total_tokens"),
	};
}

/* What is said of a picture beside it, or of all pictures of an answer around them. */
static void
read_echoes(const cJSON *json, BurnishApiImage *image)
{
	if (!image->size)
		image->size = copy_string(json, "size");
	if (!image->quality)
		image->quality = copy_string(json, "quality");
	if (!image->background)
		image->background = copy_string(json, "background");
	if (!image->format)
		image->format = copy_string(json, "output_format");
}

BurnishApiImage *
burnish_api_image_read(const cJSON *json, GPtrArray *blobs, const char *key, gboolean *broken)
{
	const cJSON *item = member(json, key);
	BurnishApiImage *image = g_new0(BurnishApiImage, 1);

	image->bytes = burnish_blobs_get(blobs, json, key);
	image->url = image->bytes ? NULL : copy_string(json, "url");
	if (!image->bytes && !image->url) {
		if (item && !cJSON_IsNull(item) && !(cJSON_IsString(item) && !*item->valuestring))
			*broken = TRUE;
		g_free(image);
		return NULL;
	}
	image->revised_prompt = copy_string(json, "revised_prompt");
	image->id = copy_string(json, "id");
	read_echoes(json, image);

	return image;
}

static void
add_image(BurnishResponse *response, const cJSON *json, GPtrArray *blobs, const char *key)
{
	gboolean broken = FALSE;
	BurnishApiImage *image = burnish_api_image_read(json, blobs, key, &broken);

	if (image)
		g_ptr_array_add(response->images, image);
	else if (broken)
		burnish_response_fail(response, BURNISH_API_ANSWER, "a picture came damaged: it is no base64");
}

/* What the model says instead of, or beside, a picture. */
static void
read_message(BurnishResponse *response, const cJSON *item)
{
	const cJSON *content;

	cJSON_ArrayForEach(content, member(item, "content")) {
		g_autofree char *text = copy_string(content, "text");
		g_autofree char *refusal = copy_string(content, "refusal");
		const char *said = text ? text : refusal;

		if (said) {
			char *all = response->text ? g_strconcat(response->text, "\n", said, NULL) : g_strdup(said);
			g_free(response->text);
			response->text = all;
		}
	}
}

static void
read_output(BurnishResponse *response, const cJSON *json, GPtrArray *blobs)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, member(json, "output")) {
		const char *type = cJSON_GetStringValue(member(item, "type"));

		if (g_strcmp0(type, "image_generation_call") == 0)
			add_image(response, item, blobs, "result");
		else if (g_strcmp0(type, "message") == 0)
			read_message(response, item);
	}
	response->is_mainline_usage = TRUE;
	response->status = copy_string(json, "status");

	const char *reason = cJSON_GetStringValue(member(member(json, "incomplete_details"), "reason"));
	if (reason && response->images->len == 0) {
		if (g_str_equal(reason, "content_filter"))
			burnish_response_fail(response, BURNISH_API_DECLINED, "stopped by the content filter");
		else
			burnish_response_fail(response, BURNISH_API_ANSWER, "not completed: %s", reason);
		response->error.code = g_strdup(reason);
	}
	else if (g_strcmp0(response->status, "cancelled") == 0 && response->images->len == 0)
		burnish_response_fail(response, BURNISH_API_ANSWER, "was cancelled");
}

/* Whether the member means something: both official libraries take any "error" that is true for
 * one. */
static gboolean
is_true(const cJSON *item)
{
	return item && !cJSON_IsNull(item) && !cJSON_IsFalse(item) &&
		!(cJSON_IsString(item) && !*item->valuestring) && !(cJSON_IsNumber(item) && item->valuedouble == 0);
}

BurnishResponse *
burnish_response_from_json(int status, cJSON *json, GPtrArray *blobs)
{
	BurnishResponse *response = burnish_response_new();
	const cJSON *data = member(json, "data");
	const cJSON *item;

	response->json = json;
	response->id = copy_string(json, "id");
	response->model = copy_string(json, "model");
	response->created = MAX(0, MAX(get_count(json, "created"), get_count(json, "created_at")));
	read_usage(member(json, "usage"), &response->usage);
	if (is_true(member(json, "error")) || status >= 400)
		burnish_api_error_read(&response->error, status, json);
	if (member(json, "output"))
		read_output(response, json, blobs);
	if (cJSON_IsArray(data))
		cJSON_ArrayForEach(item, data)
			add_image(response, item, blobs, "b64_json");
	for (guint i = 0; i < response->images->len; i++)
		read_echoes(json, response->images->pdata[i]);

	return response;
}

BurnishResponse *
burnish_response_parse(int status, const char *data, gsize length)
{
	g_autoptr(GPtrArray) blobs = NULL;
	cJSON *json = length > 0 ? burnish_blobs_parse(data, length, &blobs) : NULL;

	if (cJSON_IsObject(json))
		return burnish_response_from_json(status, json, blobs);
	cJSON_Delete(json);

	BurnishResponse *response = burnish_response_new();
	if (status >= 300)
		burnish_api_error_read_text(&response->error, status, data, length);
	else {
		burnish_response_fail(response, BURNISH_API_ANSWER, length > 0 ? "the answer is no JSON" : "the answer is empty");
		response->error.status = status;
	}

	return response;
}

void
burnish_response_expect_images(BurnishResponse *response)
{
	if (response->error.kind != BURNISH_API_OK || response->images->len > 0)
		return;
	/* A model that wanted to would have made one. */
	if (response->text)
		burnish_response_fail(response, BURNISH_API_DECLINED, "the model answered in words: %s", response->text);
	else
		burnish_response_fail(response, BURNISH_API_ANSWER, "there is no picture in the answer");
}

void
burnish_response_fail(BurnishResponse *response, BurnishApiKind kind, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_free(response->error.message);
	response->error.message = g_strdup_vprintf(format, ap);
	response->error.kind = kind;
	va_end(ap);
}
