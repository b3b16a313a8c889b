/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CHAIN_H
#define BURNISH_CHAIN_H

#include <burnish.h>

#include "api.h"
#include "chain_plan.h"
#include "chain_store.h"
#include "order.h"

/* A chain that runs: what its parts share. */

typedef enum {
	/* Not made yet, or never will be because what it is made of was not. */
	BURNISH_CHAIN_WAITING,
	/* Made in this run, or found from an earlier one. */
	BURNISH_CHAIN_MADE,
	BURNISH_CHAIN_FOUND,
	BURNISH_CHAIN_FAILED,
} BurnishChainState;

/* What came of a unit. */
typedef struct {
	BurnishChainState state;
	/* The picture to go on with. */
	char *path;
	/* How it was made; NULL for what was loaded. */
	cJSON *record;
} BurnishChainResult;

typedef struct {
	const BurnishChain *chain;
	/* That of the API. */
	BurnishSession *session;
	BurnishChainPlan *plan;
	/* BurnishVariant: what the fix chapter makes of each result. */
	GPtrArray *shapes;
	/* NULL when nothing is to be written. */
	BurnishChainStore *store;
	/* BurnishChainResult, one for each unit. */
	GPtrArray *results;
	/* How many of each BurnishMadeStatus there were. */
	int counts[BURNISH_MADE_INTERRUPTED + 1];
} BurnishChainRun;

/* Everything about a unit that is known before it is sent. */
typedef struct {
	GPtrArray *orders;
	/* The one in it. */
	BurnishOrder *order;
	/* The hash of all of it. */
	char *fingerprint;
} BurnishChainCall;

void burnish_chain_call_clear(BurnishChainCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishChainCall, burnish_chain_call_clear)

BurnishChainResult *burnish_chain_result(const BurnishChainRun *run, int unit);

/* What a call is put together for. */
typedef enum {
	BURNISH_CHAIN_ASK,
	/* With the pictures in it where the step goes on from a stored one. */
	BURNISH_CHAIN_ASK_AGAIN,
	/* To keep the original outside the mask, with both in memory. */
	BURNISH_CHAIN_KEEP,
} BurnishChainPurpose;

/* chain_call.c: put a call together. -1 with vips_error(). */
int burnish_chain_call_init(BurnishChainCall *call, const BurnishChainRun *run, int unit, BurnishChainPurpose purpose);

/* chain_make.c: do all units of the step from `first` to before `end`. -1 when nothing that
 * follows makes sense, with vips_error(). */
int burnish_chain_make(BurnishChainRun *run, int first, int end);

/* chain_keep.c: the picture of a unit, with the original kept outside its mask if it has one, next to
 * `path`. Free with g_free(). NULL with vips_error(). */
char *burnish_chain_keep(BurnishChainRun *run, int unit, const char *path);

/* Tell what happened. `json` is taken and may be NULL. */
void burnish_chain_say(const BurnishChainRun *run, gboolean is_problem, cJSON *json, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* What is wrong with a model, once. */
void burnish_chain_warn(const BurnishChainRun *run, const char *model);

/* The notes of a step, each said. */
void burnish_chain_say_notes(const BurnishChainRun *run, int unit, const GPtrArray *notes);

#endif /*BURNISH_CHAIN_H*/
