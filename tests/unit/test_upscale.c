/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* upscale: pictures whose large version is known are reduced, enlarged again, and
 * compared.
 */

#include <math.h>
#include <string.h>

#include "base/depth.h"
#include "corrections/upscale/kernels.h"
#include "corrections/upscale/resample.h"
#include "support.h"

/* Spokes, rings and a grid over a soft ramp, from 0 to 1. */
static double
plate_at(double x, double y)
{
	double u = x - 0.3;
	double v = y - 0.5;
	double r = hypot(u, v);
	double ramp = 0.2 + 0.3 * x;

	if (r < 0.28)
		return fmod(atan2(v, u) + 7, G_PI / 9) < G_PI / 18 && r > 0.04 ? 0.9 : ramp;
	r = hypot(x - 0.8, y - 0.3);
	if (r < 0.22)
		return fmod(r, 0.045) < 0.02 ? 0.1 : 0.95;
	if (y > 0.75)
		return fmod(x + 0.4 * y, 0.06) < 0.015 ? 0.05 : ramp;

	return ramp;
}

/* A picture of the plate, each pixel the mean of its area. */
static VipsImage *
plate(int side)
{
	const int fine = 4;
	g_autofree guint8 *pixels = g_new(guint8, side * side * 3);

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			double sum = 0;

			for (int i = 0; i < fine; i++)
				for (int j = 0; j < fine; j++)
					sum += plate_at((x + (j + 0.5) / fine) / side, (y + (i + 0.5) / fine) / side);
			guint8 *p = pixels + (y * side + x) * 3;
			p[0] = lround(255 * sum / (fine * fine));
			p[1] = lround(230 * sum / (fine * fine) + 20);
			p[2] = lround(200 * sum / (fine * fine) + 30);
		}
	g_autoptr(VipsImage) made = vips_image_new_from_memory_copy(pixels, side * side * 3, side, side, 3, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_copy(made, &typed, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
	VipsImage *image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

static VipsImage *
in_memory(VipsImage *lazy)
{
	VipsImage *image = vips_image_copy_memory(lazy);

	g_assert_nonnull(image);

	return image;
}

static VipsImage *
resampled(VipsImage *in, int width, int height, BurnishKernel kernel)
{
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(burnish_resample(in, &lazy, width, height, kernel, in->BandFmt));

	return in_memory(lazy);
}

/* Options as "scale=2,mode=photo". */
static VipsImage *
upscaled(VipsImage *in, const char *options)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("upscale");
	g_auto(GStrv) words = g_strsplit(options, ",", 0);
	g_autoptr(VipsImage) lazy = NULL;

	for (int i = 0; words[i] && *words[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);

		assert_ok(burnish_recipe_set(recipe, "upscale", pair[0], pair[1]));
	}
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));

	return in_memory(lazy);
}

static double
psnr(VipsImage *a, VipsImage *b)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 2);
	double mean;

	g_assert_cmpint(a->Xsize, ==, b->Xsize);
	g_assert_cmpint(a->Ysize, ==, b->Ysize);
	assert_ok(vips_subtract(a, b, &t[0], NULL));
	assert_ok(vips_multiply(t[0], t[0], &t[1], NULL));
	assert_ok(vips_avg(t[1], &mean, NULL));
	g_object_unref(owner);

	return 10 * log10(255 * 255 / mean);
}

/* Better than bicubic, and better the more time it takes. */
static void
test_detail(void)
{
	g_autoptr(VipsImage) truth = plate(240);

	for (int scale = 2; scale <= 4; scale++) {
		g_autoptr(VipsImage) small = resampled(truth, 240 / scale, 240 / scale, BURNISH_KERNEL_CUBIC);
		g_autoptr(VipsImage) cubic = resampled(small, 240, 240, BURNISH_KERNEL_CUBIC);
		double best = psnr(cubic, truth) + (scale == 2 ? 3.0 : 1.0);

		g_test_message("%d: cubic %.2f dB", scale, psnr(cubic, truth));
		for (const char *const *quality = (const char *const[]){ "fast", "fine", "best", NULL }; *quality; quality++) {
			g_autofree char *options = g_strdup_printf("scale=%d,quality=%s", scale, *quality);
			g_autoptr(VipsImage) out = upscaled(small, options);
			double db = psnr(out, truth);

			g_test_message("%d: %s %.2f dB", scale, *quality, db);
			/* Four times has one network for fast and fine. */
			g_assert_cmpfloat(db, >=, best - 0.05);
			best = VIPS_MAX(best, db);
		}
	}
}

/* A symmetric pattern, brighter than what is around it. */
static VipsImage *
symmetric(int pattern)
{
	const int side = 41;
	guint8 pixels[41 * 41];

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			int u = abs(x - side / 2);
			int v = abs(y - side / 2);
			double bell = 200 * exp(-(u * u + v * v) / 18.0);

			pixels[y * side + x] = 30 +
				(pattern == 0                              ? bell
						: pattern == 1                     ? (u <= 5 && v <= 5 ? 200 : 0)
						: pattern == 2                     ? (u * u + v * v < 60 ? 180 : 0)
						: (u <= 1 || v <= 1) && u + v < 12 ? 190
														   : 0);
		}
	g_autoptr(VipsImage) made = vips_image_new_from_memory_copy(pixels, sizeof(pixels), side, side, 1, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) typed = NULL;
	assert_ok(vips_copy(made, &typed, "interpretation", VIPS_INTERPRETATION_B_W, NULL));
	VipsImage *image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

/* Where the pattern is, in pixels of the input. */
static void
find_centre(VipsImage *image, int side, double *x, double *y)
{
	double all = 0;

	*x = *y = 0;
	for (int j = 0; j < image->Ysize; j++)
		for (int i = 0; i < image->Xsize; i++) {
			double weight = *VIPS_IMAGE_ADDR(image, i, j) - 30.0;

			all += weight;
			*x += weight * (i + 0.5) * side / image->Xsize;
			*y += weight * (j + 0.5) * side / image->Ysize;
		}
	*x /= all;
	*y /= all;
}

static void
test_registration(void)
{
	static const char *const options[] = {
		"scale=2,quality=fast,mode=photo", "scale=2,mode=photo", "scale=2,quality=best", "scale=2,mode=art",
		"scale=4,mode=photo", "scale=4,quality=best,mode=photo", "scale=3,mode=photo", "scale=1.5,mode=photo",
		"scale=3.3,mode=pixel", "scale=2,mode=pixel", "scale=7,mode=art", "scale=2,faithful=true,mode=photo",
		"scale=2,clean=1,mode=photo"
	};

	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		for (int pattern = 0; pattern < 4; pattern++) {
			g_autoptr(VipsImage) in = symmetric(pattern);
			g_autoptr(VipsImage) out = upscaled(in, options[i]);
			double x, y;

			find_centre(out, in->Xsize, &x, &y);
			g_test_message("%s, pattern %d: %+.4f %+.4f", options[i], pattern, x - 20.5, y - 20.5);
			g_assert_cmpfloat(fabs(x - 20.5), <, 0.01);
			g_assert_cmpfloat(fabs(y - 20.5), <, 0.01);
		}
}

/* A flat colour stays what it is, and so does what is beside it. */
static void
test_flat(void)
{
	static const double colours[][4] = { { 255, 255, 255, 255 }, { 0, 0, 0, 255 }, { 17, 130, 201, 90 } };

	for (guint i = 0; i < G_N_ELEMENTS(colours); i++)
		for (int bands = 1; bands <= 4; bands++) {
			VipsInterpretation type = bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
			double colour[4] = { colours[i][0], colours[i][1], colours[i][2], colours[i][3] };
			if (bands == 2)
				colour[1] = colour[3];

			g_autoptr(VipsImage) in = flat(33, 20, bands, VIPS_FORMAT_UCHAR, type, colour);
			for (const char *const *options = (const char *const[]){ "scale=2,mode=photo", "scale=4,mode=art", "scale=3,mode=photo,clean=1", NULL }; *options; options++) {
				g_autoptr(VipsImage) out = upscaled(in, *options);
				g_autoptr(VipsImage) wanted = flat(out->Xsize, out->Ysize, bands, VIPS_FORMAT_UCHAR, type, colour);

				assert_same(out, wanted);
			}
		}
}

/* The same pixels, however they are asked for. */
static void
test_tiles(void)
{
	g_autoptr(VipsImage) in = plate(150);
	int threads = vips_concurrency_get();

	for (const char *const *options = (const char *const[]){ "scale=2,mode=photo", "scale=4,mode=photo", "scale=3,mode=photo,faithful=true", NULL }; *options; options++) {
		vips_concurrency_set(1);
		g_autoptr(VipsImage) one = upscaled(in, *options);
		vips_concurrency_set(3);
		g_autoptr(VipsImage) three = upscaled(in, *options);
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("upscale");
		g_autoptr(VipsImage) part = NULL;
		g_autoptr(VipsImage) lazy_part = NULL;
		g_autoptr(VipsImage) lazy = NULL;

		assert_same(one, three);

		/* An odd piece, from a pipeline that has not run. */
		g_auto(GStrv) words = g_strsplit_set(*options, ",=", 0);
		for (int i = 0; words[i]; i += 2)
			assert_ok(burnish_recipe_set(recipe, "upscale", words[i], words[i + 1]));
		assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
		assert_ok(vips_extract_area(lazy, &lazy_part, 151, 203, 97, 61, NULL));
		assert_ok(vips_extract_area(one, &part, 151, 203, 97, 61, NULL));
		g_autoptr(VipsImage) piece = in_memory(lazy_part);
		assert_same(piece, part);
	}
	vips_concurrency_set(threads);
}

/* All kinds of vectors compute the same, but for the last bits. */
static void
test_vectors(void)
{
	g_autoptr(VipsImage) in = plate(90);

	g_setenv("BURNISH_VECTOR", "plain", TRUE);
	g_autoptr(VipsImage) plain = upscaled(in, "scale=2");
	g_autoptr(VipsImage) plain4 = upscaled(in, "scale=4");
	for (const char *const *name = (const char *const[]){ "avx2", "avx512", NULL }; *name; name++) {
		if (!burnish_kernels_named(*name))
			continue;
		g_setenv("BURNISH_VECTOR", *name, TRUE);
		g_assert_cmpstr(burnish_kernels()->name, ==, *name);
		g_autoptr(VipsImage) vector = upscaled(in, "scale=2");
		g_autoptr(VipsImage) vector4 = upscaled(in, "scale=4");

		g_assert_cmpfloat(max_difference(plain, vector), <=, 1);
		g_assert_cmpfloat(max_difference(plain4, vector4), <=, 1);
	}
	g_setenv("BURNISH_VECTOR", "none", TRUE);
	g_assert_nonnull(burnish_kernels());
	g_unsetenv("BURNISH_VECTOR");
}

/* A disc of one colour stays that, whatever is hidden around it. */
static void
test_alpha(void)
{
	const int side = 48;
	g_autofree guint8 *pixels = g_new(guint8, side * side * 4);

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			guint8 *p = pixels + (y * side + x) * 4;
			double alpha = VIPS_CLIP(0, 15.5 - hypot(x - 23.5, y - 23.5), 1);

			p[0] = alpha > 0 ? 200 : 0;
			p[1] = alpha > 0 ? 60 : 255;
			p[2] = alpha > 0 ? 30 : 0;
			p[3] = lround(alpha * 255);
		}
	g_autoptr(VipsImage) made = vips_image_new_from_memory_copy(pixels, side * side * 4, side, side, 4, VIPS_FORMAT_UCHAR);
	g_autoptr(VipsImage) in = NULL;
	assert_ok(vips_copy(made, &in, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));

	for (const char *const *options = (const char *const[]){ "scale=2,mode=photo", "scale=4,mode=photo", "scale=3,mode=photo", "scale=2,mode=photo,faithful=true", "scale=2.5,mode=pixel", NULL }; *options; options++) {
		g_autoptr(VipsImage) out = upscaled(in, *options);
		double all = 0;

		g_assert_cmpint(out->Bands, ==, 4);
		for (int y = 0; y < out->Ysize; y++)
			for (int x = 0; x < out->Xsize; x++) {
				VipsPel *p = VIPS_IMAGE_ADDR(out, x, y);

				all += p[3];
				/* Fainter, a step of rounding is much. */
				if (p[3] < 16)
					continue;
				g_assert_cmpint(abs(p[0] - 200), <=, 2);
				g_assert_cmpint(abs(p[1] - 60), <=, 2);
				g_assert_cmpint(abs(p[2] - 30), <=, 2);
			}
		/* The area of the disc. */
		double share = all / 255 / out->Xsize / out->Ysize * side * side / (G_PI * 15 * 15);
		g_assert_cmpfloat(fabs(share - 1), <, 0.02);
		g_assert_cmpint(VIPS_IMAGE_ADDR(out, 0, 0)[3], ==, 0);
		g_assert_cmpint(VIPS_IMAGE_ADDR(out, out->Xsize / 2, out->Ysize / 2)[3], ==, 255);
	}
}

static void
test_depth(void)
{
	g_autoptr(VipsImage) in8 = plate(60);
	g_autoptr(VipsImage) in16 = NULL;
	g_autoptr(VipsImage) back = NULL;

	assert_ok(burnish_depth_set(in8, &in16, 16));
	for (const char *const *options = (const char *const[]){ "scale=2", "scale=3", "scale=2,mode=pixel", "scale=2,faithful=true", NULL }; *options; options++) {
		g_autoptr(VipsImage) out8 = upscaled(in8, *options);
		g_autoptr(VipsImage) out16 = upscaled(in16, *options);
		g_autoptr(VipsImage) reduced = NULL;

		g_assert_cmpint(out16->BandFmt, ==, VIPS_FORMAT_USHORT);
		g_assert_cmpint(out16->Type, ==, VIPS_INTERPRETATION_RGB16);
		assert_ok(burnish_depth_set(out16, &reduced, 8));
		g_assert_cmpfloat(max_difference(out8, reduced), <=, 1);
	}
}

/* Reduced, a faithful result is the picture. */
static void
test_faithful(void)
{
	g_autoptr(VipsImage) truth = plate(160);
	g_autoptr(VipsImage) in = resampled(truth, 80, 80, BURNISH_KERNEL_CUBIC);

	for (const char *const *options = (const char *const[]){ "scale=2,faithful=true,mode=photo", "scale=3,faithful=true,mode=photo", "scale=4,faithful=true,mode=photo", NULL }; *options; options++) {
		g_autoptr(VipsImage) out = upscaled(in, *options);
		g_autoptr(VipsImage) back = NULL;

		g_autoptr(VipsImage) deep = NULL;
		g_autoptr(VipsImage) small = NULL;

		assert_ok(burnish_depth_set(out, &deep, 16));
		assert_ok(burnish_resample(deep, &small, 80, 80, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_USHORT));
		assert_ok(vips_linear1(small, &back, 1 / 257.0, 0, NULL));
		g_test_message("%s: %.2f", *options, max_difference(back, in));
		g_assert_cmpfloat(max_difference(back, in), <=, 0.5);
	}
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/upscale/detail", test_detail);
	g_test_add_func("/upscale/registration", test_registration);
	g_test_add_func("/upscale/flat", test_flat);
	g_test_add_func("/upscale/tiles", test_tiles);
	g_test_add_func("/upscale/vectors", test_vectors);
	g_test_add_func("/upscale/alpha", test_alpha);
	g_test_add_func("/upscale/depth", test_depth);
	g_test_add_func("/upscale/faithful", test_faithful);

	return support_run();
}
