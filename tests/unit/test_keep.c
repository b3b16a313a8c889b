/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Keeping the original outside of a mask. The truth is known: a picture is changed within the
 * mask, what came out is spoilt as a model does, and has to come back.
 */

#include <math.h>
#include <string.h>

#include "../render/scene.h"
#include "dark.h"
#include "image/feather.h"
#include "image/keep.h"
#include "support.h"

/* A mask with a box in it, on a picture of 360 x 240. */
static VipsImage *
box_mask(int left, int top, int width, int height)
{
	VipsImage *mask = flat(360, 240, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, (double[]){ 0 });

	assert_ok(vips_draw_rect1(mask, 255, left, top, width, height, "fill", TRUE, NULL));

	return mask;
}

/* Paint a disc. */
static VipsImage *
paint(VipsImage *in, int x, int y, int radius)
{
	VipsImage *out = duplicate(in);
	double colour[] = { 60, 110, 190 };

	assert_ok(vips_draw_circle(out, colour, 3, x, y, radius, "fill", TRUE, NULL));

	return out;
}

static VipsImage *
resized(VipsImage *in, int width, int height)
{
	VipsImage *out;

	assert_ok(vips_resize(in, &out, (double) width / in->Xsize, "vscale", (double) height / in->Ysize, NULL));

	return out;
}

static VipsImage *
area(VipsImage *in, int left, int top, int width, int height)
{
	VipsImage *out;

	assert_ok(vips_extract_area(in, &out, left, top, width, height, NULL));

	return out;
}

/* All samples where the mask is 0 must be those of the original. */
static void
assert_kept(VipsImage *original, VipsImage *out, VipsImage *mask)
{
	g_autoptr(VipsImage) memory = vips_image_copy_memory(out);
	gsize size = VIPS_IMAGE_SIZEOF_PEL(original);

	g_assert_cmpint(original->Xsize, ==, memory->Xsize);
	g_assert_cmpint(original->Ysize, ==, memory->Ysize);
	g_assert_cmpint(size, ==, VIPS_IMAGE_SIZEOF_PEL(memory));
	for (int y = 0; y < original->Ysize; y++)
		for (int x = 0; x < original->Xsize; x++)
			if (*VIPS_IMAGE_ADDR(mask, x, y) == 0)
				g_assert_true(memcmp(VIPS_IMAGE_ADDR(original, x, y), VIPS_IMAGE_ADDR(memory, x, y), size) == 0);
}

/* How far the middle of the box is from what it should be. */
static double
distance_inside(VipsImage *truth, VipsImage *out)
{
	g_autoptr(VipsImage) a = area(truth, 130, 90, 80, 60);
	g_autoptr(VipsImage) b = area(out, 130, 90, 80, 60);

	return delta_e(a, b);
}

/* The colours drift everywhere. */
static void
test_colours(void)
{
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	double worst = 0;

	for (int i = 0; scenes[i].name; i++) {
		if (scenes[i].kind == SCENE_GREY)
			continue;
		g_autoptr(VipsImage) original = scene(scenes[i].name);
		g_autoptr(VipsImage) truth = paint(original, 170, 120, 20);
		g_autoptr(VipsImage) spoilt = cast_apply(truth, "mixed", 0.8);
		g_autoptr(VipsImage) out = NULL;
		BurnishKeep keep;

		assert_ok(burnish_keep_outside(original, spoilt, mask, &out, &keep));
		assert_kept(original, out, mask);
		double before = distance_inside(truth, spoilt);
		double after = distance_inside(truth, out);
		g_test_message("%s: %.2f to %.2f dE00; outside %.4f to %.4f", scenes[i].name, before, after, keep.difference, keep.matched);
		worst = fmax(worst, after / before);
		g_assert_cmpfloat(after, <, 0.45 * before + 0.1);
		g_assert_cmpfloat(keep.matched, <, keep.difference);
		g_assert_false(keep.cropped);
		g_assert_cmpfloat(fabs(keep.share - 120 * 100 / (360.0 * 240)), <, 1e-9);
	}
	g_test_message("worst ratio %.2f", worst);
}

/* A model that changed something outside the mask as well must not bring in its colour. */
static void
test_robust(void)
{
	g_autoptr(VipsImage) original = scene("room");
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	g_autoptr(VipsImage) truth = paint(original, 170, 120, 20);
	g_autoptr(VipsImage) spoilt = cast_apply(truth, "mixed", 0.8);
	g_autoptr(VipsImage) left = paint(spoilt, 70, 120, 35);
	g_autoptr(VipsImage) both = paint(left, 300, 60, 50);
	g_autoptr(VipsImage) out = NULL;
	g_autoptr(VipsImage) calm = NULL;

	assert_ok(burnish_keep_outside(original, spoilt, mask, &calm, NULL));
	assert_ok(burnish_keep_outside(original, both, mask, &out, NULL));
	assert_kept(original, out, mask);
	double undisturbed = distance_inside(truth, calm);
	double disturbed = distance_inside(truth, out);
	g_test_message("%.2f without, %.2f with changes outside", undisturbed, disturbed);
	g_assert_cmpfloat(disturbed, <, undisturbed + 0.4);
}

/* Good colours are left as they are. */
static void
test_identity(void)
{
	g_autoptr(VipsImage) original = scene("room");
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	g_autoptr(VipsImage) truth = paint(original, 170, 120, 20);
	g_autoptr(VipsImage) out = NULL;
	g_autoptr(VipsImage) same = NULL;

	assert_ok(burnish_keep_outside(original, original, mask, &same, NULL));
	assert_same(original, same);
	assert_ok(burnish_keep_outside(original, truth, mask, &out, NULL));
	assert_same(truth, out);
}

/* Edges lie on edges: a pattern that is enlarged and comes back is where it was. */
static void
test_registration(void)
{
	g_autoptr(VipsImage) original = scene("room");
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	g_autoptr(VipsImage) out = NULL;
	g_autoptr(VipsImage) shifted = NULL;
	g_autoptr(VipsImage) edited = resized(original, 360 * 3, 240 * 3);

	assert_ok(burnish_keep_outside(original, edited, mask, &out, NULL));
	double there = distance_inside(original, out);
	/* By comparison: a third of a pixel off. */
	g_autoptr(VipsImage) moved = NULL;
	assert_ok(vips_embed(edited, &moved, 1, 0, edited->Xsize, edited->Ysize, "extend", VIPS_EXTEND_COPY, NULL));
	assert_ok(burnish_keep_outside(original, moved, mask, &shifted, NULL));
	g_test_message("%.3f in place, %.3f a third of a pixel off", there, distance_inside(original, shifted));
	g_assert_cmpfloat(there, <, 0.2);
	g_assert_cmpfloat(there, <, 0.6 * distance_inside(original, shifted));
}

/* Models that know few sizes show a part of the picture, or more than it. */
static void
test_sections(void)
{
	g_autoptr(VipsImage) original = scene("room");
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	g_autoptr(VipsImage) truth = paint(original, 170, 120, 20);
	g_autoptr(VipsImage) middle = area(truth, 60, 0, 240, 240);
	g_autoptr(VipsImage) part = resized(middle, 480, 480);
	g_autoptr(VipsImage) around = NULL;
	g_autoptr(VipsImage) from_part = NULL;
	g_autoptr(VipsImage) from_wider = NULL;
	BurnishKeep keep;

	assert_ok(burnish_keep_outside(original, part, mask, &from_part, &keep));
	g_assert_true(keep.cropped);
	assert_kept(original, from_part, mask);
	g_assert_cmpfloat(distance_inside(truth, from_part), <, 0.9);

	assert_ok(vips_embed(truth, &around, 0, 60, 360, 360, "extend", VIPS_EXTEND_MIRROR, NULL));
	assert_ok(burnish_keep_outside(original, around, mask, &from_wider, &keep));
	g_assert_true(keep.cropped);
	assert_kept(original, from_wider, mask);
	g_assert_cmpfloat(distance_inside(truth, from_wider), <, 0.9);
}

/* 16 bits, grey, transparency. */
static void
test_formats(void)
{
	g_autoptr(VipsImage) colour = scene("room");
	g_autoptr(VipsImage) mask = box_mask(110, 70, 120, 100);
	g_autoptr(VipsImage) edited = paint(colour, 170, 120, 20);
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(VipsImage) grey = NULL;
	g_autoptr(VipsImage) grey_out = NULL;
	g_autoptr(VipsImage) clear = NULL;
	g_autoptr(VipsImage) clear_out = NULL;
	g_autoptr(VipsImage) out = NULL;

	assert_ok(vips_linear1(colour, &deep, 257, 0, NULL));
	g_autoptr(VipsImage) cast = NULL;
	assert_ok(vips_cast(deep, &cast, VIPS_FORMAT_USHORT, NULL));
	g_autoptr(VipsImage) deep_colour = NULL;
	assert_ok(vips_copy(cast, &deep_colour, "interpretation", VIPS_INTERPRETATION_RGB16, NULL));
	g_autoptr(VipsImage) memory = vips_image_copy_memory(deep_colour);
	assert_ok(burnish_keep_outside(memory, edited, mask, &out, NULL));
	g_assert_cmpint(out->BandFmt, ==, VIPS_FORMAT_USHORT);
	assert_kept(memory, out, mask);

	assert_ok(vips_extract_band(colour, &grey, 1, NULL));
	assert_ok(burnish_keep_outside(grey, edited, mask, &grey_out, NULL));
	g_assert_cmpint(grey_out->Bands, ==, 3);

	g_autoptr(VipsImage) joined = NULL;
	assert_ok(vips_bandjoin_const1(colour, &joined, 90, NULL));
	clear = vips_image_copy_memory(joined);
	assert_ok(burnish_keep_outside(clear, edited, mask, &clear_out, NULL));
	g_assert_cmpint(clear_out->Bands, ==, 4);
	assert_kept(clear, clear_out, mask);
	double pixel[4];
	double *got = NULL;
	int n;
	assert_ok(vips_getpoint(clear_out, &got, &n, 170, 120, NULL));
	memcpy(pixel, got, sizeof(pixel));
	g_free(got);
	/* The edited picture is opaque. */
	g_assert_cmpfloat(pixel[3], ==, 255);
}

/* Small, all of it, and next to nothing: a result or an error, no crash. */
static void
test_odd(void)
{
	static const int sizes[][2] = { { 1, 1 }, { 1, 40 }, { 7, 3 }, { 64, 64 } };

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		int width = sizes[i][0];
		int height = sizes[i][1];
		g_autoptr(VipsImage) original = flat(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, (double[]){ 90, 80, 70 });
		g_autoptr(VipsImage) edited = flat(50, 30, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, (double[]){ 10, 200, 30 });
		g_autoptr(VipsImage) mask = flat(width, height, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, (double[]){ 255 });
		g_autoptr(VipsImage) out = NULL;
		double mean;

		assert_ok(burnish_keep_outside(original, edited, mask, &out, NULL));
		g_assert_cmpint(out->Xsize, ==, width);
		assert_ok(vips_avg(out, &mean, NULL));
		g_assert_cmpfloat(fabs(mean - 80), <, 1);
	}
}

static float
distance_by_hand(const guint8 *inside, int width, int height, int x, int y)
{
	double best = 1e30;

	for (int j = 0; j < height; j++)
		for (int i = 0; i < width; i++)
			if (!inside[j * width + i])
				best = fmin(best, (i - x) * (i - x) + (j - y) * (j - y));

	return sqrt(best);
}

static void
test_distance(void)
{
	guint8 inside[23 * 17];
	float distance[23 * 17];

	for (int round = 0; round < 20; round++) {
		for (guint i = 0; i < G_N_ELEMENTS(inside); i++)
			inside[i] = g_test_rand_int_range(0, 20) != 0;
		inside[g_test_rand_int_range(0, G_N_ELEMENTS(inside))] = 0;
		burnish_distance(inside, 23, 17, distance);
		for (int y = 0; y < 17; y++)
			for (int x = 0; x < 23; x++)
				g_assert_cmpfloat(ABS(distance[y * 23 + x] - distance_by_hand(inside, 23, 17, x, y)), <, 1e-4);
	}
}

/* The change fades in behind the edge, and is all there in a thin part, too. */
static void
test_feather(void)
{
	g_autoptr(VipsImage) mask = box_mask(100, 60, 100, 100);
	g_autofree float *weights = NULL;

	assert_ok(vips_draw_rect1(mask, 255, 300, 20, 5, 200, "fill", TRUE, NULL));
	weights = burnish_feather(mask, 10);
	g_assert_nonnull(weights);
	const float *row = weights + 110 * 360;
	g_assert_cmpfloat(row[99], ==, 0);
	for (int x = 100; x < 112; x++) {
		g_assert_cmpfloat(row[x], >, row[x - 1] - 1e-6);
		g_assert_cmpfloat(row[x] - row[x - 1], <, 0.2);
	}
	g_assert_cmpfloat(row[112], ==, 1);
	g_assert_cmpfloat(row[302], ==, 1);
	g_assert_cmpfloat(row[299], ==, 0);
	g_assert_cmpfloat(row[305], ==, 0);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);

	g_test_add_func("/keep/distance", test_distance);
	g_test_add_func("/keep/feather", test_feather);
	g_test_add_func("/keep/identity", test_identity);
	g_test_add_func("/keep/colours", test_colours);
	g_test_add_func("/keep/robust", test_robust);
	g_test_add_func("/keep/registration", test_registration);
	g_test_add_func("/keep/sections", test_sections);
	g_test_add_func("/keep/formats", test_formats);
	g_test_add_func("/keep/odd", test_odd);

	return support_run();
}
