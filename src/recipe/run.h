/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RUN_H
#define BURNISH_RUN_H

#include "recipe.h"

/* A recipe applied to a picture. The pixels of `out` are computed when they are
 * read; all decisions have been made. */
typedef struct {
	VipsImage *out;
	gboolean changed;

	/* A reduced copy of `out`, or NULL. */
	VipsImage *small;

	/* The operations that ran, with their outputs, in order; and those of them
	 * that belong to this run. */
	GPtrArray *operations;
	GPtrArray *own;

	/* The proxy as it came, or NULL. */
	VipsImage *proxy;

	/* Where the row of corrections began that the last step belongs to, those of
	 * them that changed something, and what was run again at 16 bits. */
	VipsImage *base;
	GPtrArray *changes;
	GPtrArray *again;

	/* The recipe that gives the same result again on the same picture. */
	BurnishRecipe *resolved;
} BurnishRun;

/* in: a picture in the working space; proxy: a reduced copy of it (see
 * corrections/proxy.h) or NULL. NULL with vips_error(). */
BurnishRun *burnish_run_new(const BurnishRecipe *recipe, VipsImage *in, VipsImage *proxy);

/* The same in two parts: the first `count` steps, and the others, of a recipe that has
 * the same first steps. A run may be gone on with any number of times, and must
 * outlive what went on from it. */
BurnishRun *burnish_run_begin(const BurnishRecipe *recipe, VipsImage *in, VipsImage *proxy, guint count);
BurnishRun *burnish_run_go_on(const BurnishRun *begun, const BurnishRecipe *recipe);

void burnish_run_free(BurnishRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishRun, burnish_run_free)

/* Whether a correction would make a proxy of the input, or of what corrections before it
 * left, if it got none. */
gboolean burnish_run_wants_proxy(const BurnishRecipe *recipe);

/* Whether, with a proxy that is smaller than the input by `factor`, every pixel of the
 * input is read once from top to bottom. Without one: whether that may be. */
gboolean burnish_run_is_sequential(const BurnishRecipe *recipe, VipsImage *proxy, double factor);

#endif /*BURNISH_RUN_H*/
