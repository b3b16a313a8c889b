/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A directory an answer: its pictures, and last, because only then it counts, answer.json. Prompts are
 * private: nobody else may read them.
 */

#include <errno.h>
#include <string.h>

#include <gio/gio.h>

#include "../base/json.h"
#include "blobs.h"
#include "cache.h"

#define ANSWER "answer.json"

char *
burnish_cache_directory(void)
{
	return g_build_filename(g_get_user_cache_dir(), "burnish", "answers", NULL);
}

static char *
directory_of(const BurnishRequest *request)
{
	g_autofree char *top = burnish_cache_directory();
	g_autofree char *hash = burnish_request_hash(request);

	return g_build_filename(top, hash, NULL);
}

static char *
get(const cJSON *json, const char *key)
{
	return g_strdup(burnish_json_get_text(json, key));
}

/* The picture, where it is still what it was. */
static BurnishApiImage *
get_image(const char *directory, const cJSON *json)
{
	const char *hash = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "sha256"));
	g_autofree char *path = hash && !strchr(hash, '/') ? g_build_filename(directory, hash, NULL) : NULL;
	char *data;
	gsize length;

	if (!path || !g_file_get_contents(path, &data, &length, NULL))
		return NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
	g_autofree char *found = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	if (!g_str_equal(found, hash))
		return NULL;

	BurnishApiImage *image = g_new0(BurnishApiImage, 1);
	image->bytes = g_steal_pointer(&bytes);
	image->revised_prompt = get(json, "revised_prompt");
	image->id = get(json, "id");
	image->size = get(json, "size");
	image->quality = get(json, "quality");
	image->background = get(json, "background");
	image->format = get(json, "format");

	return image;
}

BurnishResponse *
burnish_cache_get(const BurnishRequest *request)
{
	g_autofree char *directory = directory_of(request);
	g_autofree char *path = g_build_filename(directory, ANSWER, NULL);
	g_autofree char *text = NULL;
	gsize length;
	const cJSON *item;

	if (!g_file_get_contents(path, &text, &length, NULL))
		return NULL;
	cJSON *json = cJSON_ParseWithLength(text, length);
	const cJSON *pictures = cJSON_GetObjectItemCaseSensitive(json, "pictures");
	g_autoptr(BurnishResponse) response = burnish_response_from_json(200, json, NULL);
	response->cached = TRUE;
	response->request_id = get(json, "request_id");
	cJSON_ArrayForEach(item, pictures) {
		BurnishApiImage *image = get_image(directory, item);

		if (!image)
			return NULL;
		g_ptr_array_add(response->images, image);
	}

	return response->images->len > 0 ? g_steal_pointer(&response) : NULL;
}

static int
put_image(const char *directory, cJSON *pictures, const BurnishApiImage *image)
{
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, image->bytes);
	g_autofree char *path = g_build_filename(directory, hash, NULL);
	gsize length;
	const char *data = g_bytes_get_data(image->bytes, &length);
	GError *error = NULL;

	if (!g_file_set_contents_full(path, data, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
		vips_g_error(&error);
		return -1;
	}

	cJSON *json = cJSON_CreateObject();
	burnish_json_put_text(json, "sha256", hash);
	burnish_json_put_text(json, "revised_prompt", image->revised_prompt);
	burnish_json_put_text(json, "id", image->id);
	burnish_json_put_text(json, "size", image->size);
	burnish_json_put_text(json, "quality", image->quality);
	burnish_json_put_text(json, "background", image->background);
	burnish_json_put_text(json, "format", image->format);
	cJSON_AddItemToArray(pictures, json);

	return 0;
}

/* What the answer said around its pictures, in the API's own form, so that it is read the same way. */
static cJSON *
describe(const BurnishResponse *response)
{
	cJSON *json = cJSON_CreateObject();
	const cJSON *usage = cJSON_GetObjectItemCaseSensitive(response->json, "usage");

	cJSON_AddNumberToObject(json, "created", response->created);
	burnish_json_put_text(json, "id", response->id);
	burnish_json_put_text(json, "model", response->model);
	burnish_json_put_text(json, "request_id", response->request_id);
	if (usage)
		cJSON_AddItemToObject(json, "usage", cJSON_Duplicate(usage, TRUE));

	return json;
}

static int
put_answer(const char *directory, cJSON *json)
{
	g_autofree char *path = g_build_filename(directory, ANSWER, NULL);
	char *text = cJSON_Print(json);
	GError *error = NULL;
	gboolean ok = g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);

	cJSON_free(text);
	if (!ok)
		vips_g_error(&error);

	return ok ? 0 : -1;
}

int
burnish_cache_put(const BurnishRequest *request, const BurnishResponse *response)
{
	g_autofree char *directory = directory_of(request);

	if (response->error.kind != BURNISH_API_OK || response->images->len == 0)
		return 0;
	if (g_mkdir_with_parents(directory, 0700) != 0) {
		vips_error(directory, "%s", g_strerror(errno));
		return -1;
	}

	cJSON *json = describe(response);
	cJSON *pictures = cJSON_AddArrayToObject(json, "pictures");
	int result = 0;
	for (guint i = 0; i < response->images->len && result == 0; i++)
		result = put_image(directory, pictures, response->images->pdata[i]);
	if (result == 0)
		result = put_answer(directory, json);
	cJSON_Delete(json);

	return result;
}
