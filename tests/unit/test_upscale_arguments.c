/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* upscale: what is asked for, what is refused, and how kinds of pictures are told
 * apart.
 */

#include <math.h>

#include "corrections/upscale/resample.h"
#include "support.h"

/* Run with options as "scale=2,mode=photo"; *reason and *mode may be NULL. */
static int
run(VipsImage *in, const char *options, VipsImage **out, char **reason, char **mode)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("upscale");
	g_auto(GStrv) words = g_strsplit(options, ",", 0);

	g_object_set(operation, "in", in, NULL);
	for (int i = 0; words[i] && *words[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);

		assert_ok(vips_object_set_argument_from_string(VIPS_OBJECT(operation), pair[0], pair[1]));
	}
	if (vips_object_build(VIPS_OBJECT(operation))) {
		vips_object_unref_outputs(VIPS_OBJECT(operation));
		return -1;
	}
	g_autoptr(VipsImage) lazy = NULL;
	int applied;
	g_object_get(operation, "out", &lazy, "applied-mode", &applied, NULL);
	if (reason)
		g_object_get(operation, "reason", reason, NULL);
	if (mode) {
		GParamSpec *pspec = g_object_class_find_property(G_OBJECT_GET_CLASS(operation), "applied-mode");
		*mode = g_strdup(vips_enum_nick(G_PARAM_SPEC_VALUE_TYPE(pspec), applied));
	}
	*out = vips_image_copy_memory(lazy);
	vips_object_unref_outputs(VIPS_OBJECT(operation));
	g_assert_nonnull(*out);

	return 0;
}

static VipsImage *
grey(int width, int height)
{
	static const double colour[] = { 90, 120, 130 };

	return flat(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
}

static void
test_sizes(void)
{
	static const struct {
		const char *options;
		int width;
		int height;
	} cases[] = {
		{ "", 48, 32 },
		{ "scale=1", 48, 32 },
		{ "scale=2", 96, 64 },
		{ "scale=3", 144, 96 },
		{ "scale=1.5", 72, 48 },
		{ "scale=16", 768, 512 },
		{ "to=96x96", 96, 64 },
		{ "to=96x", 96, 64 },
		{ "to=x96", 144, 96 },
		{ "to=40x500", 48, 32 },
		{ "to=96x96,cover=true", 144, 96 },
		{ "to=96x,cover=true", 96, 64 },
		/* As far as it goes. */
		{ "to=960x960,cover=true", 768, 512 },
		{ "paper=a6,dpi=60", 350, 233 },
		{ "paper=a4,dpi=30", 351, 234 },
		{ "paper=a6,dpi=30", 175, 117 },
		{ "scale=2,mode=measure-only", 48, 32 },
	};
	g_autoptr(VipsImage) in = grey(48, 32);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VipsImage) out = NULL;

		/* The kind of a picture has nothing to do with its size. */
		assert_ok(run(in, cases[i].options, &out, NULL, NULL));
		g_test_message("%s: %dx%d", cases[i].options, out->Xsize, out->Ysize);
		if (g_str_has_prefix(cases[i].options, "paper")) {
			g_assert_cmpint(abs(out->Xsize - cases[i].width), <=, 1);
			g_assert_cmpint(abs(out->Ysize - cases[i].height), <=, 1);
		}
		else {
			g_assert_cmpint(out->Xsize, ==, cases[i].width);
			g_assert_cmpint(out->Ysize, ==, cases[i].height);
		}
	}
}

static void
test_paper(void)
{
	/* Landscape and upright fill A3 the same way; the resolution is set. */
	for (int i = 0; i < 2; i++) {
		g_autoptr(VipsImage) in = i ? grey(64, 90) : grey(90, 64);
		g_autoptr(VipsImage) out = NULL;

		assert_ok(run(in, "paper=a3,dpi=72", &out, NULL, NULL));
		g_assert_cmpint(VIPS_MAX(out->Xsize, out->Ysize), <=, 1191);
		g_assert_cmpint(VIPS_MAX(out->Xsize, out->Ysize), >=, 1180);
		g_assert_cmpint(out->Xsize > out->Ysize, ==, i == 0);
		g_assert_cmpfloat(fabs(out->Xres * 25.4 - 72), <, 0.01);
	}
}

static void
test_refusals(void)
{
	static const struct {
		const char *options;
		const char *error;
	} cases[] = {
		{ "to=3508", "to: \"3508\" is not a size such as 3508x4961" },
		{ "to=x", "is not a size" },
		{ "to=10x20x30", "is not a size" },
		{ "to=axb", "is not a size" },
		{ "to=-5x7", "is not a size" },
		{ "to=99999999999x", "the limit is 16 times" },
		{ "to=2000x2000", "the limit is 16 times" },
		{ "paper=a0,dpi=2400", "the limit is 16 times" },
		{ "scale=2,to=100x100", "exclude one another" },
		{ "scale=2,paper=a4", "exclude one another" },
		{ "to=9x9,paper=a4", "exclude one another" },
		{ "paper=a11", "is no paper such as" },
	};
	g_autoptr(VipsImage) in = grey(48, 32);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		VipsImage *out = NULL;

		g_assert_cmpint(run(in, cases[i].options, &out, NULL, NULL), ==, -1);
		assert_error(cases[i].error);
	}

	/* Lazy, so nothing of that size is made. */
	g_autoptr(VipsImage) large = NULL;
	VipsImage *out = NULL;
	assert_ok(vips_black(&large, 9000, 9000, "bands", 3, NULL));
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_copy(large, &typed, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
	g_assert_cmpint(run(typed, "scale=4", &out, NULL, NULL), ==, -1);
	assert_error("36000x36000 is too large; the limit is 65535 pixels a side");
}

static void
test_reasons(void)
{
	static const struct {
		const char *options;
		const char *reason;
	} cases[] = {
		{ "", "no larger size asked for" },
		{ "to=30x30", "48x32 is as large as asked for; not changed" },
		{ "scale=2,mode=photo", "photo, enlarged from 48x32 to 96x64" },
		{ "scale=2,mode=measure-only", "photo, to be enlarged from 48x32 to 96x64; not changed" },
	};
	g_autoptr(VipsImage) in = grey(48, 32);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VipsImage) out = NULL;
		g_autofree char *reason = NULL;

		assert_ok(run(in, cases[i].options, &out, &reason, NULL));
		g_assert_cmpstr(reason, ==, cases[i].reason);
	}
}

/* A picture of blocks, of colours that a picture of `side` x `side` pixels has. */
static VipsImage *
blocks(int side, int block)
{
	g_autofree guint8 *pixels = g_new(guint8, side * side * 3);

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			guint32 hash = (x / block * 73856093U) ^ (y / block * 19349663U);
			hash = (hash ^ hash >> 13) * 0x5bd1e995U;
			guint8 *p = pixels + (y * side + x) * 3;

			/* Eight colours. */
			p[0] = hash & 0x10000 ? 230 : 20;
			p[1] = hash & 0x20000 ? 200 : 40;
			p[2] = hash & 0x40000 ? 250 : 10;
		}
	g_autoptr(VipsImage) made = vips_image_new_from_memory_copy(pixels, side * side * 3, side, side, 3, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_copy(made, &typed, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
	VipsImage *image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

/* Lettering: black shapes on white with soft contours; with grain, a photograph of it. */
static VipsImage *
shapes(double grain)
{
	const int side = 240;
	g_autofree guint8 *pixels = g_new(guint8, side * side * 3);
	guint32 random = 1;

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			double u = fmod(x, 40) - 19.3;
			double v = fmod(y, 40) - 19.7;
			double ink = VIPS_CLIP(0, 9.3 - hypot(u, v), 1);
			guint8 *p = pixels + (y * side + x) * 3;

			random = random * 1664525 + 1013904223;
			double noise = ((random >> 16) / 32768.0 - 1) * grain;
			for (int i = 0; i < 3; i++)
				p[i] = VIPS_CLIP(0, 245 - 230 * ink + noise, 255);
		}
	g_autoptr(VipsImage) made = vips_image_new_from_memory_copy(pixels, side * side * 3, side, side, 3, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_copy(made, &typed, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
	VipsImage *image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

static void
assert_kind(VipsImage *in, const char *kind)
{
	g_autoptr(VipsImage) out = NULL;
	g_autofree char *mode = NULL;

	assert_ok(run(in, "scale=2", &out, NULL, &mode));
	g_assert_cmpstr(mode, ==, kind);
}

static void
test_kinds(void)
{
	g_autoptr(VipsImage) enlarged = blocks(384, 6);
	g_autoptr(VipsImage) sprite = blocks(32, 1);
	g_autoptr(VipsImage) art = shapes(0);
	g_autoptr(VipsImage) photo = shapes(30);
	g_autoptr(VipsImage) plain = grey(300, 200);

	assert_kind(enlarged, "pixel");
	assert_kind(sprite, "pixel");
	assert_kind(art, "art");
	assert_kind(photo, "photo");
	assert_kind(plain, "photo");
}

/* Pixel art keeps its blocks. */
static void
test_pixel(void)
{
	g_autoptr(VipsImage) in = blocks(40, 1);
	g_autoptr(VipsImage) out = NULL;
	g_autoptr(VipsImage) wanted = NULL;

	assert_ok(run(in, "scale=3", &out, NULL, NULL));
	assert_ok(vips_zoom(in, &wanted, 3, 3, NULL));
	g_assert_cmpfloat(max_difference(out, wanted), ==, 0);

	/* At other factors, pixels on a border are mixed by their area. */
	g_autoptr(VipsImage) half = NULL;
	assert_ok(run(in, "scale=1.5", &half, NULL, NULL));
	VipsPel *a = VIPS_IMAGE_ADDR(in, 0, 0);
	VipsPel *b = VIPS_IMAGE_ADDR(in, 1, 0);
	g_assert_cmpint(VIPS_IMAGE_ADDR(half, 0, 0)[0], ==, a[0]);
	g_assert_cmpint(abs(VIPS_IMAGE_ADDR(half, 1, 0)[0] - (a[0] + b[0]) / 2), <=, 1);
}

/* No fringes on flat art, nor on hard edges that are taken for a photograph: nothing beyond what
 * a cubic overshoots. */
static void
test_ringing(void)
{
	g_autoptr(VipsImage) full = shapes(0);
	g_autoptr(VipsImage) in = NULL;
	g_autoptr(VipsImage) cubic = NULL;
	double cubic_min, cubic_max;

	/* There is room for it below and above. */
	assert_ok(vips_linear1(full, &in, 0.5, 60, "uchar", TRUE, NULL));
	assert_ok(burnish_resample(in, &cubic, 480, 480, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_UCHAR));
	assert_ok(vips_min(cubic, &cubic_min, NULL));
	assert_ok(vips_max(cubic, &cubic_max, NULL));
	for (const char *const *options = (const char *const[]){ "scale=2,mode=art", "scale=2,mode=photo", "scale=2,mode=photo,quality=fast", NULL }; *options; options++) {
		g_autoptr(VipsImage) out = NULL;
		double min, max;

		assert_ok(run(in, *options, &out, NULL, NULL));
		assert_ok(vips_min(out, &min, NULL));
		assert_ok(vips_max(out, &max, NULL));
		g_test_message("%s: %g to %g, cubic %g to %g", *options, min, max, cubic_min, cubic_max);
		g_assert_cmpfloat(min, >=, cubic_min);
		g_assert_cmpfloat(max, <=, cubic_max);
	}
}

/* The mean square of the steps from pixel to pixel. */
static double
steepness(VipsImage *in)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);
	double mean;

	assert_ok(vips_extract_area(in, &t[0], 1, 0, in->Xsize - 1, in->Ysize, NULL));
	assert_ok(vips_extract_area(in, &t[1], 0, 0, in->Xsize - 1, in->Ysize, NULL));
	assert_ok(vips_subtract(t[0], t[1], &t[2], NULL));
	assert_ok(vips_multiply(t[2], t[2], &t[3], NULL));
	assert_ok(vips_avg(t[3], &mean, NULL));
	g_object_unref(owner);

	return mean;
}

/* -1 is the interpolation alone, and more of it is steeper. */
static void
test_sharpness(void)
{
	g_autoptr(VipsImage) in = shapes(10);
	g_autoptr(VipsImage) cubic = NULL;
	double last = 0;

	assert_ok(burnish_resample(in, &cubic, 480, 480, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_UCHAR));
	for (int i = -1; i <= 1; i++) {
		g_autofree char *options = g_strdup_printf("scale=2,mode=photo,sharpness=%d", i);
		g_autoptr(VipsImage) out = NULL;

		assert_ok(run(in, options, &out, NULL, NULL));
		if (i == -1)
			g_assert_cmpfloat(max_difference(out, cubic), <=, 1);
		g_test_message("%d: %.1f", i, steepness(out));
		g_assert_cmpfloat(steepness(out), >, last * 1.1);
		last = steepness(out);
	}
}

/* Grain on flat areas goes, contours stay. */
static void
test_clean(void)
{
	g_autoptr(VipsImage) in = shapes(5);
	double last = G_MAXDOUBLE;

	for (const char *const *options = (const char *const[]){ "scale=2,mode=photo", "scale=2,mode=photo,clean=0.5", "scale=2,mode=photo,clean=1", NULL }; *options; options++) {
		g_autoptr(VipsImage) out = NULL;
		g_autoptr(VipsImage) flat_part = NULL;
		g_autoptr(VipsImage) line = NULL;
		double grain, low, high;

		assert_ok(run(in, *options, &out, NULL, NULL));
		assert_ok(vips_extract_area(out, &flat_part, 0, 0, 480, 12, NULL));
		assert_ok(vips_deviate(flat_part, &grain, NULL));
		g_test_message("%s: %.2f", *options, grain);
		g_assert_cmpfloat(grain, <, last * 0.75);
		last = grain;

		assert_ok(vips_extract_area(out, &line, 0, 39, 480, 2, NULL));
		assert_ok(vips_min(line, &low, NULL));
		assert_ok(vips_max(line, &high, NULL));
		g_assert_cmpfloat(high - low, >, 210);
	}
}

/* A slow gradient with Gaussian grain. */
static VipsImage *
grainy(double sigma)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 6);

	assert_ok(vips_gaussnoise(&t[0], 320, 240, "mean", 90.0, "sigma", sigma, "seed", 7, NULL));
	assert_ok(vips_xyz(&t[1], 320, 240, NULL));
	assert_ok(vips_extract_band(t[1], &t[2], 0, NULL));
	assert_ok(vips_linear1(t[2], &t[3], 0.2, 0.5, NULL));
	assert_ok(vips_add(t[0], t[3], &t[4], NULL));
	assert_ok(vips_cast(t[4], &t[5], VIPS_FORMAT_UCHAR, NULL));
	VipsImage *image;
	assert_ok(vips_copy(t[5], &image, "interpretation", VIPS_INTERPRETATION_B_W, NULL));
	g_object_unref(owner);

	return image;
}

static double
applied_grain(VipsImage *in, const char *mode)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("upscale");
	double grain;

	g_object_set(operation, "in", in, "scale", 2.0, NULL);
	assert_ok(vips_object_set_argument_from_string(VIPS_OBJECT(operation), "mode", mode));
	assert_ok(vips_object_build(VIPS_OBJECT(operation)));
	g_object_get(operation, "applied-grain", &grain, NULL);
	vips_object_unref_outputs(VIPS_OBJECT(operation));

	return grain;
}

/* Grain is measured to a fifth, and comes out as the cubic makes it, not drawn out; what is no
 * grain is still sharpened. */
static void
test_grain(void)
{
	g_autoptr(VipsImage) in = grainy(6);
	g_autoptr(VipsImage) cubic = NULL;
	g_autoptr(VipsImage) drawn = NULL;
	g_autoptr(VipsImage) kept = NULL;

	for (int sigma = 0; sigma <= 8; sigma += 2) {
		g_autoptr(VipsImage) image = grainy(sigma);

		g_test_message("%d: %.1f", sigma, applied_grain(image, "auto"));
		g_assert_cmpfloat(fabs(applied_grain(image, "auto") - sigma), <=, 0.5 + 0.2 * sigma);
	}
	g_assert_cmpfloat(applied_grain(in, "photo"), ==, applied_grain(in, "auto"));

	assert_ok(burnish_resample(in, &cubic, 640, 480, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_UCHAR));
	assert_ok(run(in, "scale=2,grain=0", &drawn, NULL, NULL));
	assert_ok(run(in, "scale=2", &kept, NULL, NULL));
	g_test_message("cubic %.1f, drawn out %.1f, kept %.1f", steepness(cubic), steepness(drawn), steepness(kept));
	g_assert_cmpfloat(steepness(drawn), >, 1.5 * steepness(cubic));
	g_assert_cmpfloat(steepness(kept), <, 1.15 * steepness(cubic));

	g_autoptr(VipsImage) contours = shapes(8);
	g_autoptr(VipsImage) sharp = NULL;
	g_autoptr(VipsImage) soft = NULL;
	assert_ok(run(contours, "scale=2,mode=photo", &sharp, NULL, NULL));
	assert_ok(run(contours, "scale=2,mode=photo,sharpness=-1", &soft, NULL, NULL));
	g_assert_cmpfloat(applied_grain(contours, "photo"), >, 2);
	g_assert_cmpfloat(steepness(sharp), >, 1.1 * steepness(soft));
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/upscale/sizes", test_sizes);
	g_test_add_func("/upscale/paper", test_paper);
	g_test_add_func("/upscale/refusals", test_refusals);
	g_test_add_func("/upscale/reasons", test_reasons);
	g_test_add_func("/upscale/kinds", test_kinds);
	g_test_add_func("/upscale/pixel", test_pixel);
	g_test_add_func("/upscale/ringing", test_ringing);
	g_test_add_func("/upscale/sharpness", test_sharpness);
	g_test_add_func("/upscale/clean", test_clean);
	g_test_add_func("/upscale/grain", test_grain);

	return support_run();
}
