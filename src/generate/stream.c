/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The events of a picture being made, put together to one answer. */

#include <string.h>

#include "apierror.h"
#include "blobs.h"
#include "stream.h"

struct BurnishStream {
	BurnishEvents *events;
	BurnishPartialFn partial;
	void *user;

	BurnishResponse *response;
	gboolean is_complete;
};

static void
on_partial(BurnishStream *stream, const cJSON *json, GPtrArray *blobs)
{
	const char *key = cJSON_HasObjectItem(json, "partial_image_b64") ? "partial_image_b64" : "b64_json";
	const cJSON *index = cJSON_GetObjectItemCaseSensitive(json, "partial_image_index");
	gboolean broken = FALSE;
	BurnishApiImage *image = burnish_api_image_read(json, blobs, key, &broken);

	/* A damaged one is no loss. */
	if (image && stream->partial)
		stream->partial(image, cJSON_IsNumber(index) ? index->valueint : 0, stream->user);
	burnish_api_image_free(image);
}

/* Take a picture into the answer; `json` is an event or an item that looks like one of "data". */
static void
take_image(BurnishStream *stream, const cJSON *json, GPtrArray *blobs, const char *key)
{
	gboolean broken = FALSE;
	BurnishApiImage *image = burnish_api_image_read(json, blobs, key, &broken);

	if (image)
		g_ptr_array_add(stream->response->images, image);
	else if (broken)
		burnish_response_fail(stream->response, BURNISH_API_ANSWER, "a picture came damaged: it is no base64");
}

/* image_generation.completed, image_edit.completed: one picture each. Takes the JSON. */
static void
on_image_completed(BurnishStream *stream, cJSON *json, GPtrArray *blobs)
{
	take_image(stream, json, blobs, "b64_json");

	/* The rest is read as if it were a whole answer. */
	BurnishResponse *event = burnish_response_from_json(200, json, blobs);
	if (event->usage.total >= 0 || event->usage.output >= 0)
		stream->response->usage = event->usage;
	if (event->created)
		stream->response->created = event->created;
	burnish_response_free(event);
	stream->is_complete = TRUE;
}

/* The whole response of the Responses API, with its pictures once more, or without them.
 * Takes the JSON. */
static void
on_response(BurnishStream *stream, cJSON *json, GPtrArray *blobs)
{
	BurnishResponse *whole = burnish_response_from_json(200, json, blobs);

	if (whole->images->len < stream->response->images->len)
		VIPS_SWAP(GPtrArray *, whole->images, stream->response->images);
	burnish_response_free(stream->response);
	stream->response = whole;
	stream->is_complete = TRUE;
}

static void
on_item(BurnishStream *stream, const cJSON *json, GPtrArray *blobs)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, "item");
	const char *type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "type"));

	if (g_strcmp0(type, "image_generation_call") == 0)
		take_image(stream, item, blobs, "result");
}

static void
on_created(BurnishStream *stream, const cJSON *json)
{
	const cJSON *response = cJSON_GetObjectItemCaseSensitive(json, "response");
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(response, "id"));

	if (id && !stream->response->id)
		stream->response->id = g_strdup(id);
}

static gboolean
is_error(const char *type, const cJSON *json)
{
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(json, "error");

	return g_str_equal(type, "error") || cJSON_IsObject(error) ||
		(cJSON_IsString(error) && *error->valuestring);
}

/* Takes the JSON. */
static void
dispatch(BurnishStream *stream, const char *type, cJSON *json, GPtrArray *blobs)
{
	if (is_error(type, json)) {
		burnish_api_error_read(&stream->response->error, 200, json);
		stream->is_complete = TRUE;
	}
	else if (g_str_has_suffix(type, ".partial_image"))
		on_partial(stream, json, blobs);
	else if (g_str_equal(type, "image_generation.completed") || g_str_equal(type, "image_edit.completed")) {
		on_image_completed(stream, json, blobs);
		return;
	}
	else if (g_str_equal(type, "response.completed") || g_str_equal(type, "response.failed") ||
		g_str_equal(type, "response.incomplete")) {
		cJSON *response = cJSON_DetachItemFromObjectCaseSensitive(json, "response");
		on_response(stream, response ? response : cJSON_CreateObject(), blobs);
	}
	else if (g_str_equal(type, "response.output_item.done"))
		on_item(stream, json, blobs);
	else if (g_str_equal(type, "response.created"))
		on_created(stream, json);

	cJSON_Delete(json);
}

static void
on_event(const char *name, const char *data, gsize length, void *user)
{
	BurnishStream *stream = user;
	g_autoptr(GPtrArray) blobs = NULL;

	/* Which comes after the last event, or not at all. */
	if (length == 6 && memcmp(data, "[DONE]", 6) == 0)
		return;
	cJSON *json = burnish_blobs_parse(data, length, &blobs);
	if (!cJSON_IsObject(json)) {
		cJSON_Delete(json);
		return;
	}

	const char *type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "type"));
	g_autofree char *what = g_strdup(type ? type : name);
	dispatch(stream, what, json, blobs);
}

BurnishStream *
burnish_stream_new(BurnishPartialFn partial, void *user)
{
	BurnishStream *stream = g_new0(BurnishStream, 1);

	stream->events = burnish_events_new(on_event, stream);
	stream->partial = partial;
	stream->user = user;
	stream->response = burnish_response_new();

	return stream;
}

void
burnish_stream_feed(BurnishStream *stream, const char *data, gsize length)
{
	burnish_events_feed(stream->events, data, length);
}

gboolean
burnish_stream_is_complete(const BurnishStream *stream)
{
	return stream->is_complete;
}

BurnishResponse *
burnish_stream_finish(BurnishStream *stream)
{
	burnish_events_end(stream->events);
	/* All of it may have come already, and only the last word be missing. */
	if (!stream->is_complete && stream->response->images->len == 0)
		burnish_response_fail(stream->response, BURNISH_API_LOST, "the stream ended before the picture came");

	return g_steal_pointer(&stream->response);
}

void
burnish_stream_free(BurnishStream *stream)
{
	if (!stream)
		return;

	burnish_events_free(stream->events);
	burnish_response_free(stream->response);
	g_free(stream);
}
