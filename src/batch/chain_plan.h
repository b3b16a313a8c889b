/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CHAIN_PLAN_H
#define BURNISH_CHAIN_PLAN_H

#include "../recipe/recipe.h"

/* A make chapter spread out: one unit for each picture that comes of it, before anything is
 * made. */

/* A picture that a unit is made of: the result of an earlier unit, or a file. */
typedef struct {
	/* -1 for a file. */
	int unit;
	char *path;
} BurnishChainLink;

typedef struct {
	/* Place of the step in the chapter, and what it says. */
	int step;
	const char *kind;
	const cJSON *arguments;

	/* Of the result: "hat", or "hat-ink-16x9" when there are several. */
	char *name;

	/* What was fanned out, NULL for nothing. */
	char *style;
	char *size;
	/* Counts those that are alike otherwise. */
	int copy;

	/* BurnishChainLink. */
	GPtrArray *images;
	BurnishChainLink *mask;

	/* Whether it is fixed and saved. */
	gboolean save;
} BurnishChainUnit;

typedef struct {
	/* The chapter with its variables replaced; the units point into it. */
	cJSON *make;
	/* BurnishChainUnit, in order. */
	GPtrArray *units;
} BurnishChainPlan;

/* `inputs`: paths, NULL at the end. `variables`: "name=value", NULL at the end; both may be
 * NULL. NULL with vips_error(). */
BurnishChainPlan *burnish_chain_plan_new(const BurnishRecipe *recipe, const char *const *inputs,
	const char *const *variables);
void burnish_chain_plan_free(BurnishChainPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishChainPlan, burnish_chain_plan_free)

/* A text argument of a unit, NULL when it is not given. */
const char *burnish_chain_unit_text(const BurnishChainUnit *unit, const char *key);
/* A switch, with what it is when not given. */
gboolean burnish_chain_unit_switch(const BurnishChainUnit *unit, const char *key, gboolean otherwise);
/* A number, -1 when not given. */
int burnish_chain_unit_number(const BurnishChainUnit *unit, const char *key);
gboolean burnish_chain_unit_is(const BurnishChainUnit *unit, const char *kind);
/* Whether it goes by the Responses API. */
gboolean burnish_chain_unit_is_response(const BurnishChainUnit *unit);

#endif /*BURNISH_CHAIN_PLAN_H*/
