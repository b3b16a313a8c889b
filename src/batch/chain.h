/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CHAIN_H
#define BURNISH_CHAIN_H

#include <burnish.h>

#include "api.h"
#include "chain_plan.h"
#include "chain_store.h"

/* A chain that runs: what its parts share. */

typedef enum {
	/* Not made yet, or never will be because what it is made of was not. */
	BURNISH_CHAIN_WAITING,
	/* Made in this run, or found from an earlier one. */
	BURNISH_CHAIN_MADE,
	BURNISH_CHAIN_FOUND,
	/* The service did not want to. */
	BURNISH_CHAIN_DECLINED,
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
	/* NULL when nothing is to be written. */
	BurnishChainStore *store;
	/* BurnishChainResult, one for each unit. */
	GPtrArray *results;
	gboolean refused;
	gboolean failed;
} BurnishChainRun;

/* Everything about a unit that is known before it is sent. */
typedef struct {
	BurnishSettings *settings;
	/* The hash of all of it. */
	char *fingerprint;
	/* The picture that the mask is for, and the mask at its size; NULL without. */
	char *original;
	VipsImage *mask;
} BurnishChainCall;

void burnish_chain_call_clear(BurnishChainCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishChainCall, burnish_chain_call_clear)

BurnishChainResult *burnish_chain_result(const BurnishChainRun *run, int unit);

/* chain_call.c: put a call together. `stateless`: send the pictures again where the step says
 * to go on from a stored one. -1 with vips_error(). */
int burnish_chain_call_init(BurnishChainCall *call, const BurnishChainRun *run, int unit, gboolean stateless);

/* chain_make.c: do all units of the step from `first` to before `end`. -1 when nothing that
 * follows makes sense, with vips_error(). */
int burnish_chain_make(BurnishChainRun *run, int first, int end);

/* chain_keep.c: the picture of a call with the original kept outside its mask, next to `path`.
 * Free with g_free(). NULL with vips_error(). */
char *burnish_chain_keep(BurnishChainRun *run, int unit, const BurnishChainCall *call, const char *path);

/* Tell what happened. `json` is taken and may be NULL. */
void burnish_chain_say(const BurnishChainRun *run, gboolean is_problem, cJSON *json, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* The notes of a step, each said. */
void burnish_chain_say_notes(const BurnishChainRun *run, int unit, const GPtrArray *notes);

#endif /*BURNISH_CHAIN_H*/
