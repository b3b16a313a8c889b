/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The arguments of lift: what each does, and what each refuses.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "dark.h"
#include "support.h"

static void
test_strength(void)
{
	g_autoptr(VipsImage) in = dim();
	g_autoptr(VipsImage) none = lift(in, "strength", 0.0, "dehaze", 1.0);
	g_autoptr(VipsImage) half = lift(in, "strength", 0.5, "dehaze", 0.0);
	g_autoptr(VipsImage) full = lift_auto(in);

	assert_same(in, none);
	g_assert_cmpfloat(median(half), >, median(in) + 2);
	g_assert_cmpfloat(median(full), >, median(half) + 2);
}

static void
test_target(void)
{
	static const double targets[] = { 58, 66, 74 };

	for (guint i = 0; i < G_N_ELEMENTS(targets); i++) {
		g_autoptr(VipsImage) in = dim();
		g_autoptr(VipsImage) out = lift(in, "target", targets[i], "highlights", 0.0);

		g_test_message("%.0f: %.1f", targets[i], median(out));
		g_assert_cmpfloat(fabs(median(out) - targets[i]), <, 1.5);
	}
}

/* What is given is done, whatever would have been found. */
static void
test_given(void)
{
	g_autoptr(VipsImage) in = scene("room");
	g_autoptr(VipsImage) nothing = lift(in, "shadows", 0.0, "highlights", 0.0);
	g_autoptr(VipsImage) shadows = lift(in, "shadows", 0.4, "highlights", 0.0);
	g_autoptr(VipsImage) dark = darken(in, 0.6, 1, 0);
	g_autoptr(VipsImage) light = lift(dark, "shadows", 0.0, "highlights", 1.0);
	double white;
	g_autoptr(VipsImage) measured = NULL;

	assert_same(in, nothing);
	g_assert_cmpfloat(median(shadows), >, median(in) + 5);
	assert_ok(burnish_lift(light, &measured, "strength", 0.0, "white", &white, NULL));
	g_assert_cmpfloat(white, >, 0.98);
}

static double
weave_level(double x, double y)
{
	double weave = 0.03 * sin(x * 700) * sin(y * 500);

	return x < 0.5 ? 0.1 + weave : 0.6 + weave;
}

/* The spread of lightness in the dark half. */
static double
dark_contrast(VipsImage *image)
{
	double sum = 0;
	double squares = 0;
	int n = 0;

	for (int y = 50; y < 200; y++)
		for (int x = 50; x < 200; x++, n++) {
			double level = VIPS_IMAGE_ADDR(image, x, y)[1];
			sum += level;
			squares += level * level;
		}

	return sqrt(squares / n - (sum / n) * (sum / n)) / (sum / n);
}

/* A curve flattens detail in what it lifts; `local` keeps it. */
static void
test_local(void)
{
	g_autoptr(VipsImage) in = draw(500, 300, FALSE, weave_level);
	double contrast[2];

	for (int i = 0; i < 2; i++) {
		g_autoptr(VipsImage) lazy = NULL;

		assert_ok(burnish_lift(in, &lazy, "shadows", 0.6, "highlights", 0.0, "local", (double) i, NULL));
		g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);
		contrast[i] = dark_contrast(out);
	}

	g_test_message("%.3f, %.3f, %.3f", dark_contrast(in), contrast[0], contrast[1]);
	g_assert_cmpfloat(contrast[0], <, 0.8 * dark_contrast(in));
	g_assert_cmpfloat(contrast[1], >, 0.9 * dark_contrast(in));
	g_assert_cmpfloat(contrast[1], <, 1.1 * dark_contrast(in));
}

/* A veil of a third of white is taken off. */
static void
test_dehaze(void)
{
	g_autoptr(VipsImage) clear = scene("room");
	g_autoptr(VipsImage) hazy = duplicate(clear);

	for (int y = 0; y < hazy->Ysize; y++) {
		VipsPel *p = VIPS_IMAGE_ADDR(hazy, 0, y);
		for (int i = 0; i < 3 * hazy->Xsize; i++)
			p[i] = 85 + p[i] * 2 / 3;
	}
	g_autoptr(VipsImage) lazy = NULL;
	assert_ok(burnish_lift(hazy, &lazy, "shadows", 0.0, "highlights", 0.0, "dehaze", 0.5, NULL));
	g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);

	g_assert_cmpfloat(median(out), <, median(hazy) - 3);
	g_assert_cmpfloat(delta_e(out, clear), <, 0.9 * delta_e(hazy, clear));
}

static void
test_modes(void)
{
	g_autoptr(VipsImage) in = dim();
	g_autoptr(VipsImage) doubtful = scene("room");
	g_autoptr(VipsImage) measured = NULL;
	g_autoptr(VipsImage) forced = NULL;
	g_autofree char *reason = NULL;
	double confidence;
	gboolean changed;

	/* measure-only is 2. */
	assert_ok(burnish_lift(in, &measured, "mode", 2, "confidence", &confidence,
		"changed", &changed, "reason", &reason, NULL));
	assert_same(in, measured);
	g_assert_cmpfloat(confidence, >, 0.9);
	g_assert_false(changed);
	g_assert_nonnull(strstr(reason, "too little light"));

	/* always does not invent a defect where there is no sign of one. */
	assert_ok(burnish_lift(doubtful, &forced, "mode", 1, NULL));
	g_assert_cmpfloat(delta_e(doubtful, forced), <, 10);

	/* Nor in one colour. */
	g_autoptr(VipsImage) plain = flat(40, 30, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
		(double[]){ 90, 60, 40 });
	g_autoptr(VipsImage) same = NULL;
	assert_ok(burnish_lift(plain, &same, "mode", 1, NULL));
	assert_same(plain, same);
}

/* What moves no code is no change. */
static void
test_too_little(void)
{
	g_autoptr(VipsImage) in = dim();

	for (int i = 0; i < 2; i++) {
		g_autoptr(VipsImage) out = NULL;
		gboolean changed;

		assert_ok(burnish_lift(in, &out, "mode", 1, "shadows", i ? 0.1 : 0.001, "highlights", 0.0, "changed", &changed, NULL));
		g_assert_cmpint(changed, ==, i);
		if (!i)
			assert_same(in, out);
	}
}

/* A dark tone with detail finer than a step of 8 bits. */
static double
fine_level(double x, double y)
{
	return (20 + 0.4 * (((int) (x * 96) + (int) (y * 64)) % 3 - 1)) / 255;
}

/* What has 16 bits is not smoothed as if they were rounded to 8: a level becomes one level,
 * whatever is beside it. */
static void
test_deep(void)
{
	g_autoptr(VipsImage) in = draw(96, 64, TRUE, fine_level);
	g_autoptr(VipsImage) out = lift(in, "shadows", 0.8, "local", 0.0);
	g_autoptr(GHashTable) levels = g_hash_table_new(NULL, NULL);

	g_assert_cmpint(out->BandFmt, ==, VIPS_FORMAT_USHORT);
	for (int y = 0; y < in->Ysize; y++)
		for (int x = 0; x < in->Xsize; x++) {
			guint before = *(guint16 *) VIPS_IMAGE_ADDR(in, x, y);
			guint after = *(guint16 *) VIPS_IMAGE_ADDR(out, x, y);
			gpointer known = g_hash_table_lookup(levels, GUINT_TO_POINTER(before));

			g_assert_cmpuint(after, >, before);
			g_assert_true(!known || GPOINTER_TO_UINT(known) == after);
			g_hash_table_insert(levels, GUINT_TO_POINTER(before), GUINT_TO_POINTER(after));
		}
	g_assert_cmpuint(g_hash_table_size(levels), ==, 3);
}

/* The resolved recipe gives the same bytes, and freezes `nothing` as well. */
static void
test_resolved(void)
{
	for (int i = 0; i < 2; i++) {
		g_autoptr(VipsImage) in = i ? dim() : scene("room");
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("lift");
		g_autoptr(BurnishRecipe) resolved = NULL;
		g_autoptr(VipsImage) first = NULL;
		g_autoptr(VipsImage) second = NULL;

		assert_ok(burnish_recipe_apply(recipe, in, &first, &resolved));
		g_autofree char *text = burnish_recipe_print(resolved);
		g_assert_nonnull(strstr(text, "shadows"));
		g_assert_nonnull(strstr(text, "highlights"));
		g_assert_nonnull(strstr(text, "local"));
		g_autoptr(BurnishRecipe) again = burnish_recipe_parse(text, strlen(text), "resolved");
		assert_ok(burnish_recipe_apply(again, in, &second, NULL));
		assert_same(first, second);
	}
}

/* The order of the automatic recipe. */
static void
test_order(void)
{
	const char *const *nicknames = burnish_corrections();
	int decast = -1;
	int lift = -1;

	for (int i = 0; nicknames[i]; i++) {
		decast = g_str_equal(nicknames[i], "decast") ? i : decast;
		lift = g_str_equal(nicknames[i], "lift") ? i : lift;
	}
	g_assert_cmpint(decast, >=, 0);
	g_assert_cmpint(lift, >, decast);
}

static void
test_ranges(void)
{
	static const struct {
		const char *name;
		const char *bad;
	} cases[] = {
		{ "strength", "1.5" },
		{ "target", "101" },
		{ "shadows", "-2" },
		{ "shadows", "1.1" },
		{ "highlights", "2.5" },
		{ "local", "1.5" },
		{ "dehaze", "-0.1" },
		{ "mode", "sometimes" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("lift");

		g_assert_cmpint(burnish_recipe_set(recipe, "lift", cases[i].name, cases[i].bad), ==, -1);
		assert_error(cases[i].name);
	}
}

/* What is at full scale stays there where it is dithered, whatever the noise is: at
 * 1368, 14 it is as large as it gets. */
static void
test_full_scale(void)
{
	static const double night[] = { 3, 3, 255 };
	g_autoptr(VipsImage) plain = flat(1400, 20, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, night);
	g_autoptr(VipsImage) in = duplicate(plain);
	g_autoptr(VipsImage) blue = NULL;
	double least;

	/* Something to be smoothed. */
	for (int y = 0; y < in->Ysize; y++)
		for (int x = 0; x < in->Xsize; x++)
			*VIPS_IMAGE_ADDR(in, x, y) += (x + y) & 1;

	g_autoptr(VipsImage) out = lift(in, "shadows", 0.6, NULL, 0);
	assert_ok(vips_extract_band(out, &blue, 2, NULL));
	assert_ok(vips_min(blue, &least, NULL));
	g_assert_cmpfloat(least, >=, 254);
}

/* What is visible is sampled, wherever it lies. */
static void
test_sparse(void)
{
	static const double nothing[] = { 0, 0, 0, 0 };
	g_autoptr(VipsImage) plain = flat(512, 512, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, nothing);
	g_autoptr(VipsImage) in = duplicate(plain);
	double shadows;

	/* As light as it is asked to be, L* 54. */
	memcpy(VIPS_IMAGE_ADDR(in, 1, 0), (const VipsPel[4]){ 129, 129, 129, 255 }, 4);

	g_autoptr(VipsImage) out = NULL;
	assert_ok(burnish_lift(in, &out, "target", 50.0, "highlights", 0.0, "applied-shadows", &shadows, NULL));
	g_assert_cmpfloat(shadows, ==, 0);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/lift-arguments/strength", test_strength);
	g_test_add_func("/lift-arguments/target", test_target);
	g_test_add_func("/lift-arguments/given", test_given);
	g_test_add_func("/lift-arguments/local", test_local);
	g_test_add_func("/lift-arguments/dehaze", test_dehaze);
	g_test_add_func("/lift-arguments/modes", test_modes);
	g_test_add_func("/lift-arguments/too-little", test_too_little);
	g_test_add_func("/lift-arguments/deep", test_deep);
	g_test_add_func("/lift-arguments/resolved", test_resolved);
	g_test_add_func("/lift-arguments/order", test_order);
	g_test_add_func("/lift-arguments/ranges", test_ranges);
	g_test_add_func("/lift-arguments/full-scale", test_full_scale);
	g_test_add_func("/lift-arguments/sparse", test_sparse);

	return support_run();
}
