/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_VARIANT_H
#define BURNISH_VARIANT_H

#include "recipe.h"

/* A recipe whose step lists several values for its variants (see
 * corrections/correction.h) stands for as many recipes. */
typedef struct {
	/* The value, fit for a file name: "16x9" for "16:9"; "" when no step has
	 * any. */
	char *label;
	BurnishRecipe *recipe;

	/* The recipe as JSON text that stays; NULL when there is no other. */
	const char *text;
} BurnishVariant;

/* The recipes that a recipe stands for, at least one: an array of BurnishVariant. Free
 * with g_ptr_array_unref(). NULL with vips_error() when two steps list values, or one
 * an empty one. */
GPtrArray *burnish_variants(const BurnishRecipe *recipe);

#endif /*BURNISH_VARIANT_H*/
