/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_EXCHANGE_H
#define BURNISH_EXCHANGE_H

#include "account.h"
#include "sums.h"

/* One request to an object store and its answer, by libcurl, which signs it (AWS SigV4); again
 * and again, with a longer and longer rest, where that helps. */

typedef struct {
	const char *method;
	const BurnishLocation *location;

	/* Sorted and escaped, as it is signed; NULL for none. */
	const char *query;

	/* More lines of the header, NULL at the end; NULL for none. */
	const char *const *headers;

	/* What is sent: from a file, or as text; NULL and -1 for nothing. */
	int from;
	gint64 offset;
	gint64 length;
	const char *text;

	/* Where the body of a good answer goes, and how much of it at most; -1: into the
	 * answer. */
	int sink;
	gint64 max_bytes;

	/* To tidy up: also when we are interrupted. */
	gboolean is_cleanup;
} BurnishExchange;

#define BURNISH_EXCHANGE_EMPTY .from = -1, .sink = -1

typedef struct {
	int status;

	/* The body, but for what went to a sink; of that, and of what was sent, MD5. */
	GString *body;
	guint8 md5[BURNISH_MD5_SIZE];

	/* From the header; NULL and -1 for what it does not say. */
	char *etag;
	char *md5_text;
	char *region;
	gint64 size;
	/* The ETag is no MD5. */
	gboolean is_sealed;
	double retry_after;

	/* Of an error: the store's word for it, and what it says. */
	char *code;
	char *message;

	/* How often it was tried; it had more bytes than there may be. */
	int tries;
	gboolean is_too_large;
} BurnishAnswer;

/* 0 with any answer that is not asked for again, good or bad. -1 with vips_error() when there
 * is none, or when we are interrupted. */
int burnish_exchange(const BurnishAccount *account, const BurnishExchange *exchange, BurnishAnswer *answer);

void burnish_answer_clear(BurnishAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishAnswer, burnish_answer_clear)

#endif /*BURNISH_EXCHANGE_H*/
