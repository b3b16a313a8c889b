/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A run: so many requests at a time, each of them asked of the cache first, and sent only while the
 * money lasts. What it will cost is not known before, so the most it can cost is set aside, and what it
 * did cost is put in its place.
 */

#include <string.h>

#include "../base/interrupt.h"
#include "session.h"

/* Between looks at what is made in the background: at first, and at most. */
#define FIRST_LOOK (G_USEC_PER_SEC / 2)
#define LAST_LOOK (8 * G_USEC_PER_SEC)
/* So that an interrupt is noticed. */
#define NAP (G_USEC_PER_SEC / 10)

/* What is asked for, until it is done. */
typedef struct {
	BurnishSession *session;
	BurnishSettings *settings;
	/* For the cache, when its answer comes. */
	BurnishRequest *request;
	BurnishClientFns fns;
	void *user;
	double promised;
} Wish;

static void
wish_free(Wish *wish)
{
	burnish_settings_free(wish->settings);
	burnish_request_free(wish->request);
	g_free(wish);
}

BurnishSession *
burnish_session_new(const BurnishSessionOptions *options)
{
	g_autoptr(BurnishSession) session = g_new0(BurnishSession, 1);

	session->max_cost = options->max_cost;
	session->use_cache = options->use_cache;
	session->retry_lost = options->client.retry_lost;
	session->concurrency = MAX(1, options->client.concurrency);
	session->spent = (BurnishCost){ .is_known = TRUE, .is_counted = TRUE };
	if (!(session->models = burnish_models_open()) ||
		!(session->endpoint = burnish_endpoint_new(&options->endpoint)) ||
		!(session->client = burnish_client_new(session->endpoint, &options->client)))
		return NULL;

	return g_steal_pointer(&session);
}

void
burnish_session_free(BurnishSession *session)
{
	if (!session)
		return;

	for (Wish *wish; (wish = g_queue_pop_head(&session->waiting));)
		wish_free(wish);
	burnish_client_free(session->client);
	burnish_endpoint_free(session->endpoint);
	burnish_models_free(session->models);
	g_free(session->stopped);
	g_free(session);
}

void
burnish_session_add(BurnishSession *session, const BurnishSettings *settings,
	const BurnishClientFns *fns, void *user)
{
	Wish *wish = g_new0(Wish, 1);

	wish->session = session;
	wish->settings = burnish_settings_copy(settings);
	wish->fns = *fns;
	wish->user = user;
	g_queue_push_tail(&session->waiting, wish);
}

/* Takes both. */
static void
deliver(Wish *wish, BurnishResponse *response)
{
	wish->fns.done(response, wish->user);
	wish_free(wish);
}

static void
deliver_error(Wish *wish, BurnishApiKind kind, const char *text)
{
	BurnishResponse *response = burnish_response_new();

	burnish_response_fail(response, kind, "%s", text);
	deliver(wish, response);
}

int
burnish_session_fill(BurnishSession *session, BurnishApiImage *image)
{
	if (image->bytes || !image->url)
		return 0;

	g_autoptr(BurnishResponse) response = burnish_client_send(session->client, burnish_request_download(image->url, -1));
	if (response->error.kind != BURNISH_API_OK) {
		g_autofree char *text = burnish_api_error_to_text(&response->error);

		vips_error("picture", "%s", text);
		return -1;
	}
	image->bytes = g_bytes_ref(response->raw);

	return 0;
}

static void
fill(BurnishSession *session, BurnishResponse *response)
{
	for (guint i = 0; i < response->images->len; i++)
		if (burnish_session_fill(session, response->images->pdata[i])) {
			g_autofree char *text = vips_error_buffer_copy();

			vips_error_clear();
			burnish_response_fail(response, BURNISH_API_ANSWER, "%s", g_strchomp(text));
			g_ptr_array_remove_index(response->images, i--);
		}
}

static void
append(BurnishApiError *error, const char *text)
{
	char *longer = g_strconcat(error->message ? error->message : "", error->message ? "; " : "", text, NULL);

	g_free(error->message);
	error->message = longer;
}

/* What the data knows and the API does not say. */
static void
explain(const BurnishSession *session, const BurnishSettings *settings, BurnishApiError *error)
{
	const char *message = error->message ? error->message : "";

	if (error->kind == BURNISH_API_NOT_FOUND && (g_strcmp0(error->code, "model_not_found") == 0 || strstr(message, "model"))) {
		g_autofree char *warning = burnish_session_warning(session, settings->model);

		if (warning)
			append(error, warning);
	}
	if (error->kind == BURNISH_API_REQUEST && settings->route == BURNISH_ROUTE_RESPONSES && strstr(message, "tool")) {
		g_autofree char *text = g_strdup_printf("%s may not have the image tool; choose another mainline model, such as %s",
			settings->mainline, burnish_models_default_mainline(session->models));
		append(error, text);
	}
}

char *
burnish_session_warning(const BurnishSession *session, const char *model)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *today = g_date_time_format(now, "%F");

	/* Azure's names are those of deployments, and its dates are its own. */
	return session->endpoint->dialect == BURNISH_DIALECT_OPENAI
		? burnish_models_warning(session->models, model, today)
		: NULL;
}

/* Nothing else will work either. */
static void
stop_if_hopeless(BurnishSession *session, const BurnishApiError *error)
{
	if (error->kind != BURNISH_API_QUOTA && error->status != 401)
		return;
	session->stopped_kind = error->kind;
	g_free(session->stopped);
	session->stopped = g_strdup_printf("not sent, because of an earlier error: %s", error->message ? error->message : "");
}

static void feed(BurnishSession *session);

static void
on_done(BurnishResponse *response, void *user)
{
	Wish *wish = user;
	BurnishSession *session = wish->session;

	session->under_way--;
	session->promised -= wish->promised;
	if (!wish->settings->in_background)
		burnish_response_expect_images(response);
	fill(session, response);

	const BurnishCost cost = burnish_cost_of(session->models, wish->settings, response);
	burnish_cost_add(&session->spent, &cost);
	explain(session, wish->settings, &response->error);
	stop_if_hopeless(session, &response->error);
	if (session->use_cache && burnish_cache_put(wish->request, response))
		/* It is no reason to lose the picture. */
		vips_error_clear();
	deliver(wish, response);
	feed(session);
}

static void
on_partial(const BurnishApiImage *image, int index, void *user)
{
	const Wish *wish = user;

	if (wish->fns.partial)
		wish->fns.partial(image, index, wish->user);
}

static void
on_waiting(const BurnishApiError *error, gint64 again_at, void *user)
{
	const Wish *wish = user;

	if (wish->fns.waiting)
		wish->fns.waiting(error, again_at, wish->user);
}

static gboolean
on_sending(void *user)
{
	const Wish *wish = user;

	return !wish->fns.sending || wish->fns.sending(wish->user);
}

static void
on_unpaid(void *user)
{
	const Wish *wish = user;

	if (wish->fns.unpaid)
		wish->fns.unpaid(wish->user);
}

static void
send_off(Wish *wish)
{
	static const BurnishClientFns fns = { on_done, on_partial, on_sending, on_unpaid, on_waiting };
	BurnishSession *session = wish->session;

	session->under_way++;
	session->sent++;
	session->promised += wish->promised;
	burnish_client_add(session->client, burnish_request_make(wish->settings), &fns, wish);
}

/* Whether the next one may be sent as far as money goes: 1, 0 for not yet, -1 for no, with the reason. */
static int
check_money(const BurnishSession *session, Wish *wish, char **reason)
{
	const BurnishCost cost = burnish_cost_estimate(session->models, wish->settings);

	wish->promised = cost.high;
	if (session->max_cost <= 0)
		return 1;
	if (!cost.is_known) {
		*reason = g_strdup_printf("the price of %s is not known, so --max-cost cannot be kept; models.json can be given it", wish->settings->model);
		return -1;
	}
	if (session->spent.high + session->promised + cost.high <= session->max_cost)
		return 1;
	/* What is under way may turn out to be cheaper. */
	if (session->under_way > 0)
		return 0;
	*reason = g_strdup_printf("not sent: it may cost $%.3f, and of the $%.3f of --max-cost $%.3f are spent",
		cost.high, session->max_cost, session->spent.high);

	return -1;
}

/* TRUE when it was dealt with without being sent. */
static gboolean
settle(BurnishSession *session, Wish *wish)
{
	if (burnish_interrupted()) {
		deliver_error(wish, BURNISH_API_INTERRUPTED, "not sent");
		return TRUE;
	}
	if (burnish_model_check(session->models, wish->settings)) {
		g_autofree char *text = vips_error_buffer_copy();

		vips_error_clear();
		deliver_error(wish, BURNISH_API_REQUEST, g_strchomp(text));
		return TRUE;
	}
	wish->request = burnish_request_make(wish->settings);
	BurnishResponse *cached = session->use_cache ? burnish_cache_get(wish->request) : NULL;
	if (cached) {
		session->cached++;
		deliver(wish, cached);
		return TRUE;
	}
	if (session->stopped) {
		deliver_error(wish, session->stopped_kind, session->stopped);
		return TRUE;
	}

	return FALSE;
}

static void
feed(BurnishSession *session)
{
	Wish *wish;

	while (session->under_way < session->concurrency && (wish = g_queue_pop_head(&session->waiting))) {
		g_autofree char *reason = NULL;

		if (!wish->request && settle(session, wish))
			continue;
		int money = check_money(session, wish, &reason);
		if (money > 0)
			send_off(wish);
		else if (money < 0)
			deliver_error(wish, BURNISH_API_BUDGET, reason);
		else {
			g_queue_push_head(&session->waiting, wish);
			return;
		}
	}
}

void
burnish_session_run(BurnishSession *session)
{
	do {
		feed(session);
		burnish_client_run(session->client);
	} while (!g_queue_is_empty(&session->waiting));
}

static void
keep_response(BurnishResponse *response, void *user)
{
	*(BurnishResponse **) user = response;
}

BurnishResponse *
burnish_session_make(BurnishSession *session, const BurnishSettings *settings)
{
	const BurnishClientFns fns = { .done = keep_response };
	BurnishResponse *response = NULL;

	burnish_session_add(session, settings, &fns, &response);
	burnish_session_run(session);

	return response;
}

static gboolean
is_pending(const BurnishResponse *response)
{
	return response->error.kind == BURNISH_API_OK &&
		(g_strcmp0(response->status, "queued") == 0 || g_strcmp0(response->status, "in_progress") == 0);
}

BurnishResponse *
burnish_session_wait(BurnishSession *session, const char *response_id)
{
	g_autofree char *escaped = g_uri_escape_string(response_id, NULL, FALSE);
	g_autofree char *path = g_strconcat("/responses/", escaped, NULL);
	gint64 pause = FIRST_LOOK;
	BurnishResponse *response;

	while (is_pending(response = burnish_client_send(session->client, burnish_request_get(path)))) {
		for (gint64 slept = 0; slept < pause && !burnish_interrupted(); slept += NAP)
			g_usleep(NAP);
		pause = MIN(pause * 2, LAST_LOOK);
		burnish_response_free(response);
	}
	if (response->error.kind == BURNISH_API_OK)
		burnish_response_expect_images(response);
	fill(session, response);

	return response;
}
