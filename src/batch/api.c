/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The session that the public header knows, and the last stretch of the way of every picture. */

#include <string.h>

#include "../base/error.h"
#include "../generate/record.h"
#include "../image/output.h"
#include "../report/report.h"
#include "api.h"
#include "finish.h"
#include "jail.h"
#include "made.h"

void
burnish_api_options_init(BurnishApiOptions *options)
{
	const BurnishClientOptions defaults = burnish_client_defaults();

	*options = (BurnishApiOptions){
		.concurrency = defaults.concurrency,
		.retries = defaults.retries,
		.timeout = defaults.timeout,
		.max_answer = defaults.max_bytes,
		.limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES },
	};
}

BurnishApi *
burnish_api_new(const BurnishApiOptions *options)
{
	BurnishSessionOptions settings = {
		.endpoint = { options->base_url, options->key_file, options->key_command },
		.client = burnish_client_defaults(),
		.max_cost = options->max_cost,
		.use_cache = options->use_cache,
	};
	g_autoptr(BurnishApi) api = g_new0(BurnishApi, 1);

	settings.client.concurrency = options->concurrency;
	settings.client.retries = options->retries;
	settings.client.timeout = options->timeout;
	settings.client.retry_lost = options->retry_lost;
	settings.client.allow_private = options->allow_private;
	settings.client.max_bytes = options->max_answer;
	api->limits = options->limits;
	api->warned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!(api->session = burnish_session_new(&settings)))
		return NULL;

	return g_steal_pointer(&api);
}

void
burnish_api_free(BurnishApi *api)
{
	if (!api)
		return;

	burnish_session_free(api->session);
	g_hash_table_unref(api->warned);
	g_free(api);
}

void
burnish_api_warn(BurnishApi *api, const char *model, const BurnishMakeFns *fns, void *data)
{
	g_autofree char *warning = burnish_session_warning(api->session, model);

	if (g_hash_table_add(api->warned, g_strdup(model)) && warning && fns->note)
		fns->note(warning, data);
}

char *
burnish_api_summary(const BurnishApi *api, gboolean json)
{
	const BurnishSession *session = api->session;

	if (!json) {
		g_autofree char *cost = burnish_cost_to_text(&session->spent);

		if (session->sent == 0 && session->cached == 0)
			return g_steal_pointer(&cost);
		return session->cached > 0
			? g_strdup_printf("%d requests, %d from the cache: %s", session->sent, session->cached, cost)
			: g_strdup_printf("%d request%s: %s", session->sent, session->sent == 1 ? "" : "s", cost);
	}

	cJSON *object = cJSON_CreateObject();
	cJSON *total = cJSON_AddObjectToObject(object, "summary");
	cJSON_AddNumberToObject(total, "requests", session->sent);
	cJSON_AddNumberToObject(total, "cached", session->cached);
	cJSON_AddItemToObject(total, "cost", burnish_cost_to_json(&session->spent));
	char *text = cJSON_PrintUnformatted(object);
	cJSON_Delete(object);

	return text;
}

/* The record beside the picture; that it cannot be written is worth a note, the picture is there. */
void
burnish_api_write_record(const char *path, const cJSON *record, GPtrArray *notes)
{
	g_autofree char *name = burnish_record_path(path);
	g_autoptr(BurnishOutput) output = burnish_output_open(name, BURNISH_OUTPUT_REPLACE);
	char *text = cJSON_Print(record);

	if (!output || burnish_output_write(burnish_output_fd(output), text, strlen(text)) ||
		burnish_output_write(burnish_output_fd(output), "\n", 1) || burnish_output_commit(output)) {
		g_autofree char *reason = burnish_error_take();
		g_ptr_array_add(notes, g_strdup_printf("no record was written: %s", reason));
	}
	cJSON_free(text);
}

static void
report(BurnishMade *made, const BurnishMakeFns *fns, void *data)
{
	if (fns->made)
		fns->made(made, data);
	burnish_made_free(made);
}

/* The share of one picture of what an answer cost. */
static BurnishCost
cost_of_one(const BurnishSession *session, const BurnishDelivery *delivery, const BurnishResponse *response)
{
	BurnishCost cost = burnish_cost_of(session->models, delivery->settings, response);
	double n = MAX(1, response->images->len);

	if (delivery->is_batch)
		burnish_cost_discount(session->models, &cost);
	cost.low /= n;
	cost.high /= n;
	cost.tokens_low /= n;
	cost.tokens_high /= n;

	return cost;
}

static void
copy_notes(const GPtrArray *notes, GPtrArray *to)
{
	for (guint i = 0; notes && i < notes->len; i++)
		g_ptr_array_add(to, g_strdup(notes->pdata[i]));
}

/* What became of one file. Takes both. */
static void
conclude(BurnishMade *made, BurnishReport *fixed, const char *output, gboolean is_known,
	const BurnishMakeFns *fns, void *data)
{
	made->output = g_strdup(output);
	made->fixed = fixed;
	if (fixed && burnish_report_get_status(fixed) != BURNISH_STATUS_CHANGED && burnish_report_get_status(fixed) != BURNISH_STATUS_UNCHANGED) {
		vips_error(NULL, "%s", fixed->error ? fixed->error : "interrupted");
		burnish_made_fail_here(made);
	}
	if (is_known && output && g_file_test(output, G_FILE_TEST_EXISTS))
		burnish_api_write_record(output, made->record, made->notes);
	report(made, fns, data);
}

/* Another file of the same picture, which was paid for once. */
static BurnishMade *
copy_made(const BurnishMade *made)
{
	BurnishMade *copy = burnish_made_new(made->prompt, made->model);

	copy->is_cached = made->is_cached;
	copy->is_fetched = made->is_fetched;
	copy->cost = (BurnishCost){ .is_known = TRUE, .is_counted = TRUE };
	copy->record = cJSON_Duplicate(made->record, TRUE);
	copy_notes(made->notes, copy->notes);

	return copy;
}

void
burnish_api_deliver(BurnishApi *api, const BurnishDelivery *delivery, const BurnishResponse *response,
	guint index, char *const *outputs, const BurnishMakeFns *fns, void *data)
{
	const BurnishApiImage *image = response->images->pdata[index];
	BurnishMade *made = burnish_made_new(delivery->settings->prompt, delivery->settings->model);
	g_autoptr(GPtrArray) reports = g_ptr_array_new();

	made->is_cached = response->cached;
	made->is_fetched = delivery->is_fetched;
	made->cost = cost_of_one(api->session, delivery, response);
	made->record = burnish_record_new(delivery->settings, response, index, &made->cost);
	copy_notes(delivery->notes, made->notes);
	/* Of a picture that lay somewhere, nothing is known. */
	gboolean is_known = !delivery->is_fetched || response->id;

	const BurnishFinish finish = {
		.outputs = outputs,
		.policy = delivery->job->policy,
		.fix = delivery->job->fix,
		.wish = delivery->wish,
		.original = delivery->original,
		.mask = delivery->mask,
		.is_free = delivery->is_fetched,
		.record = is_known ? made->record : NULL,
		.limits = api->limits,
	};
	int result = 0;
	for (guint i = 0; i == 0 || (result == 0 && i < burnish_finish_shapes(&finish)); i++)
		result |= outputs[i] ? burnish_jail_make_directory(outputs[i]) : 0;
	/* Also when a directory cannot be made: then the bytes are rescued. */
	result = burnish_finish(&finish, image->bytes, made->notes, reports) || result ? -1 : 0;
	if (result)
		burnish_made_fail_here(made);
	for (guint i = 1; i < reports->len; i++)
		conclude(copy_made(made), reports->pdata[i], outputs[i], is_known, fns, data);
	conclude(made, reports->len > 0 ? reports->pdata[0] : NULL, outputs[0], is_known, fns, data);
}

void
burnish_api_deliver_error(const BurnishSettings *settings, const BurnishApiError *error,
	const GPtrArray *notes, const BurnishMakeFns *fns, void *data)
{
	BurnishMade *made = burnish_made_new(settings->prompt, settings->model);

	burnish_made_fail(made, error);
	copy_notes(notes, made->notes);
	report(made, fns, data);
}
