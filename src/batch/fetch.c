/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What was made before: responses, batches, files, and pictures that lie somewhere. And the batches
 * themselves. */

#include <string.h>

#include "../base/error.h"
#include "../base/json.h"
#include "../generate/record.h"
#include "../image/format.h"
#include "collect.h"
#include "made.h"
#include "order.h"

/* What the API takes. */
#define MAX_LINES 50000
#define MAX_BATCH_BYTES (200 * 1000 * 1000)

/* ---- Fetch ---- */

static BurnishResponse *
get_response(BurnishApi *api, const char *what)
{
	g_autofree char *escaped = g_uri_escape_string(what, NULL, FALSE);
	g_autofree char *file = g_strdup_printf("/files/%s/content", escaped);

	if (g_str_has_prefix(what, "resp_"))
		return burnish_session_wait(api->session, what);

	BurnishResponse *response = burnish_client_send(api->session->client,
		burnish_request_download(g_str_has_prefix(what, "file-") ? file : what, -1));
	if (response->error.kind == BURNISH_API_OK && response->raw) {
		BurnishApiImage *image = g_new0(BurnishApiImage, 1);

		image->bytes = g_bytes_ref(response->raw);
		g_ptr_array_add(response->images, image);
	}

	return response;
}

/* The name of a place, or the id, is the best name there is. */
static char *
name_of(const char *what)
{
	g_autoptr(GUri) uri = strstr(what, "://") ? g_uri_parse(what, G_URI_FLAGS_NONE, NULL) : NULL;
	g_autofree char *base = uri ? g_path_get_basename(g_uri_get_path(uri)) : g_strdup(what);
	char *dot = uri ? strrchr(base, '.') : NULL;

	if (dot && dot != base)
		*dot = '\0';

	return g_steal_pointer(&base);
}

static const char *
format_of(const BurnishApiImage *image)
{
	gsize size;
	const void *data = g_bytes_get_data(image->bytes, &size);
	const BurnishFormat *format = burnish_format_sniff(data, size);

	return format ? format->name : image->format;
}

static int
fetch_images(BurnishApi *api, const char *what, const BurnishMakeJob *job, const BurnishResponse *response,
	const BurnishMakeFns *fns, void *data)
{
	g_autoptr(BurnishNaming) naming = burnish_naming_new();
	const cJSON *tools = cJSON_GetObjectItemCaseSensitive(response->json, "tools");
	const char *model = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(tools, 0), "model"));
	g_autoptr(BurnishSettings) settings = burnish_settings_new(NULL, model ? model : response->model);
	g_autofree char *id = name_of(what);

	for (guint i = 0; i < response->images->len; i++) {
		BurnishMakeJob one = *job;
		const BurnishDelivery delivery = { .job = &one, .settings = settings, .is_fetched = TRUE };
		g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

		one.custom_id = id;
		one.format = format_of(response->images->pdata[i]);
		if (burnish_naming_next(naming, &one, settings->model ? settings->model : "", i, response->images->len, names))
			return -1;
		burnish_api_deliver(api, &delivery, response, i, (char *const *) names->pdata, fns, data);
	}

	return 0;
}

int
burnish_api_check_fetch(const BurnishApi *api, const char *what)
{
	static const char *const kinds[] = { "resp_", "batch_", "file-", "https://", "http://" };
	gboolean is_known = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		is_known |= g_str_has_prefix(what, kinds[i]);
	if (!is_known) {
		vips_error(NULL, "\"%s\" is no response (resp_…), batch (batch_…), file (file-…) or URL (https://…)", what);
		return -1;
	}

	return strstr(what, "://") ? burnish_client_check_url(api->session->client, what) : 0;
}

int
burnish_api_fetch(BurnishApi *api, const char *what, const BurnishMakeJob *job, const BurnishMakeFns *fns, void *data)
{
	if (burnish_api_check_fetch(api, what))
		return -1;
	if (!strstr(what, "://") && !burnish_endpoint_has_key(api->session->endpoint))
		return burnish_endpoint_no_key(api->session->endpoint);
	if (g_str_has_prefix(what, "batch_"))
		return burnish_collect(api, what, job, fns, data);

	g_autoptr(BurnishResponse) response = get_response(api, what);
	if (fetch_images(api, what, job, response, fns, data))
		return -1;
	if (response->error.kind != BURNISH_API_OK) {
		g_autoptr(BurnishSettings) settings = burnish_settings_new(what, NULL);
		burnish_api_deliver_error(settings, &response->error, NULL, fns, data);
	}

	return 0;
}

/* ---- Batches ---- */

/* One endpoint and one model a batch. */
static int
check_same(const BurnishOrder *first, const BurnishOrder *order)
{
	if (g_strcmp0(burnish_request_batch_endpoint(first->settings), burnish_request_batch_endpoint(order->settings)) != 0) {
		vips_error("batch", "generations and edits do not go into one batch");
		return -1;
	}
	if (g_strcmp0(first->settings->model, order->settings->model) != 0) {
		vips_error("batch", "%s and %s do not go into one batch", first->settings->model, order->settings->model);
		return -1;
	}

	return 0;
}

static GBytes *
make_lines(const GPtrArray *orders)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < orders->len; i++) {
		const BurnishOrder *order = orders->pdata[i];
		g_autofree char *slug = burnish_naming_slug(order->settings->prompt);
		g_autofree char *made = g_strdup_printf("%05u-%s", i + 1, slug);
		const char *id = order->job->custom_id && !order->settings->variation ? order->job->custom_id : made;

		if (check_same(orders->pdata[0], order))
			return NULL;
		if (!g_hash_table_add(ids, g_strdup(id))) {
			vips_error("batch", "the id \"%s\" is given twice", id);
			return NULL;
		}
		char *line = burnish_request_batch_line(order->settings, id);
		if (!line)
			return NULL;
		g_string_append(text, line);
		g_string_append_c(text, '\n');
		cJSON_free(line);
	}
	if (orders->len > MAX_LINES || text->len > MAX_BATCH_BYTES) {
		vips_error("batch", "has %u requests and %" G_GSIZE_FORMAT " bytes; %d and %d are allowed", orders->len, text->len, MAX_LINES, MAX_BATCH_BYTES);
		return NULL;
	}

	return g_string_free_to_bytes(g_steal_pointer(&text));
}

static char *
describe(const cJSON *batch, gboolean json)
{
	const cJSON *counts = cJSON_GetObjectItemCaseSensitive(batch, "request_counts");
	const cJSON *errors = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(batch, "errors"), "data");
	const cJSON *item;

	if (json)
		return cJSON_PrintUnformatted(batch);

	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%s: %s", burnish_json_get_text(batch, "id") ? burnish_json_get_text(batch, "id") : "batch", burnish_json_get_text(batch, "status") ? burnish_json_get_text(batch, "status") : "no status");
	if (cJSON_IsObject(counts))
		g_string_append_printf(text, ", %d of %d done, %d failed",
			cJSON_GetObjectItemCaseSensitive(counts, "completed") ? cJSON_GetObjectItemCaseSensitive(counts, "completed")->valueint : 0,
			cJSON_GetObjectItemCaseSensitive(counts, "total") ? cJSON_GetObjectItemCaseSensitive(counts, "total")->valueint : 0,
			cJSON_GetObjectItemCaseSensitive(counts, "failed") ? cJSON_GetObjectItemCaseSensitive(counts, "failed")->valueint : 0);
	cJSON_ArrayForEach(item, errors) {
		g_autofree char *message = burnish_text_show(burnish_json_get_text(item, "message") ? burnish_json_get_text(item, "message") : "");
		const cJSON *line = cJSON_GetObjectItemCaseSensitive(item, "line");

		g_string_append_printf(text, "\n  error: %s", message);
		if (cJSON_IsNumber(line))
			g_string_append_printf(text, " (line %d)", line->valueint);
	}

	return g_string_free(text, FALSE);
}

static BurnishCost
estimate(const BurnishApi *api, const GPtrArray *orders)
{
	const BurnishModels *models = api->session->models;
	BurnishCost sum = { .is_known = TRUE };

	for (guint i = 0; i < orders->len; i++) {
		const BurnishOrder *order = orders->pdata[i];
		BurnishCost cost = burnish_cost_estimate(models, order->settings);

		burnish_cost_discount(models, &cost);
		burnish_cost_add(&sum, &cost);
	}

	return sum;
}

/* What would be uploaded, with pictures as their size, and the cost. */
static char *
plan(const BurnishApi *api, const GPtrArray *orders, const BurnishCost *cost, gboolean json)
{
	g_autofree char *money = burnish_cost_to_text(cost);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < orders->len; i++) {
		const BurnishOrder *order = orders->pdata[i];
		g_autoptr(BurnishRequest) request = burnish_request_make(order->settings);
		cJSON *shown = burnish_request_show(request);
		char *printed = cJSON_PrintUnformatted(shown);

		g_string_append_printf(text, "%s\n", printed);
		cJSON_free(printed);
		cJSON_Delete(shown);
	}
	if (json) {
		cJSON *total = cJSON_CreateObject();
		cJSON *summary = cJSON_AddObjectToObject(total, "summary");

		cJSON_AddNumberToObject(summary, "requests", orders->len);
		cJSON_AddItemToObject(summary, "cost", burnish_cost_to_json(cost));
		char *printed = cJSON_PrintUnformatted(total);
		g_string_append(text, printed);
		cJSON_free(printed);
		cJSON_Delete(total);
	}
	else
		g_string_append_printf(text, "%u requests in one batch, nothing was sent: %s", orders->len, money);

	return g_string_free(text, FALSE);
}

static BurnishResponse *
submit(BurnishApi *api, const GPtrArray *orders, GBytes *lines)
{
	const BurnishOrder *first = orders->pdata[0];
	BurnishClient *client = api->session->client;
	BurnishResponse *uploaded = burnish_client_send(client, burnish_request_upload(lines, "batch.jsonl", "application/jsonl", "batch"));

	if (uploaded->error.kind != BURNISH_API_OK)
		return uploaded;
	if (!uploaded->id) {
		burnish_response_fail(uploaded, BURNISH_API_ANSWER, "the upload got no id");
		return uploaded;
	}
	BurnishResponse *batch = burnish_client_send(client, burnish_request_batch(uploaded->id, burnish_request_batch_endpoint(first->settings)));
	burnish_response_free(uploaded);

	return batch;
}

char *
burnish_batch_submit(BurnishApi *api, const BurnishMakeJob *jobs, guint n, gboolean dry_run, gboolean json,
	BurnishMadeStatus *status)
{
	*status = BURNISH_MADE_FAILED;
	g_autoptr(GPtrArray) orders = burnish_orders_new(api->session, &api->limits, jobs, n, FALSE);
	g_autoptr(GBytes) lines = orders && orders->len > 0 ? make_lines(orders) : NULL;
	if (!lines)
		return NULL;

	const BurnishCost cost = estimate(api, orders);
	if (dry_run) {
		*status = BURNISH_MADE_OK;
		return plan(api, orders, &cost, json);
	}
	if (api->session->max_cost > 0 && (!cost.is_known || cost.high > api->session->max_cost)) {
		g_autofree char *money = burnish_cost_to_text(&cost);

		*status = BURNISH_MADE_REFUSED;
		vips_error("batch", "not sent: %s, and --max-cost is $%.3f", money, api->session->max_cost);
		return NULL;
	}
	if (!burnish_endpoint_has_key(api->session->endpoint)) {
		*status = BURNISH_MADE_REMOTE;
		burnish_endpoint_no_key(api->session->endpoint);
		return NULL;
	}

	g_autoptr(BurnishResponse) batch = submit(api, orders, lines);
	*status = burnish_made_status_of(batch->error.kind);
	if (batch->error.kind != BURNISH_API_OK) {
		burnish_collect_fail(batch);
		return NULL;
	}

	return describe(batch->json, json);
}

char *
burnish_batch_status(BurnishApi *api, const char *id, gboolean json, gboolean *done, BurnishMadeStatus *status)
{
	*done = FALSE;
	*status = BURNISH_MADE_REMOTE;
	if (!burnish_endpoint_has_key(api->session->endpoint)) {
		burnish_endpoint_no_key(api->session->endpoint);
		return NULL;
	}
	g_autoptr(BurnishResponse) batch = burnish_collect_look(api, id);
	*status = burnish_made_status_of(batch->error.kind);
	if (batch->error.kind != BURNISH_API_OK) {
		burnish_collect_fail(batch);
		return NULL;
	}
	*done = burnish_collect_is_done(batch);

	return describe(batch->json, json);
}
