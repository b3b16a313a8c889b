/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bars are found to the pixel, in any colour, after JPEG and in noise; and what is none stays.
 */

#include "../render/scene.h"
#include "corrections/reframe/borders.h"
#include "support.h"

static const double black[] = { 0, 0, 0 };

static VipsImage *
as_jpeg(VipsImage *in, int quality, VipsForeignSubsample subsample)
{
	void *data;
	size_t size;
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(vips_jpegsave_buffer(in, &data, &size, "Q", quality, "subsample_mode", subsample, NULL));
	assert_ok(vips_jpegload_buffer(data, size, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_free(data);

	return out;
}

static void
assert_bars(VipsImage *seen, const int bars[4])
{
	int found[4];

	assert_ok(burnish_borders_find(seen, found));
	for (int side = 0; side < 4; side++)
		g_assert_cmpint(found[side], ==, bars[side]);
}

static void
check_bars(VipsImage *picture, const int bars[4], const double *colour, int quality)
{
	g_autoptr(VipsImage) barred = with_bars(picture, bars, colour, 3);
	g_autoptr(VipsImage) seen = quality ? as_jpeg(barred, quality, VIPS_FOREIGN_SUBSAMPLE_AUTO) : g_object_ref(barred);

	assert_bars(seen, bars);
}

/* To the pixel, clean and after JPEG, on each side alone and on several. */
static void
test_bars(void)
{
	static const int widths[] = { 1, 2, 7, 8, 30, 111, 200 };
	static const double white[] = { 255, 255, 255 };
	g_autoptr(VipsImage) picture = scene_render(scene_find("room"), 600, 500);

	for (guint i = 0; i < G_N_ELEMENTS(widths); i++)
		for (int side = 0; side < 6; side++) {
			int w = widths[i];
			const int cases[6][4] = {
				{ w, 0, 0, 0 }, { 0, w, 0, 0 }, { 0, 0, w, 0 }, { 0, 0, 0, w },
				{ 0, w, 0, w }, { w, w, w, w }
			};

			check_bars(picture, cases[side], black, 0);
			check_bars(picture, cases[side], black, 85);
			check_bars(picture, cases[side], white, 0);
		}
}

/* In any colour, though JPEG stains the block in which a bar ends, and spreads colour. */
static void
test_bars_in_jpeg(void)
{
	static const int cases[][4] = { { 1, 0, 1, 0 }, { 0, 13, 0, 6 }, { 0, 0, 150, 0 }, { 3, 21, 40, 90 } };
	static const double colours[][3] = { { 0, 0, 0 }, { 250, 243, 226 }, { 96, 96, 96 }, { 214, 38, 180 }, { 40, 120, 230 } };
	static const int qualities[] = { 65, 80, 95 };
	g_autoptr(VipsImage) picture = scene_render(scene_find("room"), 400, 300);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		for (guint c = 0; c < G_N_ELEMENTS(colours); c++)
			for (guint q = 0; q < G_N_ELEMENTS(qualities); q++) {
				g_autoptr(VipsImage) barred = with_bars(picture, cases[i], colours[c], 3);
				g_autoptr(VipsImage) whole = as_jpeg(barred, qualities[q], VIPS_FOREIGN_SUBSAMPLE_OFF);
				g_autoptr(VipsImage) halved = as_jpeg(barred, qualities[q], VIPS_FOREIGN_SUBSAMPLE_ON);

				assert_bars(whole, cases[i]);
				assert_bars(halved, cases[i]);
			}
}

/* Grain is no picture, and hides none. */
static void
test_bars_with_noise(void)
{
	static const double cream[] = { 244, 236, 216 };
	static const int bars[] = { 0, 60, 0, 61 };
	g_autoptr(VipsImage) picture = scene_render(scene_find("room"), 400, 300);
	g_autoptr(VipsImage) barred = with_bars(picture, bars, cream, 3);

	for (int sigma = 1; sigma <= 5; sigma += 2) {
		g_autoptr(VipsImage) noise = NULL;
		g_autoptr(VipsImage) sum = NULL;
		g_autoptr(VipsImage) seen = NULL;

		assert_ok(vips_gaussnoise(&noise, barred->Xsize, barred->Ysize, "mean", 0.0, "sigma", (double) sigma, "seed", sigma, NULL));
		assert_ok(vips_add(barred, noise, &sum, NULL));
		assert_ok(vips_cast_uchar(sum, &seen, NULL));
		assert_bars(seen, bars);
	}
}

/* A page whose first line of letters fills nearly half of its width, and a pattern that is plain
 * in every other pixel. */
static void
test_no_bars(void)
{
	static const int none[4] = { 0 };
	g_autoptr(VipsImage) page = scene_render(scene_find("paper"), 120, 80);
	g_autoptr(VipsImage) squares = vips_image_new_memory();
	g_autofree VipsPel *line = g_malloc(1500);

	assert_bars(page, none);
	vips_image_init_fields(squares, 1500, 1000, 1, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_B_W, 1, 1);
	for (int y = 0; y < 1000; y++) {
		for (int x = 0; x < 1500; x++)
			line[x] = (x + y) % 2 ? 255 : 0;
		assert_ok(vips_image_write_line(squares, y, line));
	}
	assert_bars(squares, none);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/reframe-bars/bars", test_bars);
	g_test_add_func("/reframe-bars/in-jpeg", test_bars_in_jpeg);
	g_test_add_func("/reframe-bars/with-noise", test_bars_with_noise);
	g_test_add_func("/reframe-bars/none", test_no_bars);

	return support_run();
}
