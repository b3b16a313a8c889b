/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a request goes out and an answer comes in.
 *
 * libcurl sends a request again by itself when a connection that it kept turns out to be closed, also
 * one that costs money; so nothing is sent by POST over a connection that was used before.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../base/address.h"
#include "apierror.h"
#include "transfer.h"

/* Of what comes with an error: enough for any message. */
#define MAX_ERROR (G_GINT64_CONSTANT(1) << 20)

/* Written to a file and not held in memory: the largest output of a batch, with room. */
#define MAX_SINK (G_GINT64_CONSTANT(1) << 36)

/* Bytes that arrive at a time: fewer calls for megabytes. */
#define BUFFER_SIZE (256 << 10)

/* A stream that says nothing for so long is dead: pictures take up to five minutes. */
#define STALL_SECONDS 300

/* More hops than any storage service makes. */
#define MAX_REDIRECTS 5

/* A part of a form, read in place. */
typedef struct {
	GBytes *bytes;
	gsize offset;
} Cursor;

BurnishTransfer *
burnish_transfer_new(BurnishRequest *request, const BurnishClientFns *fns, void *user,
	const BurnishEndpoint *endpoint, const BurnishClientOptions *options)
{
	BurnishTransfer *transfer = g_new0(BurnishTransfer, 1);

	transfer->request = request;
	transfer->fns = *fns;
	transfer->user = user;
	transfer->endpoint = endpoint;
	transfer->options = options;
	transfer->body = g_byte_array_new();

	return transfer;
}

void
burnish_transfer_forget_key(BurnishTransfer *transfer)
{
	if (transfer->key_line)
		explicit_bzero(transfer->key_line, strlen(transfer->key_line));
	transfer->key_line = NULL;
}

void
burnish_transfer_reset(BurnishTransfer *transfer)
{
	burnish_transfer_forget_key(transfer);
	g_clear_pointer(&transfer->easy, curl_easy_cleanup);
	g_clear_pointer(&transfer->mime, curl_mime_free);
	g_clear_pointer(&transfer->headers, curl_slist_free_all);
	g_clear_pointer(&transfer->stream, burnish_stream_free);
	g_clear_pointer(&transfer->request_id, g_free);
	g_free(transfer->retry.retry_after);
	g_free(transfer->retry.retry_after_ms);
	g_free(transfer->retry.should_retry);
	transfer->retry = (BurnishRetryHeaders){ 0 };
	g_byte_array_set_size(transfer->body, 0);
	transfer->received = 0;
	*transfer->error = '\0';
	transfer->is_too_large = transfer->is_unreachable = transfer->is_full = transfer->is_held = FALSE;
}

void
burnish_transfer_free(BurnishTransfer *transfer)
{
	if (!transfer)
		return;

	burnish_transfer_reset(transfer);
	burnish_request_free(transfer->request);
	g_byte_array_unref(transfer->body);
	g_free(transfer->location);
	g_free(transfer);
}

/* ---- Receiving ---- */

static long
get_long(CURL *easy, CURLINFO info)
{
	long value = 0;

	curl_easy_getinfo(easy, info, &value);

	return value;
}

static gint64
get_offset(CURL *easy, CURLINFO info)
{
	curl_off_t value = 0;

	curl_easy_getinfo(easy, info, &value);

	return value;
}

static gboolean
is_event_stream(CURL *easy)
{
	const char *type = NULL;

	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);

	return type && g_ascii_strncasecmp(type, "text/event-stream", 17) == 0;
}

static gint64
limit(const BurnishTransfer *transfer, gboolean is_good)
{
	if (!is_good)
		return MIN(MAX_ERROR, transfer->options->max_bytes);

	return transfer->request->sink >= 0 ? MAX_SINK : transfer->options->max_bytes;
}

static gboolean
write_sink(BurnishTransfer *transfer, const char *data, gsize length)
{
	while (length > 0) {
		ssize_t n = write(transfer->request->sink, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			transfer->is_full = TRUE;
			g_snprintf(transfer->error, sizeof(transfer->error), "%s", g_strerror(errno));
			return FALSE;
		}
		data += n;
		length -= n;
	}

	return TRUE;
}

/* The first bytes: what are they going to be? */
static void
begin_body(BurnishTransfer *transfer, gboolean is_good)
{
	gint64 length = get_offset(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);

	if (is_good && !transfer->request->raw && is_event_stream(transfer->easy))
		transfer->stream = burnish_stream_new(transfer->fns.partial, transfer->user);
	else if (length > 0 && length <= limit(transfer, is_good) && transfer->request->sink < 0) {
		/* All at once, without growing. */
		g_byte_array_set_size(transfer->body, length);
		g_byte_array_set_size(transfer->body, 0);
	}
}

static size_t
on_data(char *data, size_t size, size_t n, void *user)
{
	BurnishTransfer *transfer = user;
	gsize length = size * n;
	gboolean is_good = get_long(transfer->easy, CURLINFO_RESPONSE_CODE) / 100 == 2;

	if (transfer->received == 0)
		begin_body(transfer, is_good);
	transfer->received += length;
	if (transfer->received > limit(transfer, is_good)) {
		transfer->is_too_large = TRUE;
		return 0;
	}
	if (transfer->stream)
		burnish_stream_feed(transfer->stream, data, length);
	else if (is_good && transfer->request->sink >= 0)
		return write_sink(transfer, data, length) ? length : 0;
	else
		g_byte_array_append(transfer->body, (const guint8 *) data, length);

	return length;
}

static void
take_header(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static size_t
on_header(char *data, size_t size, size_t n, void *user)
{
	BurnishTransfer *transfer = user;
	g_autofree char *line = g_strndup(data, size * n);
	char *colon = strchr(line, ':');

	/* Headers of an interim answer go before those of the last one. */
	if (!colon)
		return size * n;
	*colon = '\0';
	char *name = g_strstrip(line);
	char *value = g_strstrip(colon + 1);
	if (g_ascii_strcasecmp(name, "retry-after") == 0)
		take_header(&transfer->retry.retry_after, value);
	else if (g_ascii_strcasecmp(name, "retry-after-ms") == 0)
		take_header(&transfer->retry.retry_after_ms, value);
	else if (g_ascii_strcasecmp(name, "x-should-retry") == 0)
		take_header(&transfer->retry.should_retry, value);
	else if (g_ascii_strcasecmp(name, "x-request-id") == 0)
		take_header(&transfer->request_id, value);
	else if (g_ascii_strncasecmp(name, "x-ratelimit-remaining-", 22) == 0)
		transfer->retry.is_used_up |= g_str_equal(value, "0");
	else if (g_ascii_strncasecmp(name, "x-ratelimit-reset-", 18) == 0)
		transfer->retry.reset = MAX(transfer->retry.reset, burnish_retry_duration(value));

	return size * n;
}

static curl_socket_t
on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	BurnishTransfer *transfer = user;

	if ((transfer->reach == BURNISH_REACH_LOOPBACK && !burnish_address_is_loopback(&address->addr)) ||
		(transfer->reach == BURNISH_REACH_PUBLIC && !burnish_address_is_public(&address->addr))) {
		transfer->is_unreachable = TRUE;
		return CURL_SOCKET_BAD;
	}

	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- Sending ---- */

/* Connected, and not a byte of the request is on its way. */
static int
on_connected(void *user, char *theirs, char *ours, int their_port, int our_port)
{
	BurnishTransfer *transfer = user;

	transfer->is_held = !transfer->fns.sending(transfer->user);

	return transfer->is_held ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static size_t
on_read(char *buffer, size_t size, size_t n, void *user)
{
	Cursor *cursor = user;
	gsize length;
	const char *data = g_bytes_get_data(cursor->bytes, &length);
	gsize count = MIN(size * n, length - cursor->offset);

	if (count > 0)
		memcpy(buffer, data + cursor->offset, count);
	cursor->offset += count;

	return count;
}

static int
on_seek(void *user, curl_off_t offset, int origin)
{
	Cursor *cursor = user;

	if (origin != SEEK_SET || offset < 0 || (gsize) offset > g_bytes_get_size(cursor->bytes))
		return CURL_SEEKFUNC_FAIL;
	cursor->offset = offset;

	return CURL_SEEKFUNC_OK;
}

static void
add_part(curl_mime *mime, const BurnishPart *part)
{
	curl_mimepart *made = curl_mime_addpart(mime);

	curl_mime_name(made, part->name);
	if (part->text) {
		curl_mime_data(made, part->text, CURL_ZERO_TERMINATED);
		return;
	}

	Cursor *cursor = g_new(Cursor, 1);
	*cursor = (Cursor){ part->bytes, 0 };
	curl_mime_data_cb(made, g_bytes_get_size(part->bytes), on_read, on_seek, g_free, cursor);
	curl_mime_filename(made, part->filename);
	/* What libcurl would guess from the name is not always true, and the API refuses what has no type. */
	curl_mime_type(made, part->mime);
}

static void
add_header(BurnishTransfer *transfer, const char *line)
{
	transfer->headers = curl_slist_append(transfer->headers, line);
}

static void
add_key(BurnishTransfer *transfer)
{
	const BurnishEndpoint *endpoint = transfer->endpoint;
	struct curl_slist *last;

	if (!endpoint->key)
		return;
	char *line = burnish_secret_reveal(endpoint->key, endpoint->is_api_key ? "api-key: " : "Authorization: Bearer ");
	add_header(transfer, line);
	burnish_secret_wipe(line);
	for (last = transfer->headers; last->next; last = last->next)
		;
	transfer->key_line = last->data;
}

static gboolean
is_url(const char *path)
{
	return strstr(path, "://") != NULL;
}

/* Whether a place is the API itself, which may know who we are. */
static gboolean
is_same_origin(const char *url, const char *base)
{
	g_autoptr(GUri) a = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	g_autoptr(GUri) b = g_uri_parse(base, G_URI_FLAGS_NONE, NULL);

	return a && b && g_str_equal(g_uri_get_scheme(a), g_uri_get_scheme(b)) &&
		g_strcmp0(g_uri_get_host(a), g_uri_get_host(b)) == 0 && g_uri_get_port(a) == g_uri_get_port(b);
}

/* Foreign places are asked by https, except on this machine where that is allowed. */
int
burnish_transfer_check_url(const BurnishClientOptions *options, const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	if (!host || !*host || g_uri_get_userinfo(uri)) {
		vips_error(NULL, "\"%s\" is no address that can be fetched", url);
		return -1;
	}
	if (g_str_equal(g_uri_get_scheme(uri), "https"))
		return 0;
	if (options->allow_private && g_str_equal(g_uri_get_scheme(uri), "http") && burnish_address_is_loopback_name(host))
		return 0;
	vips_error(NULL, "\"%s\" is not https; plain http goes to this machine only, with --allow-private", url);

	return -1;
}

/* Where to, and as whom. */
static int
set_target(BurnishTransfer *transfer)
{
	const BurnishRequest *request = transfer->request;
	const char *place = transfer->location ? transfer->location : request->path;
	g_autofree char *url = is_url(place) ? g_strdup(place) : burnish_endpoint_url(transfer->endpoint, place, request->model);
	/* A URL that somebody gave is never told who we are; where the API sends us on, only the API is. */
	gboolean is_foreign = is_url(request->path) || (is_url(place) && !is_same_origin(url, transfer->endpoint->base));
	gboolean is_plain = g_str_has_prefix(url, "http:");

	if (is_foreign && burnish_transfer_check_url(transfer->options, url))
		return -1;
	transfer->reach = is_plain                            ? BURNISH_REACH_LOOPBACK
		: is_foreign && !transfer->options->allow_private ? BURNISH_REACH_PUBLIC
														  : BURNISH_REACH_ANY;
	curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
	curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https");
	/* A proxy would hide where a connection leads, and read what is not encrypted. */
	if (transfer->reach != BURNISH_REACH_ANY)
		curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
	if (is_foreign)
		return 0;
	if (!burnish_endpoint_has_key(transfer->endpoint))
		return burnish_endpoint_no_key(transfer->endpoint);
	for (int i = 0; transfer->endpoint->headers[i]; i++)
		add_header(transfer, transfer->endpoint->headers[i]);
	add_key(transfer);

	return 0;
}

static void
set_body(BurnishTransfer *transfer)
{
	const BurnishRequest *request = transfer->request;
	CURL *easy = transfer->easy;

	if (request->parts) {
		transfer->mime = curl_mime_init(easy);
		for (guint i = 0; i < request->parts->len; i++)
			add_part(transfer->mime, request->parts->pdata[i]);
		curl_easy_setopt(easy, CURLOPT_MIMEPOST, transfer->mime);
	}
	else if (request->body) {
		add_header(transfer, "Content-Type: application/json");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) g_bytes_get_size(request->body));
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, g_bytes_get_data(request->body, NULL));
	}
	/* Not to wait for a leave that few servers give. */
	add_header(transfer, "Expect:");
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

static void
set_options(BurnishTransfer *transfer)
{
	const BurnishClientOptions *options = transfer->options;
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "burnish/" BURNISH_VERSION);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	/* Who has authorities of his own says so to all programs in this way. */
	if (g_getenv("SSL_CERT_FILE"))
		curl_easy_setopt(easy, CURLOPT_CAINFO, g_getenv("SSL_CERT_FILE"));
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long) options->connect_timeout);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long) options->timeout);
	if (transfer->request->stream) {
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
		curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long) STALL_SECONDS);
	}
	if (transfer->request->paid && transfer->fns.sending) {
		curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_connected);
		curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	}
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long) BUFFER_SIZE);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
}

int
burnish_transfer_prepare(BurnishTransfer *transfer)
{
	burnish_transfer_reset(transfer);
	if (transfer->request->sink >= 0 && (ftruncate(transfer->request->sink, 0) != 0 || lseek(transfer->request->sink, 0, SEEK_SET) != 0)) {
		vips_error(NULL, "cannot write what is fetched: %s", g_strerror(errno));
		return -1;
	}
	transfer->easy = curl_easy_init();
	set_options(transfer);
	if (set_target(transfer))
		return -1;
	if (g_str_equal(transfer->request->method, "POST"))
		set_body(transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);

	return 0;
}

/* ---- The end ---- */

/* Whether the server has all of a request, and so may be working on it. When it cannot be known, it
 * has. */
static gboolean
is_sent(const BurnishTransfer *transfer)
{
	gint64 sent = get_offset(transfer->easy, CURLINFO_SIZE_UPLOAD_T);
	gint64 size = transfer->request->body
		? (gint64) g_bytes_get_size(transfer->request->body)
		: get_offset(transfer->easy, CURLINFO_CONTENT_LENGTH_UPLOAD_T);

	return get_long(transfer->easy, CURLINFO_REQUEST_SIZE) > 0 && (size < 0 || sent >= size);
}

/* Nothing was answered, or not all of it. */
static void
fail(const BurnishTransfer *transfer, BurnishResponse *response, CURLcode code)
{
	const char *reason = *transfer->error ? transfer->error : curl_easy_strerror(code);
	gboolean is_post = g_str_equal(transfer->request->method, "POST");

	if (transfer->is_held)
		burnish_response_fail(response, BURNISH_API_REQUEST, "not sent");
	else if (transfer->is_too_large)
		burnish_response_fail(response, BURNISH_API_ANSWER, "the answer is larger than the limit of %" G_GINT64_FORMAT " bytes", limit(transfer, TRUE));
	else if (transfer->is_full)
		burnish_response_fail(response, BURNISH_API_ANSWER, "cannot write what is fetched: %s", reason);
	else if (transfer->is_unreachable && code == CURLE_COULDNT_CONNECT)
		burnish_response_fail(response, BURNISH_API_ANSWER, transfer->reach == BURNISH_REACH_LOOPBACK ? "plain http goes to this machine only" : "leads to an address that is not public; --allow-private lets it");
	else if (is_post && is_sent(transfer))
		burnish_response_fail(response, BURNISH_API_LOST, "%s", reason);
	else
		burnish_response_fail(response, BURNISH_API_NETWORK, "%s", reason);
	/* That does not get better by itself. */
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_URL_MALFORMAT)
		response->error.should_retry = 0;
}

static gboolean
follow(BurnishTransfer *transfer, int status)
{
	char *location = NULL;

	curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &location);
	/* A POST is not repeated somewhere else. */
	if (status / 100 != 3 || !location || !g_str_equal(transfer->request->method, "GET") || transfer->redirects >= MAX_REDIRECTS)
		return FALSE;
	g_free(transfer->location);
	transfer->location = g_strdup(location);
	transfer->redirects++;

	return TRUE;
}

/* What came, as an answer; whether that is all of it is another question. */
static BurnishResponse *
read_answer(BurnishTransfer *transfer, int status)
{
	const GByteArray *body = transfer->body;
	gboolean is_good = status / 100 == 2;

	if (transfer->stream)
		return burnish_stream_finish(transfer->stream);
	if (is_good && transfer->request->raw) {
		BurnishResponse *response = burnish_response_new();

		response->raw = g_bytes_new(body->data, body->len);
		return response;
	}

	BurnishResponse *response = burnish_response_parse(status, (const char *) body->data, body->len);
	if (status / 100 == 3)
		burnish_response_fail(response, BURNISH_API_REQUEST, "it is somewhere else now (HTTP %d); is the base URL right?", status);
	/* An answer that stops in the middle, where nothing said how long it is. */
	if (is_good && !response->json && transfer->request->paid && (body->len == 0 || body->data[0] == '{'))
		burnish_response_fail(response, BURNISH_API_LOST, "the answer was cut off");

	return response;
}

/* Whether the answer is whole, however the connection ended; an error that was said is an answer. */
static gboolean
is_whole(const BurnishTransfer *transfer, int status, const BurnishResponse *response)
{
	if (status / 100 != 2)
		return status > 0;

	return response->json || (transfer->stream && response->error.kind != BURNISH_API_LOST);
}

BurnishResponse *
burnish_transfer_finish(BurnishTransfer *transfer, CURLcode code)
{
	int status = get_long(transfer->easy, CURLINFO_RESPONSE_CODE);

	if (code == CURLE_OK && follow(transfer, status))
		return NULL;

	BurnishResponse *response = status > 0 && !transfer->is_too_large && !transfer->is_full
		? read_answer(transfer, status)
		: burnish_response_new();
	burnish_retry_read(&response->error, &transfer->retry, g_get_real_time());
	if (code != CURLE_OK && !is_whole(transfer, status, response))
		fail(transfer, response, code);

	response->attempts = transfer->attempts;
	response->request_id = g_strdup(transfer->request_id);
	if (response->error.kind != BURNISH_API_OK && !response->error.request_id)
		response->error.request_id = g_strdup(transfer->request_id);

	return response;
}
