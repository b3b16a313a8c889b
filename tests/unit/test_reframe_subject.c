/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the subject and its focus are found, in drawings of which it is known; and that a
 * thing with straight edges is not taken for a picture between bars.
 */

#include <math.h>
#include <stdlib.h>

#include "../render/scene.h"
#include "corrections/reframe/borders.h"
#include "corrections/reframe/subject.h"
#include "support.h"

#define WIDTH 480
#define HEIGHT 384

static void
draw_disc(VipsImage *image, const double *ink, double x, double y, double radius)
{
	assert_ok(vips_draw_circle(image, (double *) ink, 3, rint(x), rint(y), rint(radius), "fill", TRUE, NULL));
}

static void
draw_box(VipsImage *image, const double *ink, double left, double top, double width, double height)
{
	assert_ok(vips_draw_rect(image, (double *) ink, 3, rint(left), rint(top), rint(width), rint(height), "fill", TRUE, NULL));
}

/* A figure whose head has its middle at x, y; other lengths are in heads. */
static VipsImage *
figure(double x, double y, double head)
{
	static const double ground[] = { 205, 212, 208 };
	static const double skin[] = { 232, 182, 150 };
	static const double hair[] = { 62, 40, 28 };
	static const double coat[] = { 40, 70, 150 };
	static const double dark[] = { 20, 20, 24 };
	g_autoptr(VipsImage) plain = flat(WIDTH, HEIGHT, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, ground);
	VipsImage *own = vips_image_new_memory();

	assert_ok(vips_image_write(plain, own));
	draw_box(own, coat, x - 0.45 * head, y + 0.4 * head, 0.9 * head, 1.3 * head);
	for (int side = -1; side <= 1; side += 2)
		draw_box(own, dark, x + (0.25 * side - 0.12) * head, y + 1.7 * head, 0.24 * head, 0.6 * head);
	draw_disc(own, hair, x, y - 0.08 * head, 0.54 * head);
	draw_disc(own, skin, x, y + 0.06 * head, 0.42 * head);
	for (int side = -1; side <= 1; side += 2)
		draw_disc(own, dark, x + 0.17 * side * head, y + 0.02 * head, 0.05 * head);

	return own;
}

/* The subject of a figure is all of it, to the twentieth of the picture, wherever it
 * stands; the focus has the whole head and not all of the legs. */
static void
test_focus(void)
{
	const double head = 100;
	const double y = 0.28 * HEIGHT;

	for (int percent = 30; percent <= 70; percent += 20) {
		const double x = percent / 100.0;
		g_autoptr(VipsImage) in = figure(x * WIDTH, y, head);
		g_autoptr(BurnishLook) look = burnish_look_new(in);
		g_autoptr(BurnishSubject) subject = burnish_subject_find(look);
		const double *across = subject->ends[0];
		const double *down = subject->ends[1];

		g_test_message("at %.2f: subject %.3f %.3f, %.3f %.3f, focus %.3f %.3f, %.3f %.3f", x,
			across[BURNISH_SUBJECT_START], across[BURNISH_SUBJECT_END], down[BURNISH_SUBJECT_START], down[BURNISH_SUBJECT_END],
			across[BURNISH_FOCUS_START], across[BURNISH_FOCUS_END], down[BURNISH_FOCUS_START], down[BURNISH_FOCUS_END]);
		g_assert_cmpfloat(fabs(across[BURNISH_SUBJECT_START] - (x - 0.54 * head / WIDTH)), <, 0.05);
		g_assert_cmpfloat(fabs(across[BURNISH_SUBJECT_END] - (x + 0.54 * head / WIDTH)), <, 0.05);
		g_assert_cmpfloat(fabs(down[BURNISH_SUBJECT_START] - (y - 0.62 * head) / HEIGHT), <, 0.05);
		g_assert_cmpfloat(fabs(down[BURNISH_SUBJECT_END] - (y + 2.3 * head) / HEIGHT), <, 0.05);
		/* The face. */
		g_assert_cmpfloat(across[BURNISH_FOCUS_START], <, x - 0.35 * head / WIDTH);
		g_assert_cmpfloat(across[BURNISH_FOCUS_END], >, x + 0.35 * head / WIDTH);
		g_assert_cmpfloat(down[BURNISH_FOCUS_START], <, (y - 0.3 * head) / HEIGHT);
		g_assert_cmpfloat(down[BURNISH_FOCUS_END], >, (y + 0.48 * head) / HEIGHT);
		g_assert_cmpfloat(down[BURNISH_FOCUS_END], <, (y + 2.1 * head) / HEIGHT);
	}
}

/* Grain as that of film does not hide a small thing on plain ground. What comes in is a proxy,
 * so that this is noise of 8 steps in a picture of three times the size. */
static void
test_grain(void)
{
	static const double ground[] = { 124, 134, 146 };
	static const double red[] = { 170, 90, 70 };
	const int width = 512;
	const int height = 340;
	g_autoptr(VipsImage) plain = flat(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, ground);
	g_autoptr(VipsImage) thing = vips_image_new_memory();

	assert_ok(vips_image_write(plain, thing));
	draw_disc(thing, red, 0.78 * width, 0.5 * height, 0.09 * width);
	for (int seed = 1; seed <= 3; seed++) {
		g_autoptr(VipsImage) noise = NULL;
		g_autoptr(VipsImage) sum = NULL;
		g_autoptr(VipsImage) in = NULL;

		assert_ok(vips_gaussnoise(&noise, width, height, "mean", 0.0, "sigma", 2.7, "seed", seed, NULL));
		assert_ok(vips_add(thing, noise, &sum, NULL));
		assert_ok(vips_cast_uchar(sum, &in, NULL));
		g_autoptr(VipsImage) proxy = vips_image_copy_memory(in);
		g_autoptr(BurnishLook) look = burnish_look_new(proxy);
		g_autoptr(BurnishSubject) subject = burnish_subject_find(look);
		const double *across = subject->ends[0];

		g_test_message("subject %.3f %.3f", across[BURNISH_SUBJECT_START], across[BURNISH_SUBJECT_END]);
		g_assert_cmpfloat(across[BURNISH_SUBJECT_START], >, 0.4);
		g_assert_cmpfloat(across[BURNISH_SUBJECT_START], <, 0.75);
		g_assert_cmpfloat(across[BURNISH_SUBJECT_END], >, 0.85);
	}
}

/* The guesses of each end rise. */
static void
test_guesses(void)
{
	for (const Scene *scene = scenes; scene->name; scene++) {
		g_autoptr(VipsImage) in = scene_render(scene, 300, 400);
		g_autoptr(BurnishLook) look = burnish_look_new(in);
		g_autoptr(BurnishSubject) subject = burnish_subject_find(look);

		for (int axis = 0; axis < 2; axis++)
			for (int end = 0; end < BURNISH_SUBJECT_ENDS; end++) {
				const double *guess = subject->guess[axis][end];

				g_assert_cmpfloat(guess[0], >=, 0);
				g_assert_cmpfloat(guess[BURNISH_SUBJECT_GUESSES - 1], <=, 1);
				for (int k = 1; k < BURNISH_SUBJECT_GUESSES; k++)
					g_assert_cmpfloat(guess[k], >=, guess[k - 1]);
			}
	}
}

/* A picture from one side of a wider ground of that grey to the other. */
static VipsImage *
between_sides(VipsImage *in, int side, double grey)
{
	VipsArrayDouble *background = vips_array_double_newv(1, grey);
	VipsImage *out = NULL;

	assert_ok(vips_embed(in, &out, side, 0, in->Xsize + 2 * side, in->Ysize,
		"extend", VIPS_EXTEND_BACKGROUND, "background", background, NULL));
	vips_area_unref(VIPS_AREA(background));

	return out;
}

static void
check_sides(VipsImage *in, int expected)
{
	int found[4];

	assert_ok(burnish_borders_find(in, found));
	g_assert_cmpint(found[0], ==, expected);
	g_assert_cmpint(found[1], ==, 0);
	g_assert_cmpint(found[2], ==, expected);
	g_assert_cmpint(found[3], ==, 0);
}

/* A door, or a bookmark: what is drawn softly, as a camera and a model do, is no picture
 * between bars; nor is what is of one colour along its edge, unless its sides are narrow. */
static void
test_things(void)
{
	static const double brown[] = { 130, 80, 50 };
	g_autoptr(VipsImage) room = scene_render(scene_find("room"), 300, 400);

	for (int side = 20; side <= 140; side += 60)
		for (int grey = 120; grey <= 250; grey += 130) {
			g_autoptr(VipsImage) sharp = between_sides(room, side, grey);
			g_autoptr(VipsImage) soft = NULL;

			check_sides(sharp, side);
			assert_ok(vips_gaussblur(sharp, &soft, 0.8, NULL));
			check_sides(soft, 0);
		}

	g_autoptr(VipsImage) board = flat(300, 400, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, brown);
	g_autoptr(VipsImage) wide = between_sides(board, 140, 250);
	g_autoptr(VipsImage) narrow = between_sides(board, 20, 250);
	check_sides(wide, 0);
	check_sides(narrow, 20);
}

/* Models paint bars softly, but those are black and of one width. */
static void
test_painted_bars(void)
{
	g_autoptr(VipsImage) room = scene_render(scene_find("room"), 300, 400);
	g_autoptr(VipsImage) barred = between_sides(room, 60, 4);
	g_autoptr(VipsImage) soft = NULL;
	g_autoptr(VipsImage) uneven = NULL;
	int found[4];

	assert_ok(vips_gaussblur(barred, &soft, 0.8, NULL));
	assert_ok(burnish_borders_find(soft, found));
	g_assert_cmpint(abs(found[0] - 60), <=, 3);
	g_assert_cmpint(found[2], ==, found[0]);

	assert_ok(vips_extract_area(soft, &uneven, 20, 0, soft->Xsize - 20, soft->Ysize, NULL));
	assert_ok(burnish_borders_find(uneven, found));
	g_assert_cmpint(found[0], ==, 0);
	g_assert_cmpint(found[2], ==, 0);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/reframe-subject/focus", test_focus);
	g_test_add_func("/reframe-subject/grain", test_grain);
	g_test_add_func("/reframe-subject/guesses", test_guesses);
	g_test_add_func("/reframe-subject/things", test_things);
	g_test_add_func("/reframe-subject/painted-bars", test_painted_bars);

	return support_run();
}
