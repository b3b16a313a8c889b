/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Making pictures: everything is settled, then everything is sent, and each picture is on disk before
 * the next one is waited for.
 */

#include <string.h>
#include <unistd.h>

#include "../base/error.h"
#include "../generate/record.h"
#include "../image/output.h"
#include "api.h"
#include "order.h"

/* One request under way. */
typedef struct {
	BurnishApi *api;
	BurnishOrder *order;
	const BurnishMakeFns *fns;
	void *data;
	/* The last picture that was not finished, where one was written. */
	char *partial;
} Task;

static void
on_partial(const BurnishApiImage *image, int index, void *user)
{
	Task *task = user;
	const char *output = task->order->outputs->pdata[0];
	gsize length;
	const void *data = g_bytes_get_data(image->bytes, &length);

	if (!output || !image->bytes)
		return;
	g_free(task->partial);
	task->partial = g_strconcat(output, ".partial", NULL);
	if (burnish_output_save(task->partial, BURNISH_OUTPUT_REPLACE, data, length))
		/* It would have been nice to have. */
		vips_error_clear();
	else if (task->fns->partial)
		task->fns->partial(task->partial, index, task->data);
}

static void
on_waiting(const BurnishApiError *error, gint64 again_at, void *user)
{
	const Task *task = user;
	g_autofree char *reason = burnish_api_error_to_text(error);
	g_autoptr(GDateTime) then = g_date_time_new_from_unix_local((again_at + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
	g_autofree char *shown = g_date_time_format(then, "%H:%M:%S");
	g_autofree char *text = g_strdup_printf("waiting until %s: %s", shown, reason);

	if (task->fns->note)
		task->fns->note(text, task->data);
}

static void
on_done(BurnishResponse *response, void *user)
{
	Task *task = user;
	BurnishOrder *order = task->order;
	const BurnishDelivery delivery = { order->job, order->settings, &order->wish, order->original, order->mask, order->notes };

	guint asked = order->outputs->len / order->shapes;

	for (guint i = 0; i < response->images->len && i < asked; i++)
		burnish_api_deliver(task->api, &delivery, response, i, (char *const *) order->outputs->pdata + i * order->shapes, task->fns, task->data);
	if (response->error.kind != BURNISH_API_OK && task->partial)
		g_ptr_array_add(order->notes, g_strdup_printf("the last image on the way is \"%s\"", task->partial));
	if (response->error.kind != BURNISH_API_OK)
		burnish_api_deliver_error(order->settings, &response->error, order->notes, task->fns, task->data);
	else if (task->partial)
		unlink(task->partial);
	if (response->error.kind == BURNISH_API_OK && response->images->len < asked && task->fns->note) {
		g_autofree char *text = g_strdup_printf("%u pictures were asked for, %u came", asked, response->images->len);
		task->fns->note(text, task->data);
	}
	burnish_response_free(response);
	g_free(task->partial);
	g_free(task);
}

int
burnish_make_run(BurnishApi *api, const BurnishMakeJob *jobs, guint n, const BurnishMakeFns *fns, void *data)
{
	static const BurnishClientFns callbacks = { .done = on_done, .partial = on_partial, .waiting = on_waiting };
	g_autoptr(GPtrArray) orders = burnish_orders_new(api->session, &api->limits, jobs, n, TRUE);

	if (!orders)
		return -1;
	if (!burnish_endpoint_has_key(api->session->endpoint) && !api->session->use_cache)
		return burnish_endpoint_no_key(api->session->endpoint);
	for (guint i = 0; i < orders->len; i++) {
		BurnishOrder *order = orders->pdata[i];
		Task *task = g_new0(Task, 1);

		*task = (Task){ api, order, fns, data, NULL };
		burnish_api_warn(api, order->settings->model, fns, data);
		burnish_session_add(api->session, order->settings, &callbacks, task);
	}
	burnish_session_run(api->session);

	return 0;
}

/* ---- What would be done ---- */

static cJSON *
plan_order(const BurnishSession *session, const BurnishOrder *order, const BurnishCost *cost)
{
	g_autoptr(BurnishRequest) request = burnish_request_make(order->settings);
	g_autofree char *url = burnish_endpoint_url(session->endpoint, request->path, request->model);
	g_auto(GStrv) headers = burnish_endpoint_show_headers(session->endpoint);
	cJSON *json = cJSON_CreateObject();
	cJSON *shown = burnish_request_show(request);

	cJSON_DeleteItemFromObject(shown, "path");
	cJSON_AddStringToObject(shown, "url", url);
	cJSON_AddItemToObject(shown, "headers", cJSON_CreateStringArray((const char *const *) headers, g_strv_length(headers)));
	cJSON_AddItemToObject(json, "request", shown);
	cJSON *outputs = cJSON_AddArrayToObject(json, "outputs");
	for (guint i = 0; i < order->outputs->len; i++)
		cJSON_AddItemToArray(outputs, cJSON_CreateString(order->outputs->pdata[i] ? order->outputs->pdata[i] : "-"));
	cJSON_AddItemToObject(json, "cost", burnish_cost_to_json(cost));
	if (order->notes->len > 0)
		cJSON_AddItemToObject(json, "notes", cJSON_CreateStringArray((const char *const *) order->notes->pdata, order->notes->len));

	return json;
}

static void
append_json(GString *text, const cJSON *json, gboolean is_pretty)
{
	char *printed = is_pretty ? cJSON_Print(json) : cJSON_PrintUnformatted(json);

	g_string_append(text, printed);
	cJSON_free(printed);
	g_string_append_c(text, '\n');
}

/* As the request would look on the wire, and what comes of it. */
static void
append_text(GString *text, const cJSON *plan, const BurnishCost *cost)
{
	const cJSON *request = cJSON_GetObjectItemCaseSensitive(plan, "request");
	const cJSON *body = cJSON_GetObjectItemCaseSensitive(request, "body");
	g_autofree char *money = burnish_cost_to_text(cost);
	const cJSON *item;

	g_string_append_printf(text, "%s %s\n", cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(request, "method")),
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(request, "url")));
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(request, "headers"))
		g_string_append_printf(text, "%s\n", cJSON_GetStringValue(item));
	append_json(text, body ? body : cJSON_GetObjectItemCaseSensitive(request, "parts"), TRUE);
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(plan, "outputs")) {
		g_autofree char *name = burnish_text_show(cJSON_GetStringValue(item));
		g_string_append_printf(text, "  would be written to %s\n", name);
	}
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(plan, "notes"))
		g_string_append_printf(text, "  note: %s\n", cJSON_GetStringValue(item));
	g_string_append_printf(text, "  would take %s\n\n", money);
}

char *
burnish_make_plan(BurnishApi *api, const BurnishMakeJob *jobs, guint n, gboolean json)
{
	g_autoptr(GPtrArray) orders = burnish_orders_new(api->session, &api->limits, jobs, n, TRUE);
	g_autoptr(GString) text = g_string_new(NULL);
	BurnishCost sum = { .is_known = TRUE };

	if (!orders)
		return NULL;
	for (guint i = 0; i < orders->len; i++) {
		const BurnishOrder *order = orders->pdata[i];
		const BurnishCost cost = burnish_cost_estimate(api->session->models, order->settings);
		char *warning = burnish_session_warning(api->session, order->settings->model);

		if (warning)
			g_ptr_array_add(order->notes, warning);
		cJSON *plan = plan_order(api->session, order, &cost);

		burnish_cost_add(&sum, &cost);
		if (json)
			append_json(text, plan, FALSE);
		else
			append_text(text, plan, &cost);
		cJSON_Delete(plan);
	}
	if (json) {
		cJSON *total = cJSON_CreateObject();
		cJSON *summary = cJSON_AddObjectToObject(total, "summary");

		cJSON_AddNumberToObject(summary, "requests", orders->len);
		cJSON_AddItemToObject(summary, "cost", burnish_cost_to_json(&sum));
		append_json(text, total, FALSE);
		cJSON_Delete(total);
	}
	else {
		g_autofree char *money = burnish_cost_to_text(&sum);
		g_string_append_printf(text, "%u request%s, nothing was sent: %s\n", orders->len, orders->len == 1 ? "" : "s", money);
	}

	return g_string_free(g_steal_pointer(&text), FALSE);
}
