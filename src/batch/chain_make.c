/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The units of a step: found if they were made before, else asked for, all at a time, and on the
 * disk before anything else happens.
 */

#include <string.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "../generate/record.h"
#include "../image/input.h"
#include "chain.h"
#include "finish.h"
#include "made.h"

/* A unit that is asked for. */
typedef struct {
	BurnishChainRun *run;
	int unit;
	BurnishChainCall call;
	/* In the background: what to ask for it by. */
	char *response;
	/* Why it was not sent at the last moment, NULL when it was. */
	char *held;
	/* Only the pictures themselves are known to the API, not where they came from. */
	gboolean stateless;
	/* What it asked for was not there any more. */
	gboolean again;
} Pending;

static void
pending_free(void *data)
{
	Pending *pending = data;

	burnish_chain_call_clear(&pending->call);
	g_free(pending->response);
	g_free(pending->held);
	g_free(pending);
}

static const BurnishChainUnit *
unit_of(const Pending *pending)
{
	return pending->run->plan->units->pdata[pending->unit];
}

/* What all lines about a unit begin with. */
static cJSON *
event_json(const BurnishChainRun *run, int unit, const char *status)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "step", work->name);
	cJSON_AddStringToObject(json, "kind", work->kind);
	cJSON_AddStringToObject(json, "status", status);

	return json;
}

/* Say why there is no picture. `more` is taken. */
static void
fail(BurnishChainRun *run, int unit, BurnishMadeStatus status, const char *reason, cJSON *more)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	gboolean declined = status == BURNISH_MADE_DECLINED || status == BURNISH_MADE_REFUSED;
	cJSON *json = event_json(run, unit, declined ? "declined" : "failed");

	burnish_chain_result(run, unit)->state = BURNISH_CHAIN_FAILED;
	run->counts[status]++;
	cJSON_AddStringToObject(json, "error", reason);
	if (more)
		cJSON_AddItemToObject(json, "details", more);
	burnish_chain_say(run, TRUE, json, "%s: %s", work->name, reason);
}

static void
fail_from_vips(BurnishChainRun *run, int unit)
{
	g_autofree char *reason = burnish_error_take();

	fail(run, unit, BURNISH_MADE_FAILED, reason, NULL);
}

static void
fail_from_error(BurnishChainRun *run, int unit, const BurnishApiError *error)
{
	g_autofree char *text = burnish_api_error_to_text(error);

	fail(run, unit, burnish_made_status_of(error->kind), text, burnish_made_details(error));
}

/* A failed call: what cannot have been paid for is forgotten. */
static void
fail_from_api(Pending *pending, const BurnishApiError *error)
{
	BurnishChainRun *run = pending->run;
	gboolean maybe_paid = error->kind == BURNISH_API_LOST || error->kind == BURNISH_API_INTERRUPTED;

	if (!maybe_paid && burnish_chain_store_drop(run->store, pending->call.fingerprint))
		vips_error_clear();
	fail_from_error(run, pending->unit, error);
}

/* Take the picture that is there for a unit. */
static int
take(BurnishChainRun *run, int unit, const cJSON *record, BurnishChainState state)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	BurnishChainResult *result = burnish_chain_result(run, unit);
	g_autofree char *path = burnish_chain_store_path(run->store, record);
	const char *revised = cJSON_GetStringValue(cJSON_GetObjectItem(record, "revised-prompt"));
	cJSON *json = event_json(run, unit, state == BURNISH_CHAIN_MADE ? "made" : "found");

	/* One that cannot be read is no result; the file stays for a look at it. */
	g_autoptr(BurnishInput) input = burnish_input_open(path, &run->chain->api->limits);
	char *kept = input ? burnish_chain_keep(run, unit, path) : NULL;
	if (!kept) {
		burnish_error_prefix("%s: ", path);
		cJSON_Delete(json);
		return -1;
	}

	result->path = kept;
	result->record = cJSON_Duplicate(record, TRUE);
	result->state = state;
	cJSON_AddStringToObject(json, "file", result->path);
	cJSON_AddItemToObject(json, "record", cJSON_Duplicate(record, TRUE));
	if (state == BURNISH_CHAIN_MADE && revised)
		burnish_chain_say(run, FALSE, json, "%s: made, %s (prompt used: %s)", work->name, result->path, revised);
	else
		burnish_chain_say(run, FALSE, json, "%s: %s, %s", work->name, state == BURNISH_CHAIN_MADE ? "made" : "made before", result->path);

	return 0;
}

static const char *
suffix_of(GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	const BurnishFormat *format = burnish_format_sniff(data, size);

	return format ? format->suffixes[0] : ".bin";
}

/* Put the picture of an answer on the disk, then go on with it. */
static void
keep_answer(Pending *pending, const BurnishResponse *response)
{
	BurnishChainRun *run = pending->run;
	const BurnishCost cost = burnish_cost_of(run->session->models, pending->call.order->settings, response);
	const BurnishApiImage *image = response->images->pdata[0];
	const char *fingerprint = pending->call.fingerprint;
	cJSON *record = burnish_record_new(pending->call.order->settings, response, 0, &cost);

	if (burnish_chain_store_put(run->store, fingerprint, unit_of(pending)->step + 1, unit_of(pending)->name, image->bytes, suffix_of(image->bytes), record)) {
		g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);

		burnish_finish_rescue(unit_of(pending)->name, image->bytes, notes);
		burnish_chain_say_notes(run, pending->unit, notes);
		fail_from_vips(run, pending->unit);
	}
	else if (take(run, pending->unit, burnish_chain_store_find(run->store, fingerprint), BURNISH_CHAIN_MADE))
		fail_from_vips(run, pending->unit);
}

/* Whether the API has forgotten what the step goes on from. That costs nothing, and the pictures
 * can be sent again. */
static gboolean
is_forgotten(const Pending *pending, const BurnishApiError *error)
{
	const BurnishSettings *settings = pending->call.order->settings;

	return !pending->stateless && (settings->previous || settings->calls->len > 0) &&
		(error->kind == BURNISH_API_NOT_FOUND || g_strcmp0(error->code, "previous_response_not_found") == 0);
}

static gboolean
is_pending(const BurnishResponse *response)
{
	return g_strcmp0(response->status, "queued") == 0 || g_strcmp0(response->status, "in_progress") == 0;
}

static void
on_done(BurnishResponse *response, void *user)
{
	Pending *pending = user;
	BurnishChainRun *run = pending->run;

	if (pending->held)
		fail(run, pending->unit, BURNISH_MADE_FAILED, pending->held, NULL);
	else if (response->images->len > 0)
		keep_answer(pending, response);
	else if (is_forgotten(pending, &response->error))
		pending->again = TRUE;
	else if (response->error.kind == BURNISH_API_OK && response->id && is_pending(response)) {
		pending->response = g_strdup(response->id);
		if (burnish_chain_store_set_response(run->store, pending->call.fingerprint, response->id))
			fail_from_vips(run, pending->unit);
	}
	else {
		burnish_response_expect_images(response);
		fail_from_api(pending, &response->error);
	}
	burnish_response_free(response);
}

/* Before money is at stake, it is on the disk that it will be. */
static gboolean
on_sending(void *user)
{
	Pending *pending = user;

	if (burnish_chain_store_begin(pending->run->store, pending->call.fingerprint, unit_of(pending)->name))
		pending->held = burnish_error_take();

	return !pending->held;
}

static void
on_unpaid(void *user)
{
	const Pending *pending = user;

	if (burnish_chain_store_drop(pending->run->store, pending->call.fingerprint))
		vips_error_clear();
}

static void
on_waiting(const BurnishApiError *error, gint64 again_at, void *user)
{
	const Pending *pending = user;
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(again_at / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = g_date_time_to_local(utc);
	g_autofree char *until = g_date_time_format(local, "%T");

	burnish_chain_say(pending->run, FALSE, NULL, "%s: %s; waiting until %s", unit_of(pending)->name,
		error->message ? error->message : burnish_api_kind_name(error->kind), until);
}

/* Looking did not give the picture. Its id is worth keeping as long as it may still lead to it. */
static void
fail_from_look(Pending *pending, const BurnishApiError *error)
{
	BurnishChainRun *run = pending->run;
	gboolean is_over = error->status == 200 || error->kind == BURNISH_API_DECLINED;
	gboolean is_gone = error->kind == BURNISH_API_NOT_FOUND || error->kind == BURNISH_API_ANSWER;

	/* It was made, most likely; only not for us. */
	if (is_gone && burnish_chain_store_begin(run->store, pending->call.fingerprint, unit_of(pending)->name))
		vips_error_clear();
	if (is_over && !is_gone)
		fail_from_api(pending, error);
	else
		fail_from_error(run, pending->unit, error);
}

/* Get what is made in the background. */
static void
collect(Pending *pending)
{
	BurnishChainRun *run = pending->run;
	BurnishResponse *response = burnish_session_wait(run->session, pending->response);
	const BurnishCost cost = burnish_cost_of(run->session->models, pending->call.order->settings, response);

	burnish_cost_add(&run->session->spent, &cost);
	g_clear_pointer(&pending->response, g_free);
	if (response->images->len > 0)
		keep_answer(pending, response);
	else
		fail_from_look(pending, &response->error);
	burnish_response_free(response);
}

static void
send_off(Pending *pending)
{
	static const BurnishClientFns fns = { .done = on_done, .sending = on_sending, .unpaid = on_unpaid, .waiting = on_waiting };
	BurnishChainRun *run = pending->run;

	burnish_chain_say_notes(run, pending->unit, pending->call.order->notes);
	burnish_chain_warn(run, pending->call.order->settings->model);
	burnish_session_add(run->session, pending->call.order->settings, &fns, pending);
}

/* Say it in another way, with the pictures in it. */
static void
send_again(Pending *pending)
{
	BurnishChainRun *run = pending->run;
	g_autofree char *fingerprint = g_steal_pointer(&pending->call.fingerprint);

	burnish_chain_say(run, FALSE, NULL, "%s: the API has not kept what it goes on from; sending the picture instead", unit_of(pending)->name);
	burnish_chain_call_clear(&pending->call);
	pending->call = (BurnishChainCall){ 0 };
	pending->again = FALSE;
	pending->stateless = TRUE;
	int failed = burnish_chain_call_init(&pending->call, run, pending->unit, BURNISH_CHAIN_ASK_AGAIN);
	/* It is found by what it was to be. */
	g_free(pending->call.fingerprint);
	pending->call.fingerprint = g_steal_pointer(&fingerprint);
	if (failed)
		fail_from_vips(run, pending->unit);
	else
		send_off(pending);
}

/* Whether everything that a unit is made of is there. */
static gboolean
has_all(const BurnishChainRun *run, const BurnishChainUnit *unit)
{
	for (guint i = 0; i < unit->images->len; i++) {
		const BurnishChainLink *link = unit->images->pdata[i];
		if (link->unit >= 0 && !burnish_chain_result(run, link->unit)->path)
			return FALSE;
	}

	return !unit->mask || unit->mask->unit < 0 || burnish_chain_result(run, unit->mask->unit)->path;
}

static void
load(BurnishChainRun *run, int unit)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	BurnishChainResult *result = burnish_chain_result(run, unit);

	result->path = g_strdup(burnish_chain_unit_text(work, "path"));
	result->state = BURNISH_CHAIN_FOUND;
}

/* No failure of its own. */
static void
skip(BurnishChainRun *run, int unit)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];

	burnish_chain_result(run, unit)->state = BURNISH_CHAIN_FAILED;
	burnish_chain_say(run, TRUE, event_json(run, unit, "skipped"), "%s: not made, for what it is made of was not", work->name);
}

/* Get a picture that is somewhere already. */
static void
fetch(BurnishChainRun *run, int unit)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	const char *from = burnish_chain_unit_text(work, "from");
	g_autofree char *text = g_strconcat("fetch\n", from, "\n", work->name, NULL);
	g_autofree char *fingerprint = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	const cJSON *record = burnish_chain_store_find(run->store, fingerprint);

	if (record) {
		if (take(run, unit, record, BURNISH_CHAIN_FOUND))
			fail_from_vips(run, unit);
		return;
	}

	gboolean is_url = !g_str_has_prefix(from, "resp_");
	g_autoptr(BurnishResponse) response = is_url
		? burnish_client_send(run->session->client, burnish_request_download(from, -1))
		: burnish_session_wait(run->session, from);
	const BurnishApiImage *image = response->images->len > 0 ? response->images->pdata[0] : NULL;
	GBytes *bytes = is_url ? response->raw : image ? image->bytes
												   : NULL;
	if (!bytes) {
		fail_from_error(run, unit, &response->error);
		return;
	}

	cJSON *kept = cJSON_CreateObject();
	cJSON_AddStringToObject(kept, "from", from);
	if (response->id)
		cJSON_AddStringToObject(kept, "response-id", response->id);
	if (image && image->id)
		cJSON_AddStringToObject(kept, "image-id", image->id);
	if (image && image->revised_prompt)
		cJSON_AddStringToObject(kept, "revised-prompt", image->revised_prompt);
	if (burnish_chain_store_put(run->store, fingerprint, work->step + 1, work->name, bytes, suffix_of(bytes), kept) ||
		take(run, unit, burnish_chain_store_find(run->store, fingerprint), BURNISH_CHAIN_MADE))
		fail_from_vips(run, unit);
}

/* It left in an earlier run, and what came of it is not here: asking for it again may be paying for it
 * again, and that is for the user to say. TRUE when it is allowed. */
static gboolean
may_ask_again(const Pending *pending)
{
	BurnishChainRun *run = pending->run;
	const char *name = unit_of(pending)->name;
	const char *when = burnish_chain_store_sent(run->store, pending->call.fingerprint);
	g_autofree char *reason = g_strdup_printf("was sent by an earlier run%s%s, which ended before the answer came, and may have been made and billed",
		when ? " at " : "", when ? when : "");

	if (run->session->retry_lost) {
		burnish_chain_say(run, FALSE, NULL, "%s: %s; asking for it again", name, reason);
		return TRUE;
	}
	cJSON *details = cJSON_CreateObject();
	g_autofree char *text = g_strdup_printf("%s; the same command with --retry-lost asks for it again, even if it is paid for twice", reason);

	cJSON_AddStringToObject(details, "kind", burnish_api_kind_name(BURNISH_API_LOST));
	fail(run, pending->unit, burnish_made_status_of(BURNISH_API_LOST), text, details);

	return FALSE;
}

/* Take what an earlier run left, or ask for it. */
static void
begin(Pending *pending)
{
	BurnishChainRun *run = pending->run;
	const char *fingerprint = pending->call.fingerprint;
	const cJSON *record = burnish_chain_store_find(run->store, fingerprint);
	const char *id;

	if (record) {
		if (take(run, pending->unit, record, BURNISH_CHAIN_FOUND))
			fail_from_vips(run, pending->unit);
		return;
	}
	if (burnish_chain_store_was_begun(run->store, fingerprint, &id)) {
		if (id) {
			pending->response = g_strdup(id);
			return;
		}
		if (!may_ask_again(pending))
			return;
	}
	send_off(pending);
}

int
burnish_chain_make(BurnishChainRun *run, int first, int end)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(pending_free);

	for (int unit = first; unit < end && !burnish_interrupted(); unit++) {
		const BurnishChainUnit *work = run->plan->units->pdata[unit];

		if (burnish_chain_unit_is(work, "load"))
			load(run, unit);
		else if (burnish_chain_unit_is(work, "fetch"))
			fetch(run, unit);
		else if (has_all(run, work)) {
			Pending *pending = g_new0(Pending, 1);

			pending->run = run;
			pending->unit = unit;
			g_ptr_array_add(all, pending);
			if (burnish_chain_call_init(&pending->call, run, unit, BURNISH_CHAIN_ASK))
				fail_from_vips(run, unit);
			else
				begin(pending);
		}
		else
			skip(run, unit);
	}

	burnish_session_run(run->session);
	for (guint i = 0; i < all->len; i++)
		if (((Pending *) all->pdata[i])->again)
			send_again(all->pdata[i]);
	burnish_session_run(run->session);
	for (guint i = 0; i < all->len; i++) {
		Pending *pending = all->pdata[i];
		if (pending->response && burnish_chain_result(run, pending->unit)->state == BURNISH_CHAIN_WAITING)
			collect(pending);
	}

	return burnish_interrupted() ? -1 : 0;
}
