/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "record.h"

static void
put(cJSON *json, const char *key, const char *text)
{
	if (text && *text)
		cJSON_AddStringToObject(json, key, text);
}

static void
put_count(cJSON *json, const char *key, gint64 count)
{
	if (count >= 0)
		cJSON_AddNumberToObject(json, key, count);
}

static cJSON *
usage_object(const BurnishUsage *usage)
{
	cJSON *json = cJSON_CreateObject();

	put_count(json, "input", usage->input);
	put_count(json, "input-text", usage->input_text);
	put_count(json, "input-image", usage->input_image);
	put_count(json, "output", usage->output);
	put_count(json, "output-text", usage->output_text);
	put_count(json, "output-image", usage->output_image);
	put_count(json, "total", usage->total);

	return json;
}

static void
add_references(cJSON *json, const BurnishSettings *settings)
{
	if (settings->references->len == 0)
		return;

	cJSON *array = cJSON_AddArrayToObject(json, "references");
	for (guint i = 0; i < settings->references->len; i++) {
		const BurnishReference *reference = settings->references->pdata[i];
		cJSON *item = cJSON_CreateObject();
		g_autofree char *hash = reference->bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, reference->bytes) : NULL;

		put(item, "name", reference->name);
		put(item, "url", reference->url);
		put(item, "file-id", reference->file_id);
		put(item, "sha256", hash);
		cJSON_AddItemToArray(array, item);
	}
}

cJSON *
burnish_cost_to_json(const BurnishCost *cost)
{
	cJSON *json = cJSON_CreateObject();

	if (cost->is_known) {
		cJSON_AddNumberToObject(json, "usd", cost->high);
		if (cost->low < cost->high)
			cJSON_AddNumberToObject(json, "usd-at-least", cost->low);
	}
	cJSON_AddNumberToObject(json, "tokens", cost->tokens_high);
	cJSON_AddBoolToObject(json, "estimated", !cost->is_counted);

	return json;
}

cJSON *
burnish_record_new(const BurnishSettings *settings, const BurnishResponse *response, guint index, const BurnishCost *cost)
{
	const BurnishApiImage *image = response->images->pdata[index];
	cJSON *json = cJSON_CreateObject();
	g_autoptr(GDateTime) date = response->created > 0
		? g_date_time_new_from_unix_utc(response->created)
		: g_date_time_new_now_utc();
	g_autofree char *text = g_date_time_format_iso8601(date);

	put(json, "date", text);
	put(json, "prompt", settings->prompt);
	put(json, "revised-prompt", image->revised_prompt);
	put(json, "model", settings->model);
	put(json, "mainline", settings->mainline);
	/* What it said it did counts before what it was asked for. */
	put(json, "size", image->size ? image->size : settings->size);
	put(json, "quality", image->quality ? image->quality : settings->quality);
	put(json, "background", image->background ? image->background : settings->background);
	put(json, "format", image->format ? image->format : settings->format);
	add_references(json, settings);
	put(json, "response-id", response->id);
	put(json, "image-id", image->id);
	put(json, "request-id", response->request_id);
	if (response->images->len > 1) {
		cJSON_AddNumberToObject(json, "index", index);
		cJSON_AddNumberToObject(json, "of", response->images->len);
	}
	if (response->usage.total >= 0 || response->usage.output >= 0)
		cJSON_AddItemToObject(json, "usage", usage_object(&response->usage));
	cJSON_AddItemToObject(json, "cost", burnish_cost_to_json(cost));
	if (response->cached)
		cJSON_AddBoolToObject(json, "cached", TRUE);

	return json;
}

char *
burnish_record_path(const char *picture)
{
	return g_strconcat(picture, ".json", NULL);
}
