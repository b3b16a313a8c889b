/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running a recipe: each step decides on what the steps before it leave, and the
 * proxy goes through the same steps as the picture, so that nothing is measured
 * on full-size pixels.
 */

#include "../base/depth.h"
#include "../base/memory.h"
#include "../corrections/correction.h"
#include "../corrections/proxy.h"
#include "run.h"
#include "step.h"

void
burnish_run_free(BurnishRun *run)
{
	if (!run)
		return;

	VIPS_UNREF(run->out);
	VIPS_UNREF(run->small);
	VIPS_UNREF(run->base);
	VIPS_UNREF(run->proxy);
	g_ptr_array_unref(run->changes);
	g_ptr_array_unref(run->again);
	g_ptr_array_unref(run->operations);
	g_ptr_array_unref(run->own);
	burnish_recipe_free(run->resolved);
	g_free(run);
}

static gboolean
is_sequential(BurnishCorrection *correction, VipsImage *proxy, double factor)
{
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(correction);

	return class->pointwise || (class->screen && (!proxy || class->screen(correction, proxy, factor)));
}

/* What asks for nothing passes the picture on as it is. */
static gboolean
is_idle(VipsOperation *step)
{
	if (!BURNISH_IS_CORRECTION(step))
		return FALSE;

	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(step);

	return class->is_idle && class->is_idle(BURNISH_CORRECTION(step));
}

gboolean
burnish_run_wants_proxy(const BurnishRecipe *recipe)
{
	for (guint i = 0; i < recipe->steps->len; i++) {
		VipsOperation *step = recipe->steps->pdata[i];

		if (is_idle(step))
			continue;
		/* What follows is measured anew. */
		if (!BURNISH_IS_CORRECTION(step))
			return FALSE;

		BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(step);
		if (!class->is_given || !class->is_given(BURNISH_CORRECTION(step)))
			return TRUE;
	}

	return FALSE;
}

gboolean
burnish_run_is_sequential(const BurnishRecipe *recipe, VipsImage *proxy, double factor)
{
	gboolean have_proxy = TRUE;

	for (guint i = 0; i < recipe->steps->len; i++) {
		VipsOperation *step = recipe->steps->pdata[i];

		if (is_idle(step))
			continue;
		if (BURNISH_IS_CORRECTION(step)) {
			/* What a stock operation did to the picture cannot
			 * be done to the proxy, so it is measured anew. */
			if (!have_proxy || !is_sequential(BURNISH_CORRECTION(step), proxy, factor))
				return FALSE;
		}
		else if (!(VIPS_OPERATION_GET_CLASS(step)->flags & VIPS_OPERATION_SEQUENTIAL))
			return FALSE;
		else
			have_proxy = FALSE;
	}

	return TRUE;
}

/* A correction that changed the picture, to be done again. */
typedef struct {
	VipsOperation *resolved;
	VipsImage *proxy;
} Change;

static void
change_free(void *data)
{
	Change *change = data;

	VIPS_UNREF(change->proxy);
	g_free(change);
}

static int
set_depth(VipsImage **image, int depth)
{
	VipsImage *set;

	if (!*image)
		return 0;
	if (burnish_depth_set(*image, &set, depth))
		return -1;
	g_object_unref(*image);
	*image = set;

	return 0;
}

/* Do to the proxy what was decided for the picture; a proxy that cannot follow is
 * dropped. */
static int
run_on_proxy(VipsOperation *resolved, VipsImage **proxy)
{
	VipsOperation *done = NULL;

	/* What is not done pixel by pixel comes out different on fewer pixels. */
	if (*proxy && BURNISH_IS_CORRECTION(resolved) && BURNISH_CORRECTION_GET_CLASS(resolved)->pointwise &&
		!(done = burnish_step_run(resolved, *proxy, *proxy)))
		return -1;
	VIPS_UNREF(*proxy);
	if (done) {
		g_autoptr(VipsImage) lazy = burnish_step_get_out(done);

		/* Every step from here on looks at it. */
		*proxy = vips_image_copy_memory(lazy);
		burnish_step_free_done(done);
		if (!*proxy)
			return -1;
	}

	return 0;
}

static void
set_out(BurnishRun *run, VipsImage *out)
{
	g_object_unref(run->out);
	run->out = out;
}

/* Corrections one after another on 8 bits would round each time. Most pictures need
 * one at most, so 8 bits are given up only when the second comes: all of them are
 * done again from where the first began, with what they decided. */
static int
run_again_deep(BurnishRun *run, VipsImage **proxy)
{
	set_out(run, g_object_ref(run->base));
	if (set_depth(&run->out, 16))
		return -1;

	for (guint i = 0; i < run->changes->len; i++) {
		Change *change = run->changes->pdata[i];
		VipsOperation *done;

		if (set_depth(&change->proxy, 16) ||
			!(done = burnish_step_run(change->resolved, run->out, change->proxy)))
			return -1;
		g_ptr_array_add(run->again, done);
		set_out(run, burnish_step_get_out(done));
	}

	return set_depth(proxy, 16);
}

/* A stock operation takes its numbers, such as colours, on the scale that the picture
 * came in, and ends the row of corrections. */
static int
leave_corrections(BurnishRun *run)
{
	if (run->out->BandFmt == VIPS_FORMAT_USHORT && run->base->BandFmt == VIPS_FORMAT_UCHAR &&
		set_depth(&run->out, 8))
		return -1;
	g_ptr_array_set_size(run->changes, 0);

	return 0;
}

static void
add_change(BurnishRun *run, VipsOperation *resolved, VipsImage *proxy)
{
	Change *change = g_new(Change, 1);

	*change = (Change){ resolved, proxy ? g_object_ref(proxy) : NULL };
	g_ptr_array_add(run->changes, change);
}

/* A picture that is read once is read so since a step said, of the proxy as it came,
 * that there is nothing to do: it must not think better of it. */
static VipsImage *
choose_proxy(const BurnishRun *run, VipsOperation *step)
{
	return run->small && BURNISH_IS_CORRECTION(step) && BURNISH_CORRECTION_GET_CLASS(step)->screen &&
			vips_image_is_sequential(run->out)
		? run->proxy
		: run->small;
}

/* Run one step on the picture, and what it decided on the proxy. */
static int
run_step(BurnishRun *run, VipsOperation *step)
{
	gboolean is_correction = BURNISH_IS_CORRECTION(step);
	gboolean changed = TRUE;

	if (!is_correction && leave_corrections(run))
		return -1;

	VipsOperation *done = burnish_step_run(step, run->out, choose_proxy(run, step));
	if (!done)
		return -1;
	g_ptr_array_add(run->operations, done);
	g_ptr_array_add(run->own, done);

	VipsOperation *resolved = burnish_step_resolve(done);
	g_ptr_array_add(run->resolved->steps, resolved);
	if (is_correction)
		g_object_get(done, "changed", &changed, NULL);
	if (changed)
		run->changed = TRUE;
	/* What can be read once only may have been read to be measured: then the
	 * correction has it in memory. */
	else if (run->small || !vips_image_is_sequential(run->out))
		return 0;

	if (is_correction && changed)
		add_change(run, resolved, run->small);
	if (run->changes->len == 2 && run->out->BandFmt == VIPS_FORMAT_UCHAR) {
		if (run_again_deep(run, &run->small))
			return -1;
	}
	else
		set_out(run, burnish_step_get_out(done));
	/* Where a row of corrections begins: at a copy in memory, too. */
	if (run->changes->len == 0) {
		g_object_unref(run->base);
		run->base = g_object_ref(run->out);
	}

	return run_on_proxy(resolved, &run->small);
}

/* Corrections in a row share a proxy: each would make its own, of all that those before
 * it do. */
static int
share_proxy(const BurnishRecipe *recipe, VipsImage *in, VipsImage **proxy)
{
	if (*proxy || vips_image_is_sequential(in) || !burnish_run_wants_proxy(recipe))
		return 0;

	return burnish_proxy_new(in, proxy);
}

BurnishRun *
burnish_run_begin(const BurnishRecipe *recipe, VipsImage *in, VipsImage *proxy, guint count)
{
	g_autoptr(BurnishRun) run = g_new0(BurnishRun, 1);

	run->out = g_object_ref(in);
	run->base = g_object_ref(in);
	run->proxy = proxy ? g_object_ref(proxy) : NULL;
	run->small = proxy ? g_object_ref(proxy) : NULL;
	run->operations = g_ptr_array_new();
	run->own = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->again = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->changes = g_ptr_array_new_with_free_func(change_free);
	run->resolved = burnish_recipe_copy(recipe);
	g_ptr_array_set_size(run->resolved->steps, 0);

	if (share_proxy(recipe, in, &run->small))
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
	run->small = begun->small ? g_object_ref(begun->small) : NULL;
	run->base = g_object_ref(begun->base);
	run->changed = begun->changed;
	run->operations = g_ptr_array_copy(begun->operations, NULL, NULL);
	run->own = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->again = g_ptr_array_new_with_free_func(burnish_step_free_done);
	run->changes = g_ptr_array_new_with_free_func(change_free);
	run->resolved = burnish_recipe_copy(begun->resolved);
	VIPS_UNREF(run->resolved->save);
	run->resolved->save = g_object_ref(recipe->save);
	for (guint i = 0; i < begun->changes->len; i++) {
		const Change *change = begun->changes->pdata[i];
		add_change(run, change->resolved, change->proxy);
	}

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

/* Corrections may have left 16 bits; a stock operation, any format. */
static int
restore_depth(VipsImage *result, VipsImage *in, VipsImage **out)
{
	if (in->BandFmt == VIPS_FORMAT_UCHAR && result->BandFmt == VIPS_FORMAT_USHORT)
		return burnish_depth_set(result, out, 8);
	*out = g_object_ref(result);

	return 0;
}

/* What can be read once only would be gone after measuring, or when corrections are done
 * again at 16 bits. */
static VipsImage *
make_rereadable(const BurnishRecipe *recipe, VipsImage *in)
{
	gboolean once = burnish_run_is_sequential(recipe, NULL, 1) && !burnish_run_wants_proxy(recipe);

	if (once || !vips_image_is_sequential(in))
		return g_object_ref(in);

	return burnish_memory_read(in);
}

int
burnish_recipe_apply(const BurnishRecipe *recipe, VipsImage *in,
	VipsImage **out, BurnishRecipe **resolved)
{
	g_autoptr(VipsImage) source = make_rereadable(recipe, in);
	g_autoptr(BurnishRun) run = source ? burnish_run_new(recipe, source, NULL) : NULL;
	VipsImage *result;

	if (!run || restore_depth(run->out, in, &result))
		return -1;
	*out = result;
	if (resolved)
		*resolved = g_steal_pointer(&run->resolved);

	return 0;
}
