/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RETRY_H
#define BURNISH_RETRY_H

#include "response.h"

/* When to try again: what the servers say, and what to do when they say nothing. Times are in
 * microseconds. */

/* What the headers of an answer say; NULL for what they do not. */
typedef struct {
	char *retry_after;
	char *retry_after_ms;
	char *should_retry;
	/* The longest of x-ratelimit-reset-* whose x-ratelimit-remaining-* is 0. */
	gint64 reset;
	gboolean is_used_up;
} BurnishRetryHeaders;

/* Fill the error's again_at and should_retry from the headers and, where they say nothing, from its
 * message. `now` is real time. */
void burnish_retry_read(BurnishApiError *error, const BurnishRetryHeaders *headers, gint64 now);

/* How long to wait before trying again after `error`, `tries` having been repeated already; -1 when it
 * must not be tried again. `chance` is in [0, 1). */
gint64 burnish_retry_delay(const BurnishApiError *error, int tries, gint64 now, double chance);

/* "6m0s", "1.5s", "15ms", as Go writes durations; -1 when it is none. */
gint64 burnish_retry_duration(const char *text);

#endif /*BURNISH_RETRY_H*/
