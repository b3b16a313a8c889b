/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Several shapes of one picture in one run, and none.
 */

#include <string.h>

#include "../render/scene.h"
#include "corrections/correction.h"
#include "corrections/proxy.h"
#include "support.h"

static VipsImage *
crop(VipsImage *in, const char *aspect)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("reframe");
	VipsImage *out = NULL;

	assert_ok(burnish_recipe_set(recipe, "reframe", "aspect", aspect));
	assert_ok(burnish_recipe_set(recipe, "reframe", "mode", "crop"));
	assert_ok(burnish_recipe_apply(recipe, in, &out, NULL));

	return out;
}

static GPtrArray *
plan(const char *input, const char *output, const char *aspect, gboolean in_place)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("reframe");
	const char *const inputs[] = { input, NULL };

	assert_ok(burnish_recipe_set(recipe, "reframe", "aspect", aspect));
	assert_ok(burnish_recipe_set(recipe, "reframe", "mode", "crop"));
	const BurnishPlanOptions options = { .output = output, .in_place = in_place, .recipe = recipe };

	return burnish_plan(inputs, &options);
}

static void
check_plan_fails(const char *input, const char *output, const char *aspect, gboolean in_place, const char *error)
{
	g_assert_null(plan(input, output, aspect, in_place));
	assert_error(error);
}

static void
check_done(const BurnishJob *job, const BurnishReport *report, void *data)
{
	g_assert_cmpint(burnish_report_get_status(report), ==, BURNISH_STATUS_CHANGED);
	(*(guint *) data)++;
}

/* Several shapes of one picture: a result each, with names that say which, the same as
 * when asked for alone. */
static void
test_several(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 300, 200);
	g_autofree char *input = scratch_image(in, "several.png");
	g_autofree char *template = scratch_path("{stem}_{aspect}.{ext}");
	g_autofree char *one = scratch_path("one.png");
	g_autofree char *same = scratch_path("{stem}-x.{ext}");
	static const char *const names[] = { "several_1x1.png", "several_4x5.png", "several_9x16.png" };
	static const char *const aspects[] = { "1:1", "4:5", "9:16" };
	g_autoptr(GPtrArray) items = plan(input, template, "1:1, 4:5,9:16", FALSE);
	g_autoptr(GPtrArray) recipes = g_ptr_array_new_with_free_func((GDestroyNotify) burnish_recipe_free);
	BurnishJob jobs[3];
	guint done = 0;

	g_assert_nonnull(items);
	g_assert_cmpint(items->len, ==, 3);
	for (guint i = 0; i < items->len; i++) {
		const BurnishPlanItem *item = items->pdata[i];
		BurnishRecipe *recipe = burnish_recipe_parse(item->recipe, strlen(item->recipe), "one");

		g_assert_nonnull(recipe);
		g_ptr_array_add(recipes, recipe);
		jobs[i] = (BurnishJob){
			.input = item->input,
			.output = item->output,
			.recipe = recipe,
			.limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES },
		};
	}
	burnish_jobs_run(jobs, 3, check_done, &done);
	g_assert_cmpint(done, ==, 3);
	for (guint i = 0; i < items->len; i++) {
		g_autofree char *path = scratch_path(names[i]);
		g_autoptr(VipsImage) out = vips_image_new_from_file(path, NULL);
		g_assert_nonnull(out);
		g_autoptr(VipsImage) alone = crop(in, aspects[i]);
		assert_same(alone, out);
	}

	check_plan_fails(input, one, "1:1,4:5", FALSE, "see {aspect}");
	check_plan_fails(input, same, "1:1,4:5", FALSE, "would both be written");
	check_plan_fails(input, template, "1:1,1:1", FALSE, "would both be written");
	check_plan_fails(input, template, "1:1,,4:5", FALSE, "empty value");
	check_plan_fails(input, "-", "1:1,4:5", FALSE, "standard output takes one");
	check_plan_fails(input, NULL, "1:1,4:5", TRUE, "in place of one");
}

/* Two steps that list shapes would multiply. */
static void
test_several_twice(void)
{
	static const char json[] = "{\"burnish\":1,\"fix\":[{\"reframe\":{\"aspect\":\"1:1,4:5\"}},"
							   "{\"reframe\":{\"aspect\":\"2:1,3:1\"}}]}";
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(json, strlen(json), "test");
	const char *const inputs[] = { "x.png", NULL };
	const BurnishPlanOptions options = { .output = "{stem}-{aspect}.png", .recipe = recipe };

	g_assert_nonnull(recipe);
	g_assert_null(burnish_plan(inputs, &options));
	assert_error("only one step");
}

/* Whether a picture that is read once may be passed on unread, as far as a reduced copy
 * tells. */
static gboolean
is_screened(VipsImage *in, const char *name, const char *value)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("reframe");
	BurnishCorrection *correction = BURNISH_CORRECTION(operation);
	g_autoptr(VipsImage) proxy = NULL;

	if (name)
		assert_ok(vips_object_set_argument_from_string(VIPS_OBJECT(operation), name, value));
	assert_ok(burnish_proxy_new(in, &proxy));

	return BURNISH_CORRECTION_GET_CLASS(correction)->screen(correction, proxy, burnish_correction_get_factor(in, proxy));
}

static void
test_screen(void)
{
	g_autoptr(VipsImage) room = scene_render(scene_find("room"), 1500, 1000);
	g_autoptr(VipsImage) barred = NULL;

	assert_ok(vips_embed(room, &barred, 0, 60, 1500, 1120, NULL));
	g_assert_true(is_screened(room, NULL, NULL));
	g_assert_true(is_screened(room, "mode", "crop"));
	g_assert_false(is_screened(barred, NULL, NULL));
	g_assert_false(is_screened(room, "aspect", "1:1"));
	g_assert_false(is_screened(room, "width", "100"));
	g_assert_false(is_screened(room, "crop", "0 0 10 10"));
	g_assert_false(is_screened(room, "mode", "measure-only"));
}

/* What asks for nothing leaves the picture unread; trimming does not. */
static void
test_idle(void)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("reframe");
	BurnishCorrection *correction = BURNISH_CORRECTION(operation);
	gboolean (*is_idle)(BurnishCorrection *) = BURNISH_CORRECTION_GET_CLASS(correction)->is_idle;

	g_assert_false(is_idle(correction));
	g_object_set(operation, "trim", 1, NULL);
	g_assert_true(is_idle(correction));
	g_object_set(operation, "aspect", "1:1", NULL);
	g_assert_false(is_idle(correction));
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/reframe/several", test_several);
	g_test_add_func("/reframe/several-twice", test_several_twice);
	g_test_add_func("/reframe/screen", test_screen);
	g_test_add_func("/reframe/idle", test_idle);

	return support_run();
}
