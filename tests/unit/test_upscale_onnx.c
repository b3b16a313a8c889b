/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* upscale with models of other people, by a runtime that stands in for ONNX Runtime: it
 * makes a block of each pixel, so that the result of every path is known.
 */

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "corrections/upscale/resample.h"
#include "support.h"

/* A model for fake_onnxruntime.c. */
static char *
model(const char *text)
{
	char *path = scratch_path("model.onnx");
	GError *error = NULL;

	if (!g_file_set_contents(path, text, -1, &error))
		g_error("%s", error->message);

	return path;
}

/* Options as "scale=2,mode=photo"; NULL with an error pending. */
static VipsImage *
upscaled(VipsImage *in, const char *options, const char *path)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("upscale");
	g_auto(GStrv) words = g_strsplit(options, ",", 0);
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(burnish_recipe_set(recipe, "upscale", "engine", "onnx"));
	assert_ok(burnish_recipe_set(recipe, "upscale", "model", path));
	for (int i = 0; words[i] && *words[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);

		assert_ok(burnish_recipe_set(recipe, "upscale", pair[0], pair[1]));
	}
	if (burnish_recipe_apply(recipe, in, &lazy, NULL))
		return NULL;

	return vips_image_copy_memory(lazy);
}

/* Colours and structure that change from pixel to pixel; over tiles in both directions. */
static VipsImage *
texture(int width, int height, int bands, VipsBandFormat format)
{
	gboolean is_deep = format == VIPS_FORMAT_USHORT;
	gboolean is_grey = bands < 3;
	g_autofree guint16 *values = g_new(guint16, width * height * bands);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			for (int i = 0; i < bands; i++) {
				double wave = sin(x * 0.7 + i) * cos(y * 0.45 - i) + 0.2 * sin(x * y * 0.01);

				/* Alpha, too, is never 0 and never full. */
				values[(y * width + x) * bands + i] = (0.5 + 0.35 * wave) * (is_deep ? 65535 : 255);
			}
	g_autoptr(VipsImage) made = vips_image_new_from_memory(values, width * height * bands * sizeof(guint16), width, height, bands, VIPS_FORMAT_USHORT);
	g_autoptr(VipsImage) cast = NULL;
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_cast(made, &cast, format, NULL));
	assert_ok(vips_copy(cast, &typed, "interpretation",
		is_deep ? (is_grey ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16)
				: (is_grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB),
		NULL));
	VipsImage *image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

static VipsImage *
zoomed(VipsImage *in, int scale)
{
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(vips_zoom(in, &lazy, scale, scale, NULL));
	VipsImage *image = vips_image_copy_memory(lazy);
	g_assert_nonnull(image);

	return image;
}

/* Runtimes that there are not, that are none and that are too old; then there is one. */
static void
test_runtime(void)
{
	g_autoptr(VipsImage) in = texture(20, 20, 3, VIPS_FORMAT_UCHAR);
	g_autofree char *path = model("3 -1 -1 2 blocks");
	g_autofree char *fake = g_strdup(g_getenv("FAKE_ONNXRUNTIME"));

	g_assert_nonnull(fake);
	g_setenv("BURNISH_ONNXRUNTIME", "/nonexistent/libonnxruntime.so", TRUE);
	g_assert_null(upscaled(in, "scale=2,mode=photo", path));
	assert_error("model.onnx\": BURNISH_ONNXRUNTIME: /nonexistent/libonnxruntime.so: cannot open");

	/* Already there, whatever it is called on this machine. */
	g_setenv("BURNISH_ONNXRUNTIME", "libm.so.6", TRUE);
	g_assert_null(upscaled(in, "scale=2,mode=photo", path));
	assert_error("is not ONNX Runtime");

	g_setenv("BURNISH_ONNXRUNTIME", fake, TRUE);
	g_setenv("FAKE_ONNXRUNTIME_OLD", "1", TRUE);
	g_assert_null(upscaled(in, "scale=2,mode=photo", path));
	assert_error("is ONNX Runtime 0.1-fake, without version");
	g_unsetenv("FAKE_ONNXRUNTIME_OLD");

	g_autoptr(VipsImage) out = upscaled(in, "scale=2,mode=photo", path);
	g_assert_nonnull(out);
}

/* Every pixel comes back in its place: any size, depth and number of bands, models with
 * a size of their own, and of one band. */
static void
test_places(void)
{
	static const struct {
		const char *model;
		int scale;
		int width;
		int height;
		int bands;
		VipsBandFormat format;
	} cases[] = {
		{ "3 -1 -1 2 blocks", 2, 300, 140, 3, VIPS_FORMAT_UCHAR },
		{ "3 -1 -1 4 blocks", 4, 129, 257, 3, VIPS_FORMAT_USHORT },
		{ "3 -1 -1 3 blocks", 3, 1, 1, 3, VIPS_FORMAT_UCHAR },
		{ "-1 -1 -1 2 blocks", 2, 5, 300, 3, VIPS_FORMAT_UCHAR },
		{ "3 64 48 2 blocks", 2, 130, 90, 3, VIPS_FORMAT_UCHAR },
		{ "3 16 -1 8 blocks", 8, 60, 33, 3, VIPS_FORMAT_UCHAR },
		{ "3 -1 -1 2 blocks", 2, 140, 60, 1, VIPS_FORMAT_UCHAR },
		{ "1 -1 -1 2 blocks", 2, 140, 60, 1, VIPS_FORMAT_USHORT },
		{ "3 -1 -1 2 blocks", 2, 140, 60, 4, VIPS_FORMAT_UCHAR },
		{ "3 -1 -1 4 blocks", 4, 30, 60, 4, VIPS_FORMAT_USHORT },
		{ "3 -1 -1 2 blocks", 2, 30, 60, 2, VIPS_FORMAT_UCHAR },
		/* Twice in a row. */
		{ "3 -1 -1 2 blocks", 4, 80, 50, 4, VIPS_FORMAT_UCHAR },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = model(cases[i].model);
		g_autofree char *options = g_strdup_printf("scale=%d,mode=photo", cases[i].scale);
		g_autoptr(VipsImage) in = texture(cases[i].width, cases[i].height, cases[i].bands, cases[i].format);
		g_autoptr(VipsImage) wanted = zoomed(in, cases[i].scale);
		g_autoptr(VipsImage) out = upscaled(in, options, path);

		g_test_message("%u: %s", i, cases[i].model);
		g_assert_nonnull(out);
		assert_same(out, wanted);
	}
}

/* A model of luma: hues are interpolated, and luma is that of the model. */
static void
test_luma(void)
{
	g_autoptr(VipsImage) in = texture(140, 60, 3, VIPS_FORMAT_USHORT);
	g_autofree char *path = model("1 -1 -1 2 blocks");
	g_autoptr(VipsImage) wanted = zoomed(in, 2);
	g_autoptr(VipsImage) cubic = NULL;
	g_autoptr(VipsImage) out = upscaled(in, "scale=2,mode=photo", path);

	g_assert_nonnull(out);
	assert_ok(burnish_resample(in, &cubic, 280, 120, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_FLOAT));
	for (int i = 0; i < 280 * 120; i++) {
		const guint16 *p = (guint16 *) VIPS_IMAGE_ADDR(out, i % 280, i / 280);
		const guint16 *q = (guint16 *) VIPS_IMAGE_ADDR(wanted, i % 280, i / 280);
		double luma = 0.299 * (p[0] - q[0]) + 0.587 * (p[1] - q[1]) + 0.114 * (p[2] - q[2]);

		g_assert_cmpfloat(fabs(luma), <, 2);
	}

	g_autoptr(VipsImage) difference = NULL;
	g_autoptr(VipsImage) red = NULL;
	g_autoptr(VipsImage) green = NULL;
	assert_ok(vips_subtract(out, cubic, &difference, NULL));
	assert_ok(vips_extract_band(difference, &red, 0, NULL));
	assert_ok(vips_extract_band(difference, &green, 1, NULL));
	g_assert_cmpfloat(max_difference(red, green), <, 2);
}

/* Other factors are a reduction of the next; nothing is moved. */
static void
test_factors(void)
{
	g_autoptr(VipsImage) in = texture(64, 48, 3, VIPS_FORMAT_UCHAR);
	g_autofree char *path = model("3 -1 -1 4 blocks");
	g_autoptr(VipsImage) large = zoomed(in, 4);
	g_autoptr(VipsImage) wanted = NULL;
	g_autoptr(VipsImage) out = upscaled(in, "scale=2.5,mode=photo", path);

	g_assert_nonnull(out);
	g_assert_cmpint(out->Xsize, ==, 160);
	g_assert_cmpint(out->Ysize, ==, 120);
	assert_ok(burnish_resample(large, &wanted, 160, 120, BURNISH_KERNEL_LANCZOS3, VIPS_FORMAT_UCHAR));
	g_assert_cmpfloat(max_difference(out, wanted), <=, 1);
}

/* The other options mean what they mean with our own networks. */
static void
test_options(void)
{
	g_autoptr(VipsImage) in = texture(64, 48, 3, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) cubic = NULL;
	g_autofree char *path = model("3 -1 -1 2 hard");
	g_autoptr(VipsImage) blocks = zoomed(in, 2);

	assert_ok(burnish_resample(in, &cubic, 128, 96, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_UCHAR));
	g_autoptr(VipsImage) none = upscaled(in, "scale=2,mode=photo,sharpness=-1", path);
	g_assert_nonnull(none);
	g_assert_cmpfloat(max_difference(none, cubic), <=, 1);

	/* What the model makes harder is beyond what is there: not in art. */
	g_autoptr(VipsImage) photo = upscaled(in, "scale=2,mode=photo", path);
	g_autoptr(VipsImage) art = upscaled(in, "scale=2,mode=art", path);
	double low, high, art_low, art_high;
	g_assert_nonnull(photo);
	g_assert_nonnull(art);
	g_assert_cmpfloat(max_difference(photo, blocks), >, 30);
	assert_ok(vips_min(in, &low, NULL));
	assert_ok(vips_max(in, &high, NULL));
	assert_ok(vips_min(art, &art_low, NULL));
	assert_ok(vips_max(art, &art_high, NULL));
	g_assert_cmpfloat(art_low, >=, low);
	g_assert_cmpfloat(art_high, <=, high);

	g_autoptr(VipsImage) pixel = upscaled(in, "scale=2,mode=pixel", path);
	g_assert_nonnull(pixel);
	g_assert_cmpfloat(max_difference(pixel, blocks), ==, 0);

	g_autoptr(VipsImage) faithful = upscaled(in, "scale=2,mode=photo,faithful=true", path);
	g_autoptr(VipsImage) back = NULL;
	g_assert_nonnull(faithful);
	assert_ok(burnish_resample(faithful, &back, 64, 48, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_UCHAR));
	g_assert_cmpfloat(max_difference(back, in), <=, 1);
}

/* The result does not depend on threads, nor on how it is asked for. */
static void
test_threads(void)
{
	g_autoptr(VipsImage) in = texture(400, 300, 3, VIPS_FORMAT_UCHAR);
	g_autofree char *path = model("3 -1 -1 2 hard");
	int threads = vips_concurrency_get();
	g_autoptr(VipsImage) one = NULL;

	vips_concurrency_set(1);
	one = upscaled(in, "scale=2,mode=photo", path);
	vips_concurrency_set(8);
	g_autoptr(VipsImage) many = upscaled(in, "scale=2,mode=photo", path);
	vips_concurrency_set(threads);
	g_assert_nonnull(one);
	g_assert_nonnull(many);
	assert_same(one, many);
}

typedef struct {
	const char *model;
	const char *error;
} Refusal;

/* One line that names the file, and says nothing twice. */
static void
assert_refused(const Refusal *refusal)
{
	g_autofree char *path = model(refusal->model);
	g_autoptr(VipsImage) in = texture(100, 40, 3, VIPS_FORMAT_UCHAR);

	g_test_message("%s", refusal->model);
	g_assert_null(upscaled(in, "scale=2,mode=photo", path));

	g_autofree char *text = burnish_error_take();
	const char *found = strstr(text, refusal->error);
	g_test_message("%s", text);
	g_assert_nonnull(found);
	g_assert_true(found == g_strrstr(text, refusal->error));
	g_assert_nonnull(strstr(text, "model.onnx\": "));
	g_assert_null(strstr(text, "and where"));
}

static void
test_refusals(void)
{
	static const Refusal cases[] = {
		{ "\x08\x07", "Protobuf parsing failed." },
		{ "3 -1 -1 2 two-inputs", "has 2 inputs and 1 outputs" },
		{ "3 -1 -1 2 two-outputs", "has 1 inputs and 2 outputs" },
		{ "3 -1 -1 2 half", "its input is not four dimensions of 32-bit floats" },
		{ "3 -1 -1 2 no-tensor", "its input is not four dimensions of 32-bit floats" },
		{ "4 -1 -1 2 blocks", "takes 1 x 4 x -1 x -1, not one picture of 1 or 3 bands" },
		{ "3 8 8 2 blocks", "takes 1 x 3 x 8 x 8, not one picture" },
		{ "3 4096 64 2 blocks", "takes 1 x 3 x 4096 x 64, not one picture" },
		{ "3 -1 -1 1 blocks", "makes 1 x 3 x 32 x 32 of 1 x 3 x 32 x 32, not as many bands 2 to 16 times" },
		{ "3 -1 -1 1.5 blocks", "makes 1 x 3 x 48 x 48" },
		{ "3 -1 -1 17 blocks", "makes 1 x 3 x 544 x 544" },
		{ "3 -1 -1 2 band-lost", "makes 1 x 2 x 64 x 64" },
		{ "3 -1 -1 2 bytes", "makes 0.00196 of a grey of 0.5" },
		{ "", "is empty" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_refused(&cases[i]);
}

/* What fails on tiles only, as for want of memory; libvips warns of it, too. With more threads,
 * libvips 8.14 may lose what fails last: jobs look for the warning. */
static void
test_failures(void)
{
	static const Refusal cases[] = {
		{ "3 -1 -1 2 fails", "out of memory" },
		{ "3 -1 -1 2 nan", "gives values that are no numbers" },
	};

	int threads = vips_concurrency_get();
	vips_concurrency_set(1);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_expect_message("VIPS", G_LOG_LEVEL_WARNING, "error in tile*");
		assert_refused(&cases[i]);
		g_test_assert_expected_messages();
	}
	vips_concurrency_set(threads);
}

/* No file of a model at all, and options that do not go together. */
static void
test_files(void)
{
	g_autoptr(VipsImage) in = texture(40, 40, 3, VIPS_FORMAT_UCHAR);
	g_autofree char *path = model("3 -1 -1 2 blocks");
	g_autoptr(VipsImage) same = NULL;

	g_assert_null(upscaled(in, "scale=2,mode=photo", "/nonexistent/x.onnx"));
	assert_error("model: \"/nonexistent/x.onnx\": No such file or directory");
	g_assert_null(upscaled(in, "scale=2,mode=photo", scratch()));
	assert_error("is not a regular file");
	g_assert_null(upscaled(in, "scale=2,mode=photo", "/dev/zero"));
	assert_error("is not a regular file");

	g_autofree char *large = scratch_path("large.onnx");
	g_assert_true(g_file_set_contents(large, "x", 1, NULL));
	g_assert_cmpint(truncate(large, (1L << 30) + 1), ==, 0);
	g_assert_null(upscaled(in, "scale=2,mode=photo", large));
	assert_error("has more than 1073741824 bytes");

	g_assert_null(upscaled(in, "scale=2,engine=builtin", path));
	assert_error("model: is for engine onnx, which was not asked for");
	g_assert_null(upscaled(in, "scale=2", ""));
	assert_error("engine: onnx needs a model");

	/* Where nothing is enlarged, nothing is opened. */
	same = upscaled(in, "", "/nonexistent/x.onnx");
	g_assert_nonnull(same);
	assert_same(same, in);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	/* First: a runtime that was opened stays. */
	g_test_add_func("/upscale-onnx/runtime", test_runtime);
	g_test_add_func("/upscale-onnx/places", test_places);
	g_test_add_func("/upscale-onnx/luma", test_luma);
	g_test_add_func("/upscale-onnx/factors", test_factors);
	g_test_add_func("/upscale-onnx/options", test_options);
	g_test_add_func("/upscale-onnx/threads", test_threads);
	g_test_add_func("/upscale-onnx/refusals", test_refusals);
	g_test_add_func("/upscale-onnx/failures", test_failures);
	g_test_add_func("/upscale-onnx/files", test_files);

	return support_run();
}
