/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A queue in front of libcurl's multi interface. One thread: whoever is called back may queue more.
 */

#include <malloc.h>
#include <string.h>

#include "../base/interrupt.h"
#include "transfer.h"

/* Tier 1 of the API makes five pictures a minute. */
#define CONCURRENCY 4
/* As the official libraries: three tries in all. */
#define RETRIES 2
/* They wait five seconds; far networks need more. */
#define CONNECT_TIMEOUT 10
/* As theirs; a large picture of high quality takes up to five minutes. */
#define TIMEOUT 600
/* Ten pictures of the largest size in base64, with room. */
#define MAX_BYTES (G_GINT64_CONSTANT(1) << 29)

/* How long to sleep at most: a signal ends the sleep, but one that comes just before it does not. */
#define MAX_SLEEP_MS 200

/* Waits from here on are worth a word. */
#define WORTH_SAYING (G_USEC_PER_SEC)

struct BurnishClient {
	const BurnishEndpoint *endpoint;
	BurnishClientOptions options;

	CURLM *multi;
	/* BurnishTransfer that wait, in order, and those under way. */
	GQueue waiting;
	GPtrArray *active;
	/* Nothing begins before, in monotonic time: the limit is everybody's. */
	gint64 not_before;
	gboolean is_running;
};

BurnishClientOptions
burnish_client_defaults(void)
{
	return (BurnishClientOptions){
		.concurrency = CONCURRENCY,
		.retries = RETRIES,
		.connect_timeout = CONNECT_TIMEOUT,
		.timeout = TIMEOUT,
		.max_bytes = MAX_BYTES,
	};
}

/* ---- libcurl's memory, which had our key in it ---- */

static void
wiping_free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void *
wiping_realloc(void *p, size_t size)
{
	size_t old = p ? malloc_usable_size(p) : 0;
	void *moved;

	if (p && size > 0 && size <= old)
		return p;
	if (!(moved = malloc(MAX(size, 1))))
		return NULL;
	if (p)
		memcpy(moved, p, MIN(old, size));
	wiping_free(p);

	return moved;
}

static void
start_libcurl(void)
{
	static gsize once = 0;

	if (g_once_init_enter(&once)) {
		/* Where the program uses libcurl already, this changes nothing. */
		curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup, calloc);
		g_once_init_leave(&once, 1);
	}
}

BurnishClient *
burnish_client_new(const BurnishEndpoint *endpoint, const BurnishClientOptions *options)
{
	g_autoptr(BurnishClient) client = g_new0(BurnishClient, 1);

	start_libcurl();
	client->endpoint = endpoint;
	client->options = *options;
	client->active = g_ptr_array_new();
	if (!(client->multi = curl_multi_init())) {
		vips_error("client", "libcurl does not start");
		return NULL;
	}

	return g_steal_pointer(&client);
}

int
burnish_client_check_url(const BurnishClient *client, const char *url)
{
	return burnish_transfer_check_url(&client->options, url);
}

void
burnish_client_free(BurnishClient *client)
{
	if (!client)
		return;

	for (BurnishTransfer *transfer; (transfer = g_queue_pop_head(&client->waiting));)
		burnish_transfer_free(transfer);
	g_ptr_array_unref(client->active);
	curl_multi_cleanup(client->multi);
	g_free(client);
}

void
burnish_client_add(BurnishClient *client, BurnishRequest *request, const BurnishClientFns *fns, void *user)
{
	g_queue_push_tail(&client->waiting,
		burnish_transfer_new(request, fns, user, client->endpoint, &client->options));
}

/* Takes both. */
static void
end(BurnishTransfer *transfer, BurnishResponse *response)
{
	/* Servers repeat in messages what they did not like. */
	g_autofree char *message = burnish_secret_redact(transfer->endpoint->key, response->error.message);

	VIPS_SWAP(char *, message, response->error.message);
	transfer->fns.done(response, transfer->user);
	burnish_transfer_free(transfer);
}

static void
end_with_error(BurnishTransfer *transfer, BurnishApiKind kind, const char *message)
{
	BurnishResponse *response = burnish_response_new();

	response->attempts = transfer->attempts;
	burnish_response_fail(response, kind, "%s", message);
	end(transfer, response);
}

static gboolean
is_lost_but_wanted(const BurnishClient *client, const BurnishResponse *response)
{
	return response->error.kind == BURNISH_API_LOST && client->options.retry_lost;
}

/* When to try again, as a delay; -1 for never. */
static gint64
delay_of(const BurnishClient *client, const BurnishTransfer *transfer, const BurnishResponse *response)
{
	BurnishApiError error = response->error;

	if (error.kind == BURNISH_API_OK || transfer->attempts > client->options.retries)
		return -1;
	/* What failed after it had begun may have been paid; a limit is found before that. */
	if (transfer->request->paid && error.status == 200 && error.kind != BURNISH_API_RATE && error.kind != BURNISH_API_LOST)
		return -1;
	/* What came is not asked for twice. */
	if (response->images->len > 0)
		return -1;
	/* Whatever a header says: it may have been made, and only be lost on the way. */
	if (error.kind == BURNISH_API_LOST || error.kind == BURNISH_API_ANSWER) {
		if (!is_lost_but_wanted(client, response))
			return -1;
		error.kind = BURNISH_API_SERVER;
	}

	return burnish_retry_delay(&error, transfer->attempts - 1, g_get_real_time(), g_random_double());
}

static void
retry(BurnishClient *client, BurnishTransfer *transfer, const BurnishApiError *error, gint64 delay)
{
	gint64 now = g_get_monotonic_time();

	transfer->start_at = now + delay;
	if (error->kind == BURNISH_API_RATE)
		client->not_before = MAX(client->not_before, transfer->start_at);
	if (transfer->fns.unpaid && error->kind != BURNISH_API_LOST && error->kind != BURNISH_API_ANSWER)
		transfer->fns.unpaid(transfer->user);
	if (transfer->fns.waiting && delay >= WORTH_SAYING)
		transfer->fns.waiting(error, g_get_real_time() + delay, transfer->user);
	g_queue_push_head(&client->waiting, transfer);
}

static void
finish(BurnishClient *client, BurnishTransfer *transfer, CURLcode code)
{
	curl_multi_remove_handle(client->multi, transfer->easy);
	g_ptr_array_remove(client->active, transfer);

	BurnishResponse *response = burnish_transfer_finish(transfer, code);
	if (!response) {
		/* Sent on: not a new try. */
		transfer->attempts--;
		burnish_transfer_reset(transfer);
		g_queue_push_head(&client->waiting, transfer);
		return;
	}

	gint64 delay = delay_of(client, transfer, response);
	/* The descriptors and the buffers of this try are not needed while we wait. */
	burnish_transfer_reset(transfer);
	if (delay >= 0) {
		retry(client, transfer, &response->error, delay);
		burnish_response_free(response);
	}
	else
		end(transfer, response);
}

static void
begin(BurnishClient *client, BurnishTransfer *transfer)
{
	transfer->attempts++;
	if (burnish_transfer_prepare(transfer)) {
		g_autofree char *text = vips_error_buffer_copy();

		vips_error_clear();
		transfer->attempts--;
		end_with_error(transfer, burnish_endpoint_has_key(transfer->endpoint) ? BURNISH_API_REQUEST : BURNISH_API_AUTH, g_strchomp(text));
		return;
	}
	g_ptr_array_add(client->active, transfer);
	curl_multi_add_handle(client->multi, transfer->easy);
}

/* Begin what is due and has room; returns when the next one is, in monotonic time, or G_MAXINT64. */
static gint64
begin_due(BurnishClient *client)
{
	gint64 next = G_MAXINT64;

	for (GList *link = client->waiting.head, *after; link; link = after) {
		BurnishTransfer *transfer = link->data;
		gint64 due = MAX(transfer->start_at, client->not_before);

		if (client->active->len >= (guint) client->options.concurrency)
			return G_MAXINT64;
		after = link->next;
		if (due > g_get_monotonic_time()) {
			next = MIN(next, due);
			continue;
		}
		g_queue_delete_link(&client->waiting, link);
		begin(client, transfer);
		/* Whoever was told may have queued more. */
		after = client->waiting.head;
	}

	return next;
}

static void
drop_all(BurnishClient *client)
{
	static const char sent[] = "it was under way and may be billed";

	while (client->active->len > 0) {
		BurnishTransfer *transfer = client->active->pdata[0];

		curl_multi_remove_handle(client->multi, transfer->easy);
		g_ptr_array_remove_index(client->active, 0);
		burnish_transfer_reset(transfer);
		end_with_error(transfer, BURNISH_API_INTERRUPTED, transfer->request->paid ? sent : "");
	}
	for (BurnishTransfer *transfer; (transfer = g_queue_pop_head(&client->waiting));)
		end_with_error(transfer, BURNISH_API_INTERRUPTED, "");
}

static void
forget_keys(BurnishClient *client)
{
	for (guint i = 0; i < client->active->len; i++) {
		BurnishTransfer *transfer = client->active->pdata[i];
		long sent = 0;

		if (transfer->key_line && curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent > 0)
			burnish_transfer_forget_key(transfer);
	}
}

void
burnish_client_run(BurnishClient *client)
{
	int running;
	int left;

	/* From within a callback: the loop that called it goes on. */
	if (client->is_running)
		return;
	client->is_running = TRUE;
	while (!g_queue_is_empty(&client->waiting) || client->active->len > 0) {
		if (burnish_interrupted()) {
			drop_all(client);
			break;
		}

		gint64 next = begin_due(client);
		curl_multi_perform(client->multi, &running);
		forget_keys(client);
		gboolean is_done = FALSE;
		for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left));)
			if (message->msg == CURLMSG_DONE) {
				BurnishTransfer *transfer = NULL;
				CURLcode code = message->data.result;

				curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
				finish(client, transfer, code);
				is_done = TRUE;
			}
		if (!is_done) {
			gint64 sleep = next == G_MAXINT64 ? MAX_SLEEP_MS : MAX(0, next - g_get_monotonic_time()) / 1000 + 1;
			curl_multi_poll(client->multi, NULL, 0, MIN(sleep, MAX_SLEEP_MS), NULL);
		}
	}
	client->is_running = FALSE;
}

static void
keep_response(BurnishResponse *response, void *user)
{
	*(BurnishResponse **) user = response;
}

BurnishResponse *
burnish_client_send(BurnishClient *client, BurnishRequest *request)
{
	const BurnishClientFns fns = { .done = keep_response };
	BurnishResponse *response = NULL;

	/* The loop of this one has called us: it cannot go round again until we return. */
	g_autoptr(BurnishClient) another = client->is_running ? burnish_client_new(client->endpoint, &client->options) : NULL;
	BurnishClient *free_one = another ? another : client;

	burnish_client_add(free_one, request, &fns, &response);
	burnish_client_run(free_one);

	return response;
}
