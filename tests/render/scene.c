/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The scenes: each a function from a place to a colour, made of a few shapes. What
 * matters is what they are made of: flat paper, text, gradients, skin, gold, wood,
 * neutral greys.
 */

#include <math.h>
#include <string.h>

#include "scene.h"

/* Sensor-like grain, in 8-bit steps. */
#define NOISE 1.5

typedef const double Colour[3];

static Colour black = { 0.08, 0.08, 0.08 };
static Colour white = { 0.965, 0.965, 0.965 };
static Colour skin = { 0.87, 0.68, 0.57 };
static Colour gold = { 0.83, 0.63, 0.22 };
static Colour wood = { 0.58, 0.38, 0.22 };
static Colour red = { 0.75, 0.16, 0.18 };
static Colour green = { 0.23, 0.50, 0.25 };
static Colour blue = { 0.16, 0.35, 0.70 };

/* A number from 0 to 1 that looks random but belongs to a place (Wang hash). */
static double
chance(guint32 x, guint32 y)
{
	guint32 h = x * 374761393u + y * 668265263u;

	h = (h ^ (h >> 13)) * 1274126177u;
	h ^= h >> 16;

	return h / 4294967295.0;
}

/* 0 outside, 1 inside, with an edge of about a pixel. */
static double
cover(double distance)
{
	return CLAMP(0.5 - distance * 500, 0, 1);
}

static double
circle(double x, double y, double cx, double cy, double radius)
{
	return cover(hypot(x - cx, y - cy) - radius);
}

static double
box(double x, double y, double left, double top, double right, double bottom)
{
	return cover(fmax(fmax(left - x, x - right), fmax(top - y, y - bottom)));
}

static void
paint(double rgb[3], Colour colour, double amount, double shade)
{
	for (int i = 0; i < 3; i++)
		rgb[i] += (fmin(1, colour[i] * shade) - rgb[i]) * amount;
}

static void
grey(double rgb[3], double level)
{
	rgb[0] = rgb[1] = rgb[2] = level;
}

/* A ball that light falls on from above left. */
static void
ball(double x, double y, double rgb[3], double cx, double cy, double radius, Colour colour)
{
	double dx = (x - cx) / radius;
	double dy = (y - cy) / radius;
	double dz = sqrt(fmax(0, 1 - dx * dx - dy * dy));
	double light = fmax(0, -0.5 * dx - 0.6 * dy + 0.62 * dz);

	paint(rgb, colour, circle(x, y, cx, cy, radius), 0.35 + 0.75 * light);
	if (light > 0.97)
		paint(rgb, white, circle(x, y, cx, cy, radius) * (light - 0.97) * 25, 1);
}

/* Lines of something like writing. */
static double
text(double x, double y, double left, double top, double right, double bottom)
{
	double line = (y - top) * 22;
	double column = (x - left) * 70;

	if (x < left || x > right || y < top || y > bottom || line - floor(line) > 0.55)
		return 0;
	double filled = chance(floor(column), floor(line));
	double stroke = chance(floor(column * 3), floor(line * 6));

	return filled > 0.18 && stroke > 0.45 ? 1 : 0;
}

static void
draw_paper(double x, double y, double rgb[3])
{
	grey(rgb, 0.95 - 0.02 * y);
	paint(rgb, black, text(x, y, 0.1, 0.25, 0.9, 0.92), 1);
	paint(rgb, blue, box(x, y, 0.1, 0.08, 0.55, 0.14), 1);
	paint(rgb, red, circle(x, y, 0.8, 0.12, 0.06) - circle(x, y, 0.8, 0.12, 0.045), 1);
}

static void
draw_product(double x, double y, double rgb[3])
{
	double shadow = exp(-pow((x - 0.5) / 0.25, 2) - pow((y - 0.8) / 0.05, 2));

	grey(rgb, 0.93 - 0.16 * y * y - 0.35 * shadow);
	ball(x, y, rgb, 0.35, 0.62, 0.15, blue);
	ball(x, y, rgb, 0.62, 0.58, 0.19, white);
	paint(rgb, red, box(x, y, 0.5, 0.62, 0.58, 0.78), 1);
}

/* Twenty-four patches, the last row neutral, as on the charts of photographers. */
static void
draw_chart(double x, double y, double rgb[3])
{
	static Colour patches[3][6] = {
		{ { .45, .32, .26 }, { .78, .59, .51 }, { .37, .48, .61 }, { .35, .42, .26 }, { .52, .50, .69 }, { .39, .74, .67 } },
		{ { .87, .49, .17 }, { .29, .36, .64 }, { .78, .33, .38 }, { .36, .23, .42 }, { .62, .74, .25 }, { .90, .63, .16 } },
		{ { .17, .24, .58 }, { .27, .58, .29 }, { .70, .19, .23 }, { .94, .78, .12 }, { .75, .33, .58 }, { .03, .53, .65 } },
	};
	static const double levels[6] = { 0.95, 0.79, 0.63, 0.48, 0.33, 0.20 };
	int column = CLAMP(x * 6, 0, 5);
	int row = CLAMP(y * 4, 0, 3);
	double inside = box(x * 6 - column, y * 4 - row, 0.08, 0.08, 0.92, 0.92);

	grey(rgb, 0.12);
	if (row < 3)
		paint(rgb, patches[row][column], inside, 1);
	else
		paint(rgb, (Colour){ levels[column], levels[column], levels[column] }, inside, 1);
}

static void
draw_room(double x, double y, double rgb[3])
{
	static Colour sky = { 0.62, 0.79, 0.93 };

	grey(rgb, 0.88 - 0.25 * fabs(x - 0.3) - 0.05 * y);
	if (y > 0.75)
		paint(rgb, wood, 1, 0.8 + 0.4 * chance(floor(x * 12), 7) * 0.5);
	paint(rgb, white, box(x, y, 0.08, 0.12, 0.38, 0.5), 1);
	paint(rgb, sky, box(x, y, 0.1, 0.14, 0.36, 0.48), 1.05 - 0.2 * y);
	paint(rgb, (Colour){ 0.52, 0.53, 0.54 }, box(x, y, 0.45, 0.55, 0.85, 0.82), 1.1 - 0.4 * (y - 0.55));
	ball(x, y, rgb, 0.93, 0.6, 0.05, green);
	ball(x, y, rgb, 0.9, 0.52, 0.05, green);
}

static void
draw_portrait(double x, double y, double rgb[3])
{
	grey(rgb, 0.62 - 0.3 * hypot(x - 0.5, y - 0.4));
	paint(rgb, white, cover(fmax(0.72 - y + 0.6 * pow(x - 0.5, 2), fabs(x - 0.5) - 0.36)), 1.0 - 0.25 * fabs(x - 0.45));
	paint(rgb, (Colour){ 0.22, 0.15, 0.11 }, circle(x, y * 0.9, 0.5, 0.34, 0.21), 1);
	paint(rgb, skin, box(x, y, 0.43, 0.5, 0.57, 0.74), 0.85);
	ball(x, y * 0.82, rgb, 0.5, 0.36, 0.165, skin);
	paint(rgb, black, circle(x, y, 0.44, 0.41, 0.018) + circle(x, y, 0.56, 0.41, 0.018), 1);
	paint(rgb, red, circle(x, y * 2, 0.5, 1.08, 0.03), 1);
}

static void
draw_sunset(double x, double y, double rgb[3])
{
	double glow = exp(-hypot(x - 0.6, y - 0.55) * 3);

	rgb[0] = 0.55 + 0.42 * (1 - y) * 0.4 + 0.4 * glow;
	rgb[1] = 0.28 + 0.2 * (1 - y) + 0.5 * glow;
	rgb[2] = 0.16 + 0.12 * (1 - y) + 0.15 * glow;
	paint(rgb, (Colour){ 1, 0.93, 0.68 }, circle(x, y, 0.6, 0.55, 0.06), 1);
	double hills = 0.72 + 0.05 * sin(x * 9) + 0.02 * sin(x * 31);
	paint(rgb, (Colour){ 0.12, 0.06, 0.04 }, cover(hills - y), 1);
}

static void
draw_gold(double x, double y, double rgb[3])
{
	rgb[0] = 0.26 - 0.12 * y;
	rgb[1] = 0.16 - 0.09 * y;
	rgb[2] = 0.10 - 0.06 * y;
	for (int i = 0; i < 3; i++) {
		double distance = fabs(hypot(x - 0.3 - 0.2 * i, y - 0.5) - 0.14) - 0.03;
		double shine = 0.6 + 0.45 * sin(atan2(y - 0.5, x - 0.3 - 0.2 * i) * 3 + i);
		paint(rgb, gold, cover(distance), 0.55 + 0.6 * shine);
	}
}

static void
draw_kraft(double x, double y, double rgb[3])
{
	double fibre = 0.04 * (chance(x * 400, y * 60) - 0.5);

	rgb[0] = 0.72 + fibre;
	rgb[1] = 0.57 + fibre;
	rgb[2] = 0.40 + fibre;
	paint(rgb, (Colour){ 0.22, 0.13, 0.08 }, text(x, y, 0.15, 0.2, 0.85, 0.8), 1);
}

static void
draw_candle(double x, double y, double rgb[3])
{
	double light = exp(-hypot((x - 0.5) * 1.2, y - 0.4) * 4.5);

	rgb[0] = 0.05 + 0.95 * light;
	rgb[1] = 0.03 + 0.66 * light * (0.6 + 0.5 * light);
	rgb[2] = 0.02 + 0.30 * light * light;
	paint(rgb, (Colour){ 0.85, 0.70, 0.45 }, box(x, y, 0.47, 0.5, 0.53, 0.85), 0.4 + 0.6 * light);
	paint(rgb, (Colour){ 1, 0.95, 0.75 }, circle(x * 1.8, y, 0.9, 0.42, 0.05), 1);
}

/* The tone of an old photograph put on a picture. */
static void
draw_sepia(double x, double y, double rgb[3])
{
	draw_room(x, y, rgb);
	double level = 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2];

	rgb[0] = 0.08 + 0.88 * level;
	rgb[1] = 0.05 + 0.76 * level;
	rgb[2] = 0.02 + 0.56 * level;
}

static void
draw_mono(double x, double y, double rgb[3])
{
	draw_portrait(x, y, rgb);
	grey(rgb, 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]);
}

static void
draw_lines(double x, double y, double rgb[3])
{
	double distance = 1;

	for (int i = 1; i < 6; i++)
		distance = fmin(distance, fabs(hypot(x - 0.5, y - 0.5) - 0.07 * i) - 0.004);
	distance = fmin(distance, fabs(y - 0.5 - 0.3 * sin(x * 7)) - 0.004);
	grey(rgb, 1);
	paint(rgb, (Colour){ 0, 0, 0 }, cover(distance), 1);
}

const Scene scenes[] = {
	{ "paper", SCENE_NEUTRAL, draw_paper },
	{ "product", SCENE_NEUTRAL, draw_product },
	{ "chart", SCENE_NEUTRAL, draw_chart },
	{ "room", SCENE_NEUTRAL, draw_room },
	{ "portrait", SCENE_NEUTRAL, draw_portrait },
	{ "sunset", SCENE_WARM, draw_sunset },
	{ "gold", SCENE_WARM, draw_gold },
	{ "kraft", SCENE_WARM, draw_kraft },
	{ "candle", SCENE_WARM, draw_candle },
	{ "sepia", SCENE_WARM, draw_sepia },
	{ "mono", SCENE_GREY, draw_mono },
	{ "lines", SCENE_GREY, draw_lines },
	{ NULL },
};

const Scene *
scene_find(const char *name)
{
	for (const Scene *scene = scenes; scene->name; scene++)
		if (g_str_equal(scene->name, name))
			return scene;

	return NULL;
}

VipsImage *
scene_render(const Scene *scene, int width, int height)
{
	g_autofree guint8 *pixels = g_malloc((size_t) width * height * 3);
	guint8 *q = pixels;

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			double rgb[3];

			scene->draw((x + 0.5) / width, (y + 0.5) / height, rgb);
			/* Sums of chances are near enough to a bell. Grain is
			 * grey, and flat art has none. */
			double grain = NOISE * (chance(x, y) + chance(x + 7919, y) + chance(x, y + 104729) - 1.5);
			for (int i = 0; i < 3; i++) {
				double noisy = rgb[i] * 255 + (scene->draw == draw_lines ? 0 : grain);
				*q++ = CLAMP(rint(noisy), 0, 255);
			}
		}

	VipsImage *image = vips_image_new_from_memory_copy(pixels, (size_t) width * height * 3,
		width, height, 3, VIPS_FORMAT_UCHAR);
	image->Type = VIPS_INTERPRETATION_sRGB;

	return image;
}
