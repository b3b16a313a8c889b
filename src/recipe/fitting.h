/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FITTING_H
#define BURNISH_FITTING_H

#include "run.h"

/* For a recipe whose save chapter has a paper. */

/* How many steps come before those that fit the picture to the paper. */
guint burnish_fitting_place(const BurnishRecipe *recipe);

/* A recipe of the same steps, and of those that bring `in`, which is what those before
 * burnish_fitting_place() left, to the shape and the pixels of the paper. What a recipe
 * says of them itself stays. NULL with vips_error(). */
BurnishRecipe *burnish_fitting_recipe(const BurnishRecipe *recipe, const VipsImage *in);

/* How many pixels across a run made of one that the picture had. */
double burnish_fitting_scale(const BurnishRun *run);

/* Take a step out of a recipe for good: TRUE when it was one that would come back. */
gboolean burnish_fitting_exclude(BurnishRecipe *recipe, const char *nickname);

#endif /*BURNISH_FITTING_H*/
