/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLIENT_H
#define BURNISH_CLIENT_H

#include "endpoint.h"
#include "request.h"
#include "stream.h"

/* Sends requests, several at a time on one thread, and tries again what may be tried again
 * without paying twice. */

typedef struct {
	/* Requests under way at a time. */
	int concurrency;
	/* How often to try again after the first time. */
	int retries;
	/* Also repeat what was sent completely and got no answer. */
	gboolean retry_lost;
	/* Seconds: to be connected, and for all of one request. */
	int connect_timeout;
	int timeout;
	/* Of one answer. */
	gint64 max_bytes;
	/* Let plain URLs lead to addresses that are not public. */
	gboolean allow_private;
} BurnishClientOptions;

/* The defaults, with where they come from in client.c. */
BurnishClientOptions burnish_client_defaults(void);

/* What may be said of a request under way; any of them may be NULL. */
typedef struct {
	/* Exactly once for each request, from within run(). Takes the response. May add more. */
	void (*done)(BurnishResponse *response, void *user);
	BurnishPartialFn partial;
	/* The connection stands and a request that is paid for leaves next: FALSE holds it back. From here
	 * on it may have been paid for, until it is done, or `unpaid` says that it was not. */
	gboolean (*sending)(void *user);
	/* A try came to nothing, and there will be another. */
	void (*unpaid)(void *user);
	/* Nothing happens until `again_at`, real time in microseconds, for this reason. */
	void (*waiting)(const BurnishApiError *error, gint64 again_at, void *user);
} BurnishClientFns;

typedef struct BurnishClient BurnishClient;

/* Borrows the endpoint. NULL with vips_error(). */
BurnishClient *burnish_client_new(const BurnishEndpoint *endpoint, const BurnishClientOptions *options);
void burnish_client_free(BurnishClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishClient, burnish_client_free)

/* Whether a URL may be fetched, as far as it says so itself: -1 with vips_error(). */
int burnish_client_check_url(const BurnishClient *client, const char *url);

/* Queue a request; takes it. */
void burnish_client_add(BurnishClient *client, BurnishRequest *request,
	const BurnishClientFns *fns, void *user);

/* Until every request is done. After burnish_interrupt(), what is under way is dropped and done
 * as INTERRUPTED. */
void burnish_client_run(BurnishClient *client);

/* One request, alone. Takes it; never NULL. */
BurnishResponse *burnish_client_send(BurnishClient *client, BurnishRequest *request);

#endif /*BURNISH_CLIENT_H*/
