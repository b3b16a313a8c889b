/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* outline against shapes whose outline is known.
 */

#include <math.h>
#include <string.h>

#include "base/depth.h"
#include "cutout.h"
#include "support.h"

/* How much of each pixel a disc covers, from 256 points in it. */
static double
cover_disc(int x, int y, double cx, double cy, double radius)
{
	int n = 0;

	for (int k = 0; k < 256; k++)
		n += hypot(x + (k % 16 + 0.5) / 16 - cx, y + ((k >> 4) + 0.5) / 16 - cy) <= radius;

	return n / 256.0;
}

static VipsImage *
run(VipsImage *in, const char *width, const char *color, const char *holes, const char *mode, int margin)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("outline");
	g_autofree char *pixels = g_strdup_printf("%d", margin);
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(burnish_recipe_set(recipe, "outline", "width", width));
	assert_ok(burnish_recipe_set(recipe, "outline", "color", color));
	assert_ok(burnish_recipe_set(recipe, "outline", "margin", pixels));
	if (holes)
		assert_ok(burnish_recipe_set(recipe, "outline", "holes", holes));
	if (mode)
		assert_ok(burnish_recipe_set(recipe, "outline", "mode", mode));
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

static VipsImage *
ball(double radius)
{
	static Truth truth;

	memset(truth, 0, sizeof(truth));
	for (int i = 0; i < SIDE * SIDE; i++)
		put(truth, i, 200, 60, 40, cover_disc(x_of(i), y_of(i), 128.3, 127.6, radius));

	return cut_out(truth);
}

/* Around a disc the outline is a larger disc, to a fraction of a pixel. */
static void
test_disc(void)
{
	static const char *const widths[] = { "3.5", "10px", "25" };

	for (guint k = 0; k < G_N_ELEMENTS(widths); k++) {
		g_autoptr(VipsImage) in = ball(60);
		g_autoptr(VipsImage) out = run(in, widths[k], "#ffffff", NULL, NULL, 0);
		double radius = 60 + g_ascii_strtod(widths[k], NULL);
		double sum = 0;
		double worst = 0;

		g_assert_cmpint(out->Xsize, ==, SIDE);
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++) {
				double error = fabs(get_alpha(out, x, y) / 255.0 - cover_disc(x, y, 128.3, 127.6, radius));
				sum += get_alpha(out, x, y) / 255.0;
				worst = fmax(worst, error);
			}
		g_test_message("width %s: radius %.3f, worst %.3f", widths[k], sqrt(sum / G_PI), worst);
		g_assert_cmpfloat(fabs(sqrt(sum / G_PI) - radius), <, 0.06);
		g_assert_cmpfloat(worst, <, 0.4);
	}
}

/* White around it, and the picture itself as it was. */
static void
test_colour(void)
{
	g_autoptr(VipsImage) in = ball(60);
	g_autoptr(VipsImage) out = run(in, "10", "#20c040", NULL, NULL, 0);
	const VipsPel *middle = VIPS_IMAGE_ADDR(out, 128, 128);
	const VipsPel *rim = VIPS_IMAGE_ADDR(out, 128, 62);

	g_assert_true(middle[0] == 200 && middle[1] == 60 && middle[2] == 40 && middle[3] == 255);
	g_assert_true(rim[0] == 0x20 && rim[1] == 0xc0 && rim[2] == 0x40 && rim[3] == 255);

	/* What is hidden does not count, and 16 bits give the same. */
	g_autoptr(VipsImage) dirty = vips_image_copy_memory(in);
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(dirty, x, y);
			if (p[3] == 0)
				memset(p, 77, 3);
		}
	g_autoptr(VipsImage) same = run(dirty, "10", "#20c040", NULL, NULL, 0);
	assert_same(out, same);
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(VipsImage) back = NULL;
	assert_ok(burnish_depth_set(in, &deep, 16));
	g_autoptr(VipsImage) deep_out = run(deep, "10", "#20c040", NULL, NULL, 0);
	assert_ok(burnish_depth_set(deep_out, &back, 8));
	g_assert_cmpfloat(max_difference(out, back), <=, 1);
}

/* The canvas grows by what is missing, and by the margin. */
static void
test_canvas(void)
{
	g_autoptr(VipsImage) whole = ball(60);
	g_autoptr(VipsImage) in = NULL;

	/* The disc has one clear pixel at the left, and none to spare below. */
	assert_ok(vips_extract_area(whole, &in, 67, 67, 122, 121, NULL));
	g_autoptr(VipsImage) out = run(in, "8", "#ffffff", NULL, NULL, 5);
	int left = out->Xsize;
	int right = -1;
	for (int y = 0; y < out->Ysize; y++)
		for (int x = 0; x < out->Xsize; x++)
			if (get_alpha(out, x, y) > 0) {
				left = MIN(left, x);
				right = MAX(right, x);
			}
	g_assert_cmpint(left, >=, 5);
	g_assert_cmpint(left, <=, 7);
	g_assert_cmpint(out->Xsize - 1 - right, >=, 5);
	g_assert_cmpint(out->Xsize - 1 - right, <=, 7);
}

/* The hole of a doughnut, and the gap between two balls. */
static void
test_holes(void)
{
	static Truth truth;

	memset(truth, 0, sizeof(truth));
	for (int i = 0; i < SIDE * SIDE; i++)
		put(truth, i, 0, 0, 200, cover_disc(x_of(i), y_of(i), 128, 128, 80) - cover_disc(x_of(i), y_of(i), 128, 128, 40));
	g_autoptr(VipsImage) ring = cut_out(truth);
	g_autoptr(VipsImage) filled = run(ring, "10", "#ffffff", NULL, NULL, 0);
	g_autoptr(VipsImage) kept = run(ring, "10", "#ffffff", "keep", NULL, 0);
	g_assert_cmpint(get_alpha(filled, 128, 128), ==, 255);
	g_assert_cmpint(get_alpha(kept, 128, 128), ==, 0);
	g_assert_cmpint(get_alpha(kept, 128 + 35, 128), ==, 255);
	g_assert_cmpint(get_alpha(kept, 128 + 25, 128), ==, 0);

	memset(truth, 0, sizeof(truth));
	for (int i = 0; i < SIDE * SIDE; i++)
		put(truth, i, 0, 0, 200, MIN(1, cover_disc(x_of(i), y_of(i), 80, 128, 43) + cover_disc(x_of(i), y_of(i), 176, 128, 43)));
	g_autoptr(VipsImage) pair = cut_out(truth);
	g_autoptr(VipsImage) bridged = run(pair, "11", "#ffffff", NULL, NULL, 0);
	for (int y = 100; y < 156; y++)
		g_assert_cmpint(get_alpha(bridged, 128, y), ==, 255);
}

/* A second run sees that there is one; "always" lays another around it. */
static void
test_twice(void)
{
	g_autoptr(VipsImage) in = ball(60);
	g_autoptr(VipsImage) once = run(in, "10", "#ffffff", NULL, NULL, 0);
	g_autoptr(VipsImage) twice = run(once, "10", "#ffffff", NULL, NULL, 0);
	g_autoptr(VipsImage) other = run(once, "10", "#000000", NULL, NULL, 0);
	g_autoptr(VipsImage) again = run(once, "10", "#ffffff", NULL, "always", 0);

	assert_same(once, twice);
	g_assert_cmpint(get_alpha(once, 128, 50), ==, 0);
	g_assert_cmpint(get_alpha(other, 128, 50), ==, 255);
	g_assert_cmpint(get_alpha(again, 128, 50), ==, 255);
}

/* Soft, below the sticker, black, and no darker than asked for. */
static void
test_shadow(void)
{
	g_autoptr(VipsImage) in = ball(60);
	g_autoptr(VipsImage) lazy = NULL;
	const double offset[] = { 12, 20 };
	VipsArrayDouble *array = vips_array_double_new(offset, 2);

	assert_ok(burnish_outline(in, &lazy, "width", "6", "shadow", 0.5, "shadow-offset", array, "shadow-blur", 4.0, NULL));
	vips_area_unref(VIPS_AREA(array));
	g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);
	g_assert_cmpint(out->Xsize, ==, SIDE);
	/* Below, just outside of the outline: half, and black. */
	const VipsPel *p = VIPS_IMAGE_ADDR(out, 136, 128 + 72);
	g_assert_true(p[0] < 12 && p[3] > 100 && p[3] <= 128);
	/* Above there is none. */
	g_assert_cmpint(get_alpha(out, 128, 128 - 60 - 6 - 8), ==, 0);
}

static void
test_bad(void)
{
	static const struct {
		const char *width;
		const char *color;
		const char *error;
	} bad[] = {
		{ "x", "#ffffff", "width: \"x\" is neither pixels nor a percentage" },
		{ "3cm", "#ffffff", "neither pixels" },
		{ "0", "#ffffff", "width: 0 is not above 0" },
		{ "60%", "#ffffff", "up to 50%" },
		{ "5000", "#ffffff", "up to 1000" },
		{ "nan", "#ffffff", "not above 0" },
		{ "5", "white", "color: \"white\" is not of the form #rrggbb" },
		{ "5", "#fffffff", "color:" },
	};
	g_autoptr(VipsImage) in = ball(20);

	for (guint k = 0; k < G_N_ELEMENTS(bad); k++) {
		g_autoptr(VipsImage) out = NULL;
		g_assert_cmpint(burnish_outline(in, &out, "width", bad[k].width, "color", bad[k].color, NULL), ==, -1);
		assert_error(bad[k].error);
	}

	/* Without alpha it says what to do, and does nothing. */
	g_autoptr(VipsImage) opaque = NULL;
	g_autoptr(VipsImage) out = NULL;
	g_autofree char *reason = NULL;
	assert_ok(vips_flatten(in, &opaque, NULL));
	assert_ok(burnish_outline(opaque, &out, "reason", &reason, NULL));
	assert_same(opaque, out);
	g_assert_nonnull(strstr(reason, "clean_alpha"));
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/outline/disc", test_disc);
	g_test_add_func("/outline/colour", test_colour);
	g_test_add_func("/outline/canvas", test_canvas);
	g_test_add_func("/outline/holes", test_holes);
	g_test_add_func("/outline/twice", test_twice);
	g_test_add_func("/outline/shadow", test_shadow);
	g_test_add_func("/outline/bad", test_bad);

	return support_run();
}
