/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* decast against the truth: scenes whose greys are known, casts whose shape and
 * strength are known.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "corrections/correction.h"
#include "corrections/tint.h"
#include "corrections/white.h"
#include "support.h"

#define WIDTH 320
#define HEIGHT 240

static VipsImage *
draw(const char *scene, const char *shape, double strength)
{
	g_autoptr(VipsImage) image = scene_render(scene_find(scene), WIDTH, HEIGHT);

	return shape ? cast_apply(image, shape, strength) : g_steal_pointer(&image);
}

static VipsImage *
decast(VipsImage *in, const char *argument, const char *value)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("decast");
	g_autoptr(VipsImage) lazy = NULL;

	if (argument)
		assert_ok(burnish_recipe_set(recipe, "decast", argument, value));
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

/* What is left of a cast, for all neutral scenes, shapes and two strengths. The mean is
 * what counts; single cases may be left alone. */
static void
test_known_casts(void)
{
	double before = 0;
	double after = 0;
	int n = 0;

	for (const Scene *scene = scenes; scene->name; scene++)
		for (int i = 0; scene->kind == SCENE_NEUTRAL && cast_shapes[i]; i++)
			for (int j = 1; j <= 2; j++) {
				g_autoptr(VipsImage) clean = draw(scene->name, NULL, 0);
				g_autoptr(VipsImage) tinted = draw(scene->name, cast_shapes[i], 0.5 * j);
				g_autoptr(VipsImage) fixed = decast(tinted, NULL, NULL);
				double was = delta_e(clean, tinted);
				double is = delta_e(clean, fixed);

				g_test_message("%s %s %g: %.2f -> %.2f", scene->name, cast_shapes[i], 0.5 * j, was, is);
				g_assert_cmpfloat(is, <, was + 0.3);
				before += was;
				after += is;
				n++;
			}
	g_test_message("mean %.2f -> %.2f", before / n, after / n);
	g_assert_cmpfloat(before / n, >, 3.5);
	g_assert_cmpfloat(after / n, <, 1.3);
}

/* What is warm on purpose stays, to the byte. */
static void
test_warm(void)
{
	for (const Scene *scene = scenes; scene->name; scene++)
		if (scene->kind == SCENE_WARM) {
			g_autoptr(VipsImage) in = draw(scene->name, NULL, 0);
			g_autoptr(VipsImage) out = decast(in, NULL, NULL);

			g_test_message("%s", scene->name);
			assert_same(in, out);
		}
}

static void
test_always(void)
{
	g_autoptr(VipsImage) sepia = draw("sepia", NULL, 0);
	g_autoptr(VipsImage) out = decast(sepia, "mode", "always");
	g_autoptr(VipsImage) clean = draw("room", NULL, 0);

	g_assert_cmpfloat(delta_e(sepia, out), >, 2);
	g_assert_cmpfloat(delta_e(out, clean), <, delta_e(sepia, clean));
}

static void
test_strength(void)
{
	g_autoptr(VipsImage) tinted = draw("product", "mixed", 1);
	g_autoptr(VipsImage) half = decast(tinted, "strength", "0.5");
	g_autoptr(VipsImage) all = decast(tinted, NULL, NULL);
	double whole = delta_e(tinted, all);

	g_assert_cmpfloat(whole, >, 2);
	g_assert_cmpfloat(fabs(delta_e(tinted, half) - whole / 2), <, 0.15 * whole);
}

static double
mean_of(VipsImage *image, int band)
{
	g_autoptr(VipsImage) one = NULL;
	double mean;

	assert_ok(vips_extract_band(image, &one, band, NULL));
	assert_ok(vips_avg(one, &mean, NULL));

	return mean;
}

/* The white that is given becomes white, in both notations. */
static void
test_white(void)
{
	static const double cream[] = { 255, 242, 214 };
	g_autoptr(VipsImage) in = flat(16, 16, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, cream);
	g_autoptr(VipsImage) out = decast(in, "white", "#fff2d6");

	for (int i = 1; i < 3; i++)
		g_assert_cmpfloat(fabs(mean_of(out, i) - mean_of(out, 0)), <=, 1);

	/* D65 is the white of sRGB: nothing to do; D50 is warmer. */
	g_autoptr(VipsImage) same = decast(in, "white", "0.3127,0.3290");
	g_autoptr(VipsImage) cooler = decast(in, "white", "0.3457,0.3585");
	g_assert_cmpfloat(max_difference(in, same), <=, 1);
	g_assert_cmpfloat(mean_of(cooler, 2), >, mean_of(in, 2) + 10);
}

static void
test_white_errors(void)
{
	static const char *const wrong[] = {
		"#fff",
		"#fff2d6a",
		"#gggggg",
		"cream",
		"",
		"0.3",
		"0.3,",
		"0.3,0.3,0.3",
		"0,0.3",
		"0.8,0.3",
		"#000000",
		"#ff0000",
		/* Blue is fifteen times green: more than "tint" takes. */
		"0.1515,0.0625",
	};

	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		BurnishTint tint;

		g_assert_cmpint(burnish_white_parse(wrong[i], &tint), ==, -1);
		assert_error("white: ");
	}
}

/* A chain of edits that drifts comes back to its first picture. */
static void
test_reference(void)
{
	static const char *const names[] = { "portrait", "product", "room", "chart" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(VipsImage) first = draw(names[i], NULL, 0);
		g_autoptr(VipsImage) drifted = draw(names[i], "mixed", 0.8);
		g_autofree char *path = scratch_image(first, "first.png");
		g_autoptr(VipsImage) back = decast(drifted, "reference", path);
		double was = delta_e(first, drifted);

		g_test_message("%s %.2f -> %.2f", names[i], was, delta_e(first, back));
		g_assert_cmpfloat(delta_e(first, back), <, 0.35 * was);
	}
}

/* Without greys on either side there is nothing to match. */
static void
test_reference_without_greys(void)
{
	g_autoptr(VipsImage) sepia = draw("sepia", NULL, 0);
	g_autoptr(VipsImage) portrait = draw("portrait", NULL, 0);
	g_autofree char *path = scratch_image(sepia, "sepia.png");
	g_autoptr(VipsImage) out = decast(portrait, "reference", path);

	assert_same(portrait, out);
}

static void
test_reference_errors(void)
{
	g_autoptr(VipsImage) in = draw("paper", NULL, 0);
	VipsImage *out = NULL;

	g_assert_cmpint(burnish_decast(in, &out, "reference", "/no/such/file.png", NULL), ==, -1);
	assert_error("reference: \"/no/such/file.png\"");

	/* Would block, or never end. */
	g_assert_cmpint(burnish_decast(in, &out, "reference", "/dev/zero", NULL), ==, -1);
	assert_error("is not a regular file");

	/* By its content, before the decoder sees it. */
	g_autofree char *path = scratch_path("drawing.png");
	g_assert_true(g_file_set_contents(path, "P6\n1 1\n255\nabc", -1, NULL));
	g_assert_cmpint(burnish_decast(in, &out, "reference", path, NULL), ==, -1);
	assert_error("for safety");
}

/* Gold keeps its colour, greys do not. */
static void
test_protect(void)
{
	static const double gold[] = { 212, 160, 56 };
	static const double grey[] = { 200, 196, 184 };
	g_autoptr(VipsImage) warm = flat(8, 8, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, gold);
	g_autoptr(VipsImage) plain = flat(8, 8, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, grey);
	g_autoptr(VipsImage) warm_out = NULL;
	g_autoptr(VipsImage) plain_out = NULL;

	assert_ok(burnish_decast(warm, &warm_out, "white", "#fff2d6", "protect", 1.0, NULL));
	assert_ok(burnish_decast(plain, &plain_out, "white", "#fff2d6", "protect", 1.0, NULL));
	g_assert_cmpfloat(max_difference(warm, warm_out), <=, 1);
	g_assert_cmpfloat(max_difference(plain, plain_out), >, 8);
}

static void
test_tint_errors(void)
{
	g_autoptr(VipsImage) in = draw("paper", NULL, 0);
	static const double wrong[] = { 1, 1, 0, 1 };
	VipsArrayDouble *array = vips_array_double_new(wrong, 4);
	VipsImage *out = NULL;

	g_assert_cmpint(burnish_decast(in, &out, "tint", array, NULL), ==, -1);
	assert_error("tint: must be four numbers from 0.2 to 5");
	vips_area_unref(VIPS_AREA(array));
}

/* No channel reaches full scale, or nothing, that was not there before. */
static void
test_clipping(void)
{
	g_autoptr(VipsImage) tinted = draw("chart", "white", 1);
	g_autoptr(VipsImage) in = vips_image_new_from_memory_copy(VIPS_IMAGE_ADDR(tinted, 0, 0),
		VIPS_IMAGE_SIZEOF_IMAGE(tinted), WIDTH, HEIGHT, 3, VIPS_FORMAT_UCHAR);

	in->Type = VIPS_INTERPRETATION_sRGB;
	/* As saturated as it gets, beside what there is. */
	for (int x = 0; x < WIDTH; x++) {
		VipsPel *p = VIPS_IMAGE_ADDR(in, x, 0);

		p[0] = x % 3 == 0 ? 253 : 3;
		p[1] = x % 3 == 1 ? 253 : 3;
		p[2] = x % 3 == 2 ? 253 : 3;
	}

	g_autoptr(VipsImage) out = decast(in, NULL, NULL);
	g_assert_cmpfloat(max_difference(in, out), >, 10);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			const VipsPel *before = VIPS_IMAGE_ADDR(in, x, y);
			const VipsPel *after = VIPS_IMAGE_ADDR(out, x, y);
			int light = MAX(before[0], MAX(before[1], before[2]));

			for (int i = 0; i < 3; i++) {
				g_assert_false(after[i] == 255 && light < 254);
				g_assert_false(after[i] == 0 && before[i] > 2);
			}
		}
}

/* What is reported is what was put on. */
static void
test_report(void)
{
	g_autoptr(VipsImage) in = draw("chart", "white", 1);
	g_autoptr(VipsImage) out = NULL;
	g_autofree char *white = NULL;
	g_autofree char *reason = NULL;
	double cast;
	double hue;
	double confidence;
	double neutral;
	gboolean changed;

	assert_ok(burnish_decast(in, &out, "found-white", &white, "cast", &cast, "hue", &hue,
		"confidence", &confidence, "neutral", &neutral, "reason", &reason, "changed", &changed, NULL));
	g_assert_true(changed);
	/* (1, 0.945, 0.74) in linear light is #fff8e0. */
	g_assert_cmpint(strtol(white + 1, NULL, 16) >> 16, ==, 0xff);
	g_assert_cmpfloat(labs((strtol(white + 1, NULL, 16) & 0xff) - 0xe0), <, 12);
	g_assert_cmpfloat(cast, >, 3.5);
	g_assert_cmpfloat(fabs(hue - 90), <, 15);
	g_assert_cmpfloat(confidence, >, 0.5);
	g_assert_cmpfloat(neutral, >, 0.3);
	g_assert_nonnull(strstr(reason, "toward yellow"));
	g_assert_nonnull(strstr(reason, "corrected"));
}

static void
test_explanation(void)
{
	g_autoptr(VipsImage) in = draw("chart", "white", 1);
	g_autoptr(VipsImage) votes = NULL;
	VipsOperation *done = vips_operation_new("decast");
	BurnishCorrection *correction = BURNISH_CORRECTION(done);

	g_object_set(done, "in", in, NULL);
	assert_ok(vips_object_build(VIPS_OBJECT(done)));
	assert_ok(BURNISH_CORRECTION_GET_CLASS(done)->explain(correction, in, &votes));
	g_autoptr(VipsImage) seen = vips_image_copy_memory(votes);
	vips_object_unref_outputs(VIPS_OBJECT(done));
	g_object_unref(done);
	g_assert_cmpint(seen->Xsize, ==, WIDTH);

	/* A patch of the neutral row is marked, one of orange is not. */
	const VipsPel *grey = VIPS_IMAGE_ADDR(seen, WIDTH / 12, HEIGHT * 7 / 8);
	const VipsPel *orange = VIPS_IMAGE_ADDR(seen, WIDTH / 12, HEIGHT * 3 / 8);
	g_assert_cmpint(grey[2], >, grey[0] + 80);
	g_assert_cmpint(orange[2], ==, orange[0]);
}

/* Taking a tint out is the inverse of putting it on, for greys. */
static void
test_tint(void)
{
	const BurnishTint tint = { 1.03, 0.95, 0.93, 1.12 };
	BurnishAdaptation adaptation;
	double out[3];

	burnish_adaptation_init(&adaptation, &tint);
	for (int i = 2; i < 20; i++) {
		double level = i / 20.0;
		double rgb[3];

		burnish_tint_grey(&tint, level, rgb);
		burnish_adaptation_map(rgb, out, &adaptation);
		g_assert_cmpfloat(fabs(out[0] - out[1]), <, 0.004);
		g_assert_cmpfloat(fabs(out[2] - out[1]), <, 0.004);
	}

	BurnishTint none;
	burnish_tint_between(&tint, &tint, &none);
	g_assert_cmpfloat(fabs(none.red_gain - 1) + fabs(none.blue_gain - 1) + fabs(none.red_gamma - 1) + fabs(none.blue_gamma - 1), <, 1e-9);
}

/* The reason says what was done: nothing, where nothing was to be done or asked for. */
static void
test_reasons(void)
{
	g_autoptr(VipsImage) tinted = draw("room", "mixed", 1);
	g_autoptr(VipsImage) grey = NULL;
	g_autofree char *path = scratch_image(tinted, "itself.png");
	const struct {
		const char *name;
		const char *value;
		double strength;
		gboolean grey;
		gboolean changed;
		const char *reason;
	} cases[] = {
		{ "white", "#fff2d6", 1, FALSE, TRUE, "the given white was taken out" },
		{ "white", "#fff2d6", 0, FALSE, FALSE, "left alone, as asked: a white was given" },
		{ "white", "#808080", 1, FALSE, FALSE, "the given white is neutral: nothing to take out" },
		{ "white", "#fff2d6", 1, TRUE, FALSE, "no cast: a grey picture stays grey" },
		{ "reference", path, 1, FALSE, FALSE, "its greys are those of the reference" },
		{ "reference", path, 1, TRUE, FALSE, "no cast: a grey picture stays grey" },
		{ "mode", "always", 0, FALSE, FALSE, ": a cast (confidence" },
	};

	assert_ok(vips_colourspace(tinted, &grey, VIPS_INTERPRETATION_B_W, NULL));
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		VipsImage *in = cases[i].grey ? grey : tinted;
		g_autoptr(VipsImage) out = NULL;
		g_autofree char *reason = NULL;
		gboolean changed;
		gboolean is_mode = g_str_equal(cases[i].name, "mode");

		assert_ok(is_mode
				? burnish_decast(in, &out, "mode", BURNISH_MODE_ALWAYS, "strength", cases[i].strength,
					  "changed", &changed, "reason", &reason, NULL)
				: burnish_decast(in, &out, cases[i].name, cases[i].value, "strength", cases[i].strength,
					  "changed", &changed, "reason", &reason, NULL));
		g_assert_cmpint(changed, ==, cases[i].changed);
		if (!strstr(reason, cases[i].reason))
			g_error("expected \"%s\", got \"%s\"", cases[i].reason, reason);
	}

	/* A reference that is not there is an error for grey pictures, too. */
	VipsImage *none = NULL;
	g_assert_cmpint(burnish_decast(grey, &none, "reference", "/no/such/file.png", NULL), ==, -1);
	assert_error("reference: \"/no/such/file.png\"");
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/decast/known-casts", test_known_casts);
	g_test_add_func("/decast/warm", test_warm);
	g_test_add_func("/decast/always", test_always);
	g_test_add_func("/decast/strength", test_strength);
	g_test_add_func("/decast/white", test_white);
	g_test_add_func("/decast/white-errors", test_white_errors);
	g_test_add_func("/decast/reference", test_reference);
	g_test_add_func("/decast/reference-without-greys", test_reference_without_greys);
	g_test_add_func("/decast/reference-errors", test_reference_errors);
	g_test_add_func("/decast/protect", test_protect);
	g_test_add_func("/decast/tint-errors", test_tint_errors);
	g_test_add_func("/decast/clipping", test_clipping);
	g_test_add_func("/decast/report", test_report);
	g_test_add_func("/decast/reasons", test_reasons);
	g_test_add_func("/decast/explanation", test_explanation);
	g_test_add_func("/decast/tint", test_tint);

	return support_run();
}
