/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include <vips/vips.h>

#include "field.h"

/* Box sums that make a Gaussian. */
#define BOXES 3
/* Of fields that are filled. */
#define MAX_BANDS 4
/* Steps of the distance transform: 1, 1.4 and 2.2 pixels. */
#define STRAIGHT BURNISH_FIELD_PIXEL
#define DIAGONAL 7
#define KNIGHT 11
/* A step more is no overflow. */
#define FARTHEST (G_MAXINT16 - KNIGHT)

/* Through sums of the row up to each pixel: their differences do not wait for each
 * other. */
static void
box_line(float *line, double *sums, int n, int radius)
{
	double sum = 0;
	int r = VIPS_MIN(radius, n);

	for (int i = 0; i < n; i++) {
		sums[i] = sum;
		sum += line[i];
	}
	for (int i = n; i <= n + r; i++)
		sums[i] = sum;
	for (int i = 0; i < r; i++)
		line[i] = sums[VIPS_MIN(n, i + r + 1)];
	for (int i = r; i < n; i++)
		line[i] = sums[i + r + 1] - sums[i - r];
}

/* Down the columns, a row at a time: a column at a time would miss the cache at
 * every pixel. */
static void
box_columns(float *data, int width, int height, int radius)
{
	double *restrict sum = g_new0(double, width);
	g_autofree float *ring = g_new0(float, (gsize) width *(radius + 1));

	for (int y = -radius; y < height; y++) {
		if (y + radius < height)
			for (int x = 0; x < width; x++)
				sum[x] += data[(gsize) (y + radius) * width + x];
		if (y < 0)
			continue;
		/* The row itself is overwritten, but will be taken off
		 * radius + 1 rows later. */
		float *restrict old = ring + (gsize) (y % (radius + 1)) * width;
		float *restrict row = data + (gsize) y * width;
		for (int x = 0; x < width && y > radius; x++)
			sum[x] -= old[x];
		memcpy(old, row, width * sizeof(*row));
		for (int x = 0; x < width; x++)
			row[x] = sum[x];
	}
	g_free(sum);
}

void
burnish_field_box_sum(float *data, int width, int height, int radius)
{
	g_autofree double *sums = g_new0(double, width + VIPS_MIN(radius, width) + 1);

	for (int y = 0; y < height; y++)
		box_line(data + (gsize) y * width, sums, width, radius);
	box_columns(data, width, height, radius);
}

/* Repeated boxes: the radius whose variance, three times, is that of the Gaussian. */
void
burnish_field_blur(float *data, int width, int height, double sigma)
{
	int radius = VIPS_MAX(1, (int) rint((sqrt(4 * sigma * sigma + 1) - 1) / 2));
	float scale = 1.0F / ((2 * radius + 1) * (2 * radius + 1));

	for (int k = 0; k < BOXES; k++) {
		burnish_field_box_sum(data, width, height, radius);
		for (gsize i = 0; i < (gsize) width * height; i++)
			data[i] *= scale;
	}
}

/* What comes from the two rows before: no pixel waits for another of its row, so the
 * compiler can do many at once. */
static void
sweep_rows(gint16 *restrict row, const gint16 *restrict above, const gint16 *restrict higher, int width)
{
	for (int x = 0; x < width; x++) {
		gint16 straight = above[x] + STRAIGHT;
		gint16 diagonal = VIPS_MIN(above[x - 1], above[x + 1]) + DIAGONAL;
		gint16 beside = VIPS_MIN(above[x - 2], above[x + 2]);
		gint16 beyond = VIPS_MIN(higher[x - 1], higher[x + 1]);
		gint16 knight = VIPS_MIN(beside, beyond) + KNIGHT;
		gint16 near = VIPS_MIN(straight, diagonal);
		gint16 best = VIPS_MIN(near, knight);

		row[x] = VIPS_MIN(row[x], best);
	}
}

/* One pass over a field with two pixels of margin; `step` is 1 forwards, -1 back. */
static void
sweep(gint16 *field, int width, int height, int step)
{
	int stride = width + 4;

	for (int k = 0; k < height; k++) {
		int y = step > 0 ? k : height - 1 - k;
		gint16 *row = field + (gsize) (y + 2) * stride + 2;

		sweep_rows(row, row - step * stride, row - 2 * step * stride, width);
		gint16 *pixel = step > 0 ? row : row + width - 1;
		int last = pixel[-step];
		for (int n = 0; n < width; n++, pixel += step) {
			last = VIPS_MIN(*pixel, last + STRAIGHT);
			*pixel = last;
		}
	}
}

/* Borgefors, Distance transformations in digital images, 1986. */
gint16 *
burnish_field_distance(const guint8 *mask, guint8 value, int width, int height)
{
	int stride = width + 4;
	gsize n = (gsize) stride * (height + 4);
	gint16 *field = g_new(gint16, n);
	gint16 far = VIPS_MIN(FARTHEST, STRAIGHT * (width + height));

	for (gsize i = 0; i < 2 * (gsize) stride; i++)
		field[i] = field[n - 1 - i] = far;
	for (int y = 0; y < height; y++) {
		const guint8 *from = mask + (gsize) y * width;
		gint16 *row = field + (gsize) (y + 2) * stride;

		row[0] = row[1] = row[width + 2] = row[width + 3] = far;
		for (int x = 0; x < width; x++)
			row[x + 2] = from[x] == value ? 0 : far;
	}
	sweep(field, width, height, 1);
	sweep(field, width, height, -1);
	/* Without the margin, in place. */
	for (int y = 0; y < height; y++)
		memmove(field + (gsize) y * width, field + (gsize) (y + 2) * stride + 2, width * sizeof(*field));

	return field;
}

/* Values times weight, and the weight, of a level of half the size. */
static void
pull(const float *data, const float *weight, int width, int height, int bands,
	float *small, float *small_weight)
{
	int half = (width + 1) / 2;

	memset(small, 0, (gsize) half * ((height + 1) / 2) * bands * sizeof(float));
	memset(small_weight, 0, (gsize) half * ((height + 1) / 2) * sizeof(float));
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			gsize j = (gsize) (y / 2) * half + x / 2;

			if (weight[i] <= 0)
				continue;
			for (int b = 0; b < bands; b++)
				small[j * bands + b] += data[i * bands + b] * weight[i];
			small_weight[j] += weight[i];
		}

	gsize n = (gsize) half * ((height + 1) / 2);
	for (gsize j = 0; j < n; j++)
		if (small_weight[j] > 0)
			for (int b = 0; b < bands; b++)
				small[j * bands + b] /= small_weight[j];
}

/* The small level of w x h at a pixel of the large one, bilinear. */
static void
get_wide(const float *small, int w, int h, int bands, int x, int y, float *out)
{
	int u = VIPS_CLIP(0, (x - 1) / 2 - (x == 0), w - 1);
	int v = VIPS_CLIP(0, (y - 1) / 2 - (y == 0), h - 1);
	int u1 = VIPS_MIN(u + 1, w - 1);
	int v1 = VIPS_MIN(v + 1, h - 1);
	float fx = x == 0 ? 0 : x % 2 ? 0.25F
								  : 0.75F;
	float fy = y == 0 ? 0 : y % 2 ? 0.25F
								  : 0.75F;

	for (int b = 0; b < bands; b++) {
		float top = small[((gsize) v * w + u) * bands + b] * (1 - fx) + small[((gsize) v * w + u1) * bands + b] * fx;
		float bottom = small[((gsize) v1 * w + u) * bands + b] * (1 - fx) + small[((gsize) v1 * w + u1) * bands + b] * fx;

		out[b] = top * (1 - fy) + bottom * fy;
	}
}

/* The filled small level where this one has no weight of its own. */
static void
push(float *data, const float *weight, int width, int height, int bands, const float *small)
{
	int w = (width + 1) / 2;
	int h = (height + 1) / 2;

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			float own = VIPS_MIN(1.0F, weight[i]);
			float wide[MAX_BANDS];

			if (own >= 1)
				continue;
			get_wide(small, w, h, bands, x, y, wide);
			for (int b = 0; b < bands; b++) {
				float *value = &data[i * bands + b];

				*value = own > 0 ? *value * own + wide[b] * (1 - own) : wide[b];
			}
		}
}

void
burnish_field_fill(float *data, const float *weight, int width, int height, int bands)
{
	if (width == 1 && height == 1)
		return;

	gsize n = (gsize) ((width + 1) / 2) * ((height + 1) / 2);
	g_autofree float *small = g_new(float, n *bands);
	g_autofree float *small_weight = g_new(float, n);

	pull(data, weight, width, height, bands, small, small_weight);
	burnish_field_fill(small, small_weight, (width + 1) / 2, (height + 1) / 2, bands);
	push(data, weight, width, height, bands, small);
}

/* Sums of the sources, and how many, of a level of half the size. */
static void
pull_marked(const float *data, const guint8 *mark, int width, int height, float *small, float *small_weight)
{
	int half = (width + 1) / 2;

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			gsize j = (gsize) (y / 2) * half + x / 2;

			if (mark[i] != BURNISH_FIELD_SOURCE)
				continue;
			for (int b = 0; b < 3; b++)
				small[j * 3 + b] += data[i * 3 + b];
			small_weight[j]++;
		}
	for (gsize j = 0; j < (gsize) half * ((height + 1) / 2); j++)
		if (small_weight[j] > 1)
			for (int b = 0; b < 3; b++)
				small[j * 3 + b] /= small_weight[j];
}

void
burnish_field_fill_marked(float *data, const guint8 *mark, int width, int height)
{
	int w = (width + 1) / 2;
	int h = (height + 1) / 2;
	g_autofree float *small = g_new0(float, (gsize) w *h * 3);
	g_autofree float *weight = g_new0(float, (gsize) w *h);

	pull_marked(data, mark, width, height, small, weight);
	burnish_field_fill(small, weight, w, h, 3);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;

			if (mark[i] == BURNISH_FIELD_TARGET)
				get_wide(small, w, h, 3, x, y, data + i * 3);
		}
}

void
burnish_field_enlarge_row(const BurnishFieldCells *cells, int y, float *row, int width)
{
	int n = cells->w * cells->bands;
	float v = VIPS_CLIP(0, (y + 0.5F) / cells->side - 0.5F, cells->h - 1);
	int v0 = v;
	const float *top = cells->data + (gsize) v0 * n;
	const float *bottom = cells->data + (gsize) VIPS_MIN(v0 + 1, cells->h - 1) * n;
	g_autofree float *line = g_new0(float, n);

	for (int k = 0; k < n; k++)
		line[k] = top[k] + (bottom[k] - top[k]) * (v - v0);
	for (int x = 0; x < width; x++) {
		float u = VIPS_CLIP(0, (x + 0.5F) / cells->side - 0.5F, cells->w - 1);
		int u0 = u;
		const float *left = line + u0 * cells->bands;
		const float *right = line + VIPS_MIN(u0 + 1, cells->w - 1) * cells->bands;

		for (int b = 0; b < cells->bands; b++)
			row[x * cells->bands + b] = left[b] + (right[b] - left[b]) * (u - u0);
	}
}
