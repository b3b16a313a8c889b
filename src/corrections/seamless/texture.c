/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Textures, what of them shows in a tiling, and their light.
 */

#include <math.h>

#include "texture.h"

#define BANDS BURNISH_TEXTURE_BANDS

/* Sides of the squares whose means are compared: a line, a step of light, a step of light
 * under grain. */
static const int scales[] = { 1, 4, 16 };
/* Squares on each side, at least, to know what is usual. */
#define LEAST_COLUMNS 8
/* Of 255, that is no difference. */
#define ROUNDING 0.25
/* The step that only so many inside exceed is the limit, with this to spare. */
#define WIDEST 0.99
#define SPARE 1.1
/* Light from a lamp or a window is a slope, or a hill: waves of up to this many halves on
 * both axes together. */
#define WAVES 2
/* It leaves so much, at least, of the mean. */
#define DARKEST 0.4F

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

	*turned = (BurnishTexture){ texture->height, texture->width, g_new(float, (gsize) texture->width *texture->height *BANDS) };
	for (int y = 0; y < texture->height; y++)
		for (int x = 0; x < texture->width; x++)
			for (int b = 0; b < BANDS; b++)
				turned->data[((gsize) x * texture->height + y) * BANDS + b] =
					texture->data[((gsize) y * texture->width + x) * BANDS + b];

	return turned;
}

/* Add up the rows from `y` on into the squares of a row of squares. */
static void
add_squares(const BurnishTexture *texture, int y, int side, int offset, int columns, float *means)
{
	for (int k = 0; k < columns * BANDS; k++)
		means[k] = 0;
	for (int v = y; v < y + side; v++) {
		const float *p = texture->data + ((gsize) v * texture->width + offset) * BANDS;

		for (int k = 0; k < columns; k++)
			for (int u = 0; u < side; u++)
				for (int b = 0; b < BANDS; b++)
					means[k * BANDS + b] += *p++ / (side * side);
	}
}

static double
difference(const float *a, const float *b)
{
	double sum = 0;

	for (int k = 0; k < BANDS; k++)
		sum += fabsf(a[k] - b[k]);

	return sum;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

/* What two neighbouring columns of squares differ by, for each pair; the last one is of the
 * pair that meets in a tiling. */
static double *
get_steps(const BurnishTexture *texture, int side, int columns)
{
	double *steps = g_new0(double, columns);
	g_autofree float *means = g_new(float, (gsize) columns *BANDS);
	g_autofree float *right = g_new(float, BANDS);
	int rows = texture->height / side;

	for (int y = 0; y < rows; y++) {
		add_squares(texture, y * side, side, 0, columns, means);
		/* The last square ends where the texture does. */
		add_squares(texture, y * side, side, texture->width - side, 1, right);
		for (int k = 0; k + 1 < columns; k++)
			steps[k] += difference(means + (gsize) k * BANDS, means + (gsize) (k + 1) * BANDS) / rows;
		steps[columns - 1] += difference(means, right) / rows;
	}

	return steps;
}

double
burnish_texture_seam(const BurnishTexture *texture, double *limit)
{
	double seam = 1;

	*limit = SPARE;
	for (guint s = 0; s < G_N_ELEMENTS(scales); s++) {
		int side = scales[s];
		int columns = texture->width / side;

		if (columns < LEAST_COLUMNS || texture->height < side)
			break;
		g_autofree double *steps = get_steps(texture, side, columns);
		double across = steps[columns - 1] + ROUNDING;
		double mean = 0;
		for (int k = 0; k + 1 < columns; k++)
			mean += steps[k] / (columns - 1);
		mean += ROUNDING;
		qsort(steps, columns - 1, sizeof(double), compare);
		double widest = SPARE * (steps[(int) (WIDEST * (columns - 2))] + ROUNDING) / mean;
		/* The scale that shows it best. */
		if (s == 0 || across / mean / widest > seam / *limit) {
			seam = across / mean;
			*limit = VIPS_MAX(widest, SPARE);
		}
	}

	return seam;
}

/* How much of a wave there is in each colour. */
static void
project(const BurnishTexture *texture, const float *across, const float *down, double sum[3])
{
	for (int y = 0; y < texture->height; y++) {
		const float *p = texture->data + (gsize) y * texture->width * BANDS;
		double row[3] = { 0 };

		for (int x = 0; x < texture->width; x++, p += BANDS)
			for (int b = 0; b < 3; b++)
				row[b] += across[x] * p[b];
		for (int b = 0; b < 3; b++)
			sum[b] += row[b] * down[y];
	}
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
	double sum[3] = { 0 };

	project(texture, across, down, sum);
	for (int y = 0; y < texture->height; y++)
		for (int x = 0; x < texture->width; x++)
			for (int b = 0; b < 3; b++)
				light[((gsize) y * texture->width + x) * 3 + b] += (float) sum[b] * across[x] * down[y];
}

void
burnish_texture_flatten(BurnishTexture *texture, double strength, gboolean across, gboolean down)
{
	gsize n = (gsize) texture->width * texture->height;
	g_autofree float *light = g_new0(float, n * 3);
	double mean[3] = { 0 };

	for (gsize i = 0; i < n; i++)
		for (int b = 0; b < 3; b++)
			mean[b] += texture->data[i * BANDS + b] / n;
	/* Along an axis that is closed already no wave may be taken off that is not. */
	for (int u = 0; u <= (across ? WAVES : 0); u++)
		for (int v = 0; v <= (down ? WAVES - u : 0); v++)
			if (u || v)
				add_wave(texture, u, v, light);
	for (gsize i = 0; i < n; i++)
		for (int b = 0; b < 3; b++) {
			float relative = mean[b] > 0 ? light[i * 3 + b] / (float) mean[b] : 0;
			texture->data[i * BANDS + b] /= VIPS_MAX(DARKEST, 1 + (float) strength * relative);
		}
}
