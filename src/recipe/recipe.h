/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RECIPE_H
#define BURNISH_RECIPE_H

#include <cjson/cJSON.h>
#include <burnish.h>

#include "../image/save.h"

/* What to do with a picture, as data: an ordered list of steps and how to save
 * the result. Every argument in it has passed the setter, so a recipe that
 * exists is a recipe that makes sense.
 */
struct BurnishRecipe {
	/* For messages and file names: a preset's name or a file's stem. */
	char *name;
	char *description;

	/* Where the pictures come from, see make.h, and what the variables in it are if nobody
	 * says; NULL for none. */
	cJSON *make;
	cJSON *variables;

	/* All corrections: those that are done on request come in by being named. */
	gboolean automatic;

	/* Of VipsOperation: set up, but without a picture and not built. */
	GPtrArray *steps;

	BurnishSave *save;
};

BurnishRecipe *burnish_recipe_new(const char *name);
BurnishRecipe *burnish_recipe_copy(const BurnishRecipe *recipe);
/* The recipe as JSON, with nothing in it that was not set. */
cJSON *burnish_recipe_to_json(const BurnishRecipe *recipe);

#define BURNISH_RECIPE_VERSION 1

/* The name of what is done where nobody says: burnish_recipe_new_auto(). */
#define BURNISH_RECIPE_AUTO "auto"

#endif /*BURNISH_RECIPE_H*/
