/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The rules of the official Python library: a delay that the server names is kept up to two minutes,
 * a longer one is not waited for; without one, half a second doubles up to eight, less a quarter at
 * random.
 */

#include <math.h>
#include <string.h>

#include <curl/curl.h>

#include "retry.h"

#define SECOND ((double) G_USEC_PER_SEC)
#define MAX_WAIT (120 * SECOND)
#define FIRST_WAIT 0.5
#define LAST_WAIT 8.0

/* Longer than any server means; and no overflow. */
#define MAX_SECONDS 1e9

/* The number that is the whole text. */
static double
number(const char *text)
{
	char *end;
	double value;

	if (!text)
		return NAN;
	while (g_ascii_isspace(*text))
		text++;
	value = g_ascii_strtod(text, &end);
	while (g_ascii_isspace(*end))
		end++;

	return end == text || *end || !(fabs(value) < MAX_SECONDS) ? NAN : value;
}

gint64
burnish_retry_duration(const char *text)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = { { "ms", 1e-3 }, { "us", 1e-6 }, { "µs", 1e-6 }, { "ns", 1e-9 }, { "h", 3600 }, { "m", 60 }, { "s", 1 } };
	double sum = 0;
	const char *p = text;

	while (*p) {
		char *end;
		guint i = 0;

		if (!g_ascii_isdigit(*p))
			return -1;
		double value = g_ascii_strtod(p, &end);
		if (!(value < MAX_SECONDS))
			return -1;
		while (i < G_N_ELEMENTS(units) && !g_str_has_prefix(end, units[i].unit))
			i++;
		if (i == G_N_ELEMENTS(units))
			return -1;
		sum += value * units[i].seconds;
		p = end + strlen(units[i].unit);
	}

	return p == text || sum > MAX_SECONDS ? -1 : (gint64) (sum * SECOND);
}

/* "… Please try again in 15ms. …" */
static gint64
from_message(const char *message)
{
	g_autoptr(GRegex) regex = g_regex_new("try again in ([0-9.]+(?:ms|h|m|s)(?:[0-9.]+(?:m|s))*)", G_REGEX_CASELESS, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!message || !g_regex_match(regex, message, 0, &match))
		return -1;
	g_autofree char *text = g_match_info_fetch(match, 1);

	return burnish_retry_duration(text);
}

/* As real time; 0 for nothing. */
static gint64
from_headers(const BurnishRetryHeaders *headers, gint64 now)
{
	double ms = number(headers->retry_after_ms);
	double seconds = number(headers->retry_after);

	if (ms > 0)
		return now + ms / 1000 * SECOND;
	if (seconds > 0)
		return now + seconds * SECOND;
	if (headers->retry_after && isnan(seconds)) {
		time_t date = curl_getdate(headers->retry_after, NULL);
		if (date > 0 && date * (gint64) SECOND > now)
			return date * (gint64) SECOND;
	}

	return 0;
}

void
burnish_retry_read(BurnishApiError *error, const BurnishRetryHeaders *headers, gint64 now)
{
	const char *word = headers->should_retry;

	error->should_retry = !word ? -1 : g_ascii_strcasecmp(word, "true") == 0 ? 1
		: g_ascii_strcasecmp(word, "false") == 0                             ? 0
																			 : -1;
	error->again_at = from_headers(headers, now);
	if (error->again_at == 0 && error->kind == BURNISH_API_RATE) {
		gint64 wait = from_message(error->message);

		if (wait < 0 && headers->is_used_up)
			wait = headers->reset;
		if (wait > 0)
			error->again_at = now + wait;
	}
}

static gboolean
is_allowed(const BurnishApiError *error)
{
	/* Nobody gets money or a change of mind by asking again. */
	if (error->kind == BURNISH_API_QUOTA || error->kind == BURNISH_API_DECLINED)
		return FALSE;
	if (error->should_retry >= 0)
		return error->should_retry;

	return error->kind == BURNISH_API_RATE || error->kind == BURNISH_API_SERVER ||
		error->kind == BURNISH_API_NETWORK;
}

gint64
burnish_retry_delay(const BurnishApiError *error, int tries, gint64 now, double chance)
{
	gint64 named = error->again_at - now;
	double wait = MIN(FIRST_WAIT * pow(2, MIN(tries, 10)), LAST_WAIT);

	if (error->again_at > 0 && named > MAX_WAIT)
		return -1;
	if (!is_allowed(error))
		return -1;
	if (error->again_at > 0 && named > 0)
		return named;

	return wait * (1 - 0.25 * chance) * SECOND;
}
