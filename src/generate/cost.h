/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COST_H
#define BURNISH_COST_H

#include "models.h"
#include "response.h"

/* Money, in US dollars: before, by the tokens that a request will most likely take; after, by
 * those that the API says it took. */
typedef struct {
	/* Equal when it is sure, 0 and 0 when nothing is known. */
	double low;
	double high;
	/* The same of tokens. */
	double tokens_low;
	double tokens_high;
	gboolean is_known;
	/* From the API's count and not from ours. */
	gboolean is_counted;
} BurnishCost;

/* Of all pictures that the settings ask for. Of the Responses API, the tokens of the mainline model
 * come on top. */
BurnishCost burnish_cost_estimate(const BurnishModels *models, const BurnishSettings *settings);

/* Of what was made. Falls back on the estimate where the API did not count the pictures. */
BurnishCost burnish_cost_of(const BurnishModels *models, const BurnishSettings *settings,
	const BurnishResponse *response);

/* In a batch. */
void burnish_cost_discount(const BurnishModels *models, BurnishCost *cost);

void burnish_cost_add(BurnishCost *sum, const BurnishCost *cost);

/* "1756 tokens, $0.053", "about $0.01 to $0.04". Free with g_free(). */
char *burnish_cost_to_text(const BurnishCost *cost);

#endif /*BURNISH_COST_H*/
