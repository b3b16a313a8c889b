/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running a recipe: each step decides on what the steps before it leave, and the
 * proxy goes through the same steps as the picture, so that nothing is measured
 * on full-size pixels.
 */

#include "../base/depth.h"
#include "../base/object.h"
#include "../corrections/correction.h"
#include "run.h"
#include "step.h"

void
burnish_run_free(BurnishRun *run)
{
	if (!run)
		return;

	VIPS_UNREF(run->out);
	VIPS_UNREF(run->proxy);
	g_ptr_array_unref(run->operations);
	g_ptr_array_unref(run->own);
	burnish_recipe_free(run->resolved);
	g_free(run);
}

gboolean
burnish_run_is_sequential(const BurnishRecipe *recipe)
{
	gboolean have_proxy = TRUE;

	for (guint i = 0; i < recipe->steps->len; i++) {
		VipsOperation *step = recipe->steps->pdata[i];

		if (BURNISH_IS_CORRECTION(step)) {
			/* What a stock operation did to the picture cannot
			 * be done to the proxy, so it is measured anew. */
			if (!have_proxy || !BURNISH_CORRECTION_GET_CLASS(step)->pointwise)
				return FALSE;
		}
		else if (!(VIPS_OPERATION_GET_CLASS(step)->flags & VIPS_OPERATION_SEQUENTIAL))
			return FALSE;
		else
			have_proxy = FALSE;
	}

	return TRUE;
}

/* Steps one after another on 8 bits would round each time. */
static int
promote(VipsImage **image)
{
	VipsImage *deep;

	if (!*image)
		return 0;
	if (burnish_depth_set(*image, &deep, 16))
		return -1;
	g_object_unref(*image);
	*image = deep;

	return 0;
}

/* Do to the proxy what was decided for the picture; a proxy that cannot follow is
 * dropped. */
static int
run_on_proxy(VipsOperation *resolved, VipsImage **proxy)
{
	VipsOperation *done = NULL;

	if (*proxy && BURNISH_IS_CORRECTION(resolved) &&
		!BURNISH_CORRECTION_GET_CLASS(resolved)->reshapes &&
		!(done = burnish_step_run(resolved, *proxy, *proxy)))
		return -1;
	VIPS_UNREF(*proxy);
	if (done) {
		*proxy = burnish_step_get_out(done);
		burnish_step_free_done(done);
	}

	return 0;
}

/* Run one step on the picture, and what it decided on the proxy. */
static int
run_step(BurnishRun *run, VipsOperation *step)
{
	VipsOperation *done = burnish_step_run(step, run->out, run->proxy);
	gboolean changed = TRUE;

	if (!done)
		return -1;
	g_ptr_array_add(run->operations, done);
	g_ptr_array_add(run->own, done);

	VipsOperation *resolved = burnish_step_resolve(done);
	g_ptr_array_add(run->resolved->steps, resolved);
	if (BURNISH_IS_CORRECTION(done))
		g_object_get(done, "changed", &changed, NULL);
	/* A picture that can be read only once may have been read for measuring;
	 * the step then hands on a copy. */
	if (!changed && !vips_image_is_sequential(run->out))
		return 0;

	run->changed |= changed;
	g_object_unref(run->out);
	run->out = burnish_step_get_out(done);
	if (!changed)
		return 0;

	return run_on_proxy(resolved, &run->proxy);
}

BurnishRun *
burnish_run_begin(const BurnishRecipe *recipe, VipsImage *in, VipsImage *proxy, guint count)
{
	g_autoptr(BurnishRun) run = g_new0(BurnishRun, 1);

	run->out = g_object_ref(in);
	run->proxy = proxy ? g_object_ref(proxy) : NULL;
	run->operations = g_ptr_array_new();
	run->own = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->resolved = burnish_recipe_copy(recipe);
	g_ptr_array_set_size(run->resolved->steps, 0);

	if (recipe->steps->len > 1 && (promote(&run->out) || promote(&run->proxy)))
		return NULL;

	for (guint i = 0; i < count; i++)
		if (run_step(run, recipe->steps->pdata[i]))
			return NULL;

	return g_steal_pointer(&run);
}

BurnishRun *
burnish_run_go_on(const BurnishRun *begun, const BurnishRecipe *recipe)
{
	g_autoptr(BurnishRun) run = g_new0(BurnishRun, 1);

	run->out = g_object_ref(begun->out);
	run->proxy = begun->proxy ? g_object_ref(begun->proxy) : NULL;
	run->changed = begun->changed;
	run->operations = g_ptr_array_copy(begun->operations, NULL, NULL);
	run->own = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->resolved = burnish_recipe_copy(begun->resolved);

	for (guint i = begun->operations->len; i < recipe->steps->len; i++)
		if (run_step(run, recipe->steps->pdata[i]))
			return NULL;

	return g_steal_pointer(&run);
}

BurnishRun *
burnish_run_new(const BurnishRecipe *recipe, VipsImage *in, VipsImage *proxy)
{
	return burnish_run_begin(recipe, in, proxy, recipe->steps->len);
}

/* What promote() did, undone; a stock operation may have left another format. */
static int
restore_depth(VipsImage *result, VipsImage *in, VipsImage **out)
{
	if (in->BandFmt == VIPS_FORMAT_UCHAR && result->BandFmt == VIPS_FORMAT_USHORT)
		return burnish_depth_set(result, out, 8);
	*out = g_object_ref(result);

	return 0;
}

int
burnish_recipe_apply(const BurnishRecipe *recipe, VipsImage *in,
	VipsImage **out, BurnishRecipe **resolved)
{
	g_autoptr(BurnishRun) run = burnish_run_new(recipe, in, NULL);
	VipsImage *result;

	if (!run || restore_depth(run->out, in, &result))
		return -1;
	*out = result;
	if (resolved)
		*resolved = g_steal_pointer(&run->resolved);

	return 0;
}
