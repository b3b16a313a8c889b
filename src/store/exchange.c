/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Requests to an object store. libcurl 7.88 signs what it is given, so what it is given has to
 * be what the store sees: the path and the query escaped and sorted by us, the hash of the body
 * said by us, and no header of libcurl's own taken back ("Expect:"), which it would sign and not
 * send.
 */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>
#include <vips/vips.h>

#include "../base/address.h"
#include "../base/interrupt.h"
#include "answers.h"
#include "exchange.h"
#include "fault.h"

/* An error, a page of a list: a thousand keys of 1024 bytes, escaped. */
#define MAX_ANSWER (G_GINT64_CONSTANT(8) << 20)

/* Seconds. Stores close connections that are silent for 20 to 60. */
#define CONNECT_TIMEOUT 10L
#define STALL_TIMEOUT 60L

#define BUFFER_SIZE (256 << 10)

/* The handle, with its connections, which are kept from one object to the next. */
static CURL *kept = NULL;

/* Of what is sent. */
typedef struct {
	char sha256[BURNISH_SHA256_SIZE];
	guint8 md5[BURNISH_MD5_SIZE];
} Sums;

/* A try of an exchange. */
typedef struct {
	const BurnishAccount *account;
	const BurnishExchange *exchange;
	const Sums *sums;
	BurnishAnswer *answer;
	CURL *easy;
	struct curl_slist *headers;
	GChecksum *md5;
	gint64 sent;
	gint64 received;
	gboolean is_plain;
	gboolean is_unreachable;
	gboolean is_too_large;
	int errnum;
	char error[CURL_ERROR_SIZE];
} Try;

void
burnish_answer_clear(BurnishAnswer *answer)
{
	if (answer->body)
		g_string_free(answer->body, TRUE);
	g_free(answer->etag);
	g_free(answer->md5_text);
	g_free(answer->region);
	g_free(answer->code);
	g_free(answer->message);
	*answer = (BurnishAnswer){ .size = -1 };
}

/* ---- What is sent ---- */

/* The signature covers one of them, and the store checks both. */
static int
sum_body(const BurnishExchange *exchange, Sums *sums)
{
	if (exchange->from >= 0)
		return burnish_sums_file(exchange->from, exchange->offset, exchange->length, sums->md5, sums->sha256);
	burnish_sums_text(exchange->text ? exchange->text : "", sums->md5, sums->sha256);

	return 0;
}

static size_t
on_read(char *buffer, size_t size, size_t n, void *user)
{
	Try *try = user;
	const BurnishExchange *exchange = try->exchange;
	gsize length = MIN((gint64) (size * n), exchange->length - try->sent);
	ssize_t count;

	do
		count = pread(exchange->from, buffer, length, exchange->offset + try->sent);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return CURL_READFUNC_ABORT;
	try->sent += count;

	return count;
}

static int
on_seek(void *user, curl_off_t offset, int origin)
{
	Try *try = user;

	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_FAIL;
	try->sent = offset;

	return CURL_SEEKFUNC_OK;
}

/* ---- What is received ---- */

static long
get_status(const Try *try)
{
	long status = 0;

	curl_easy_getinfo(try->easy, CURLINFO_RESPONSE_CODE, &status);

	return status;
}

static gboolean
write_all(int fd, const char *data, gsize length)
{
	while (length > 0) {
		ssize_t n = write(fd, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		data += n;
		length -= n;
	}

	return TRUE;
}

static size_t
on_data(char *data, size_t size, size_t n, void *user)
{
	Try *try = user;
	gsize length = size * n;
	gboolean to_sink = try->exchange->sink >= 0 && get_status(try) / 100 == 2;

	try->received += length;
	if (try->received > (to_sink ? try->exchange->max_bytes : MAX_ANSWER)) {
		try->is_too_large = TRUE;
		return 0;
	}
	if (!to_sink)
		g_string_append_len(try->answer->body, data, length);
	else if (write_all(try->exchange->sink, data, length))
		g_checksum_update(try->md5, (const guchar *) data, length);
	else {
		try->errnum = errno;
		return 0;
	}

	return length;
}

static void
take(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static void
take_header(BurnishAnswer *answer, const char *name, const char *value)
{
	if (g_ascii_strcasecmp(name, "etag") == 0) {
		g_free(answer->etag);
		answer->etag = burnish_etag_bare(value);
	}
	else if (g_ascii_strcasecmp(name, "content-length") == 0)
		answer->size = g_ascii_strtoll(value, NULL, 10);
	else if (g_ascii_strcasecmp(name, "x-amz-meta-md5chksum") == 0)
		take(&answer->md5_text, value);
	else if (g_ascii_strcasecmp(name, "x-amz-bucket-region") == 0)
		take(&answer->region, value);
	else if (g_ascii_strcasecmp(name, "x-amz-server-side-encryption") == 0)
		answer->is_sealed |= g_str_has_prefix(value, "aws:kms");
	else if (g_ascii_strcasecmp(name, "x-amz-server-side-encryption-customer-algorithm") == 0)
		answer->is_sealed = TRUE;
	else if (g_ascii_strcasecmp(name, "retry-after") == 0)
		answer->retry_after = g_ascii_strtod(value, NULL);
}

static size_t
on_header(char *data, size_t size, size_t n, void *user)
{
	Try *try = user;
	g_autofree char *line = g_strndup(data, size * n);
	char *colon = strchr(line, ':');

	if (colon) {
		*colon = '\0';
		take_header(try->answer, g_strstrip(line), g_strstrip(colon + 1));
		/* Before anything is fetched in vain. */
		if (try->exchange->sink >= 0 && get_status(try) / 100 == 2 && try->answer->size > try->exchange->max_bytes) {
			try->is_too_large = TRUE;
			return 0;
		}
	}

	return size * n;
}

static int
on_progress(void *user, curl_off_t total, curl_off_t now, curl_off_t upload_total, curl_off_t upload_now)
{
	Try *try = user;

	return burnish_interrupted() && !try->exchange->is_cleanup;
}

static curl_socket_t
on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	Try *try = user;

	if (try->is_plain && !burnish_address_is_loopback(&address->addr)) {
		try->is_unreachable = TRUE;
		return CURL_SOCKET_BAD;
	}

	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- A try ---- */

static void
add_header(Try *try, const char *name, const char *value)
{
	g_autofree char *line = g_strconcat(name, ": ", value, NULL);

	try->headers = curl_slist_append(try->headers, line);
}

static void
set_account(Try *try)
{
	g_autofree char *scope = g_strdup_printf("aws:amz:%s:s3", try->account->region);
	char *id = burnish_secret_reveal(try->account->id, "");
	char *key = burnish_secret_reveal(try->account->key, "");

	curl_easy_setopt(try->easy, CURLOPT_AWS_SIGV4, scope);
	/* Not together: an id may have a colon in it. */
	curl_easy_setopt(try->easy, CURLOPT_USERNAME, id);
	curl_easy_setopt(try->easy, CURLOPT_PASSWORD, key);
	burnish_secret_wipe(id);
	burnish_secret_wipe(key);
	if (try->account->token) {
		char *line = burnish_secret_reveal(try->account->token, "x-amz-security-token: ");

		try->headers = curl_slist_append(try->headers, line);
		burnish_secret_wipe(line);
	}
}

static void
set_target(Try *try)
{
	g_autofree char *bare = burnish_account_url(try->account, try->exchange->location);
	g_autofree char *url = try->exchange->query ? g_strconcat(bare, "?", try->exchange->query, NULL) : g_strdup(bare);
	const char *own = g_getenv("AWS_CA_BUNDLE");
	const char *authorities = own && *own ? own : g_getenv("SSL_CERT_FILE");
	CURL *easy = try->easy;

	try->is_plain = g_str_has_prefix(url, "http:");
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, try->is_plain ? "http" : "https");
	/* Whoever answers elsewhere would get our signature. */
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
	if (try->is_plain)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (authorities && *authorities)
		curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
}

static void
set_options(Try *try)
{
	CURL *easy = try->easy;

	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, try->error);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "burnish/" BURNISH_VERSION);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, STALL_TIMEOUT);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long) BUFFER_SIZE);
	curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long) BUFFER_SIZE);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, try);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, try);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, try);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, try);
}

static void
set_method(Try *try)
{
	const BurnishExchange *exchange = try->exchange;
	CURL *easy = try->easy;

	if (g_str_equal(exchange->method, "HEAD"))
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else if (g_str_equal(exchange->method, "PUT")) {
		curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t) exchange->length);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(easy, CURLOPT_READDATA, try);
		curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
		curl_easy_setopt(easy, CURLOPT_SEEKDATA, try);
	}
	else if (g_str_equal(exchange->method, "POST")) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen(exchange->text));
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange->text);
	}
	else
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method);
}

static void
wipe_headers(struct curl_slist *headers)
{
	for (struct curl_slist *line = headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(headers);
}

static CURLcode
perform(Try *try)
{
	const BurnishExchange *exchange = try->exchange;
	gboolean has_body = exchange->from >= 0 || (exchange->text && *exchange->text);

	if (!kept)
		kept = curl_easy_init();
	try->easy = kept;
	curl_easy_reset(try->easy);
	set_options(try);
	set_target(try);
	set_method(try);
	set_account(try);
	add_header(try, "x-amz-content-sha256", try->sums->sha256);
	if (has_body) {
		g_autofree char *text = g_base64_encode(try->sums->md5, sizeof(try->sums->md5));
		add_header(try, "Content-MD5", text);
	}
	for (int i = 0; exchange->headers && exchange->headers[i]; i++)
		try->headers = curl_slist_append(try->headers, exchange->headers[i]);
	curl_easy_setopt(try->easy, CURLOPT_HTTPHEADER, try->headers);

	CURLcode code = curl_easy_perform(try->easy);
	try->answer->status = get_status(try);
	wipe_headers(try->headers);
	/* The handle has copies of both, and of pointers into this try. */
	curl_easy_reset(try->easy);

	return code;
}

/* ---- All tries ---- */

static int
fail(const Try *try, CURLcode code)
{
	if (try->is_too_large)
		vips_error(NULL, "larger than %" G_GINT64_FORMAT " bytes", try->exchange->sink >= 0 ? try->exchange->max_bytes : MAX_ANSWER);
	else if (try->errnum)
		vips_error(NULL, "cannot write what is fetched: %s", g_strerror(try->errnum));
	else if (try->is_unreachable)
		vips_error(NULL, "plain http goes to this machine only");
	else
		vips_error(NULL, "%s", *try->error ? try->error : curl_easy_strerror(code));

	return -1;
}

/* Begin from the beginning. */
static int
rewind_sink(const BurnishExchange *exchange)
{
	if (exchange->sink >= 0 && (ftruncate(exchange->sink, 0) != 0 || lseek(exchange->sink, 0, SEEK_SET) != 0)) {
		vips_error(NULL, "cannot write what is fetched: %s", g_strerror(errno));
		return -1;
	}

	return 0;
}

static void
read_error(BurnishAnswer *answer)
{
	const GString *body = answer->body;

	/* Also an answer that began well may have turned out to be an error. */
	if (answer->status / 100 == 2 && !strstr(body->str, "<Error>"))
		return;
	answer->code = burnish_answer_text(body->str, body->len, "Error", "Code");
	answer->message = burnish_answer_text(body->str, body->len, "Error", "Message");
}

/* What arrives is summed up on the way; of what is sent, the sum is known. */
static CURLcode
sum_and_perform(Try *try)
{
	gsize length = sizeof(try->answer->md5);

	memcpy(try->answer->md5, try->sums->md5, length);
	if (try->exchange->sink < 0)
		return perform(try);
	try->md5 = g_checksum_new(G_CHECKSUM_MD5);
	CURLcode code = perform(try);
	g_checksum_get_digest(try->md5, try->answer->md5, &length);
	g_checksum_free(try->md5);

	return code;
}

/* TRUE when it shall be tried again, after a while. */
static gboolean
once(Try *try, int *result)
{
	BurnishAnswer *answer = try->answer;
	int tries = answer->tries + 1;

	burnish_answer_clear(answer);
	answer->body = g_string_new(NULL);
	answer->tries = tries;
	if ((*result = rewind_sink(try->exchange)))
		return FALSE;

	CURLcode code = sum_and_perform(try);
	if (code == CURLE_OK) {
		read_error(answer);
		return burnish_fault_is_passing(answer);
	}
	vips_error_clear();
	if (burnish_interrupted() && !try->exchange->is_cleanup) {
		vips_error(NULL, "interrupted");
		*result = -1;
	}
	else
		*result = fail(try, code);

	return !burnish_interrupted() && !try->is_too_large && !try->errnum && !try->is_unreachable && burnish_fault_is_passing_code(code);
}

int
burnish_exchange(const BurnishAccount *account, const BurnishExchange *exchange, BurnishAnswer *answer)
{
	Sums sums;
	int result;

	burnish_answer_clear(answer);
	answer->tries = 0;
	if (sum_body(exchange, &sums))
		return -1;
	for (;;) {
		Try try = { .account = account, .exchange = exchange, .sums = &sums, .answer = answer };

		gboolean again = once(&try, &result);
		answer->is_too_large = try.is_too_large;
		if (!again || !burnish_fault_wait(answer))
			return result;
	}
}
