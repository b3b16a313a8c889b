/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How an object comes into being: by one request, or, where it is large, in parts that nobody
 * sees before they are put together. What the store says it has is compared with what was sent.
 *
 * Not to write over another object is the store's business (If-None-Match), since nobody else
 * can do it in one step; one that cannot either says so, and has been asked before.
 */

#include <string.h>

#include <vips/vips.h>

#include "../base/error.h"
#include "answers.h"
#include "fault.h"
#include "put.h"

/* From here on in parts: a part is what has to be sent again when a connection breaks. Parts have
 * at least 5 MiB, and there are 10,000 at most. */
#define PART (G_GINT64_CONSTANT(8) << 20)
#define MAX_PARTS 9000
#define LARGE (2 * PART)

#define CONDITION "If-None-Match: *"

/* The store does not know the condition. */
static gboolean is_unconditional = FALSE;

gboolean
burnish_put_is_unconditional(void)
{
	return is_unconditional;
}

/* The parts of an object. */
typedef struct {
	BurnishPut *put;
	char *id;
	gint64 size;
	int n;
	/* What is said of them at the end, and what comes of it. */
	GString *list;
	GChecksum *sum;
} Parts;

/* An ETag that is an MD5 says what the store has. One that is something else says nothing; the
 * store has compared the bytes with two sums that we sent. */
static int
check_etag(const BurnishAnswer *answer, const char *expected)
{
	const char *etag = answer->etag ? answer->etag : "";
	g_autofree char *sum = g_strndup(etag, strcspn(etag, "-"));

	if (answer->is_sealed || !burnish_etag_is_md5(sum) || g_str_equal(etag, expected))
		return 0;
	vips_error(NULL, "what it has is not what was sent: ETag %s instead of %s", etag, expected);

	return -1;
}

/* Do an exchange that makes the object, on condition that there is none, where that is asked for. */
static int
conditional(BurnishPut *put, BurnishExchange *exchange, const char *const *about, BurnishAnswer *answer)
{
	for (gboolean ask = put->is_new && !is_unconditional;; ask = FALSE) {
		g_autoptr(GPtrArray) lines = g_ptr_array_new();

		for (int i = 0; about[i]; i++)
			g_ptr_array_add(lines, (char *) about[i]);
		if (ask)
			g_ptr_array_add(lines, (char *) CONDITION);
		g_ptr_array_add(lines, NULL);
		exchange->headers = (const char *const *) lines->pdata;
		int result = burnish_exchange(put->account, exchange, answer);
		exchange->headers = NULL;
		if (result)
			return -1;
		if (!ask || (answer->status != 501 && g_strcmp0(answer->code, "NotImplemented") != 0))
			break;
		is_unconditional = TRUE;
	}
	put->is_taken = answer->status == 412;
	put->is_lost = g_strcmp0(answer->code, "NoSuchUpload") == 0;
	if (answer->status / 100 == 2 && !answer->code)
		return 0;

	return burnish_fault_report(exchange, answer);
}

static int
put_whole(BurnishPut *put)
{
	BurnishExchange exchange = {
		.method = "PUT",
		.location = put->location,
		.from = put->fd,
		.length = put->size,
		.sink = -1,
	};
	g_auto(BurnishAnswer) answer = { 0 };

	if (conditional(put, &exchange, put->about, &answer))
		return -1;
	g_autofree char *expected = burnish_etag_of(answer.md5);
	put->is_wrong = check_etag(&answer, expected) != 0;
	if (put->is_wrong)
		return -1;
	put->etag = g_strdup(answer.etag);

	return 0;
}

/* ---- In parts ---- */

static void
parts_clear(Parts *parts)
{
	g_free(parts->id);
	if (parts->list)
		g_string_free(parts->list, TRUE);
	g_clear_pointer(&parts->sum, g_checksum_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, parts_clear)

static int
begin(Parts *parts)
{
	const BurnishExchange exchange = {
		.method = "POST",
		.location = parts->put->location,
		.query = "uploads=",
		.headers = parts->put->about,
		.text = "",
		BURNISH_EXCHANGE_EMPTY,
	};
	g_auto(BurnishAnswer) answer = { 0 };

	if (burnish_exchange(parts->put->account, &exchange, &answer))
		return -1;
	if (answer.status / 100 != 2)
		return burnish_fault_report(&exchange, &answer);
	parts->id = burnish_answer_text(answer.body->str, answer.body->len, "InitiateMultipartUploadResult", "UploadId");
	if (!parts->id || !*parts->id) {
		vips_error(NULL, "it does not say how to send a large object");
		return -1;
	}

	return 0;
}

static char *
query_of(const Parts *parts, int number)
{
	GString *query = g_string_new(NULL);

	if (number > 0)
		g_string_append_printf(query, "partNumber=%d&", number);
	g_string_append(query, "uploadId=");
	burnish_location_escape(query, parts->id, FALSE);

	return g_string_free(query, FALSE);
}

static int
send_part(Parts *parts, gint64 offset)
{
	g_autofree char *query = query_of(parts, ++parts->n);
	const BurnishExchange exchange = {
		.method = "PUT",
		.location = parts->put->location,
		.query = query,
		.from = parts->put->fd,
		.offset = offset,
		.length = MIN(parts->size, parts->put->size - offset),
		.sink = -1,
	};
	g_auto(BurnishAnswer) answer = { 0 };

	if (burnish_exchange(parts->put->account, &exchange, &answer))
		return -1;
	if (answer.status / 100 != 2)
		return burnish_fault_report(&exchange, &answer);
	g_autofree char *expected = burnish_etag_of(answer.md5);
	if (check_etag(&answer, expected))
		return -1;
	g_autofree char *etag = g_markup_escape_text(answer.etag ? answer.etag : "", -1);
	g_string_append_printf(parts->list, "<Part><PartNumber>%d</PartNumber><ETag>\"%s\"</ETag></Part>", parts->n, etag);
	g_checksum_update(parts->sum, answer.md5, sizeof(answer.md5));

	return 0;
}

static int
complete(Parts *parts)
{
	static const char *const about[] = { "Content-Type: application/xml", NULL };
	g_autofree char *query = query_of(parts, 0);
	g_autofree char *expected = g_strdup_printf("%s-%d", g_checksum_get_string(parts->sum), parts->n);

	g_string_append(parts->list, "</CompleteMultipartUpload>");
	BurnishExchange exchange = {
		.method = "POST",
		.location = parts->put->location,
		.query = query,
		.text = parts->list->str,
		BURNISH_EXCHANGE_EMPTY,
	};
	g_auto(BurnishAnswer) answer = { 0 };

	if (conditional(parts->put, &exchange, about, &answer))
		return -1;
	g_autofree char *etag = burnish_answer_text(answer.body->str, answer.body->len, "CompleteMultipartUploadResult", "ETag");
	g_free(answer.etag);
	answer.etag = etag ? burnish_etag_bare(etag) : NULL;
	parts->put->is_wrong = check_etag(&answer, expected) != 0;
	if (parts->put->is_wrong)
		return -1;
	parts->put->etag = g_strdup(answer.etag);

	return 0;
}

/* What was sent takes space that is paid for. The pending error stays. */
static void
drop(const Parts *parts)
{
	g_autofree char *reason = burnish_error_take();
	g_autofree char *query = query_of(parts, 0);
	const BurnishExchange exchange = {
		.method = "DELETE",
		.location = parts->put->location,
		.query = query,
		.is_cleanup = TRUE,
		BURNISH_EXCHANGE_EMPTY,
	};
	g_auto(BurnishAnswer) answer = { 0 };

	if (burnish_exchange(parts->put->account, &exchange, &answer))
		vips_error_clear();
	vips_error(NULL, "%s", reason);
}

static int
put_parts(BurnishPut *put)
{
	g_auto(Parts) parts = { .put = put, .size = MAX(PART, put->size / MAX_PARTS + 1) };
	int result = 0;

	if (begin(&parts))
		return -1;
	parts.list = g_string_new("<CompleteMultipartUpload>");
	parts.sum = g_checksum_new(G_CHECKSUM_MD5);
	for (gint64 offset = 0; offset < put->size && result == 0; offset += parts.size)
		result = send_part(&parts, offset);
	if (result || complete(&parts)) {
		drop(&parts);
		return -1;
	}

	return 0;
}

int
burnish_put(BurnishPut *put)
{
	return put->size >= LARGE ? put_parts(put) : put_whole(put);
}
