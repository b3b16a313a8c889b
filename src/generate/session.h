/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SESSION_H
#define BURNISH_SESSION_H

#include "cache.h"
#include "client.h"
#include "cost.h"

/* Everything that a run of generations and edits shares: the models, the way to the API, the
 * money spent, the cache. What batch/ works with. */

typedef struct {
	BurnishEndpointOptions endpoint;
	BurnishClientOptions client;
	/* Dollars; 0 for no limit. */
	double max_cost;
	gboolean use_cache;
} BurnishSessionOptions;

typedef struct {
	BurnishModels *models;
	BurnishEndpoint *endpoint;
	BurnishClient *client;
	double max_cost;
	gboolean use_cache;
	/* Whether what was sent and not answered may be asked for again. */
	gboolean retry_lost;

	/* What is to be sent, and how many are under way of as many as may be. */
	GQueue waiting;
	int under_way;
	int concurrency;

	/* Spent so far, and set aside for what is under way. */
	BurnishCost spent;
	double promised;

	/* Why nothing is sent any more, NULL as long as there is hope. */
	char *stopped;
	BurnishApiKind stopped_kind;

	/* Requests that were sent to be paid, and answers out of the cache. */
	int sent;
	int cached;
} BurnishSession;

BurnishSession *burnish_session_new(const BurnishSessionOptions *options);
void burnish_session_free(BurnishSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSession, burnish_session_free)

/* What is wrong with a model's name today; NULL when nothing is. Free with g_free(). */
char *burnish_session_warning(const BurnishSession *session, const char *model);

/* Queue what the settings ask for. fns->done gets an answer from the cache, one from the API, or
 * one with an error: BUDGET when it would cost more than is left. Copies the settings. */
void burnish_session_add(BurnishSession *session, const BurnishSettings *settings,
	const BurnishClientFns *fns, void *user);

/* Until everything is done. */
void burnish_session_run(BurnishSession *session);

/* Both for one: add, run. Not from within a callback. Never NULL. */
BurnishResponse *burnish_session_make(BurnishSession *session, const BurnishSettings *settings);

/* Wait for a response that is made in the background, or get one that is done: GET
 * /responses/ID until it is neither queued nor in progress. Never NULL. */
BurnishResponse *burnish_session_wait(BurnishSession *session, const char *response_id);

/* An image that came as a URL, fetched; 0, or -1 with vips_error(). */
int burnish_session_fill(BurnishSession *session, BurnishApiImage *image);

#endif /*BURNISH_SESSION_H*/
