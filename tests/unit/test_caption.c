/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lettering: where the ink is, how well it is read, and what is refused. Fonts differ from
 * machine to machine, so what is asserted holds for all of them.
 */

#include <string.h>

#include "base/depth.h"
#include "corrections/caption/contrast.h"
#include "support.h"

#define WIDTH 400
#define HEIGHT 300

static VipsImage *
ground(double level)
{
	const double colour[] = { level, level, level };

	return flat(WIDTH, HEIGHT, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
}

/* With pairs of argument and text, ended by NULL; NULL when it failed. */
static VipsImage *
try(VipsImage *in, BurnishRecipe **resolved, va_list ap)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("caption");
	g_autoptr(VipsImage) lazy = NULL;
	const char *argument;

	while ((argument = va_arg(ap, const char *)))
		if (burnish_recipe_set(recipe, "caption", argument, va_arg(ap, const char *)))
			return NULL;

	return burnish_recipe_apply(recipe, in, &lazy, resolved) ? NULL : vips_image_copy_memory(lazy);
}

static VipsImage *
write_on(VipsImage *in, ...)
{
	va_list ap;

	va_start(ap, in);
	VipsImage *out = try(in, NULL, ap);
	va_end(ap);
	if (!out) {
		g_autofree char *pending = burnish_error_take();
		g_error("caption failed: %s", pending);
	}

	return out;
}

static void
fail_on(VipsImage *in, const char *text, ...)
{
	va_list ap;

	va_start(ap, text);
	g_assert_null(try(in, NULL, ap));
	va_end(ap);
	assert_error(text);
}

/* Where two pictures differ. */
static VipsRect
find_ink(VipsImage *before, VipsImage *after)
{
	int left = after->Xsize, top = after->Ysize, right = 0, bottom = 0;

	for (int y = 0; y < after->Ysize; y++)
		for (int x = 0; x < after->Xsize; x++)
			if (memcmp(VIPS_IMAGE_ADDR(before, x, y), VIPS_IMAGE_ADDR(after, x, y), VIPS_IMAGE_SIZEOF_PEL(after)) != 0) {
				left = VIPS_MIN(left, x);
				top = VIPS_MIN(top, y);
				right = VIPS_MAX(right, x + 1);
				bottom = VIPS_MAX(bottom, y + 1);
			}

	return (VipsRect){ left, top, right - left, bottom - top };
}

static VipsRect
ink_of(VipsImage *in, const char *argument, const char *value, const char *text)
{
	g_autoptr(VipsImage) out = write_on(in, "text", text, "size", "8", argument, value, NULL);

	return find_ink(in, out);
}

static void
test_place(void)
{
	g_autoptr(VipsImage) in = ground(255);
	static const struct {
		const char *position;
		int column;
		int row;
	} places[] = {
		{ "top-left", 0, 0 },
		{ "top", 1, 0 },
		{ "right", 2, 1 },
		{ "center", 1, 1 },
		{ "bottom-left", 0, 2 },
		{ "bottom", 1, 2 },
		{ "auto", 1, 2 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		VipsRect ink = ink_of(in, "position", places[i].position, "Hxx");
		int across = ink.left + ink.width / 2;
		int down = ink.top + ink.height / 2;

		g_test_message("%s: %d,%d %dx%d", places[i].position, ink.left, ink.top, ink.width, ink.height);
		g_assert_cmpint(across * 3 / WIDTH, ==, places[i].column);
		g_assert_cmpint(down * 3 / HEIGHT, ==, places[i].row);
		if (places[i].column == 1)
			g_assert_cmpint(ABS(across - WIDTH / 2), <=, 3);
		/* A capital is about 0.7 of the size, which is 24 pixels. */
		g_assert_cmpint(ink.height, >=, 13);
		g_assert_cmpint(ink.height, <=, 22);
	}
}

static void
test_box(void)
{
	g_autoptr(VipsImage) in = ground(255);
	g_autoptr(VipsImage) out = write_on(in, "text", "Fit", "box", "0.5,0.25,0.4,0.5", NULL);
	VipsRect ink = find_ink(in, out);

	g_assert_cmpint(ink.left, >=, WIDTH / 2);
	g_assert_cmpint(VIPS_RECT_RIGHT(&ink), <=, WIDTH * 9 / 10);
	g_assert_cmpint(ink.top, >=, HEIGHT / 4);
	g_assert_cmpint(VIPS_RECT_BOTTOM(&ink), <=, HEIGHT * 3 / 4);
	/* As large as fits: one of both sides is nearly full. */
	g_assert_cmpint(ink.width, >, 80);

	/* A long text is broken into lines and reduced. */
	g_autoptr(VipsImage) lines = write_on(in, "text", "one two three four five six seven eight", "size", "30", NULL);
	ink = find_ink(in, lines);
	g_assert_cmpint(ink.height, >, 60);
	g_assert_cmpint(VIPS_RECT_BOTTOM(&ink), <, HEIGHT);
}

/* Two lines, the second shorter: where is the second? -1 left, 1 right, 0 between. */
static int
side_of_second(VipsImage *in, const char *align, const char *direction, const char *text)
{
	g_autoptr(VipsImage) out = write_on(in, "text", text, "size", "8", "position", "center", "align", align,
		"direction", direction, NULL);
	VipsRect all = find_ink(in, out);
	g_autoptr(VipsImage) below = NULL;
	g_autoptr(VipsImage) plain = NULL;
	int middle = all.top + all.height / 2 + 2;

	assert_ok(vips_crop(out, &below, 0, middle, WIDTH, HEIGHT - middle, NULL));
	assert_ok(vips_crop(in, &plain, 0, middle, WIDTH, HEIGHT - middle, NULL));
	g_autoptr(VipsImage) a = vips_image_copy_memory(plain);
	g_autoptr(VipsImage) b = vips_image_copy_memory(below);
	VipsRect second = find_ink(a, b);
	int before = second.left - all.left;
	int after = VIPS_RECT_RIGHT(&all) - VIPS_RECT_RIGHT(&second);

	return ABS(before - after) < 8 ? 0 : before < after ? -1
														: 1;
}

static void
test_align(void)
{
	static const char latin[] = "mmmmmmmmmm\nmm";
	/* Hebrew: a long and a short line. */
	static const char hebrew[] = "שלום שלום שלום\nשלום";
	g_autoptr(VipsImage) in = ground(255);

	g_assert_cmpint(side_of_second(in, "left", "auto", latin), ==, -1);
	g_assert_cmpint(side_of_second(in, "center", "auto", latin), ==, 0);
	g_assert_cmpint(side_of_second(in, "auto", "auto", latin), ==, 0);
	g_assert_cmpint(side_of_second(in, "right", "auto", latin), ==, 1);
	g_assert_cmpint(side_of_second(in, "start", "auto", latin), ==, -1);
	g_assert_cmpint(side_of_second(in, "end", "auto", latin), ==, 1);
	g_assert_cmpint(side_of_second(in, "justify", "auto", latin), ==, -1);

	g_assert_cmpint(side_of_second(in, "start", "auto", hebrew), ==, 1);
	g_assert_cmpint(side_of_second(in, "end", "auto", hebrew), ==, -1);
	g_assert_cmpint(side_of_second(in, "left", "auto", hebrew), ==, -1);
	g_assert_cmpint(side_of_second(in, "right", "auto", hebrew), ==, 1);
	g_assert_cmpint(side_of_second(in, "start", "rtl", latin), ==, 1);
	g_assert_cmpint(side_of_second(in, "left", "rtl", latin), ==, -1);
	g_assert_cmpint(side_of_second(in, "start", "ltr", hebrew), ==, -1);
}

/* The extremes of what was painted. */
static void
get_extremes(VipsImage *image, double *least, double *most)
{
	assert_ok(vips_min(image, least, NULL));
	assert_ok(vips_max(image, most, NULL));
}

static double
get_number(BurnishRecipe *resolved, const char *name)
{
	g_autofree char *text = burnish_recipe_print(resolved);
	g_autofree char *key = g_strdup_printf("\"%s\":", name);
	const char *at = strstr(text, key);

	g_assert_nonnull(at);

	return g_ascii_strtod(at + strlen(key), NULL);
}

static VipsImage *
resolve(VipsImage *in, BurnishRecipe **resolved, ...)
{
	va_list ap;

	va_start(ap, resolved);
	VipsImage *out = try(in, resolved, ap);
	va_end(ap);
	g_assert_nonnull(out);

	return out;
}

static void
test_colour(void)
{
	g_autoptr(VipsImage) bright = ground(230);
	g_autoptr(VipsImage) dark = ground(30);
	g_autoptr(VipsImage) on_bright = write_on(bright, "text", "MMM", NULL);
	g_autoptr(VipsImage) on_dark = write_on(dark, "text", "MMM", NULL);
	g_autoptr(VipsImage) red = write_on(bright, "text", "MMM", "color", "#c00000", "plate", "off", "stroke-width", "0", NULL);
	double least, most;

	get_extremes(on_bright, &least, &most);
	g_assert_cmpfloat(least, ==, 0);
	g_assert_cmpfloat(most, ==, 230);
	get_extremes(on_dark, &least, &most);
	g_assert_cmpfloat(least, ==, 30);
	g_assert_cmpfloat(most, ==, 255);
	/* The very colour that was asked for, where a letter covers a pixel. */
	gboolean found = FALSE;
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			found |= memcmp(VIPS_IMAGE_ADDR(red, x, y), "\xc0\0\0", 3) == 0;
	g_assert_true(found);
}

/* Stripes of black and white: no colour is read on them. */
static VipsImage *
stripes(void)
{
	VipsImage *image = ground(255);

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			if (x / 4 % 2)
				memset(VIPS_IMAGE_ADDR(image, x, y), 0, 3);

	return image;
}

static void
test_contrast(void)
{
	g_autoptr(VipsImage) in = stripes();
	g_autoptr(BurnishRecipe) resolved = NULL;
	g_autoptr(BurnishRecipe) without = NULL;
	double contrast;
	g_autofree char *reason = NULL;
	g_autoptr(VipsImage) out = NULL;

	/* WCAG's own numbers. */
	g_assert_cmpfloat_with_epsilon(burnish_contrast(1, 0), 21, 1e-9);
	g_assert_cmpfloat_with_epsilon(burnish_contrast(burnish_luminance((double[3]){ 119 / 255.0, 119 / 255.0, 119 / 255.0 }), 1), 4.48, 0.01);

	g_autoptr(VipsImage) plated = resolve(in, &resolved, "text", "MMM", NULL);
	g_assert_cmpfloat(get_number(resolved, "plate-opacity"), >=, 0.6);
	g_autoptr(VipsImage) again = NULL;
	assert_ok(burnish_recipe_apply(resolved, in, &again, NULL));
	g_autoptr(VipsImage) repeated = vips_image_copy_memory(again);
	assert_same(plated, repeated);

	/* Without one, an outline does it. */
	g_autoptr(VipsImage) outlined = resolve(in, &without, "text", "MMM", "plate", "off", NULL);
	g_assert_cmpfloat(get_number(without, "stroke-width"), ==, 12);
	g_assert_cmpfloat(get_number(without, "plate-opacity"), ==, 0);

	/* What may not be helped is said. */
	g_autoptr(VipsOperation) operation = vips_operation_new("caption");
	g_object_set(operation, "in", in, "text", "MMM", "stroke-width", 0.0, NULL);
	vips_object_set_argument_from_string(VIPS_OBJECT(operation), "plate", "off");
	assert_ok(vips_object_build(VIPS_OBJECT(operation)));
	g_object_get(operation, "contrast", &contrast, "reason", &reason, "out", &out, NULL);
	g_assert_cmpfloat(contrast, <, 1.1);
	g_assert_nonnull(strstr(reason, "warning: hard to read"));
	vips_object_unref_outputs(VIPS_OBJECT(operation));
}

/* Half of the light, not half of the code: the edges of white on black are 188, not 128. */
static void
test_light(void)
{
	g_autoptr(VipsImage) in = ground(0);
	g_autoptr(VipsImage) out = write_on(in, "text", "M", "plate", "on", "plate-color", "white", "color", "white",
		"plate-opacity", "0.5", "radius", "0", NULL);
	VipsRect ink = find_ink(in, out);
	const VipsPel *p = VIPS_IMAGE_ADDR(out, ink.left + 2, ink.top + 2);

	g_assert_cmpint(ABS(p[0] - 188), <=, 1);
}

static void
test_depth(void)
{
	g_autoptr(VipsImage) in = ground(100);
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(VipsImage) clear = NULL;
	g_autoptr(VipsImage) grey = NULL;
	g_autoptr(VipsImage) back = NULL;
	g_autoptr(VipsImage) shallow = write_on(in, "text", "Ag", NULL);

	assert_ok(burnish_depth_set(in, &deep, 16));
	g_autoptr(VipsImage) written = write_on(deep, "text", "Ag", NULL);
	g_assert_cmpint(written->BandFmt, ==, VIPS_FORMAT_USHORT);
	assert_ok(burnish_depth_set(written, &back, 8));
	g_assert_cmpfloat(max_difference(shallow, back), <=, 1);

	/* On nothing, a plate is needed, for what will be behind is not known; alpha becomes
	 * that of what was painted. */
	static const double nothing[] = { 0, 0, 0, 0 };
	clear = flat(WIDTH, HEIGHT, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, nothing);
	g_autoptr(VipsImage) painted = write_on(clear, "text", "Ag", NULL);
	double most;
	assert_ok(vips_max(painted, &most, NULL));
	g_assert_cmpint(painted->Bands, ==, 4);
	g_assert_cmpfloat(most, ==, 255);
	g_assert_cmpint(VIPS_IMAGE_ADDR(painted, 0, 0)[3], ==, 0);

	static const double level[] = { 240 };
	grey = flat(WIDTH, HEIGHT, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, level);
	g_autoptr(VipsImage) on_grey = write_on(grey, "text", "Ag", NULL);
	g_assert_cmpint(on_grey->Bands, ==, 1);
}

static void
test_markup(void)
{
	g_autoptr(VipsImage) in = ground(255);
	VipsRect literal = ink_of(in, "markup", "false", "<b>M</b>");
	VipsRect marked = ink_of(in, "markup", "true", "<b>M</b>");

	g_assert_cmpint(literal.width, >, 2 * marked.width);
	fail_on(in, "text: is not Pango markup", "text", "<b>M", "markup", "true", NULL);

	/* Both ways to begin a line. */
	g_autoptr(VipsImage) typed = write_on(in, "text", "a\\nb", NULL);
	g_autoptr(VipsImage) real = write_on(in, "text", "a\nb", NULL);
	assert_same(typed, real);
}

static void
test_idle(void)
{
	g_autoptr(VipsImage) in = ground(200);
	g_autoptr(VipsImage) none = write_on(in, NULL);
	g_autoptr(VipsImage) blank = write_on(in, "text", " \n ", NULL);
	g_autoptr(VipsImage) measured = write_on(in, "text", "Hello", "mode", "measure-only", NULL);

	assert_same(in, none);
	assert_same(in, blank);
	assert_same(in, measured);
}

static void
test_errors(void)
{
	g_autoptr(VipsImage) in = ground(200);
	g_autofree char *longest = g_strnfill(6000, 'x');

	/* Private use: no font has it. */
	fail_on(in, "no installed font has U+F8FFE", "text", "a\xf3\xb8\xbf\xbe", NULL);
	fail_on(in, "does not fit into 376 x 276 pixels", "text", "Donaudampfschifffahrtsgesellschaftskapitaensmuetze", "size", "60", NULL);
	fail_on(in, "does not fit into 4 x 3 pixels", "text", "x", "box", "0,0,0.01,0.01", NULL);
	fail_on(in, "is longer than 5000", "text", longest, NULL);
	fail_on(in, "control character U+0007", "text", "a\a", NULL);
	fail_on(in, "is not UTF-8", "text", "a\xff", NULL);
	VipsImage *out = NULL;
	g_assert_cmpint(vips_call("caption", in, &out, "text", "a\xff", NULL), ==, -1);
	assert_error("text: is not UTF-8");
	fail_on(in, "color: \"blurple\" is no colour", "text", "x", "color", "blurple", NULL);
	fail_on(in, "stroke: \"#12\" is no colour", "text", "x", "stroke", "#12", NULL);
	fail_on(in, "plate-color: \"-\" is no colour", "text", "x", "plate-color", "-", NULL);
	fail_on(in, "box: takes left,top,width,height", "text", "x", "box", "0.5,0.5,0.6,0.2", NULL);
	fail_on(in, "box: takes left,top,width,height", "text", "x", "box", "0.5", NULL);
	fail_on(in, "size", "text", "x", "size", "101", NULL);
}

/* Every script that a font is there for: some ink, and no error. */
static void
test_scripts(void)
{
	static const char *const texts[] = {
		"Grüße", "Привет", "Καλημέρα", "مرحبا بالعالم", "שלום", "नमस्ते दुनिया", "日本語の字幕", "안녕하세요", "中文标题"
	};
	g_autoptr(VipsImage) in = ground(255);
	int written = 0;

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(VipsImage) out = NULL;

		if (vips_call("caption", in, &out, "text", texts[i], NULL)) {
			assert_error("no installed font has");
			g_test_message("%s: no font", texts[i]);
			continue;
		}
		g_autoptr(VipsImage) memory = vips_image_copy_memory(out);
		VipsRect ink = find_ink(in, memory);
		g_assert_cmpint(ink.width, >, 20);
		written++;
	}
	/* DejaVu has the first five. */
	g_assert_cmpint(written, >=, 5);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/caption/place", test_place);
	g_test_add_func("/caption/box", test_box);
	g_test_add_func("/caption/align", test_align);
	g_test_add_func("/caption/colour", test_colour);
	g_test_add_func("/caption/contrast", test_contrast);
	g_test_add_func("/caption/light", test_light);
	g_test_add_func("/caption/depth", test_depth);
	g_test_add_func("/caption/markup", test_markup);
	g_test_add_func("/caption/idle", test_idle);
	g_test_add_func("/caption/errors", test_errors);
	g_test_add_func("/caption/scripts", test_scripts);

	return support_run();
}
