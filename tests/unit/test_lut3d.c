/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The colour table against the map that it was made from.
 */

#include <math.h>

#include "../render/scene.h"
#include "corrections/lut3d.h"
#include "support.h"

static void
identity(const double in[3], double out[3], const void *data)
{
	for (int i = 0; i < 3; i++)
		out[i] = in[i];
}

/* About as curved as colour corrections get, and with cross-talk. */
static void
curved(const double in[3], double out[3], const void *data)
{
	double mean = (in[0] + in[1] + in[2]) / 3;

	out[0] = pow(in[0], 0.9) * (1 + 0.05 * mean);
	out[1] = 0.98 * in[1] + 0.02 * mean;
	out[2] = pow(in[2], 1.2) * 1.05 - 0.02;
}

static VipsImage *
every_colour(VipsBandFormat format)
{
	int n = 41;
	double scale = format == VIPS_FORMAT_UCHAR ? 255 : 65535;
	g_autofree double *values = g_new(double, n *n *n * 3);

	for (int i = 0; i < n * n * n; i++) {
		int place[3] = { i % n, i / n % n, i / n / n };

		for (int j = 0; j < 3; j++)
			values[i * 3 + j] = rint(place[j] / (n - 1.0) * scale);
	}
	g_autoptr(VipsImage) raw = vips_image_new_from_memory_copy(values,
		sizeof(double) * n * n * n * 3, n * n, n, 3, VIPS_FORMAT_DOUBLE);
	g_autoptr(VipsImage) cast = NULL;
	assert_ok(vips_cast(raw, &cast, format, NULL));

	return vips_image_copy_memory(cast);
}

static double
sample(VipsImage *image, int x, int y, int band)
{
	VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

	return image->BandFmt == VIPS_FORMAT_UCHAR ? p[band] : ((guint16 *) p)[band];
}

static void
check_map(VipsBandFormat format, BurnishColourMap map, double tolerance)
{
	g_autoptr(VipsImage) in = every_colour(format);
	g_autoptr(VipsImage) lazy = NULL;
	double scale = format == VIPS_FORMAT_UCHAR ? 255 : 65535;
	double worst = 0;

	assert_ok(burnish_lut3d_apply(in, &lazy, map, NULL));
	g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);
	g_assert_cmpint(out->BandFmt, ==, format);

	for (int y = 0; y < in->Ysize; y++)
		for (int x = 0; x < in->Xsize; x++) {
			double from[3];
			double to[3];

			for (int i = 0; i < 3; i++)
				from[i] = sample(in, x, y, i) / scale;
			map(from, to, NULL);
			for (int i = 0; i < 3; i++)
				worst = fmax(worst, fabs(CLAMP(to[i], 0, 1) - sample(out, x, y, i) / scale));
		}

	if (worst * 255 > tolerance)
		g_error("error of %g 8-bit steps", worst * 255);
}

static void
test_identity(void)
{
	check_map(VIPS_FORMAT_UCHAR, identity, 0);
	check_map(VIPS_FORMAT_USHORT, identity, 0.01);
}

/* Half a step is rounding; the rest is interpolation. */
static void
test_curved(void)
{
	check_map(VIPS_FORMAT_UCHAR, curved, 1.0);
	check_map(VIPS_FORMAT_USHORT, curved, 0.75);
}

/* A run of equal colours takes a short cut. */
static void
test_runs(void)
{
	g_autoptr(VipsImage) scene = scene_render(scene_find("lines"), 64, 64);
	g_autoptr(VipsImage) out = NULL;

	assert_ok(burnish_lut3d_apply(scene, &out, identity, NULL));
	g_assert_cmpfloat(max_difference(scene, out), ==, 0);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/lut3d/identity", test_identity);
	g_test_add_func("/lut3d/curved", test_curved);
	g_test_add_func("/lut3d/runs", test_runs);

	return support_run();
}
