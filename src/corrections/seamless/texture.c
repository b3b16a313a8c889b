/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Textures, what of them shows in a tiling, and their light.
 */

#include <math.h>

#include "../../base/luma.h"
#include "texture.h"

#define BANDS BURNISH_TEXTURE_BANDS

/* Sides of the squares whose means are compared: a line, a step of light, a step of light
 * under grain. */
static const int scales[] = { 1, 4, 16 };
/* Squares on each side, at least, to know what is usual. */
#define LEAST_COLUMNS 8
/* Of 255, that is no difference. */
#define ROUNDING 0.25
/* The step that only so many inside exceed is the limit, with this to spare; a few squares
 * stray by so much. */
#define WIDEST 0.99
#define SPARE 1.1
#define LEAST_LIMIT 1.4
/* Light from a lamp or a window is a slope, or a hill: waves of up to this many halves on
 * both axes together. */
#define WAVES 2
/* It leaves so much, at least, of the mean. */
#define DARKEST 0.6F

BurnishTexture *
burnish_texture_new(const BurnishMatte *matte)
{
	BurnishTexture *texture = g_new(BurnishTexture, 1);

	*texture = (BurnishTexture){ matte->width, matte->height, g_new(float, matte->n *BANDS) };
	for (gsize i = 0; i < matte->n; i++) {
		for (int b = 0; b < 3; b++)
			texture->data[i * BANDS + b] = matte->colour[i * 3 + b] * matte->alpha[i] / 255;
		texture->data[i * BANDS + 3] = matte->alpha[i];
	}

	return texture;
}

void
burnish_texture_free(BurnishTexture *texture)
{
	if (!texture)
		return;

	g_free(texture->data);
	g_free(texture);
}

void
burnish_texture_to_matte(const BurnishTexture *texture, BurnishMatte *matte)
{
	for (gsize i = 0; i < matte->n; i++) {
		float alpha = VIPS_CLIP(0.0F, texture->data[i * BANDS + 3], 255.0F);

		matte->alpha[i] = alpha;
		for (int b = 0; b < 3; b++)
			matte->colour[i * 3 + b] = alpha > 0 ? texture->data[i * BANDS + b] * 255 / alpha : 0;
	}
}

BurnishTexture *
burnish_texture_transpose(const BurnishTexture *texture)
{
	BurnishTexture *turned = g_new(BurnishTexture, 1);

	*turned = (BurnishTexture){ texture->height, texture->width, g_new(float, (gsize) texture->width * texture->height * BANDS) };
	for (int y = 0; y < texture->height; y++)
		for (int x = 0; x < texture->width; x++)
			for (int b = 0; b < BANDS; b++)
				turned->data[((gsize) x * texture->height + y) * BANDS + b] =
					texture->data[((gsize) y * texture->width + x) * BANDS + b];

	return turned;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The sums of `side` rows from `y` on, and of all columns before each. */
static void
add_rows(const BurnishTexture *texture, int y, int side, double *before)
{
	const float *p = texture->data + (gsize) y * texture->width * BANDS;
	gsize row = (gsize) texture->width * BANDS;

	for (int b = 0; b < BANDS; b++)
		before[b] = 0;
	for (gsize k = 0; k < row; k++) {
		double sum = 0;

		for (int v = 0; v < side; v++)
			sum += p[v * row + k];
		before[k + BANDS] = before[k] + sum;
	}
}

/* What a square that ends at one column differs by from one that begins at another. */
static double
get_step(const double *before, int side, int end, int begin)
{
	double sum = 0;

	for (int b = 0; b < BANDS; b++)
		sum += fabs(before[end * BANDS + b] - before[(end - side) * BANDS + b] -
			before[(begin + side) * BANDS + b] + before[begin * BANDS + b]);

	return sum / (side * side);
}

/* The mean of that for each column at which two squares meet; the last one is of those
 * that meet in a tiling. */
static double *
get_steps(const BurnishTexture *texture, int side, int n)
{
	double *steps = g_new0(double, n + 1);
	g_autofree double *before = g_new(double, (gsize) (texture->width + 1) * BANDS);
	int rows = texture->height / side;

	for (int y = 0; y < rows; y++) {
		add_rows(texture, y * side, side, before);
		for (int k = 0; k < n; k++)
			steps[k] += get_step(before, side, k + side, k + side) / rows;
		steps[n] += get_step(before, side, texture->width, 0) / rows;
	}

	return steps;
}

double
burnish_texture_seam(const BurnishTexture *texture, double *limit)
{
	double seam = 1;

	*limit = LEAST_LIMIT;
	for (guint s = 0; s < G_N_ELEMENTS(scales); s++) {
		int side = scales[s];
		int n = texture->width - 2 * side + 1;

		if (texture->width < LEAST_COLUMNS * side || texture->height < side)
			break;
		g_autofree double *steps = get_steps(texture, side, n);
		double across = steps[n] + ROUNDING;
		double mean = ROUNDING;
		for (int k = 0; k < n; k++)
			mean += steps[k] / n;
		qsort(steps, n, sizeof(double), compare);
		double widest = SPARE * (steps[(int) (WIDEST * (n - 1))] + ROUNDING) / mean;
		widest = VIPS_MAX(widest, LEAST_LIMIT);
		/* The scale that shows it best. */
		if (s == 0 || across / mean / widest > seam / *limit) {
			seam = across / mean;
			*limit = widest;
		}
	}

	return seam;
}

static float
get_luma(const float *p)
{
	return burnish_luma_709(p[0], p[1], p[2]);
}

/* How much of a wave there is in the brightness. */
static double
project(const BurnishTexture *texture, const float *across, const float *down)
{
	double sum = 0;

	for (int y = 0; y < texture->height; y++) {
		const float *p = texture->data + (gsize) y * texture->width * BANDS;
		double row = 0;

		for (int x = 0; x < texture->width; x++, p += BANDS)
			row += across[x] * get_luma(p);
		sum += row * down[y];
	}

	return sum;
}

static float *
make_wave(int n, int halves)
{
	float *wave = g_new(float, n);

	/* Of length 1, so that they can be taken apart one by one. */
	for (int i = 0; i < n; i++)
		wave[i] = cos(G_PI * halves * (i + 0.5) / n) * sqrt((halves ? 2.0 : 1.0) / n);

	return wave;
}

/* Add a wave, as much of it as there is. */
static void
add_wave(const BurnishTexture *texture, int halves_across, int halves_down, float *light)
{
	g_autofree float *across = make_wave(texture->width, halves_across);
	g_autofree float *down = make_wave(texture->height, halves_down);
	double sum = project(texture, across, down);

	for (int y = 0; y < texture->height; y++)
		for (int x = 0; x < texture->width; x++)
			light[(gsize) y * texture->width + x] += (float) sum * across[x] * down[y];
}

void
burnish_texture_flatten(BurnishTexture *texture, double strength, gboolean across, gboolean down)
{
	gsize n = (gsize) texture->width * texture->height;
	g_autofree float *light = g_new0(float, n);
	double mean = 0;

	for (gsize i = 0; i < n; i++)
		mean += get_luma(texture->data + i * BANDS) / n;
	/* Along an axis that is closed already no wave may be taken off that is not. */
	for (int u = 0; u <= (across ? WAVES : 0); u++)
		for (int v = 0; v <= (down ? WAVES - u : 0); v++)
			if (u || v)
				add_wave(texture, u, v, light);
	for (gsize i = 0; mean > 0 && i < n; i++) {
		float gain = 1 / VIPS_MAX(DARKEST, 1 + (float) (strength * light[i] / mean));

		/* The same for all colours, as light is. */
		for (int b = 0; b < 3; b++)
			texture->data[i * BANDS + b] *= gain;
	}
}
