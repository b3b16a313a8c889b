/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* clean_alpha on drawings whose alpha and colours are known: what comes out is
 * compared with them.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "base/depth.h"
#include "cutout.h"
#include "support.h"

static VipsImage *
clean_lazily(VipsImage *in, const char *options, BurnishRecipe **resolved)
{
	g_autofree char *text = g_strdup_printf("{\"burnish\": 1, \"fix\": [{\"clean_alpha\": {%s}}]}", options);
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, strlen(text), "test");
	VipsImage *out;

	g_assert_nonnull(recipe);
	assert_ok(burnish_recipe_apply(recipe, in, &out, resolved));

	return out;
}

static VipsImage *
clean(VipsImage *in, const char *options)
{
	g_autoptr(VipsImage) lazy = clean_lazily(in, options, NULL);
	VipsImage *out = vips_image_copy_memory(lazy);

	g_assert_nonnull(out);

	return out;
}

static Truth truth;

static void
test_checkerboard(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = paint(truth, checkerboard);
	g_autoptr(VipsImage) out = clean(in, "");
	g_autoptr(VipsImage) off = clean(in, "\"ground\": \"off\"");
	g_autoptr(VipsImage) plain = clean(in, "\"ground\": \"plain\"");
	g_autoptr(VipsImage) only = clean(in, "\"ground\": \"checkerboard\"");

	assert_errors(out, truth, 0.5, 0.5);
	assert_same(in, off);
	assert_same(in, plain);
	assert_same(out, only);

	double period, phase_x, phase_y, dark, light;
	VipsImage *ignored;
	assert_ok(burnish_clean_alpha(in, &ignored, "period", &period, "phase_x", &phase_x, "phase_y", &phase_y,
		"grey_dark", &dark, "grey_light", &light, NULL));
	g_object_unref(ignored);
	g_assert_cmpfloat(fabs(period - 13.3), <, 0.2);
	g_assert_cmpfloat(fabs(remainder(phase_x - (13.3 - 3.7), 13.3)), <, 1);
	g_assert_cmpfloat(fabs(remainder(phase_y - (13.3 - 8.1), 13.3)), <, 1);
	g_assert_cmpfloat(fabs(dark - 206), <, 2);
	g_assert_cmpfloat(fabs(light - 250), <, 2);
}

/* The shares are those that are there. */
static void
test_shares(void)
{
	draw_ring(truth);
	g_autoptr(VipsImage) in = cut_out(truth);
	VipsImage *ignored;
	double clear, solid;
	int counts[2] = { 0 };

	for (int i = 0; i < SIDE * SIDE; i++) {
		int alpha = get_alpha(in, x_of(i), y_of(i));

		counts[0] += alpha == 0;
		counts[1] += alpha == 255;
	}
	assert_ok(burnish_clean_alpha(in, &ignored, "clear_share", &clear, "solid_share", &solid, NULL));
	g_object_unref(ignored);
	g_assert_cmpfloat(fabs(clear - counts[0] / (double) (SIDE * SIDE)), <, 1e-9);
	g_assert_cmpfloat(fabs(solid - counts[1] / (double) (SIDE * SIDE)), <, 1e-9);
}

static void
test_ranges(void)
{
	static const struct {
		const char *name;
		const char *bad;
	} cases[] = {
		{ "strength", "1.5" },
		{ "mode", "sometimes" },
		{ "ground", "chequered" },
		{ "enclosed", "maybe" },
		{ "snap", "yes" },
		{ "snap-high", "100" },
		{ "dust", "1" },
		{ "dust-high", "65" },
		{ "haze", "soft" },
		{ "haze-high", "129" },
		{ "islands", "none" },
		{ "island-size", "-1" },
		{ "pinholes", "few" },
		{ "pinhole-size", "1e7" },
		{ "decontaminate", "white" },
		{ "choke", "17" },
		{ "feather", "-0.5" },
		{ "shadow", "new" },
		{ "bleed", "far" },
		{ "bleed-reach", "0" },
		{ "trim", "maybe" },
		{ "margin", "-1" },
		{ "square", "round" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("clean_alpha");

		g_assert_cmpint(burnish_recipe_set(recipe, "clean_alpha", cases[i].name, cases[i].bad), ==, -1);
		g_assert_nonnull(strstr(vips_error_buffer(), cases[i].name));
		vips_error_clear();
	}
}

static void
test_plain(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = paint(truth, cream);
	g_autoptr(VipsImage) left = clean(in, "");
	g_autoptr(VipsImage) wrong = clean(in, "\"ground\": \"checkerboard\"");
	g_autoptr(VipsImage) out = clean(in, "\"ground\": \"key\"");
	g_autoptr(VipsImage) contaminated = clean(in, "\"ground\": \"plain\", \"decontaminate\": \"off\"");
	double alpha, seen, before;

	/* A plain ground is a legitimate picture. */
	assert_same(in, left);
	assert_same(in, wrong);
	assert_errors(out, truth, 0.3, 0.3);
	get_errors(out, truth, &alpha, &seen);
	get_errors(contaminated, truth, &alpha, &before);
	g_assert_cmpfloat(seen, <, before);
	/* The eye is white on cream: it is no ground. */
	g_assert_cmpint(get_alpha(out, 110, 110), ==, 255);
}

static void
test_photo(void)
{
	for (const Scene *scene = scenes; scene->name; scene++) {
		g_autoptr(VipsImage) in = scene_render(scene, 240, 160);
		g_autoptr(VipsImage) out = clean(in, "\"mode\": \"always\"");

		assert_same(in, out);
	}
}

static void
test_enclosed(void)
{
	draw_ring(truth);
	g_autoptr(VipsImage) board = paint(truth, checkerboard);
	g_autoptr(VipsImage) plain = paint(truth, cream);
	g_autoptr(VipsImage) out = clean(board, "");
	g_autoptr(VipsImage) kept = clean(board, "\"enclosed\": \"keep\"");
	g_autoptr(VipsImage) keyed = clean(plain, "\"ground\": \"key\"");

	assert_errors(out, truth, 0.5, 0.5);
	assert_errors(keyed, truth, 0.3, 0.3);
	g_assert_cmpint(get_alpha(kept, 128, 128), ==, 255);
	g_assert_cmpint(get_alpha(kept, 5, 5), ==, 0);

	/* Removing takes what might be meant, too. */
	draw_ball(truth);
	for (int i = 0; i < SIDE * SIDE; i++)
		if (hypot(x_of(i) - 110, y_of(i) - 110) < 16)
			cream(x_of(i), y_of(i), truth[i]);
	g_autoptr(VipsImage) eye = paint(truth, cream);
	g_autoptr(VipsImage) removed = clean(eye, "\"ground\": \"key\", \"enclosed\": \"remove\"");
	g_assert_cmpint(get_alpha(removed, 110, 110), ==, 0);
}

static void
test_nothing(void)
{
	memset(truth, 0, sizeof(truth));
	g_autoptr(VipsImage) in = paint(truth, checkerboard);
	g_autoptr(VipsImage) out = clean(in, "\"ground\": \"key\"");

	/* A ground with nothing on it is a picture of that. */
	assert_same(in, out);
}

static void
test_sound(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);
	g_autoptr(VipsImage) out = clean(in, "");

	assert_same(in, out);
}

/* Each defect is put in, is mended, and stays where its part is off. */
static void
check_part(VipsImage *in, const char *name, double alpha, double seen)
{
	g_autofree char *off = g_strdup_printf("\"%s\": \"off\", \"bleed\": \"off\"", name);
	g_autoptr(VipsImage) out = clean(in, "");
	g_autoptr(VipsImage) left = clean(in, off);
	double a, s, b, t;

	g_test_message("%s", name);
	assert_errors(out, truth, alpha, seen);
	get_errors(out, truth, &a, &s);
	get_errors(left, truth, &b, &t);
	g_assert_cmpfloat(a + s, <, b + t);
	assert_same(in, left);
}

static void
test_snap(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int i = 0; i < SIDE * SIDE; i++)
		if (truth[i][3] == 255)
			VIPS_IMAGE_ADDR(in, x_of(i), y_of(i))
	[3] = 255 - noise(i) % 4;
	check_part(in, "snap", 0.02, 0.02);
}

static void
test_dust(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int i = 0; i < SIDE * SIDE; i++)
		if (truth[i][3] == 0 && noise(i) % 50 == 0) {
			VipsPel *p = VIPS_IMAGE_ADDR(in, x_of(i), y_of(i));
			p[0] = p[1] = p[2] = 200;
			p[3] = 1 + noise(i + 1) % 7;
		}
	check_part(in, "dust", 0.02, 0.02);
}

static void
test_haze(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int i = 0; i < SIDE * SIDE; i++) {
		VipsPel *p = VIPS_IMAGE_ADDR(in, x_of(i), y_of(i));
		float x = (x_of(i) - 128) / 70.0F, y = (y_of(i) - 222) / 7.0F;
		int a = 60 * expf(-x * x - y * y);

		if (truth[i][3] == 0 && a > 2) {
			p[0] = p[1] = p[2] = 20;
			p[3] = a;
		}
	}
	check_part(in, "haze", 0.05, 0.05);
}

static void
test_islands(void)
{
	static const float dot[] = { 30, 60, 160 };

	draw_ball(truth);
	/* A dot that belongs: it is near, and of the same colour. */
	disc(truth, 128, 41, 2.3F, dot);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int y = 20; y < 24; y++)
		for (int x = 20; x < 23; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(in, x, y);
			p[0] = 240;
			p[1] = 200;
			p[3] = 255;
		}
	check_part(in, "islands", 0.02, 0.02);

	g_autoptr(VipsImage) smaller = clean(in, "\"island-size\": 5");
	assert_same(in, smaller);
}

static void
test_pinholes(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int y = 150; y < 153; y++)
		for (int x = 130; x < 133; x++)
			VIPS_IMAGE_ADDR(in, x, y)
	[3] = 40;
	check_part(in, "pinholes", 0.02, 0.02);

	g_autoptr(VipsImage) smaller = clean(in, "\"pinhole-size\": 3");
	assert_same(in, smaller);

	/* The hole of a doughnut is no pinhole. */
	draw_ring(truth);
	g_autoptr(VipsImage) ring = cut_out(truth);
	g_autoptr(VipsImage) out = clean(ring, "");
	assert_same(ring, out);
}

static void
test_fringe(void)
{
	static const float old[] = { 246, 224, 176 };

	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int i = 0; i < SIDE * SIDE; i++) {
		VipsPel *p = VIPS_IMAGE_ADDR(in, x_of(i), y_of(i));
		float a = truth[i][3] / 255;

		for (int b = 0; b < 3 && a > 0; b++)
			p[b] = truth[i][b] * a + old[b] * (1 - a);
	}
	check_part(in, "decontaminate", 0.01, 0.05);
}

static void
test_bleed(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	for (int i = 0; i < SIDE * SIDE; i++)
		for (int b = 0; b < 3 && truth[i][3] == 0; b++)
			VIPS_IMAGE_ADDR(in, x_of(i), y_of(i))
	[b] = noise(3 * i + b) & 255;

	g_autoptr(VipsImage) out = clean(in, "\"bleed-reach\": 8");
	g_autoptr(VipsImage) left = clean(in, "\"bleed\": \"off\"");
	const VipsPel *near = VIPS_IMAGE_ADDR(out, 128, 44);
	const VipsPel *far = VIPS_IMAGE_ADDR(out, 128, 10);
	for (int b = 0; b < 3; b++) {
		g_assert_cmpint(abs(near[b] - (int) blue[b]), <=, 2);
		g_assert_cmpint(far[b], ==, 0);
	}
	assert_errors(out, truth, 0.01, 0.01);
	assert_same(in, left);
}

static double
sum_alpha(VipsImage *image)
{
	double sum = 0;

	for (int y = 0; y < image->Ysize; y++)
		for (int x = 0; x < image->Xsize; x++)
			sum += get_alpha(image, x, y) / 255.0;

	return sum;
}

static void
test_edge(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);
	g_autoptr(VipsImage) smaller = clean(in, "\"choke\": 1.5");
	g_autoptr(VipsImage) larger = clean(in, "\"choke\": -2");
	g_autoptr(VipsImage) softer = clean(in, "\"feather\": 0.6");
	g_autoptr(VipsImage) soft = clean(in, "\"feather\": 3");

	/* Radii from areas. */
	g_assert_cmpfloat(fabs(sqrt(sum_alpha(smaller) / G_PI) - 78.5), <, 0.3);
	g_assert_cmpfloat(fabs(sqrt(sum_alpha(larger) / G_PI) - 82), <, 0.3);
	g_assert_cmpfloat(fabs(sqrt(sum_alpha(softer) / G_PI) - 80), <, 0.1);
	g_assert_cmpfloat(fabs(sqrt(sum_alpha(soft) / G_PI) - 80), <, 0.2);
	g_assert_cmpint(get_alpha(in, 128, 44), ==, 0);
	g_assert_cmpint(get_alpha(soft, 128, 44), >, 5);
}

static void
test_shadow(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = cut_out(truth);

	/* A soft shadow, of half alpha, to the lower right. */
	for (int i = 0; i < SIDE * SIDE; i++) {
		VipsPel *p = VIPS_IMAGE_ADDR(in, x_of(i), y_of(i));
		float s = 120 * VIPS_CLIP(0, (96 - hypotf(x_of(i) - 138, y_of(i) - 140)) / 24, 1);

		if (truth[i][3] == 0 && s >= 1) {
			p[0] = p[1] = p[2] = 0;
			p[3] = s;
		}
	}
	g_autoptr(VipsImage) kept = clean(in, "");
	g_autoptr(VipsImage) removed = clean(in, "\"shadow\": \"remove\"");
	g_autoptr(VipsImage) rebuilt = clean(in, "\"shadow\": \"rebuild\"");

	g_assert_cmpint(get_alpha(kept, 190, 200), >, 80);
	assert_errors(removed, truth, 0.1, 0.1);
	g_assert_cmpint(get_alpha(rebuilt, 128, 211), >, 10);
	g_assert_cmpint(get_alpha(rebuilt, 190, 200), <, 60);
}

static void
test_trim(void)
{
	draw_ball(truth);
	for (int i = 0; i < SIDE * SIDE; i++)
		if (y_of(i) > 128)
			truth[i][3] = 0;
	g_autoptr(VipsImage) in = cut_out(truth);
	g_autoptr(VipsImage) out = clean(in, "\"trim\": true, \"margin\": 3");
	g_autoptr(VipsImage) square = clean(in, "\"trim\": true, \"square\": true");

	g_assert_cmpint(out->Xsize, ==, 161 + 6);
	g_assert_cmpint(out->Ysize, ==, 81 + 6);
	g_assert_cmpint(get_alpha(out, 2, 80), ==, 0);
	g_assert_cmpint(square->Xsize, ==, 161);
	g_assert_cmpint(square->Ysize, ==, 161);
}

static void
test_strength(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = paint(truth, checkerboard);
	g_autoptr(VipsImage) half = clean(in, "\"strength\": 0.5");
	g_autoptr(VipsImage) none = clean(in, "\"strength\": 0");

	g_assert_cmpint(abs(get_alpha(half, 5, 5) - 128), <=, 1);
	g_assert_cmpint(get_alpha(half, 128, 128), ==, 255);
	assert_same(in, none);
}

static void
test_depth(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in8 = paint(truth, checkerboard);
	g_autoptr(VipsImage) in16 = NULL;
	g_autoptr(VipsImage) back = NULL;
	assert_ok(burnish_depth_set(in8, &in16, 16));
	g_autoptr(VipsImage) out8 = clean(in8, "");
	g_autoptr(VipsImage) out16 = clean(in16, "");

	g_assert_cmpint(out16->BandFmt, ==, VIPS_FORMAT_USHORT);
	assert_ok(burnish_depth_set(out16, &back, 8));
	g_assert_cmpfloat(max_difference(out8, back), <=, 1);
}

static void
test_grey(void)
{
	draw_ball(truth);
	g_autoptr(VipsImage) in = paint(truth, checkerboard);
	g_autoptr(VipsImage) grey = NULL;
	assert_ok(vips_colourspace(in, &grey, VIPS_INTERPRETATION_B_W, NULL));
	g_autoptr(VipsImage) out = clean(grey, "");

	g_assert_cmpint(out->Bands, ==, 2);
	g_assert_cmpint(get_alpha(out, 128, 160), ==, 255);
	g_assert_cmpint(get_alpha(out, 5, 5), ==, 0);
}

/* What was decided, run again, gives the same; and so does a second run on what
 * came out. */
static void
test_again(void)
{
	static const char *const options[] = { "", "\"ground\": \"key\"", "\"mode\": \"always\"", "\"trim\": true" };

	draw_ball(truth);
	for (guint k = 0; k < G_N_ELEMENTS(options); k++) {
		g_autoptr(VipsImage) in = paint(truth, k == 1 ? cream : checkerboard);
		g_autoptr(BurnishRecipe) resolved = NULL;
		g_autoptr(VipsImage) lazy = clean_lazily(in, options[k], &resolved);
		g_autoptr(VipsImage) repeated = NULL;
		g_autoptr(VipsImage) once = vips_image_copy_memory(lazy);
		g_autoptr(VipsImage) twice = clean(once, "");

		g_autofree char *said = burnish_recipe_print(resolved);
		g_test_message("%s: %s", options[k], said);
		assert_ok(burnish_recipe_apply(resolved, in, &repeated, NULL));
		assert_same(once, repeated);
		assert_same(once, twice);
	}
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/clean-alpha/checkerboard", test_checkerboard);
	g_test_add_func("/clean-alpha/shares", test_shares);
	g_test_add_func("/clean-alpha/ranges", test_ranges);
	g_test_add_func("/clean-alpha/plain", test_plain);
	g_test_add_func("/clean-alpha/photo", test_photo);
	g_test_add_func("/clean-alpha/enclosed", test_enclosed);
	g_test_add_func("/clean-alpha/nothing", test_nothing);
	g_test_add_func("/clean-alpha/sound", test_sound);
	g_test_add_func("/clean-alpha/snap", test_snap);
	g_test_add_func("/clean-alpha/dust", test_dust);
	g_test_add_func("/clean-alpha/haze", test_haze);
	g_test_add_func("/clean-alpha/islands", test_islands);
	g_test_add_func("/clean-alpha/pinholes", test_pinholes);
	g_test_add_func("/clean-alpha/fringe", test_fringe);
	g_test_add_func("/clean-alpha/bleed", test_bleed);
	g_test_add_func("/clean-alpha/edge", test_edge);
	g_test_add_func("/clean-alpha/shadow", test_shadow);
	g_test_add_func("/clean-alpha/trim", test_trim);
	g_test_add_func("/clean-alpha/strength", test_strength);
	g_test_add_func("/clean-alpha/depth", test_depth);
	g_test_add_func("/clean-alpha/grey", test_grey);
	g_test_add_func("/clean-alpha/again", test_again);

	return support_run();
}
