/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* lineart against a drawing whose lines are known, on paper as generated pictures have it.
 */

#include <math.h>
#include <string.h>

#include "cutout.h"
#include "support.h"

#define WIDTH 512
#define HEIGHT 400
#define PIXELS (WIDTH * HEIGHT)

/* Above this distance from any line of the drawing there is no line. */
#define FAR 2.0

/* How far a place is from the middle of the nearest line, less half its width: rings, waves,
 * hatching, dots, an eye, and a fill. */
static double
get_distance(double x, double y)
{
	double d = fabs(hypot(x - 130, y - 130) - 90) - 2;

	d = fmin(d, fabs(hypot(x - 160, y - 150) - 40) - 1.5);
	d = fmin(d, (fabs(y - 320 - 20 * sin(x / 25)) - 2.5) * 0.8);
	for (int k = 0; k < 12; k++)
		d = fmin(d, x > 270 && x < 400 && y > 40 && y < 110 ? fabs((x - y - 180 - 9 * k) * M_SQRT1_2) - 1.2 : 9);
	for (int k = 0; k < 10; k++)
		d = fmin(d, hypot(x - 290 - 16 * k, y - 150) - 3);
	d = fmin(d, hypot((x - 110) * 0.7, y - 100) - 4);
	d = fmin(d, fmax(fabs(x - 430), fabs(y - 220)) - 30);

	return d;
}

/* Of a place within a pixel. */
static double
get_distance_at(int pixel, double dx, double dy)
{
	int row = pixel / WIDTH;

	return get_distance(pixel % WIDTH + dx, row + dy);
}

/* How black each pixel is, 0 to 1. */
static double *
draw(void)
{
	double *truth = g_new0(double, PIXELS);

	for (int i = 0; i < PIXELS; i++)
		for (int k = 0; k < 16; k++)
			truth[i] += (get_distance_at(i, (k % 4 + 0.5) / 4, ((k >> 2) + 0.5) / 4) <= 0) / 16.0;

	return truth;
}

typedef struct {
	const char *name;
	gboolean cream;
	double grain;
	double shade;
	int specks;
	/* Of JPEG; 0 for none. */
	int quality;
	/* Most that may be wrong, of all pixels. */
	double wrong;
} Paper;

/* The drawing on a paper. */
static VipsImage *
put_on(const double *truth, const Paper *paper)
{
	static const double colours[2][3] = { { 255, 255, 255 }, { 250, 240, 208 } };
	g_autoptr(VipsImage) image = vips_image_new_memory();
	g_autofree double *dirt = g_new0(double, PIXELS);

	for (int k = 0; k < paper->specks; k++) {
		int at = noise(k * 5 + 3) % PIXELS;
		dirt[at] = 0.8;
		if (k % 2 && at + WIDTH + 1 < PIXELS)
			dirt[at + 1] = dirt[at + WIDTH] = 0.6;
	}
	vips_image_init_fields(image, WIDTH, HEIGHT, 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1, 1);
	assert_ok(vips_image_write_prepare(image));
	for (int i = 0; i < PIXELS; i++) {
		double grain = 1 + paper->grain * ((double) (noise(i) & 255) / 127.5 - 1);
		double light = 1 - paper->shade * i / PIXELS;

		for (int b = 0; b < 3; b++) {
			double white = colours[paper->cream][b] * grain * (1 - dirt[i]);
			double ink = paper->cream ? 30 - 4 * b : 0;
			image->data[i * 3 + b] = VIPS_CLIP(0, (white + truth[i] * (ink - white)) * light + 0.5, 255);
		}
	}
	if (!paper->quality)
		return g_steal_pointer(&image);

	g_autofree char *options = g_strdup_printf("paper.jpg[Q=%d]", paper->quality);
	g_autofree char *path = scratch_image(image, options);
	g_autoptr(VipsImage) file = vips_image_new_from_file(path, NULL);
	return vips_image_copy_memory(file);
}

static VipsImage *
run(VipsImage *in, const char *argument, const char *value)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single("lineart");
	g_autoptr(VipsImage) lazy = NULL;

	if (argument)
		assert_ok(burnish_recipe_set(recipe, "lineart", argument, value));
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

static const Paper papers[] = {
	{ "clean", FALSE, 0, 0, 0, 0, 0.0 },
	{ "cream", TRUE, 0.04, 0, 0, 0, 0.003 },
	{ "shaded", TRUE, 0.04, 0.5, 0, 90, 0.004 },
	{ "specks", FALSE, 0, 0, 150, 90, 0.004 },
	{ "all", TRUE, 0.05, 0.4, 150, 75, 0.005 },
};

/* Wrong pixels, strokes where there are none, and lines that are lost. */
static void
test_papers(void)
{
	g_autofree double *truth = draw();

	for (guint k = 0; k < G_N_ELEMENTS(papers); k++) {
		const Paper *paper = &papers[k];
		g_autoptr(VipsImage) in = put_on(truth, paper);
		g_autoptr(VipsImage) out = run(in, NULL, NULL);
		int wrong = 0;
		int stray = 0;
		int lost = 0;
		int coloured = 0;

		for (int i = 0; i < PIXELS; i++) {
			const VipsPel *p = out->data + (gsize) i * 3;
			gboolean black = p[0] <= 128;
			double d = get_distance_at(i, 0.5, 0.5);

			wrong += black != (truth[i] >= 0.5);
			stray += black && d > FAR;
			lost += !black && d < -1;
			coloured += p[0] != p[1] || p[1] != p[2];
		}
		g_test_message("%s: wrong %.3f %%, stray %d, lost %d", paper->name, 100.0 * wrong / PIXELS, stray, lost);
		g_assert_cmpfloat((double) wrong / PIXELS, <=, paper->wrong);
		g_assert_cmpint(stray, <=, paper->specks ? 12 : 0);
		g_assert_cmpint(lost, ==, 0);
		g_assert_cmpint(coloured, ==, 0);

		/* A second run leaves it. */
		g_autoptr(VipsImage) twice = run(out, NULL, NULL);
		assert_same(out, twice);
	}
}

static int
count_greys(VipsImage *image)
{
	int n = 0;

	for (gsize i = 0; i < (gsize) image->Xsize * image->Ysize * image->Bands; i++)
		n += image->data[i] != 0 && image->data[i] != 255;

	return n;
}

static double
get_black(VipsImage *image)
{
	double mean;

	assert_ok(vips_avg(image, &mean, NULL));

	return 1 - mean / 255;
}

/* A clean drawing stays byte for byte; two tones, wider and thinner lines when asked for. */
static void
test_clean(void)
{
	g_autofree double *truth = draw();
	g_autoptr(VipsImage) in = put_on(truth, &papers[0]);
	g_autoptr(VipsImage) same = run(in, NULL, NULL);
	g_autoptr(VipsImage) bilevel = run(in, "antialias", "0");
	g_autoptr(VipsImage) wide = run(in, "weight", "2");
	g_autoptr(VipsImage) thin = run(in, "weight", "-1");
	double length = 0;

	assert_same(in, same);
	g_assert_cmpint(count_greys(in), >, 0);
	g_assert_cmpint(count_greys(bilevel), ==, 0);
	g_assert_cmpfloat(fabs(get_black(bilevel) - get_black(in)), <, 0.002);

	/* Each edge moves by one pixel: the black grows by the length of all edges. */
	for (int i = 0; i < PIXELS; i++)
		length += fabs(get_distance_at(i, 0.5, 0.5)) <= 0.5;
	g_test_message("black %.4f, %.4f, %.4f; edges %.4f", get_black(in), get_black(wide), get_black(thin), length / PIXELS);
	g_assert_cmpfloat(fabs((get_black(wide) - get_black(in)) / (length / PIXELS) - 1), <, 0.2);
	g_assert_cmpfloat(fabs((get_black(in) - get_black(thin)) / (length / PIXELS) - 0.5), <, 0.2);
}

/* The black square is kept, or becomes an outline. */
static void
test_fills(void)
{
	g_autofree double *truth = draw();
	g_autoptr(VipsImage) in = put_on(truth, &papers[1]);
	g_autoptr(VipsImage) kept = run(in, "fills", "keep");
	g_autoptr(VipsImage) outlined = run(in, "fills", "outline");

	g_assert_cmpint(*VIPS_IMAGE_ADDR(kept, 430, 220), ==, 0);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(outlined, 430, 220), ==, 255);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(outlined, 401, 220), <, 16);
}

/* A break of two pixels is joined; a speck size of 1 keeps every dot, a large one none. */
static void
test_mending(void)
{
	g_autofree double *truth = draw();

	for (int y = 0; y < HEIGHT; y++)
		truth[y * WIDTH + 200] = truth[y * WIDTH + 201] = 0;
	g_autoptr(VipsImage) broken = put_on(truth, &papers[1]);
	g_autoptr(VipsImage) joined = run(broken, NULL, NULL);
	/* In the middle of the wave. */
	g_assert_cmpint(*VIPS_IMAGE_ADDR(broken, 200, 320 + (int) rint(20 * sin(8.0))), >, 200);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(joined, 200, 320 + (int) rint(20 * sin(8.0))), <, 128);

	g_autoptr(VipsImage) dirty = put_on(truth, &papers[3]);
	g_autoptr(VipsImage) all = run(dirty, "speck", "1");
	g_autoptr(VipsImage) dots = run(dirty, NULL, NULL);
	g_autoptr(VipsImage) none = run(dirty, "speck", "40");
	g_assert_cmpfloat(get_black(all), >, get_black(dots) + 0.0001);
	/* The dots of the drawing have 28 pixels. */
	g_assert_cmpint(*VIPS_IMAGE_ADDR(dots, 290, 150), ==, 0);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(none, 290, 150), ==, 255);
}

/* What has no lines gets some where it gets darker; nothing gets none; alpha is on white. */
static void
test_other(void)
{
	static const double grey[] = { 130, 120, 110 };
	static const double clear[] = { 0, 0, 0, 0 };
	g_autoptr(VipsImage) plain = flat(80, 60, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, grey);
	g_autoptr(VipsImage) none = run(plain, NULL, NULL);
	g_autoptr(VipsImage) hidden = flat(80, 60, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, clear);
	g_autoptr(VipsImage) nothing = run(hidden, NULL, NULL);

	assert_same(plain, none);
	assert_same(hidden, nothing);

	/* A dark field beside a light one, both grey. */
	g_autoptr(VipsImage) step = vips_image_copy_memory(plain);
	for (int y = 0; y < 60; y++)
		memset(VIPS_IMAGE_ADDR(step, 40, y), 230, (gsize) 40 * 3);
	g_autoptr(VipsImage) edge = run(step, "source", "picture");
	g_assert_cmpint(*VIPS_IMAGE_ADDR(edge, 10, 30), ==, 255);
	g_assert_cmpint(*VIPS_IMAGE_ADDR(edge, 70, 30), ==, 255);
	g_assert_cmpint(MIN(*VIPS_IMAGE_ADDR(edge, 38, 30), *VIPS_IMAGE_ADDR(edge, 39, 30)), ==, 0);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/lineart/papers", test_papers);
	g_test_add_func("/lineart/clean", test_clean);
	g_test_add_func("/lineart/fills", test_fills);
	g_test_add_func("/lineart/mending", test_mending);
	g_test_add_func("/lineart/other", test_other);

	return support_run();
}
