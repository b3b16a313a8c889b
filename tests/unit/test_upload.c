/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures and masks made ready for the image API.
 */

#include <string.h>

#include "../render/scene.h"
#include "dark.h"
#include "image/mask.h"
#include "image/upload.h"
#include "support.h"

static const BurnishLimits limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES };

static BurnishUpload *
upload(const char *path, gint64 max_bytes, GPtrArray **notes)
{
	*notes = g_ptr_array_new_with_free_func(g_free);

	return burnish_upload_open(path, 1, &limits, max_bytes, *notes);
}

/* Take a file through and say whether its bytes stayed as they were. */
static gboolean
goes_as_it_is(const char *path, const char *mime, const char *name)
{
	g_autoptr(GPtrArray) notes = NULL;
	g_autoptr(BurnishUpload) sent = upload(path, BURNISH_UPLOAD_FORM_BYTES, &notes);
	g_autofree char *contents = NULL;
	gsize length;

	if (!sent)
		g_error("%s", vips_error_buffer());
	g_assert_cmpstr(sent->mime, ==, mime);
	g_assert_cmpstr(sent->name, ==, name);
	g_assert_true(g_file_get_contents(path, &contents, &length, NULL));
	gboolean same = g_bytes_get_size(sent->bytes) == length &&
		memcmp(g_bytes_get_data(sent->bytes, NULL), contents, length) == 0;
	g_assert_cmpint(notes->len, ==, same ? 0 : 1);

	return same;
}

static void
test_formats(void)
{
	g_autoptr(VipsImage) image = scene("room");
	static const struct {
		const char *file;
		const char *mime;
		const char *name;
		gboolean same;
	} cases[] = {
		{ "a.png", "image/png", "image1.png", TRUE },
		{ "a.jpg", "image/jpeg", "image1.jpg", TRUE },
		{ "a.webp", "image/webp", "image1.webp", TRUE },
		{ "a.gif", "image/png", "image1.png", FALSE },
		{ "a.tif", "image/png", "image1.png", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = scratch_image(image, cases[i].file);

		g_assert_cmpint(goes_as_it_is(path, cases[i].mime, cases[i].name), ==, cases[i].same);
	}
}

/* What the API would misread is converted: sideways, 16 bits. */
static void
test_conversions(void)
{
	g_autoptr(VipsImage) image = scene("room");
	g_autoptr(VipsImage) sideways = duplicate(image);
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(GPtrArray) notes = NULL;

	vips_image_set_int(sideways, VIPS_META_ORIENTATION, 6);
	g_autofree char *path = scratch_image(sideways, "sideways.jpg");
	g_autoptr(BurnishUpload) sent = upload(path, BURNISH_UPLOAD_FORM_BYTES, &notes);
	g_assert_nonnull(sent);
	g_assert_cmpstr(sent->mime, ==, "image/png");
	g_assert_cmpint(sent->width, ==, 240);
	g_assert_cmpint(sent->height, ==, 360);

	assert_ok(vips_colourspace(image, &deep, VIPS_INTERPRETATION_RGB16, NULL));
	g_autofree char *deep_path = scratch_image(deep, "deep.png");
	g_assert_false(goes_as_it_is(deep_path, "image/png", "image1.png"));
}

static void
test_animation(void)
{
	g_autoptr(VipsImage) image = scene("room");
	g_autoptr(VipsImage) tall = NULL;
	g_autoptr(GPtrArray) notes = NULL;

	assert_ok(vips_replicate(image, &tall, 1, 2, NULL));
	g_autoptr(VipsImage) pages = duplicate(tall);
	vips_image_set_int(pages, VIPS_META_PAGE_HEIGHT, image->Ysize);
	g_autofree char *path = scratch_image(pages, "two.gif");
	g_assert_null(upload(path, BURNISH_UPLOAD_FORM_BYTES, &notes));
	assert_error("two.gif: is an animation");
}

/* Too large a file is reduced until it fits, and says so. */
static void
test_reduced(void)
{
	g_autoptr(VipsImage) image = scene_render(scene_find("room"), 900, 600);
	g_autofree char *path = scratch_image(image, "large.png");
	g_autoptr(GPtrArray) notes = NULL;
	g_autoptr(BurnishUpload) sent = upload(path, 200000, &notes);

	g_assert_nonnull(sent);
	g_assert_cmpint(g_bytes_get_size(sent->bytes), <=, 200000);
	/* No smaller than it must be. */
	g_assert_cmpint(g_bytes_get_size(sent->bytes), >, 100000);
	g_assert_cmpint(sent->width, <, 900);
	g_assert_cmpint(abs(sent->width * 600 - sent->height * 900), <=, 900);
	g_assert_cmpint(notes->len, ==, 1);
	g_assert_nonnull(strstr(notes->pdata[0], "reduced from 900 x 600"));

	g_autoptr(GPtrArray) none = NULL;
	g_assert_null(upload(path, 10, &none));
	assert_error("cannot be made small enough");
}

static void
test_missing(void)
{
	g_autoptr(GPtrArray) notes = NULL;
	g_autoptr(GBytes) junk = g_bytes_new_static("no picture", 10);

	g_assert_null(upload("/nonexistent/a.png", 1000, &notes));
	assert_error("/nonexistent/a.png: cannot open");
	g_assert_null(burnish_upload_new(junk, "step 3", 1, &limits, 1000, notes));
	assert_error("step 3: ");
}

static void
test_box(void)
{
	BurnishBox box;
	static const char *const wrong[] = { "", "1,2,3", "1,2,3,4,5", "a,2,3,4", "1,2,0,4", "-1,2,3,4", "1, 2,3,4x", "1,2,3,99999999999" };

	assert_ok(burnish_box_parse("10,20,30,40", &box));
	g_assert_cmpint(box.x, ==, 10);
	g_assert_cmpint(box.height, ==, 40);
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_assert_cmpint(burnish_box_parse(wrong[i], &box), ==, -1);
		assert_error("box");
	}

	g_autoptr(VipsImage) mask = burnish_mask_new_box(&(BurnishBox){ 10, 20, 30, 40 }, 100, 80);
	double sum;
	assert_ok(vips_avg(mask, &sum, NULL));
	g_assert_cmpfloat(ABS(sum - 255.0 * 30 * 40 / (100 * 80)), <, 1e-6);
	g_assert_null(burnish_mask_new_box(&(BurnishBox){ 90, 20, 30, 40 }, 100, 80));
	assert_error("goes beyond the picture of 100 x 80");
}

/* A mask of a file: 255 in the middle, 0 around it. */
static void
assert_mask(const char *path)
{
	g_autoptr(VipsImage) mask = burnish_mask_open(path, &limits);

	if (!mask)
		g_error("%s: %s", path, vips_error_buffer());
	g_assert_cmpint(mask->Bands, ==, 1);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(mask, 50, 40), ==, 255);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(mask, 5, 5), ==, 0);
}

static void
test_mask_kinds(void)
{
	g_autoptr(VipsImage) white = burnish_mask_new_box(&(BurnishBox){ 30, 20, 40, 40 }, 100, 80);
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) opaque = NULL;
	g_autoptr(VipsImage) holes = NULL;
	g_autoptr(VipsImage) inverted = NULL;
	g_autoptr(VipsImage) deep = NULL;

	g_autofree char *a = scratch_image(white, "white.png");
	assert_mask(a);
	assert_ok(vips_colourspace(white, &colour, VIPS_INTERPRETATION_sRGB, NULL));
	g_autofree char *b = scratch_image(colour, "colour.jpg[Q=100]");
	assert_mask(b);
	assert_ok(vips_bandjoin_const1(colour, &opaque, 255, NULL));
	g_autofree char *c = scratch_image(opaque, "opaque.png");
	assert_mask(c);
	assert_ok(vips_invert(white, &inverted, NULL));
	assert_ok(vips_bandjoin2(colour, inverted, &holes, NULL));
	g_autofree char *d = scratch_image(holes, "holes.png");
	assert_mask(d);
	assert_ok(vips_colourspace(white, &deep, VIPS_INTERPRETATION_GREY16, NULL));
	g_autofree char *e = scratch_image(deep, "deep-mask.png");
	assert_mask(e);
	g_assert_null(burnish_mask_open("/nonexistent/m.png", &limits));
	assert_error("m.png: cannot open");
}

/* To the size of the picture, and to the form of the API. */
static void
test_mask_form(void)
{
	g_autoptr(VipsImage) white = burnish_mask_new_box(&(BurnishBox){ 30, 20, 40, 40 }, 100, 80);
	g_autoptr(VipsImage) fitted = NULL;
	g_autoptr(VipsImage) black = burnish_mask_new_box(&(BurnishBox){ 0, 0, 1, 1 }, 100, 80);
	g_autoptr(VipsImage) read = NULL;
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) other = NULL;

	assert_ok(burnish_mask_fit(white, 1000, 800, &fitted));
	g_assert_cmpint(fitted->Xsize, ==, 1000);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(fitted, 500, 400), ==, 255);
	g_autoptr(GBytes) png = burnish_mask_encode(fitted);
	g_assert_nonnull(png);
	gsize size;
	const void *data = g_bytes_get_data(png, &size);
	assert_ok(!(read = vips_image_new_from_buffer(data, size, "", NULL)));
	g_assert_cmpint(read->Xsize, ==, 1000);
	g_assert_cmpint(read->Bands, ==, 4);
	assert_ok(vips_extract_band(read, &alpha, 3, NULL));
	g_autoptr(VipsImage) memory = vips_image_copy_memory(alpha);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(memory, 500, 400), ==, 0);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(memory, 50, 50), ==, 255);

	g_assert_cmpint(burnish_mask_fit(white, 1000, 500, &other), ==, -1);
	assert_error("another shape");
	*VIPS_IMAGE_ADDR(black, 0, 0) = 0;
	g_assert_cmpint(burnish_mask_fit(black, 100, 80, &other), ==, -1);
	assert_error("nothing to be changed");
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);

	g_test_add_func("/upload/formats", test_formats);
	g_test_add_func("/upload/conversions", test_conversions);
	g_test_add_func("/upload/animation", test_animation);
	g_test_add_func("/upload/reduced", test_reduced);
	g_test_add_func("/upload/missing", test_missing);
	g_test_add_func("/mask/box", test_box);
	g_test_add_func("/mask/kinds", test_mask_kinds);
	g_test_add_func("/mask/form", test_mask_form);

	return support_run();
}
