/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MADE_H
#define BURNISH_MADE_H

#include <burnish.h>

#include "../generate/cost.h"
#include "../generate/response.h"

/* What became of one picture that was asked for. */
struct BurnishMade {
	BurnishMadeStatus status;
	/* NULL for standard output, or when there is none. */
	char *output;
	char *prompt;
	char *model;
	/* One line; with its kind when it is the API's. */
	char *error;
	const char *kind;
	cJSON *details;
	/* Lines. */
	GPtrArray *notes;
	/* What is kept beside it. */
	cJSON *record;
	BurnishReport *fixed;
	BurnishCost cost;
	gboolean is_cached;
	gboolean is_fetched;
};

BurnishMade *burnish_made_new(const char *prompt, const char *model);
void burnish_made_free(BurnishMade *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishMade, burnish_made_free)

/* It failed, by the API or on the way. */
void burnish_made_fail(BurnishMade *made, const BurnishApiError *error);
/* It failed here: takes the pending error. */
void burnish_made_fail_here(BurnishMade *made);

/* What the API said of it, as JSON. */
cJSON *burnish_made_details(const BurnishApiError *error);

/* What a failure means for whoever runs us. */
BurnishMadeStatus burnish_made_status_of(BurnishApiKind kind);

#endif /*BURNISH_MADE_H*/
