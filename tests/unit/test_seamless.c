/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* seamless against noise that is known to tile, and parts of it that do not.
 */

#include <math.h>
#include <string.h>

#include "cutout.h"
#include "support.h"

#define WIDTH 320
#define HEIGHT 256

/* Noise of one wavelength that repeats: random waves of whole periods, brought to a place. */
static double
wave_at(int x, int y, int lowest, guint32 seed)
{
	double sum = 0;

	for (guint32 k = 0; k < 12; k++) {
		guint32 r = noise(seed * 97 + k);
		int u = lowest + (r & 7);
		int v = (int) (r >> 3 & 15) - 8;
		sum += sin(2 * G_PI * ((double) u * x / WIDTH + (double) v * y / HEIGHT) + (r >> 8 & 1023));
	}

	return sum;
}

/* A texture that tiles, moved by (dx, dy), of a size of its own; a slope of light, as a
 * share of it, across. */
static VipsImage *
draw(int width, int height, int dx, int dy, double slope)
{
	VipsImage *image = vips_image_new_memory();

	vips_image_init_fields(image, width, height, 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1, 1);
	assert_ok(vips_image_write_prepare(image));
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			int u = (x + dx) % WIDTH;
			int v = (y + dy) % HEIGHT;
			double grain = (double) (noise(v * WIDTH + u) & 15) - 7.5;
			double value = (128 + 5 * wave_at(u, v, 3, 1) + 4 * wave_at(u, v, 9, 2) + grain) * (1 + slope * ((double) x / width - 0.5));
			VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);
			p[0] = p[1] = VIPS_CLIP(0, value + 0.5, 255);
			p[2] = p[0] * 0.8;
		}

	return image;
}

typedef struct {
	gboolean changed;
	double seam[2];
	double left[2];
} Found;

static VipsImage *
run(VipsImage *in, const char *axis, double flatten, Found *found)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("seamless");
	g_autofree char *text = g_strdup_printf("%g", flatten);
	g_autoptr(VipsImage) lazy = NULL;
	g_autoptr(VipsImage) other = NULL;

	assert_ok(burnish_recipe_set(recipe, "seamless", "axis", axis));
	assert_ok(burnish_recipe_set(recipe, "seamless", "flatten", text));
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	assert_ok(burnish_seamless(in, &other, "changed", &found->changed, "seam-across", &found->seam[0],
		"seam-down", &found->seam[1], "left-across", &found->left[0], "left-down", &found->left[1], NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

/* What tiles stays, wherever it is cut. */
static void
test_tile(void)
{
	for (int k = 0; k < 6; k++) {
		g_autoptr(VipsImage) in = draw(WIDTH, HEIGHT, 53 * k, 41 * k, 0);
		Found found;
		g_autoptr(VipsImage) out = run(in, "both", 1, &found);

		g_test_message("%d: %.2f %.2f", k, found.seam[0], found.seam[1]);
		g_assert_false(found.changed);
		assert_same(in, out);
	}
}

/* How much brighter the right third is than the left one. */
static double
get_slope(VipsImage *image)
{
	g_autoptr(VipsImage) left = NULL;
	g_autoptr(VipsImage) right = NULL;
	double a;
	double b;

	assert_ok(vips_extract_area(image, &left, 0, 0, image->Xsize / 3, image->Ysize, NULL));
	assert_ok(vips_extract_area(image, &right, image->Xsize - image->Xsize / 3, 0, image->Xsize / 3, image->Ysize, NULL));
	assert_ok(vips_avg(left, &a, NULL));
	assert_ok(vips_avg(right, &b, NULL));

	return (b - a) / (a + b) * 2;
}

/* A part of it does not tile; then it does, has its size, and a second run sees so. */
static void
test_part(void)
{
	g_autoptr(VipsImage) in = draw(230, 190, 20, 30, 0.3);
	Found found;
	g_autoptr(VipsImage) out = run(in, "both", 1, &found);

	g_test_message("%.2f %.2f to %.2f %.2f", found.seam[0], found.seam[1], found.left[0], found.left[1]);
	g_assert_cmpint(out->Xsize, ==, in->Xsize);
	g_assert_cmpint(out->Ysize, ==, in->Ysize);
	g_assert_true(found.changed);
	g_assert_cmpfloat(found.seam[0], >, 2);
	g_assert_cmpfloat(found.seam[1], >, 2);
	g_assert_cmpfloat(found.left[0], <, 1.4);
	g_assert_cmpfloat(found.left[1], <, 1.4);

	g_autoptr(VipsImage) twice = run(out, "both", 1, &found);
	assert_same(out, twice);

	/* The slope of light is gone; with flatten 0 it is still there in the middle. */
	g_autoptr(VipsImage) sloped = run(in, "both", 0, &found);
	g_test_message("slope %.3f, %.3f and %.3f", get_slope(in), get_slope(out), get_slope(sloped));
	g_assert_cmpfloat(get_slope(in), >, 0.15);
	g_assert_cmpfloat(fabs(get_slope(out)), <, 0.05);
	g_assert_cmpfloat(get_slope(sloped), >, get_slope(out) + 0.05);

	/* The middle is as it was but for the light. */
	const VipsPel *p = VIPS_IMAGE_ADDR(in, 115, 95);
	const VipsPel *q = VIPS_IMAGE_ADDR(sloped, 115, 95);
	g_assert_cmpint(abs(p[0] - q[0]), <=, 1);
}

/* One axis only, and the other stays closed. */
static void
test_axis(void)
{
	g_autoptr(VipsImage) in = draw(230, HEIGHT, 20, 30, 0);
	Found found;
	g_autoptr(VipsImage) across = run(in, "horizontal", 1, &found);
	g_autoptr(VipsImage) down = run(in, "vertical", 1, &found);
	Found after;
	g_autoptr(VipsImage) again = run(across, "both", 1, &after);

	assert_same(in, down);
	g_assert_cmpfloat(after.seam[0], <, 1.4);
	g_assert_cmpfloat(after.seam[1], <, 1.4);
	assert_same(across, again);
	g_assert_cmpfloat(max_difference(in, across), >, 10);
}

/* Alpha is part of a texture. */
static void
test_alpha(void)
{
	g_autoptr(VipsImage) whole = draw(230, 190, 20, 30, 0);
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) lazy = NULL;
	Found found;

	assert_ok(vips_extract_band(whole, &alpha, 0, NULL));
	assert_ok(vips_bandjoin2(whole, alpha, &lazy, NULL));
	g_autoptr(VipsImage) in = vips_image_copy_memory(lazy);
	g_autoptr(VipsImage) out = run(in, "both", 0, &found);
	g_assert_cmpint(out->Bands, ==, 4);
	g_assert_cmpfloat(found.left[0], <, 1.4);
	g_assert_cmpfloat(found.left[1], <, 1.4);
}

/* What is too small, and what is flat. */
static void
test_small(void)
{
	static const double grey[] = { 90, 90, 90 };
	g_autoptr(VipsImage) flat_one = flat(64, 64, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, grey);
	g_autoptr(VipsImage) in = draw(20, 100, 0, 0, 1);
	g_autoptr(VipsImage) out = NULL;
	g_autofree char *reason = NULL;
	Found found;
	g_autoptr(VipsImage) same = run(flat_one, "both", 1, &found);

	assert_same(flat_one, same);
	assert_ok(burnish_seamless(in, &out, "reason", &reason, NULL));
	assert_same(in, out);
	g_assert_nonnull(strstr(reason, "too small"));
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/seamless/tile", test_tile);
	g_test_add_func("/seamless/part", test_part);
	g_test_add_func("/seamless/axis", test_axis);
	g_test_add_func("/seamless/alpha", test_alpha);
	g_test_add_func("/seamless/small", test_small);

	return support_run();
}
