/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether clean_alpha sees from a proxy when there is nothing to do, and does not
 * overlook a painted checkerboard by it.
 */

#include <math.h>
#include <string.h>

#include "corrections/correction.h"
#include "corrections/proxy.h"
#include "cutout.h"
#include "support.h"

/* A picture that a model would paint: squares of two greys, noise, and something in
 * the middle that reaches the lower border. */
static VipsImage *
board(int width, int height, double period, int low, int high)
{
	static const double black[3] = { 0 };
	VipsImage *image = flat(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, black);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);
			int odd = ((int) ((x + 3) / period) + (int) ((y + 5) / period)) & 1;
			int grey = (odd ? high : low) + (int) (noise(y * width + x) % 5) - 2;
			gboolean inside = hypot(x - width / 2.0, y - height / 2.0) < 0.36 * height ||
				(y > height / 2 && abs(x - width / 2) < width / 6);

			p[0] = (VipsPel) (inside ? 190 : VIPS_CLIP(0, grey, 255));
			p[1] = (VipsPel) (inside ? 70 : VIPS_CLIP(0, grey, 255));
			p[2] = (VipsPel) (inside ? 50 : VIPS_CLIP(0, grey, 255));
		}

	return image;
}

/* As JPEG makes it. */
static VipsImage *
compress(VipsImage *in, int quality)
{
	void *data;
	size_t size;
	VipsImage *lazy;

	assert_ok(vips_jpegsave_buffer(in, &data, &size, "Q", quality, NULL));
	VipsBlob *blob = vips_blob_new((VipsCallbackFn) vips_area_free_cb, data, size);
	assert_ok(vips_jpegload_buffer(data, size, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_object_unref(lazy);
	vips_area_unref(VIPS_AREA(blob));
	g_assert_nonnull(out);

	return out;
}

/* Whether the proxy is enough, with "ground" set to `ground`. */
static gboolean
is_screened(VipsImage *in, const char *ground)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("clean_alpha");
	BurnishCorrection *correction = BURNISH_CORRECTION(operation);
	g_autoptr(VipsImage) proxy = NULL;

	assert_ok(vips_object_set_argument_from_string(VIPS_OBJECT(operation), "ground", ground));
	assert_ok(burnish_proxy_new(in, &proxy));

	return BURNISH_CORRECTION_GET_CLASS(correction)->screen(correction, proxy, burnish_correction_get_factor(in, proxy));
}

static void
test_boards(void)
{
	static const struct {
		int width;
		int height;
		double period;
		int low;
		int high;
		int quality;
	} cases[] = {
		{ 1024, 1024, 6, 204, 255, 95 },
		{ 1536, 1024, 6, 192, 255, 80 },
		{ 1536, 1024, 7.3, 235, 250, 90 },
		{ 1024, 1536, 10, 90, 130, 80 },
		{ 1536, 1024, 12.5, 30, 55, 85 },
		{ 1024, 1024, 24.7, 204, 255, 60 },
		{ 1536, 1024, 40, 235, 250, 85 },
		{ 1024, 1536, 40, 30, 55, 85 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VipsImage) drawn =
			board(cases[i].width, cases[i].height, cases[i].period, cases[i].low, cases[i].high);
		g_autoptr(VipsImage) in = compress(drawn, cases[i].quality);

		g_test_message("squares of %.1f pixels, %d and %d", cases[i].period, cases[i].low, cases[i].high);
		g_assert_false(is_screened(in, "auto"));
		g_assert_true(is_screened(in, "off"));
	}
}

static void
test_others(void)
{
	static const double page[3] = { 250, 250, 250 };
	static const double clear[4] = { 9, 9, 9, 0 };
	static Truth truth;
	g_autoptr(VipsImage) white_page = flat(1536, 1024, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, page);
	g_autoptr(VipsImage) cutout = flat(600, 600, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, clear);

	draw_ball(truth);
	g_autoptr(VipsImage) plain = paint(truth, cream);

	g_assert_true(is_screened(white_page, "auto"));
	g_assert_true(is_screened(plain, "auto"));
	/* What was asked for, and alpha, need the whole picture. */
	g_assert_false(is_screened(plain, "key"));
	g_assert_false(is_screened(plain, "plain"));
	g_assert_false(is_screened(white_page, "checkerboard"));
	g_assert_false(is_screened(cutout, "off"));
}

static int
refuse(VipsRegion *region, void *seq, void *a, void *b, gboolean *stop)
{
	vips_error("test", "the picture was read");

	return -1;
}

/* The picture is handed through without being read. */
static void
test_unread(void)
{
	static const double page[3] = { 250, 250, 250 };
	g_autoptr(VipsImage) in = vips_image_new();
	g_autoptr(VipsImage) proxy = flat(500, 500, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, page);
	gboolean changed = TRUE;
	VipsImage *out;

	vips_image_init_fields(in, 2000, 2000, 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1, 1);
	assert_ok(vips_image_pipelinev(in, VIPS_DEMAND_STYLE_THINSTRIP, NULL));
	assert_ok(vips_image_generate(in, NULL, refuse, NULL, NULL, NULL));
	assert_ok(burnish_clean_alpha(in, &out, "proxy", proxy, "changed", &changed, NULL));
	g_assert_false(changed);
	g_object_unref(out);

	g_assert_cmpint(burnish_clean_alpha(in, &out, "proxy", proxy, "ground", 2, NULL), ==, -1);
	g_assert_nonnull(strstr(vips_error_buffer(), "the picture was read"));
	vips_error_clear();
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/clean-alpha-screen/boards", test_boards);
	g_test_add_func("/clean-alpha-screen/others", test_others);
	g_test_add_func("/clean-alpha-screen/unread", test_unread);

	return support_run();
}
