/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a file to the working space: limits, formats, orientation, colour.
 */

#include <math.h>
#include <string.h>

#include <lcms2.h>

#include "../render/scene.h"
#include "image/input.h"
#include "image/profile.h"
#include "support.h"

static const BurnishLimits limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES };

static BurnishInput *
open_file(const char *path)
{
	BurnishInput *input = burnish_input_open(path, &limits);

	if (!input)
		g_error("%s: %s", path, vips_error_buffer());

	return input;
}

static VipsImage *
load(BurnishInput *input)
{
	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);

	g_assert_nonnull(lazy);
	VipsImage *image = vips_image_copy_memory(lazy);
	if (!image)
		g_error("%s", vips_error_buffer());

	return image;
}

static VipsImage *
load_file(const char *path)
{
	g_autoptr(BurnishInput) input = open_file(path);

	return load(input);
}

/* A picture with a different colour in each corner, and no symmetry. */
static VipsImage *
corners(void)
{
	return scene_render(scene_find("room"), 60, 40);
}

/* Every EXIF orientation is undone: the eight ways to store one picture give one
 * picture. */
static void
test_orientation(void)
{
	static const struct {
		VipsAngle angle;
		gboolean flip;
	} stored[9] = {
		[1] = { VIPS_ANGLE_D0, FALSE },
		[2] = { VIPS_ANGLE_D0, TRUE },
		[3] = { VIPS_ANGLE_D180, FALSE },
		[4] = { VIPS_ANGLE_D180, TRUE },
		[5] = { VIPS_ANGLE_D90, TRUE },
		[6] = { VIPS_ANGLE_D270, FALSE },
		[7] = { VIPS_ANGLE_D270, TRUE },
		[8] = { VIPS_ANGLE_D90, FALSE },
	};
	g_autoptr(VipsImage) upright = corners();

	for (int i = 1; i <= 8; i++) {
		g_autoptr(VipsImage) turned = NULL;
		g_autoptr(VipsImage) flipped = NULL;
		g_autoptr(VipsImage) tagged = NULL;

		assert_ok(vips_rot(upright, &turned, stored[i].angle, NULL));
		if (stored[i].flip)
			assert_ok(vips_flip(turned, &flipped, VIPS_DIRECTION_HORIZONTAL, NULL));
		else
			flipped = g_object_ref(turned);
		assert_ok(vips_copy(flipped, &tagged, NULL));
		vips_image_set_int(tagged, VIPS_META_ORIENTATION, i);
		g_autofree char *path = scratch_image(tagged, "orientation.tif");
		g_autoptr(BurnishInput) input = open_file(path);
		g_autoptr(VipsImage) out = load(input);

		g_assert_cmpint(input->width, ==, 60);
		g_assert_cmpint(input->height, ==, 40);
		g_assert_cmpint(input->conversions->len, ==, i > 1);
		assert_same(upright, out);
	}
}

/* A profile with other primaries and another curve. */
static GBytes *
wide_profile(void)
{
	cmsCIExyY white = { 0.3127, 0.3290, 1 };
	cmsCIExyYTRIPLE primaries = { { 0.68, 0.32, 1 }, { 0.265, 0.69, 1 }, { 0.15, 0.06, 1 } };
	cmsToneCurve *curve = cmsBuildGamma(NULL, 2.2);
	cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, (cmsToneCurve *[]){ curve, curve, curve });
	cmsUInt32Number length = 0;

	cmsSaveProfileToMem(profile, NULL, &length);
	void *data = g_malloc(length);
	cmsSaveProfileToMem(profile, data, &length);
	cmsCloseProfile(profile);
	cmsFreeToneCurve(curve);

	return g_bytes_new_take(data, length);
}

/* What lcms2 itself makes of a colour in that profile. */
static void
through_lcms(GBytes *icc, const guint8 from[3], double to[3])
{
	gsize length;
	const void *data = g_bytes_get_data(icc, &length);
	cmsHPROFILE profile = cmsOpenProfileFromMem(data, length);
	cmsHPROFILE srgb = cmsCreate_sRGBProfile();
	cmsHTRANSFORM transform = cmsCreateTransform(profile, TYPE_RGB_8, srgb, TYPE_RGB_DBL,
		INTENT_RELATIVE_COLORIMETRIC, 0);

	cmsDoTransform(transform, from, to, 1);
	cmsDeleteTransform(transform);
	cmsCloseProfile(profile);
	cmsCloseProfile(srgb);
}

static void
test_profile(void)
{
	static const guint8 colours[][3] = { { 128, 128, 128 }, { 200, 100, 50 }, { 30, 160, 90 }, { 255, 255, 255 }, { 10, 10, 12 } };
	g_autoptr(GBytes) icc = wide_profile();

	for (guint i = 0; i < G_N_ELEMENTS(colours); i++) {
		const double colour[3] = { colours[i][0], colours[i][1], colours[i][2] };
		g_autoptr(VipsImage) image = flat(8, 8, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
		g_autofree double *pixel = NULL;
		double expected[3];
		int n;

		vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, g_bytes_get_data(icc, NULL), g_bytes_get_size(icc));
		g_autofree char *path = scratch_image(image, "wide.png");
		g_autoptr(BurnishInput) input = open_file(path);
		g_autoptr(VipsImage) out = load(input);

		g_assert_cmpint(out->Type, ==, VIPS_INTERPRETATION_RGB16);
		g_assert_cmpint(input->depth, ==, 8);
		g_assert_cmpint(input->conversions->len, ==, 1);
		g_assert_true(burnish_profile_is_srgb(input->metadata->icc));
		assert_ok(vips_getpoint(out, &pixel, &n, 3, 3, NULL));
		through_lcms(icc, colours[i], expected);
		for (int j = 0; j < 3; j++)
			g_assert_cmpfloat(fabs(pixel[j] / 65535 - CLAMP(expected[j], 0, 1)), <, 0.004);
	}
}

/* An sRGB profile, by whatever name, means that nothing is converted. */
static void
test_srgb_profile(void)
{
	g_autoptr(VipsImage) image = corners();
	g_autoptr(GBytes) icc = burnish_profile_srgb();

	vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, g_bytes_get_data(icc, NULL), g_bytes_get_size(icc));
	g_autofree char *path = scratch_image(image, "srgb.png");
	g_autoptr(BurnishInput) input = open_file(path);
	g_autoptr(VipsImage) out = load(input);

	g_assert_cmpint(input->conversions->len, ==, 0);
	g_assert_cmpint(g_bytes_compare(icc, input->metadata->icc), ==, 0);
	assert_same(image, out);
}

/* A profile of another colour space is no reason to fail, or to be believed. */
static void
test_wrong_profile(void)
{
	g_autoptr(VipsImage) image = corners();
	g_autofree char *path = scratch_path("wrong.jpg");

	vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, "nonsense, but long enough to be a profile", 40);
	assert_ok(vips_jpegsave(image, path, NULL));
	g_autoptr(BurnishInput) input = open_file(path);
	g_autoptr(VipsImage) out = load(input);

	g_assert_null(input->metadata->icc);
	g_assert_nonnull(out);
}

static void
test_cmyk(void)
{
	static const double ink[] = { 0, 0, 0, 0 };
	g_autoptr(VipsImage) paper = flat(16, 16, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_CMYK, ink);
	g_autofree char *path = scratch_image(paper, "cmyk.jpg");
	g_autoptr(BurnishInput) input = open_file(path);
	g_autoptr(VipsImage) out = load(input);
	double min;

	g_assert_cmpstr(input->space, ==, "CMYK");
	g_assert_cmpint(out->Bands, ==, 3);
	g_assert_cmpint(input->conversions->len, ==, 1);
	assert_ok(vips_min(out, &min, NULL));
	g_assert_cmpfloat(min, >, 65535 * 0.97);
}

/* All the depths and layouts that PNG has. */
static void
test_layouts(void)
{
	static const struct {
		int bands;
		VipsBandFormat format;
		VipsInterpretation interpretation;
		const char *name;
		int out_bands;
		int depth;
	} cases[] = {
		{ 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "l.png", 1, 8 },
		{ 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "l1.png[bitdepth=1]", 1, 8 },
		{ 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "l4.png[bitdepth=4]", 1, 8 },
		{ 2, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "la.png", 2, 8 },
		{ 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "rgb.png", 3, 8 },
		{ 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "rgba.png", 4, 8 },
		{ 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "p.png[palette]", 3, 8 },
		{ 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "pa.png[palette]", 4, 8 },
		{ 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "i.png[interlace]", 3, 8 },
		{ 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, "l16.png", 1, 16 },
		{ 2, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, "la16.png", 2, 16 },
		{ 3, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, "rgb16.png", 3, 16 },
		{ 4, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, "rgba16.png", 4, 16 },
		{ 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "t.tif[compression=lzw]", 3, 8 },
		{ 4, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, "t16.tif[tile]", 4, 16 },
		{ 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "t1.tif[bitdepth=1]", 1, 8 },
		{ 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, "g.jpg", 1, 8 },
		{ 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "prog.jpg[interlace]", 3, 8 },
		{ 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, "a.webp[lossless]", 4, 8 },
	};
	/* 16-bit values are 257 times these. */
	static const double colour[] = { 255, 0, 255, 128 };

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		double scaled[4];
		for (int j = 0; j < 4; j++)
			scaled[j] = colour[j] * (cases[i].depth == 16 ? 257 : 1);

		g_autoptr(VipsImage) image = flat(20, 10, cases[i].bands, cases[i].format, cases[i].interpretation, scaled);
		g_autofree char *path = scratch_image(image, cases[i].name);
		g_autoptr(BurnishInput) input = open_file(path);
		g_autoptr(VipsImage) out = load(input);

		g_test_message("%s", cases[i].name);
		g_assert_cmpint(out->Bands, ==, cases[i].out_bands);
		g_assert_cmpint(input->depth, ==, cases[i].depth);
		g_assert_cmpint(input->alpha, ==, out->Bands % 2 == 0);
		g_assert_cmpfloat(max_difference(image, out), <=, strstr(path, ".jpg") ? 3 : 0);
	}
}

/* The limits hold before any pixel is decoded. */
static void
test_limits(void)
{
	g_autoptr(VipsImage) image = corners();
	g_autofree char *path = scratch_image(image, "limits.png");
	const BurnishLimits few_pixels = { 60 * 40 - 1, BURNISH_MAX_BYTES };
	const BurnishLimits few_bytes = { BURNISH_MAX_PIXELS, 100 };
	const BurnishLimits enough = { 60 * 40, BURNISH_MAX_BYTES };

	g_assert_null(burnish_input_open(path, &few_pixels));
	assert_error("refused: 60 x 40 is more than 2399 pixels");
	g_assert_null(burnish_input_open(path, &few_bytes));
	assert_error("refused: larger than 100 bytes");
	g_autoptr(BurnishInput) input = burnish_input_open(path, &enough);
	g_assert_nonnull(input);
}

/* What is not a picture of ours is called what it is. */
static void
test_strangers(void)
{
	static const struct {
		const char *text;
		const char *error;
	} cases[] = {
		{ "", "an empty file" },
		{ "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "a Git LFS pointer" },
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "refused: an SVG drawing" },
		{ "<?xml version=\"1.0\"?>\n<!-- x -->\n<svg/>", "refused: an SVG drawing" },
		{ "%PDF-1.4", "refused: a PDF document" },
		{ "P6 1 1 255 abc", "refused: a PPM picture" },
		{ "BM123456", "refused: a BMP picture" },
		{ "<!DOCTYPE html><html>404</html>", "a web page" },
		{ "{\"error\": \"rate limit\"}", "JSON text" },
		{ "hello, world", "not a picture that burnish knows" },
		{ "3 3 1 0\n1 2 3\n4 5 6\n7 8 9\n", "not a picture that burnish knows" },
		{ "GIF89a", "gifload" },
		{ "\x89PNG\r\n\x1a\n", "png" },
		{ "\xff\xd8\xff\xe0", "Jpeg" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(cases[i].text, strlen(cases[i].text));

		/* The decoder warns at the header and at the pixels, and says
		 * nothing else. */
		for (int j = 0; j < 2 && cases[i].text[0] == '\x89'; j++)
			g_test_expect_message("VIPS", G_LOG_LEVEL_WARNING, "*not enough data*");
		if (burnish_input_open_bytes(bytes, "stranger", &limits))
			g_error("opened: %s", cases[i].text);
		assert_error(cases[i].error);
	}

	g_assert_null(burnish_input_open("/no/such/file", &limits));
	assert_error("cannot open: No such file or directory");
	g_assert_null(burnish_input_open("/", &limits));
	assert_error("is a directory");
}

/* A reduced picture is the same picture, smaller. */
static void
test_reduced(void)
{
	g_autoptr(VipsImage) scene = scene_render(scene_find("chart"), 1600, 1000);
	g_autofree char *path = scratch_image(scene, "reduced.jpg[Q=95]");
	g_autoptr(BurnishInput) input = open_file(path);
	g_autoptr(VipsImage) small = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 400);
	g_autoptr(VipsImage) whole = load_file(path);
	g_autoptr(VipsImage) expected = NULL;
	g_autoptr(VipsImage) memory = vips_image_copy_memory(small);

	g_assert_cmpint(small->Xsize, ==, 400);
	assert_ok(vips_shrink(whole, &expected, 4, 4, NULL));
	g_assert_cmpfloat(delta_e(memory, expected), <, 1);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/input/orientation", test_orientation);
	g_test_add_func("/input/profile", test_profile);
	g_test_add_func("/input/srgb-profile", test_srgb_profile);
	g_test_add_func("/input/wrong-profile", test_wrong_profile);
	g_test_add_func("/input/cmyk", test_cmyk);
	g_test_add_func("/input/layouts", test_layouts);
	g_test_add_func("/input/limits", test_limits);
	g_test_add_func("/input/strangers", test_strangers);
	g_test_add_func("/input/reduced", test_reduced);

	return support_run();
}
