/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TRANSFER_H
#define BURNISH_TRANSFER_H

#include <curl/curl.h>

#include "client.h"
#include "retry.h"

/* One try of one request: libcurl's handle, and what arrives. The client says when. */

/* Where a connection may lead. */
typedef enum {
	/* Wherever the user's base URL says. */
	BURNISH_REACH_ANY,
	/* Without encryption: this machine. */
	BURNISH_REACH_LOOPBACK,
	/* A foreign URL. */
	BURNISH_REACH_PUBLIC,
} BurnishReach;

typedef struct {
	BurnishRequest *request;
	BurnishClientFns fns;
	void *user;

	/* Tries that were begun; when the next one is due, in monotonic time. */
	int attempts;
	gint64 start_at;
	/* Where a GET was sent on to, NULL at first. */
	char *location;
	int redirects;

	const BurnishEndpoint *endpoint;
	const BurnishClientOptions *options;

	CURL *easy;
	struct curl_slist *headers;
	/* The line with the key, in headers, until it has been sent. */
	char *key_line;
	curl_mime *mime;
	BurnishReach reach;

	GByteArray *body;
	BurnishStream *stream;
	gint64 received;
	BurnishRetryHeaders retry;
	char *request_id;
	char error[CURL_ERROR_SIZE];

	/* Why we stopped it ourselves. */
	gboolean is_too_large;
	gboolean is_unreachable;
	gboolean is_full;
	gboolean is_held;
} BurnishTransfer;

BurnishTransfer *burnish_transfer_new(BurnishRequest *request, const BurnishClientFns *fns, void *user,
	const BurnishEndpoint *endpoint, const BurnishClientOptions *options);
void burnish_transfer_free(BurnishTransfer *transfer);

/* Whether a URL that somebody gave may be fetched: -1 with vips_error(). */
int burnish_transfer_check_url(const BurnishClientOptions *options, const char *url);

/* Set up `easy` for the next try; -1 with vips_error(). */
int burnish_transfer_prepare(BurnishTransfer *transfer);
/* Put away what belongs to one try. */
void burnish_transfer_reset(BurnishTransfer *transfer);

/* The headers are on their way: the key is not needed any more. */
void burnish_transfer_forget_key(BurnishTransfer *transfer);

/* What came of a try that ended with `code`. NULL when it was sent on to another place, and is to be
 * prepared again. */
BurnishResponse *burnish_transfer_finish(BurnishTransfer *transfer, CURLcode code);

#endif /*BURNISH_TRANSFER_H*/
