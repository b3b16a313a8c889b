/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* lift, on pictures whose truth is known: scenes that are drawn, darkened, and
 * must come back; ramps and edges with their ideal.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "base/depth.h"
#include "corrections/base.h"
#include "corrections/colour.h"
#include "corrections/curve.h"
#include "corrections/darkness.h"
#include "support.h"

/* To paint on: vips_image_copy_memory() gives a picture in memory back itself. */
static VipsImage *
duplicate(VipsImage *in)
{
	VipsImage *out = vips_image_new_memory();

	assert_ok(vips_image_write(in, out));

	return out;
}

/* An 8-bit picture, level by level, as light times `light` and the power of
 * `gamma`, with what is below `cut` lost. */
static VipsImage *
darken(VipsImage *in, double light, double gamma, double cut)
{
	VipsImage *out = duplicate(in);
	guint8 table[256];

	for (int i = 0; i < 256; i++) {
		double level = burnish_srgb_encode(light * burnish_srgb_decode(i / 255.0));
		table[i] = rint(255 * fmax((pow(level, gamma) - cut) / (1 - cut), 0));
	}
	for (int y = 0; y < out->Ysize; y++) {
		VipsPel *p = VIPS_IMAGE_ADDR(out, 0, y);

		for (int i = 0; i < out->Xsize * out->Bands; i++)
			p[i] = table[p[i]];
	}

	return out;
}

static VipsImage *
scene(const char *name)
{
	return scene_render(scene_find(name), 360, 240);
}

/* A picture in too little light. */
static VipsImage *
dim(void)
{
	g_autoptr(VipsImage) in = scene("room");

	return darken(in, 0.4, 1, 0);
}

/* A picture from a formula: a level for each place, 8 bits unless deep. */
static VipsImage *
draw(int width, int height, gboolean deep, double (*level)(double x, double y))
{
	VipsImage *image = flat(width, height, 3, deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR,
		deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, (double[]){ 0, 0, 0 });

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			double value = level((x + 0.5) / width, (y + 0.5) / height);
			VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

			for (int i = 0; i < 3; i++)
				if (deep)
					((guint16 *) p)[i] = rint(value * USHRT_MAX);
				else
					p[i] = rint(value * UCHAR_MAX);
		}

	return image;
}

/* Run lift with all automatic but for up to two numbers. */
static VipsImage *
lift(VipsImage *in, const char *name1, double value1, const char *name2, double value2)
{
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(burnish_lift(in, &lazy, name1, value1, name2, value2, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

static VipsImage *
lift_auto(VipsImage *in)
{
	return lift(in, "strength", 1.0, "dehaze", 0.0);
}

static double
lightness_at(VipsImage *image, int x, int y)
{
	VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);
	double rgb[3];
	double lab[3];

	for (int i = 0; i < 3; i++)
		rgb[i] = p[i] / 255.0;
	burnish_srgb_to_lab(rgb, lab);

	return lab[0];
}

/* Known darkenings of a good exposure are undone. */
static void
test_darkened(void)
{
	static const struct {
		const char *name;
		double light;
		double gamma;
		double cut;
		double most;
	} cases[] = {
		{ "product", 0.5, 1, 0, 2 },
		{ "product", 0.28, 1, 0, 2 },
		{ "room", 0.5, 1, 0, 3 },
		{ "room", 0.28, 1, 0, 3 },
		{ "room", 0.55, 1.3, 0.02, 6 },
		{ "room", 1, 2.2, 0.02, 10 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VipsImage) good = scene(cases[i].name);
		g_autoptr(VipsImage) dark = darken(good, cases[i].light, cases[i].gamma, cases[i].cut);
		g_autoptr(VipsImage) lifted = lift_auto(dark);
		double before = delta_e(good, dark);
		double after = delta_e(good, lifted);

		g_test_message("%s %.2f %.1f: %.2f to %.2f", cases[i].name, cases[i].light,
			cases[i].gamma, before, after);
		g_assert_cmpfloat(after, <, cases[i].most);
		g_assert_cmpfloat(after, <, 0.6 * before);
	}
}

/* Good exposures and intended darkness stay, byte for byte. */
static void
test_good(void)
{
	for (const Scene *scene = scenes; scene->name; scene++) {
		g_autoptr(VipsImage) in = scene_render(scene, 360, 240);
		g_autoptr(VipsImage) out = lift_auto(in);

		g_test_message("%s", scene->name);
		assert_same(in, out);
	}
}

static double
neon_level(double x, double y)
{
	double tube = fabs(hypot(x - 0.5, y - 0.5) - 0.3);

	return 0.02 + 0.93 * exp(-tube * tube / 0.0004);
}

static double
silhouette_level(double x, double y)
{
	return y > 0.55 + 0.15 * sin(9 * x) ? 0.01 : 0.55 + 0.4 * y;
}

static double
portrait_level(double x, double y)
{
	double face = hypot((x - 0.55) * 1.3, y - 0.45);

	return 0.03 + 0.62 * exp(-face * face / 0.02) * (x > 0.5 ? 1 : 0.3);
}

static double
screen_level(double x, double y)
{
	gboolean text = fmod(y * 20, 1) < 0.4 && fmod(x * 37, 1) < 0.6 && x < 0.8;

	return text ? 0.8 : 0.12;
}

static double
constant_level(double x, double y)
{
	return 0.3;
}

static void
test_low_key(void)
{
	double (*const levels[])(double, double) = {
		neon_level, silhouette_level, portrait_level, screen_level, constant_level
	};

	for (guint i = 0; i < G_N_ELEMENTS(levels); i++) {
		g_autoptr(VipsImage) in = draw(360, 240, FALSE, levels[i]);
		g_autoptr(VipsImage) out = lift_auto(in);

		g_test_message("%u", i);
		assert_same(in, out);
	}
}

/* A well-exposed scene before a black curtain, or between black bars, is no
 * crushed one. */
static void
test_black_bars(void)
{
	g_autoptr(VipsImage) in = scene("room");

	for (int y = 0; y < in->Ysize; y++)
		if (y < 40 || y >= in->Ysize - 40)
			memset(VIPS_IMAGE_ADDR(in, 0, y), 0, 3 * in->Xsize);
	g_autoptr(VipsImage) out = lift_auto(in);
	assert_same(in, out);
}

static void
test_twice(void)
{
	static const double gammas[] = { 1, 1.3, 2.2 };

	for (guint i = 0; i < G_N_ELEMENTS(gammas); i++) {
		g_autoptr(VipsImage) good = scene("room");
		g_autoptr(VipsImage) dark = darken(good, gammas[i] > 2 ? 1 : 0.4, gammas[i], gammas[i] > 1 ? 0.02 : 0);
		g_autoptr(VipsImage) once = lift_auto(dark);
		g_autoptr(VipsImage) twice = lift_auto(once);

		g_assert_cmpfloat(delta_e(dark, once), >, 5);
		g_assert_cmpfloat(delta_e(once, twice), <, 0.5);
	}
}

static double
edge_level(double x, double y)
{
	return x < 0.5 ? 0.1 : 0.55;
}

/* Along a row across a step edge, each side must stay as it is far from it. */
static void
test_halo(void)
{
	static const double locals[] = { 0, 0.35, 1 };

	for (guint i = 0; i < G_N_ELEMENTS(locals); i++) {
		g_autoptr(VipsImage) in = draw(600, 400, FALSE, edge_level);
		g_autoptr(VipsImage) lazy = NULL;

		assert_ok(burnish_lift(in, &lazy, "shadows", 0.5, "highlights", 1.0, "local", locals[i], NULL));
		g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);
		double worst = 0;
		for (int x = 0; x < 600; x++) {
			double far = lightness_at(out, x < 300 ? 20 : 580, 200);
			worst = fmax(worst, fabs(lightness_at(out, x, 200) - far));
		}
		g_test_message("local %.2f: %.2f", locals[i], worst);
		g_assert_cmpfloat(lightness_at(out, 580, 200) - lightness_at(out, 20, 200), >, 20);
		g_assert_cmpfloat(worst, <, 2);
	}
}

static double
ramp_level(double x, double y)
{
	return y > 0.9 ? 0.7 : 0.12 * x;
}

/* The mean lightness of a column, without dither. */
static double
column_lightness(VipsImage *image, int x)
{
	double sum = 0;

	for (int y = 100; y < 200; y++)
		sum += lightness_at(image, x, y);

	return sum / 100;
}

/* The largest step of lightness along columns four apart: a band has one. */
static double
worst_step(VipsImage *image)
{
	double worst = 0;

	for (int x = 100; x + 4 < image->Xsize - 20; x++)
		worst = fmax(worst, fabs(column_lightness(image, x + 4) - column_lightness(image, x)));

	return worst;
}

/* A dark ramp of 8-bit codes is lifted to what its 16-bit original would be. */
static void
test_posterisation(void)
{
	g_autoptr(VipsImage) in = draw(900, 300, FALSE, ramp_level);
	g_autoptr(VipsImage) out = lift(in, "shadows", 0.7, "highlights", 1.0);
	BurnishCurve curve;
	double worst = 0;

	burnish_curve_init(&curve, 0.7, 1, 179 / 255.0, 179 / 255.0);
	for (int x = 100; x < 880; x++) {
		double level = burnish_curve_get(&curve, 0.12 * (x + 0.5) / 900);
		double lab[3];
		burnish_srgb_to_lab((double[]){ level, level, level }, lab);
		worst = fmax(worst, fabs(column_lightness(out, x) - lab[0]));
	}

	g_autoptr(VipsImage) plain = duplicate(in);
	for (int y = 0; y < 300; y++)
		for (int x = 0; x < 900; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(plain, x, y);
			for (int i = 0; i < 3; i++)
				p[i] = rint(255 * burnish_curve_get(&curve, p[i] / 255.0));
		}
	g_test_message("from the ideal %.2f; step %.2f, by codes alone %.2f", worst,
		worst_step(out), worst_step(plain));
	g_assert_cmpfloat(worst, <, 0.6);
	g_assert_cmpfloat(worst_step(out), <, 0.5 * worst_step(plain));
}

/* The same pixels in any order and size of piece. */
static void
test_pieces(void)
{
	g_autoptr(VipsImage) in = dim();
	g_autoptr(VipsImage) whole = lift_auto(in);
	g_autoptr(VipsImage) lazy = NULL;
	g_autoptr(VipsImage) tiled = NULL;
	g_autoptr(VipsImage) piece = NULL;
	g_autoptr(VipsImage) expected = NULL;

	assert_ok(burnish_lift(in, &lazy, "strength", 1.0, NULL));
	assert_ok(vips_tilecache(lazy, &tiled, "tile_width", 37, "tile_height", 11, NULL));
	assert_same(tiled, whole);
	assert_ok(vips_crop(lazy, &piece, 101, 53, 77, 31, NULL));
	assert_ok(vips_crop(whole, &expected, 101, 53, 77, 31, NULL));
	assert_same(piece, expected);
}

/* Alpha stays, and what it hides is neither measured nor spread. */
static void
test_alpha(void)
{
	g_autoptr(VipsImage) opaque = dim();
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) joined = NULL;

	assert_ok(vips_black(&alpha, opaque->Xsize, opaque->Ysize, NULL));
	assert_ok(vips_bandjoin2(opaque, alpha, &joined, NULL));
	g_autoptr(VipsImage) in = vips_image_copy_memory(joined);
	for (int y = 0; y < in->Ysize; y++)
		for (int x = 0; x < in->Xsize; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(in, x, y);
			p[3] = x < 250 ? 255 : 0;
			if (p[3] == 0)
				p[0] = p[1] = p[2] = 255;
		}

	g_autoptr(VipsImage) out = lift_auto(in);
	g_assert_cmpfloat(delta_e(in, out), >, 5);
	for (int x = 0; x < in->Xsize; x++)
		g_assert_cmpint(VIPS_IMAGE_ADDR(out, x, 100)[3], ==, x < 250 ? 255 : 0);
}

static void
test_depth(void)
{
	g_autoptr(VipsImage) in8 = dim();
	g_autoptr(VipsImage) in16 = NULL;
	g_autoptr(VipsImage) back = NULL;
	g_autoptr(VipsImage) grey8 = NULL;

	assert_ok(burnish_depth_set(in8, &in16, 16));
	g_autoptr(VipsImage) out8 = lift_auto(in8);
	g_autoptr(VipsImage) out16 = lift_auto(in16);
	assert_ok(burnish_depth_set(out16, &back, 8));
	g_assert_cmpfloat(max_difference(out8, back), <=, 1);

	assert_ok(vips_colourspace(in8, &grey8, VIPS_INTERPRETATION_B_W, NULL));
	g_autoptr(VipsImage) grey = vips_image_copy_memory(grey8);
	g_autoptr(VipsImage) out = lift_auto(grey);
	g_assert_cmpint(out->Bands, ==, 1);
	g_assert_cmpfloat(max_difference(grey, out), >, 20);
}

/* The median lightness of a picture, as lift reports it. */
static double
median(VipsImage *image)
{
	g_autoptr(VipsImage) out = NULL;
	double lightness;

	assert_ok(burnish_lift(image, &out, "strength", 0.0, "lightness", &lightness, NULL));

	return lightness;
}

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

/* Curves rise, leave black near black, and end at white at most. */
static void
test_curve(void)
{
	for (double shadows = 0; shadows <= 1; shadows += 0.25)
		for (double highlights = 0; highlights <= 2; highlights += 0.5) {
			BurnishCurve curve;
			float before = -1;

			burnish_curve_init(&curve, shadows, highlights, 0.6, 0.8);
			g_assert_cmpfloat(burnish_curve_get(&curve, 0), <=, 2.001 / 255);
			for (double level = 0; level <= 1; level += 1 / 1024.0) {
				float after = burnish_curve_get(&curve, level);

				g_assert_cmpfloat(after, >=, before);
				g_assert_cmpfloat(after, <=, 1);
				before = after;
			}
			if (highlights == 1 && shadows == 0)
				g_assert_cmpfloat(burnish_curve_get(&curve, 0.8), >, 0.99);
			if (highlights == 0 && shadows == 0)
				g_assert_cmpfloat(fabs(burnish_curve_get(&curve, 0.5) - 0.5), <, 0.001);
		}
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

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/lift/darkened", test_darkened);
	g_test_add_func("/lift/good", test_good);
	g_test_add_func("/lift/low-key", test_low_key);
	g_test_add_func("/lift/black-bars", test_black_bars);
	g_test_add_func("/lift/twice", test_twice);
	g_test_add_func("/lift/halo", test_halo);
	g_test_add_func("/lift/posterisation", test_posterisation);
	g_test_add_func("/lift/pieces", test_pieces);
	g_test_add_func("/lift/alpha", test_alpha);
	g_test_add_func("/lift/depth", test_depth);
	g_test_add_func("/lift/strength", test_strength);
	g_test_add_func("/lift/target", test_target);
	g_test_add_func("/lift/given", test_given);
	g_test_add_func("/lift/local", test_local);
	g_test_add_func("/lift/dehaze", test_dehaze);
	g_test_add_func("/lift/modes", test_modes);
	g_test_add_func("/lift/resolved", test_resolved);
	g_test_add_func("/lift/order", test_order);
	g_test_add_func("/lift/curve", test_curve);
	g_test_add_func("/lift/ranges", test_ranges);

	return support_run();
}
