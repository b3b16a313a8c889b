/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From settings to what goes over the wire. What was not chosen is left out, so that the
 * API's own defaults hold; but the model is always said, because those defaults are models
 * that are gone.
 */

#include <string.h>

#include "../base/json.h"
#include "request.h"

/* Above, a data URL is refused by the API, and a form must do. */
#define MAX_URL 20971520

static void
part_free(void *data)
{
	BurnishPart *part = data;

	g_free(part->name);
	g_free(part->text);
	g_free(part->filename);
	g_free(part->mime);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_free(part);
}

static BurnishRequest *
request_new(const char *method, const char *path)
{
	BurnishRequest *request = g_new0(BurnishRequest, 1);

	request->method = method;
	request->path = g_strdup(path);
	request->sink = -1;

	return request;
}

void
burnish_request_free(BurnishRequest *request)
{
	if (!request)
		return;

	g_free(request->path);
	g_free(request->model);
	g_clear_pointer(&request->body, g_bytes_unref);
	g_clear_pointer(&request->parts, g_ptr_array_unref);
	g_free(request);
}

/* Takes the JSON. */
static void
set_body(BurnishRequest *request, cJSON *json)
{
	char *text = cJSON_PrintUnformatted(json);

	request->body = g_bytes_new_with_free_func(text, strlen(text), cJSON_free, text);
	cJSON_Delete(json);
}

static void
put_number(cJSON *json, const char *key, int number)
{
	if (number >= 0)
		cJSON_AddNumberToObject(json, key, number);
}

/* What the Images API and the image tool share. */
static void
put_picture(cJSON *json, const BurnishSettings *settings)
{
	burnish_json_put_text(json, "model", settings->model);
	burnish_json_put_text(json, "size", settings->size);
	burnish_json_put_text(json, "quality", settings->quality);
	burnish_json_put_text(json, "background", settings->background);
	burnish_json_put_text(json, "output_format", settings->format);
	put_number(json, "output_compression", settings->compression);
	burnish_json_put_text(json, "moderation", settings->moderation);
	burnish_json_put_text(json, "complexity", settings->complexity);
}

static void
put_stream(cJSON *json, const BurnishSettings *settings)
{
	if (settings->partials >= 0) {
		cJSON_AddBoolToObject(json, "stream", TRUE);
		cJSON_AddNumberToObject(json, "partial_images", settings->partials);
	}
}

/* All of an Images request but for pictures, in the order of the specification. */
static cJSON *
images_object(const BurnishSettings *settings)
{
	cJSON *json = cJSON_CreateObject();

	burnish_json_put_text(json, "prompt", settings->prompt);
	put_picture(json, settings);
	put_number(json, "n", settings->n);
	if (settings->references->len > 0)
		burnish_json_put_text(json, "input_fidelity", settings->fidelity);
	burnish_json_put_text(json, "user", settings->user);
	put_stream(json, settings);

	return json;
}

static char *
data_url(const BurnishReference *reference)
{
	gsize size;
	const guchar *data = g_bytes_get_data(reference->bytes, &size);
	g_autofree char *base64 = g_base64_encode(data, size);

	return g_strdup_printf("data:%s;base64,%s", reference->mime, base64);
}

/* {"image_url"} or {"file_id"}. */
static cJSON *
put_reference(cJSON *object, const BurnishReference *reference)
{
	if (reference->file_id)
		burnish_json_put_text(object, "file_id", reference->file_id);
	else if (reference->url)
		burnish_json_put_text(object, "image_url", reference->url);
	else {
		g_autofree char *url = data_url(reference);
		burnish_json_put_text(object, "image_url", url);
	}

	return object;
}

static gboolean
has_bytes_only(const BurnishSettings *settings)
{
	for (guint i = 0; i < settings->references->len; i++) {
		const BurnishReference *reference = settings->references->pdata[i];
		if (!reference->bytes)
			return FALSE;
	}

	return !settings->mask || settings->mask->bytes;
}

static void
add_text_part(BurnishRequest *request, const char *name, const char *text)
{
	BurnishPart *part = g_new0(BurnishPart, 1);

	part->name = g_strdup(name);
	part->text = g_strdup(text);
	g_ptr_array_add(request->parts, part);
}

static void
add_file_part(BurnishRequest *request, const char *name, GBytes *bytes, const char *filename, const char *mime)
{
	BurnishPart *part = g_new0(BurnishPart, 1);

	part->name = g_strdup(name);
	part->bytes = g_bytes_ref(bytes);
	part->filename = g_strdup(filename);
	part->mime = g_strdup(mime);
	g_ptr_array_add(request->parts, part);
}

/* As a form writes values: booleans and numbers in words. */
static char *
form_text(const cJSON *item)
{
	if (cJSON_IsBool(item))
		return g_strdup(cJSON_IsTrue(item) ? "true" : "false");
	if (cJSON_IsNumber(item))
		return g_strdup_printf("%d", item->valueint);

	return g_strdup(cJSON_GetStringValue(item));
}

/* "image" for one picture, "image[]" for each of several, as the official libraries do. */
static void
set_form(BurnishRequest *request, const BurnishSettings *settings)
{
	cJSON *json = images_object(settings);
	const char *name = settings->references->len > 1 ? "image[]" : "image";
	const cJSON *item;

	request->parts = g_ptr_array_new_with_free_func(part_free);
	cJSON_ArrayForEach(item, json) {
		g_autofree char *text = form_text(item);
		add_text_part(request, item->string, text);
	}
	cJSON_Delete(json);
	for (guint i = 0; i < settings->references->len; i++) {
		const BurnishReference *reference = settings->references->pdata[i];
		add_file_part(request, name, reference->bytes, reference->name, reference->mime);
	}
	if (settings->mask)
		add_file_part(request, "mask", settings->mask->bytes, settings->mask->name, settings->mask->mime);
}

static cJSON *
edit_object(const BurnishSettings *settings)
{
	cJSON *json = images_object(settings);
	cJSON *images = cJSON_AddArrayToObject(json, "images");

	for (guint i = 0; i < settings->references->len; i++)
		cJSON_AddItemToArray(images, put_reference(cJSON_CreateObject(), settings->references->pdata[i]));
	if (settings->mask)
		cJSON_AddItemToObject(json, "mask", put_reference(cJSON_CreateObject(), settings->mask));

	return json;
}

BurnishRequest *
burnish_request_images(const BurnishSettings *settings)
{
	gboolean is_edit = settings->references->len > 0;
	BurnishRequest *request = request_new("POST", is_edit ? "/images/edits" : "/images/generations");

	request->model = g_strdup(settings->model);
	request->paid = TRUE;
	request->stream = settings->partials >= 0;
	if (!is_edit)
		set_body(request, images_object(settings));
	else if (has_bytes_only(settings))
		set_form(request, settings);
	else
		set_body(request, edit_object(settings));

	return request;
}

/* ---- Responses ---- */

static cJSON *
tool_object(const BurnishSettings *settings)
{
	cJSON *tool = cJSON_CreateObject();

	burnish_json_put_text(tool, "type", "image_generation");
	put_picture(tool, settings);
	burnish_json_put_text(tool, "action", settings->action);
	burnish_json_put_text(tool, "input_fidelity", settings->fidelity);
	if (settings->partials >= 0)
		/* A stream without partial images was refused once, see the specification's history;
		 * one keeps the connection alive as well. */
		cJSON_AddNumberToObject(tool, "partial_images", MAX(1, settings->partials));
	if (settings->mask)
		cJSON_AddItemToObject(tool, "input_image_mask", put_reference(cJSON_CreateObject(), settings->mask));

	return tool;
}

static cJSON *
typed(const char *type)
{
	cJSON *json = cJSON_CreateObject();

	burnish_json_put_text(json, "type", type);

	return json;
}

static cJSON *
input_array(const BurnishSettings *settings)
{
	cJSON *input = cJSON_CreateArray();
	cJSON *message = cJSON_CreateObject();

	/* Earlier pictures stand before the message that speaks of them. */
	for (guint i = 0; i < settings->calls->len; i++) {
		cJSON *call = typed("image_generation_call");
		burnish_json_put_text(call, "id", settings->calls->pdata[i]);
		cJSON_AddItemToArray(input, call);
	}
	burnish_json_put_text(message, "role", "user");
	cJSON *content = cJSON_AddArrayToObject(message, "content");
	cJSON *text = typed("input_text");
	burnish_json_put_text(text, "text", settings->prompt);
	cJSON_AddItemToArray(content, text);
	for (guint i = 0; i < settings->references->len; i++) {
		cJSON *image = put_reference(typed("input_image"), settings->references->pdata[i]);
		burnish_json_put_text(image, "detail", "auto");
		cJSON_AddItemToArray(content, image);
	}
	cJSON_AddItemToArray(input, message);

	return input;
}

static cJSON *
response_object(const BurnishSettings *settings)
{
	cJSON *json = cJSON_CreateObject();

	burnish_json_put_text(json, "model", settings->mainline);
	burnish_json_put_text(json, "instructions", settings->instructions);
	cJSON_AddItemToObject(json, "input", input_array(settings));
	cJSON *tools = cJSON_AddArrayToObject(json, "tools");
	cJSON_AddItemToArray(tools, tool_object(settings));
	/* Else the model may answer in prose. */
	cJSON_AddItemToObject(json, "tool_choice", typed("image_generation"));
	burnish_json_put_text(json, "previous_response_id", settings->previous);
	burnish_json_put_text(json, "safety_identifier", settings->user);
	if (settings->in_background)
		cJSON_AddBoolToObject(json, "background", TRUE);
	if (settings->partials >= 0)
		cJSON_AddBoolToObject(json, "stream", TRUE);

	return json;
}

BurnishRequest *
burnish_request_responses(const BurnishSettings *settings)
{
	BurnishRequest *request = request_new("POST", "/responses");

	request->model = g_strdup(settings->mainline);
	request->paid = TRUE;
	request->stream = settings->partials >= 0;
	set_body(request, response_object(settings));

	return request;
}

BurnishRequest *
burnish_request_make(const BurnishSettings *settings)
{
	BurnishRequest *request = settings->route == BURNISH_ROUTE_RESPONSES
		? burnish_request_responses(settings)
		: burnish_request_images(settings);

	request->variation = settings->variation;

	return request;
}

/* ---- Everything else ---- */

BurnishRequest *
burnish_request_get(const char *path)
{
	return request_new("GET", path);
}

BurnishRequest *
burnish_request_download(const char *path, int sink)
{
	BurnishRequest *request = request_new("GET", path);

	request->raw = TRUE;
	request->sink = sink;

	return request;
}

BurnishRequest *
burnish_request_upload(GBytes *bytes, const char *name, const char *mime, const char *purpose)
{
	BurnishRequest *request = request_new("POST", "/files");

	request->parts = g_ptr_array_new_with_free_func(part_free);
	add_text_part(request, "purpose", purpose);
	add_file_part(request, "file", bytes, name, mime);

	return request;
}

BurnishRequest *
burnish_request_batch(const char *file_id, const char *endpoint)
{
	BurnishRequest *request = request_new("POST", "/batches");
	cJSON *json = cJSON_CreateObject();

	/* All of its requests are paid for, so it must not be made twice either. */
	request->paid = TRUE;
	burnish_json_put_text(json, "input_file_id", file_id);
	burnish_json_put_text(json, "endpoint", endpoint);
	/* The only one there is. */
	burnish_json_put_text(json, "completion_window", "24h");
	set_body(request, json);

	return request;
}

const char *
burnish_request_batch_endpoint(const BurnishSettings *settings)
{
	if (settings->route == BURNISH_ROUTE_RESPONSES)
		return "/v1/responses";

	return settings->references->len > 0 ? "/v1/images/edits" : "/v1/images/generations";
}

char *
burnish_request_batch_line(const BurnishSettings *settings, const char *custom_id)
{
	const GPtrArray *references = settings->references;
	cJSON *line;

	for (guint i = 0; i < references->len; i++) {
		const BurnishReference *reference = references->pdata[i];

		if (reference->bytes && g_bytes_get_size(reference->bytes) / 3 * 4 > MAX_URL) {
			vips_error(reference->name, "is too large for a batch, which holds pictures of up to 15 MB");
			return NULL;
		}
	}

	line = cJSON_CreateObject();
	burnish_json_put_text(line, "custom_id", custom_id);
	burnish_json_put_text(line, "method", "POST");
	burnish_json_put_text(line, "url", burnish_request_batch_endpoint(settings));
	cJSON_AddItemToObject(line, "body",
		settings->route == BURNISH_ROUTE_RESPONSES ? response_object(settings)
			: references->len > 0                  ? edit_object(settings)
												   : images_object(settings));
	char *text = cJSON_PrintUnformatted(line);
	cJSON_Delete(line);

	return text;
}

/* ---- Showing and hashing ---- */

static char *
describe_bytes(GBytes *bytes, const char *mime)
{
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

	return g_strdup_printf("<%s, %" G_GSIZE_FORMAT " bytes, sha256 %s>", mime, g_bytes_get_size(bytes), hash);
}

/* Nobody wants to read megabytes of base64. */
static void
shorten_urls(cJSON *json)
{
	cJSON *item;

	cJSON_ArrayForEach(item, json) {
		const char *text = cJSON_GetStringValue(item);
		const char *comma = text && g_str_has_prefix(text, "data:") ? strchr(text, ',') : NULL;

		shorten_urls(item);
		if (comma) {
			g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, comma + 1, -1);
			g_autofree char *shown = g_strdup_printf("%.*s,<%" G_GSIZE_FORMAT " characters, sha256 %s>",
				(int) (comma - text), text, strlen(comma + 1), hash);
			cJSON_SetValuestring(item, shown);
		}
	}
}

static cJSON *
show_parts(const GPtrArray *parts)
{
	cJSON *array = cJSON_CreateArray();

	for (guint i = 0; i < parts->len; i++) {
		const BurnishPart *part = parts->pdata[i];
		cJSON *object = cJSON_CreateObject();

		burnish_json_put_text(object, "name", part->name);
		if (part->text)
			burnish_json_put_text(object, "text", part->text);
		else {
			g_autofree char *content = describe_bytes(part->bytes, part->mime);
			burnish_json_put_text(object, "filename", part->filename);
			burnish_json_put_text(object, "content", content);
		}
		cJSON_AddItemToArray(array, object);
	}

	return array;
}

cJSON *
burnish_request_show(const BurnishRequest *request)
{
	cJSON *json = cJSON_CreateObject();

	burnish_json_put_text(json, "method", request->method);
	burnish_json_put_text(json, "path", request->path);
	if (request->body) {
		cJSON *body = cJSON_ParseWithLength(g_bytes_get_data(request->body, NULL), g_bytes_get_size(request->body));
		shorten_urls(body);
		cJSON_AddItemToObject(json, "body", body);
	}
	if (request->parts)
		cJSON_AddItemToObject(json, "parts", show_parts(request->parts));

	return json;
}

char *
burnish_request_hash(const BurnishRequest *request)
{
	cJSON *json = burnish_request_show(request);

	cJSON_AddNumberToObject(json, "variation", request->variation);
	char *text = cJSON_PrintUnformatted(json);
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	cJSON_free(text);
	cJSON_Delete(json);

	return hash;
}
