/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* lift, on pictures whose truth is known: scenes that are drawn, darkened, and
 * must come back; ramps and edges with their ideal.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "base/depth.h"
#include "corrections/colour.h"
#include "corrections/curve.h"
#include "dark.h"
#include "support.h"

/* An 8-bit picture, level by level, as light times `light` and the power of
 * `gamma`, with what is below `cut` lost. */
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
				p[i] = lrintf(255 * burnish_curve_get(&curve, p[i] / 255.0F));
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

/* Curves rise, leave black near black, and end at white at most. */
static void
test_curve(void)
{
	for (int i = 0; i <= 4; i++)
		for (int j = 0; j <= 4; j++) {
			double shadows = i / 4.0;
			double highlights = j / 2.0;
			BurnishCurve curve;
			float before = -1;

			burnish_curve_init(&curve, shadows, highlights, 0.6, 0.8);
			g_assert_cmpfloat(burnish_curve_get(&curve, 0), <=, 2.001 / 255);
			for (int level = 0; level <= 1024; level++) {
				float after = burnish_curve_get(&curve, level / 1024.0F);

				g_assert_cmpfloat(after, >=, before);
				g_assert_cmpfloat(after, <=, 1);
				before = after;
			}
			if (j == 2 && i == 0)
				g_assert_cmpfloat(burnish_curve_get(&curve, 0.8), >, 0.99);
			if (j == 0 && i == 0)
				g_assert_cmpfloat(fabs(burnish_curve_get(&curve, 0.5) - 0.5), <, 0.001);
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
	g_test_add_func("/lift/curve", test_curve);

	return support_run();
}
