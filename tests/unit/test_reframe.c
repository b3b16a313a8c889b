/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reframing: trimming, shapes, places, canvas, and the errors of every
 * argument.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "base/argument.h"
#include "base/depth.h"
#include "corrections/reframe/target.h"
#include "support.h"

static const double black[] = { 0, 0, 0 };
static const double grey_ground[] = { 180, 180, 180 };

/* Run with "argument=value" texts, ended by NULL. */
static VipsImage *
reframe(VipsImage *in, const char *first, ...)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("reframe");
	g_autoptr(VipsImage) lazy = NULL;
	va_list ap;

	va_start(ap, first);
	for (const char *text = first; text; text = va_arg(ap, const char *)) {
		g_auto(GStrv) pair = g_strsplit(text, "=", 2);
		assert_ok(burnish_recipe_set(recipe, "reframe", pair[0], pair[1]));
	}
	va_end(ap);
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

static void
assert_fails(VipsImage *in, const char *argument, const char *value, const char *error)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("reframe");
	VipsImage *out = NULL;

	assert_ok(burnish_recipe_set(recipe, "reframe", argument, value));
	g_assert_cmpint(burnish_recipe_apply(recipe, in, &out, NULL), ==, -1);
	assert_error(error);
}

/* A square of strong colour on plain ground. */
static VipsImage *
square(int width, int height, int left, int top, int side)
{
	static const double red[] = { 200, 30, 20 };
	g_autoptr(VipsImage) ground = flat(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, grey_ground);
	g_autoptr(VipsImage) own = vips_image_new_memory();

	assert_ok(vips_image_write(ground, own));
	assert_ok(vips_draw_rect(own, (double *) red, 3, left, top, side, side, "fill", TRUE, NULL));

	return g_steal_pointer(&own);
}

/* No picture without bars loses a line, whatever its ground. */
static void
test_no_bars(void)
{
	for (const Scene *scene = scenes; scene->name; scene++) {
		g_autoptr(VipsImage) in = scene_render(scene, 480, 320);
		g_autoptr(VipsImage) out = reframe(in, NULL);

		assert_same(in, out);
	}

	static const int ground[] = { 60, 0, 60, 30 };
	g_autoptr(VipsImage) plain = square(300, 300, 100, 120, 80);
	g_autoptr(VipsImage) out = reframe(plain, NULL);
	assert_same(plain, out);

	/* Straight edges at three sides are those of a thing. */
	g_autoptr(VipsImage) picture = scene_render(scene_find("room"), 300, 200);
	g_autoptr(VipsImage) standing = with_bars(picture, ground, black, 3);
	g_autoptr(VipsImage) left = reframe(standing, NULL);
	assert_same(standing, left);
}

static void
test_trim(void)
{
	static const int bars[] = { 0, 40, 0, 40 };
	static const int frame[] = { 20, 20, 20, 20 };
	g_autoptr(VipsImage) picture = scene_render(scene_find("room"), 400, 300);
	g_autoptr(VipsImage) barred = with_bars(picture, bars, black, 3);
	g_autoptr(VipsImage) framed = with_bars(picture, frame, black, 3);
	g_autoptr(VipsImage) trimmed = reframe(barred, NULL);
	g_autoptr(VipsImage) left = reframe(barred, "trim=off", NULL);
	g_autoptr(VipsImage) given = reframe(barred, "bars=0,40,0,39", NULL);
	g_autoptr(VipsImage) frame_left = reframe(framed, NULL);
	g_autoptr(VipsImage) frame_cut = reframe(framed, "aspect=4:3", NULL);

	assert_same(picture, trimmed);
	assert_same(barred, left);
	g_assert_cmpint(given->Ysize, ==, 301);
	/* A frame may be meant, unless the shape is changed anyway. */
	assert_same(framed, frame_left);
	assert_same(picture, frame_cut);
	assert_fails(picture, "bars", "1,2,3", "bars: takes");
	assert_fails(picture, "bars", "0,-1,0,0", "bars: takes");
	assert_fails(picture, "bars", "200,0,200,0", "bars: leave nothing");
}

static void
check_target(const char *aspect, int width, int height, double dpi,
	double ratio, int to_width, int to_height)
{
	BurnishTarget target;

	assert_ok(burnish_target_parse("reframe", aspect, width, height, dpi, &target));
	g_assert_cmpfloat(fabs(target.ratio - ratio), <, 1e-9);
	g_assert_cmpint(target.width, ==, to_width);
	g_assert_cmpint(target.height, ==, to_height);
}

static void
test_targets(void)
{
	check_target("16:9", 0, 0, 0, 16 / 9.0, 0, 0);
	check_target("1.91:1", 0, 0, 0, 1.91, 0, 0);
	check_target("4/5", 0, 0, 0, 0.8, 0, 0);
	check_target("1.5", 0, 0, 0, 1.5, 0, 0);
	check_target("a4", 0, 0, 0, 210 / 297.0, 0, 0);
	check_target("A3-landscape", 0, 0, 0, 420 / 297.0, 0, 0);
	check_target("a4", 0, 0, 300, 210 / 297.0, 2480, 3508);
	check_target("letter-portrait", 0, 0, 100, 215.9 / 279.4, 850, 1100);
	check_target("16:9", 1920, 0, 0, 16 / 9.0, 1920, 1080);
	check_target(NULL, 1200, 630, 0, 1200 / 630.0, 1200, 630);
	check_target(NULL, 800, 0, 0, 0, 800, 0);
	check_target("", 0, 0, 0, 0, 0, 0);
}

static void
test_target_errors(void)
{
	g_autoptr(VipsImage) in = square(60, 40, 10, 10, 10);
	static const char *const wrong[] = { "16:", ":9", "a9x", "-1:2", "0:1", "16:9:4", "wide", "a4-upright", "nan", "1e5:1" };

	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
		assert_fails(in, "aspect", wrong[i], "aspect: ");
	assert_fails(in, "dpi", "300", "dpi: goes with a paper");
	assert_fails(in, "mode", "fit", "mode: fit needs");

	BurnishTarget target = { .width = 7 };
	g_assert_cmpint(burnish_target_parse("reframe", "16:9", 10, 10, 0, &target), ==, -1);
	assert_error("leave no choice");
	g_assert_cmpint(burnish_target_parse("reframe", "a4", 10, 0, 300, &target), ==, -1);
	assert_error("has its width and height");
	g_assert_cmpint(burnish_target_parse("reframe", "16:9", 0, 0, 300, &target), ==, -1);
	assert_error("\"16:9\" is none");
	/* Untouched on failure. */
	g_assert_cmpint(target.width, ==, 7);
}

/* A subject that fits stays whole, wherever it is. */
static void
test_subject(void)
{
	for (int left = 20; left <= 460; left += 110) {
		g_autoptr(VipsImage) in = square(600, 300, left, 90, 120);
		g_autoptr(VipsImage) out = reframe(in, "aspect=1:1", "mode=crop", NULL);
		g_autoptr(VipsImage) red = NULL;
		double mean;

		g_assert_cmpint(out->Xsize, ==, 300);
		g_assert_cmpint(out->Ysize, ==, 300);
		assert_ok(vips_relational_const1(out, &red, VIPS_OPERATION_RELATIONAL_LESS, 60, NULL));
		g_autoptr(VipsImage) band = NULL;
		assert_ok(vips_extract_band(red, &band, 1, NULL));
		assert_ok(vips_avg(band, &mean, NULL));
		g_test_message("at %d: %.3f of the square", left, mean / 255 * 300 * 300 / (120 * 120));
		g_assert_cmpfloat(mean / 255 * 300 * 300, >=, 0.97 * 120 * 120);
	}
}

/* What is opaque is the subject. */
static void
test_alpha(void)
{
	g_autoptr(VipsImage) colour = scene_render(scene_find("room"), 600, 300);
	g_autoptr(VipsImage) in = NULL;

	assert_ok(vips_bandjoin_const1(colour, &in, 0, NULL));
	g_autoptr(VipsImage) own = vips_image_copy_memory(in);
	for (int y = 100; y < 200; y++)
		for (int x = 450; x < 550; x++)
			VIPS_IMAGE_ADDR(own, x, y)
	[3] = 255;

	g_autoptr(VipsImage) out = reframe(own, "aspect=1:2", "mode=crop", NULL);
	g_assert_cmpint(out->Bands, ==, 4);
	g_assert_cmpint(out->Xsize, ==, 150);
	/* All of it, in the middle. */
	g_assert_cmpint(VIPS_IMAGE_ADDR(out, 26, 150)[3], ==, 255);
	g_assert_cmpint(VIPS_IMAGE_ADDR(out, 123, 150)[3], ==, 255);
	g_assert_cmpint(VIPS_IMAGE_ADDR(out, 15, 150)[3], ==, 0);
	g_assert_cmpint(VIPS_IMAGE_ADDR(out, 135, 150)[3], ==, 0);
}

static void
check_place(VipsImage *in, const char *wish, int left)
{
	g_autoptr(VipsImage) out = reframe(in, "aspect=1:1", "mode=crop", wish, NULL);
	g_autoptr(VipsImage) expected = NULL;

	assert_ok(vips_extract_area(in, &expected, left, 0, 200, 200, NULL));
	assert_same(expected, out);
}

static void
test_wishes(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 500, 200);

	check_place(in, "gravity=west", 0);
	check_place(in, "gravity=north", 150);
	check_place(in, "gravity=centre", 150);
	check_place(in, "gravity=south-east", 300);
	check_place(in, "focus=0.5,0.5", 150);
	check_place(in, "focus=0.3,0.9", 50);
	check_place(in, "focus=1,0", 300);
	check_place(in, "keep=0,0,0.4,1", 0);
	check_place(in, "keep=0.6,0,0.4,1", 300);

	assert_fails(in, "focus", "0.5", "focus: takes 2 numbers");
	assert_fails(in, "focus", "5,0.5", "focus: 5 is not a share");
	assert_fails(in, "keep", "0,0,1", "keep: takes 4 numbers");
	assert_fails(in, "keep", "0.5,0,0.6,1", "keep: left, top");
	assert_fails(in, "keep", "0,0,0,1", "keep: left, top");

	/* What does not fit into a crop is an error, or canvas. */
	g_autoptr(VipsImage) whole = reframe(in, "aspect=1:1", "keep=0,0,1,1", NULL);
	g_assert_cmpint(whole->Xsize, ==, 500);
	g_assert_cmpint(whole->Ysize, ==, 500);

	VipsImage *out = NULL;
	VipsArrayDouble *point = vips_array_double_newv(2, 0.5, 0.5);
	g_assert_cmpint(burnish_reframe(in, &out, "aspect", "1:1", "gravity", 2, "focus", point, NULL), ==, -1);
	assert_error("focus: does not go with gravity");
	vips_area_unref(VIPS_AREA(point));
}

static void
test_size(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 600, 400);
	g_autoptr(VipsImage) exact = reframe(in, "width=120", "height=120", "mode=crop", NULL);
	g_autoptr(VipsImage) fit = reframe(in, "width=150", "height=150", "mode=fit", NULL);
	g_autoptr(VipsImage) narrow = reframe(in, "width=300", NULL);
	g_autoptr(VipsImage) paper = reframe(in, "aspect=a4", "dpi=20", "mode=crop", NULL);
	g_autoptr(VipsImage) out = NULL;
	double missing = 0;

	g_assert_cmpint(exact->Xsize, ==, 120);
	g_assert_cmpint(exact->Ysize, ==, 120);
	g_assert_cmpint(fit->Xsize, ==, 150);
	g_assert_cmpint(fit->Ysize, ==, 100);
	g_assert_cmpint(narrow->Xsize, ==, 300);
	g_assert_cmpint(narrow->Ysize, ==, 200);
	g_assert_cmpint(paper->Xsize, ==, 165);
	g_assert_cmpint(paper->Ysize, ==, 234);

	/* Never enlarged, but said. */
	assert_ok(burnish_reframe(in, &out, "width", 1200, "height", 800, "missing-scale", &missing, NULL));
	g_assert_cmpint(out->Xsize, ==, 600);
	g_assert_cmpfloat(missing, ==, 2);
}

/* Averages of light: black and white lines become the grey that looks as bright. */
static void
test_light(void)
{
	g_autoptr(VipsImage) in = flat(64, 64, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, black);

	for (int y = 0; y < 64; y++)
		if (y % 2)
			memset(VIPS_IMAGE_ADDR(in, 0, y), 255, 64 * 3);
	g_autoptr(VipsImage) out = reframe(in, "width=16", NULL);
	g_assert_cmpint(abs(VIPS_IMAGE_ADDR(out, 8, 8)[1] - 188), <=, 3);
}

/* Mean and standard deviation of a part, of the first band. */
static void
measure_part(VipsImage *image, int left, int top, int width, int height, double *mean, double *deviation)
{
	g_autoptr(VipsImage) part = NULL;
	g_autoptr(VipsImage) band = NULL;

	assert_ok(vips_extract_area(image, &part, left, top, width, height, NULL));
	assert_ok(vips_extract_band(part, &band, 0, NULL));
	assert_ok(vips_avg(band, mean, NULL));
	assert_ok(vips_deviate(band, deviation, NULL));
}

/* Ground with a gradient and grain, and something on it. */
static VipsImage *
studio(void)
{
	VipsImage *image = square(300, 300, 100, 100, 100);
	guint32 seed = 1;

	for (int y = 0; y < 300; y++)
		for (int x = 0; x < 300; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

			seed = seed * 1664525 + 1013904223;
			for (int k = 0; k < 3; k++)
				p[k] = VIPS_CLIP(0, p[k] + (x - 150) / 10 + (int) (seed >> 24) % 7 - 3, 255);
		}

	return image;
}

/* The canvas goes on at the same level and gradient, with the same grain, and without a
 * seam. */
static void
test_continue(void)
{
	g_autoptr(VipsImage) in = studio();
	g_autoptr(VipsImage) out = reframe(in, "aspect=2:1", "mode=extend", NULL);
	double inside;
	double outside;
	double grain;
	double new_grain;

	g_assert_cmpint(out->Xsize, ==, 600);
	g_autoptr(VipsImage) middle = NULL;
	assert_ok(vips_extract_area(out, &middle, 150, 0, 300, 300, NULL));
	assert_same(in, middle);

	measure_part(out, 150, 0, 4, 300, &inside, &grain);
	measure_part(out, 146, 0, 4, 300, &outside, &new_grain);
	g_assert_cmpfloat(fabs(inside - outside), <, 1);
	g_assert_cmpfloat(fabs(grain - new_grain), <, 0.5);
	/* Far out still grain, and darker as the gradient says. */
	measure_part(out, 20, 0, 20, 300, &outside, &new_grain);
	g_assert_cmpfloat(fabs(grain - new_grain), <, 0.6);
	g_assert_cmpfloat(inside - outside, >, 3);
	g_assert_cmpfloat(inside - outside, <, 14);
}

static void
test_fills(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 300, 200);
	static const char *const fills[] = { "fill=continue", "fill=mirror", "fill=blur", "fill=solid", "fill=transparent" };

	for (guint i = 0; i < G_N_ELEMENTS(fills); i++) {
		g_autoptr(VipsImage) out = reframe(in, "aspect=1:1", "mode=extend", "gravity=centre", fills[i], NULL);
		g_autoptr(VipsImage) middle = NULL;
		g_autoptr(VipsImage) colour = NULL;

		g_assert_cmpint(out->Xsize, ==, 300);
		g_assert_cmpint(out->Ysize, ==, 300);
		assert_ok(vips_extract_area(out, &middle, 0, 50, 300, 200, NULL));
		assert_ok(vips_extract_band(middle, &colour, 0, "n", 3, NULL));
		assert_same(in, colour);
		g_assert_cmpint(out->Bands, ==, i == 4 ? 4 : 3);
	}

	/* Mirrored: no seam. */
	g_autoptr(VipsImage) mirrored = reframe(in, "aspect=1:1", "mode=extend", "gravity=centre", "fill=mirror", NULL);
	for (int x = 0; x < 300; x++)
		g_assert_cmpint(abs(VIPS_IMAGE_ADDR(mirrored, x, 49)[0] - VIPS_IMAGE_ADDR(mirrored, x, 50)[0]), <=, 6);

	g_autoptr(VipsImage) padded = reframe(in, "aspect=1:1", "mode=pad", "background=10,20,30", "gravity=south", NULL);
	g_assert_cmpint(VIPS_IMAGE_ADDR(padded, 5, 5)[0], ==, 10);
	g_assert_cmpint(VIPS_IMAGE_ADDR(padded, 5, 5)[2], ==, 30);
	g_autoptr(VipsImage) white = reframe(in, "aspect=1:1", "mode=pad", NULL);
	g_assert_cmpint(VIPS_IMAGE_ADDR(white, 5, 5)[0], ==, 255);

	VipsImage *out = NULL;
	VipsArrayDouble *two = vips_array_double_newv(2, 1.0, 2.0);
	g_assert_cmpint(burnish_reframe(in, &out, "aspect", "1:1", "mode", 3, "background", two, NULL), ==, -1);
	assert_error("background: takes one number or three");
	vips_area_unref(VIPS_AREA(two));
}

/* A crop that would lose much of the subject becomes canvas; how much is asked. */
static void
test_auto(void)
{
	g_autoptr(VipsImage) in = square(300, 300, 60, 60, 180);
	g_autoptr(VipsImage) canvas = reframe(in, "aspect=3:1", NULL);
	g_autoptr(VipsImage) crop = reframe(in, "aspect=3:1", "max-loss=1", NULL);
	g_autoptr(VipsImage) mild = reframe(in, "aspect=11:10", NULL);

	g_assert_cmpint(canvas->Xsize, ==, 900);
	g_assert_cmpint(canvas->Ysize, ==, 300);
	g_assert_cmpint(crop->Xsize, ==, 300);
	g_assert_cmpint(crop->Ysize, ==, 100);
	g_assert_cmpint(mild->Xsize, ==, 300);
}

/* What was resolved gives the same bytes. */
static void
check_resolved(VipsImage *in, const char *json)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(json, strlen(json), "test");
	g_autoptr(BurnishRecipe) resolved = NULL;
	g_autoptr(VipsImage) first = NULL;
	g_autoptr(VipsImage) again = NULL;

	g_assert_nonnull(recipe);
	assert_ok(burnish_recipe_apply(recipe, in, &first, &resolved));
	assert_ok(burnish_recipe_apply(resolved, in, &again, NULL));
	assert_same(first, again);
}

static void
test_resolved(void)
{
	static const int bars[] = { 0, 25, 0, 25 };
	g_autoptr(VipsImage) room = scene_render(scene_find("room"), 320, 240);
	g_autoptr(VipsImage) barred = with_bars(room, bars, black, 3);
	g_autoptr(VipsImage) deep = NULL;

	assert_ok(burnish_depth_set(barred, &deep, 16));
	VipsImage *const pictures[] = { room, barred, deep };
	for (int i = 0; i < 3; i++) {
		check_resolved(pictures[i], "{\"burnish\":1,\"fix\":[{\"reframe\":{}}]}");
		check_resolved(pictures[i], "{\"burnish\":1,\"fix\":[{\"reframe\":{\"aspect\":\"1:1\"}}]}");
		check_resolved(pictures[i], "{\"burnish\":1,\"fix\":[{\"reframe\":{\"aspect\":\"1:1\",\"mode\":\"extend\"}}]}");
		check_resolved(pictures[i], "{\"burnish\":1,\"fix\":[{\"reframe\":{\"aspect\":\"9:16\",\"mode\":\"crop\",\"height\":80}}]}");
		check_resolved(pictures[i], "{\"burnish\":1,\"fix\":[{\"reframe\":{\"width\":99,\"height\":50,\"mode\":\"fit\"}}]}");
	}
}

static void
test_crop_argument(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 100, 80);
	g_autoptr(VipsImage) part = reframe(in, "crop=10,20,30,40", NULL);
	g_autoptr(VipsImage) expected = NULL;

	assert_ok(vips_extract_area(in, &expected, 10, 20, 30, 40, NULL));
	assert_same(expected, part);
	assert_fails(in, "crop", "1,2,3", "crop: takes");
	assert_fails(in, "crop", "0,0,0,5", "crop: a part of 0 x 5");
	assert_fails(in, "crop", "200,0,5,5", "crop: lies outside");
}

static void
test_shapes(void)
{
	static const double ink[] = { 200, 100, 50, 255 };
	static const char *const aspects[] = { "aspect=1:1", "aspect=99:1", "aspect=1:99", "aspect=a4" };
	static const char *const modes[] = { "mode=auto", "mode=crop", "mode=extend", "mode=pad" };
	static const int sizes[][2] = { { 1, 1 }, { 1, 40 }, { 40, 1 }, { 3, 2 }, { 33, 47 } };

	for (int bands = 1; bands <= 4; bands++)
		for (guint s = 0; s < G_N_ELEMENTS(sizes); s++)
			for (guint a = 0; a < G_N_ELEMENTS(aspects); a++)
				for (guint m = 0; m < G_N_ELEMENTS(modes); m++) {
					g_autoptr(VipsImage) in = flat(sizes[s][0], sizes[s][1], bands, VIPS_FORMAT_UCHAR,
						bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, ink);
					g_autoptr(VipsImage) out = reframe(in, aspects[a], modes[m], NULL);

					g_assert_cmpint(out->Bands, ==, in->Bands);
				}
}

static void
test_show(void)
{
	g_autoptr(VipsImage) in = scene_render(scene_find("room"), 300, 200);
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(VipsImage) shown = reframe(in, "aspect=1:1", "show-saliency=true", NULL);

	g_assert_cmpint(shown->Xsize, ==, 300);
	g_assert_cmpint(shown->Ysize, ==, 200);
	g_assert_cmpint(shown->Bands, ==, 3);
	assert_ok(burnish_depth_set(in, &deep, 16));
	g_autoptr(VipsImage) shown_deep = reframe(deep, "aspect=1:1", "show-saliency=true", NULL);
	g_assert_cmpint(shown_deep->Xsize, ==, 300);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/reframe/no-bars", test_no_bars);
	g_test_add_func("/reframe/trim", test_trim);
	g_test_add_func("/reframe/targets", test_targets);
	g_test_add_func("/reframe/target-errors", test_target_errors);
	g_test_add_func("/reframe/subject", test_subject);
	g_test_add_func("/reframe/alpha", test_alpha);
	g_test_add_func("/reframe/wishes", test_wishes);
	g_test_add_func("/reframe/size", test_size);
	g_test_add_func("/reframe/light", test_light);
	g_test_add_func("/reframe/continue", test_continue);
	g_test_add_func("/reframe/fills", test_fills);
	g_test_add_func("/reframe/auto", test_auto);
	g_test_add_func("/reframe/resolved", test_resolved);
	g_test_add_func("/reframe/crop", test_crop_argument);
	g_test_add_func("/reframe/shapes", test_shapes);
	g_test_add_func("/reframe/show", test_show);

	return support_run();
}
