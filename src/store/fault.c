/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include <vips/vips.h>

#include "../base/interrupt.h"
#include "../base/text.h"
#include "fault.h"

/* The rule of the AWS libraries: a rest that doubles, at random down to nothing, so that many
 * machines do not come back at once; here from half of it. A store that says how long is
 * believed up to a minute. Together some 15 s, in which most restarts are over. */
#define TRIES 6
#define FIRST_REST 0.25
#define LAST_REST 8.0
#define MAX_NAMED 60.0

/* Microseconds between two looks at whether we are interrupted. */
#define LOOK 50000

static gboolean final = FALSE;

gboolean
burnish_fault_is_final(void)
{
	return final;
}

static gboolean
is_one_of(const char *code, const char *const *codes)
{
	return code && g_strv_contains(codes, code);
}

gboolean
burnish_fault_is_passing(const BurnishAnswer *answer)
{
	static const char *const passing[] = { "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout",
		"Throttling", "ThrottlingException", "RequestLimitExceeded", "ConditionalRequestConflict", "OperationAborted", NULL };
	static const int statuses[] = { 408, 429, 500, 502, 503, 504 };

	/* What was damaged on the way, which the store has noticed. */
	if (is_one_of(answer->code, passing) || g_strcmp0(answer->code, "BadDigest") == 0)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (answer->status == statuses[i])
			return TRUE;

	return FALSE;
}

gboolean
burnish_fault_is_passing_code(CURLcode code)
{
	static const CURLcode passing[] = { CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE, CURLE_OPERATION_TIMEDOUT,
		CURLE_SSL_CONNECT_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY };

	for (guint i = 0; i < G_N_ELEMENTS(passing); i++)
		if (code == passing[i])
			return TRUE;

	return FALSE;
}

gboolean
burnish_fault_wait(const BurnishAnswer *answer)
{
	double rest = MIN(FIRST_REST * pow(2, answer->tries - 1), LAST_REST) * g_random_double_range(0.5, 1);

	if (answer->tries >= TRIES)
		return FALSE;
	if (answer->retry_after > 0)
		rest = MIN(answer->retry_after, MAX_NAMED);
	gint64 end = g_get_monotonic_time() + (gint64) (rest * G_USEC_PER_SEC);
	while (!burnish_interrupted() && g_get_monotonic_time() < end)
		g_usleep(MIN(LOOK, MAX(1, end - g_get_monotonic_time())));

	return !burnish_interrupted();
}

/* ---- In words ---- */

/* What people can do about it, where the word of the store does not say it. */
static const struct {
	const char *code;
	const char *advice;
	gboolean is_final;
} known[] = {
	{ "SignatureDoesNotMatch", "the signature does not match; is AWS_SECRET_ACCESS_KEY the right one?", TRUE },
	{ "InvalidAccessKeyId", "it does not know the access key; is AWS_ACCESS_KEY_ID the right one, and the endpoint?", TRUE },
	{ "ExpiredToken", "the credentials have expired; get new ones and run it again", TRUE },
	{ "InvalidToken", "the session token is not valid (see AWS_SESSION_TOKEN)", TRUE },
	{ "RequestTimeTooSkewed", "the clock of this machine is wrong by more than the store accepts", TRUE },
	{ "AuthorizationHeaderMalformed", "it does not take the signature; is the region right (see AWS_REGION)?", TRUE },
	{ "NoSuchBucket", "there is no such bucket", TRUE },
	{ "PermanentRedirect", "the bucket is in another region or at another endpoint (see AWS_REGION)", TRUE },
	{ "NoSuchKey", "there is no such object", FALSE },
	{ "AccessDenied", "access denied: these credentials may not do that", FALSE },
	{ "InvalidObjectState", "the object is archived and has to be restored first", FALSE },
};

static void
report_text(const BurnishExchange *exchange, const BurnishAnswer *answer, const char *text)
{
	g_autofree char *tried = answer->tries > 1 ? g_strdup_printf(", %d times", answer->tries) : g_strdup("");

	vips_error(NULL, "%s (HTTP %d%s)", text, answer->status, tried);
}

int
burnish_fault_report(const BurnishExchange *exchange, const BurnishAnswer *answer)
{
	const char *code = answer->code;
	gboolean writes = !g_str_equal(exchange->method, "GET") && !g_str_equal(exchange->method, "HEAD");

	/* Who may not write here may not write the next one either. */
	if (writes && g_strcmp0(code, "AccessDenied") == 0)
		final = TRUE;
	if (answer->status / 100 == 3) {
		g_autofree char *text = g_strdup_printf("the bucket is in another region or at another endpoint%s%s (see AWS_REGION)",
			answer->region ? ": " : "", answer->region ? answer->region : "");
		final = TRUE;
		report_text(exchange, answer, text);
		return -1;
	}
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_strcmp0(code, known[i].code) == 0) {
			final |= known[i].is_final;
			report_text(exchange, answer, known[i].advice);
			return -1;
		}
	if (!code && answer->status == 404) {
		report_text(exchange, answer, "there is no such object");
		return -1;
	}

	g_autofree char *message = burnish_text_shorten(answer->message ? answer->message : "", 200);
	g_autofree char *shown = burnish_text_shorten(code ? code : "it refuses, without a reason", 60);
	g_autofree char *text = g_strdup_printf("%s%s%s", shown, *message ? ": " : "", message);
	report_text(exchange, answer, text);

	return -1;
}
