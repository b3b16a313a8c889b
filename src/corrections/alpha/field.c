/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include <vips/vips.h>

#include "field.h"

static void
box_line(float *line, float *copy, int n, int step, int radius)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		copy[i] = line[(gsize) i * step];
	for (int i = 0; i < VIPS_MIN(radius, n); i++)
		sum += copy[i];
	for (int i = 0; i < n; i++) {
		if (i + radius < n)
			sum += copy[i + radius];
		if (i - radius > 0)
			sum -= copy[i - radius - 1];
		line[(gsize) i * step] = sum;
	}
}

/* Down the columns, a row at a time: a column at a time would miss the cache at
 * every pixel. */
static void
box_columns(float *data, int width, int height, int radius)
{
	g_autofree double *sum = g_new0(double, width);
	g_autofree float *ring = g_new0(float, (gsize) width *(radius + 1));

	for (int y = -radius; y < height; y++) {
		if (y + radius < height)
			for (int x = 0; x < width; x++)
				sum[x] += data[(gsize) (y + radius) * width + x];
		if (y < 0)
			continue;
		/* The row itself is overwritten, but will be taken off
		 * radius + 1 rows later. */
		float *old = ring + (gsize) (y % (radius + 1)) * width;
		float *row = data + (gsize) y * width;
		for (int x = 0; x < width; x++) {
			if (y > radius)
				sum[x] -= old[x];
			old[x] = row[x];
			row[x] = sum[x];
		}
	}
}

void
burnish_field_box_sum(float *data, int width, int height, int radius)
{
	g_autofree float *copy = g_new0(float, width);

	for (int y = 0; y < height; y++)
		box_line(data + (gsize) y * width, copy, width, 1, radius);
	box_columns(data, width, height, radius);
}

/* What comes from the two rows before: no pixel waits for another of its row, so the
 * compiler can do many at once. */
static void
sweep_rows(float *restrict row, const float *restrict above, const float *restrict higher, int width)
{
	for (int x = 0; x < width; x++) {
		float straight = above[x] + 1.0F;
		float diagonal = VIPS_MIN(above[x - 1], above[x + 1]) + 1.4F;
		float beside = VIPS_MIN(above[x - 2], above[x + 2]);
		float beyond = VIPS_MIN(higher[x - 1], higher[x + 1]);
		float knight = VIPS_MIN(beside, beyond) + 2.2F;

		row[x] = VIPS_MIN(VIPS_MIN(row[x], straight), VIPS_MIN(diagonal, knight));
	}
}

/* One pass over a field with two pixels of margin; `step` is 1 forwards, -1 back. */
static void
sweep(float *field, int width, int height, int step)
{
	int stride = width + 4;

	for (int k = 0; k < height; k++) {
		int y = step > 0 ? k : height - 1 - k;
		float *row = field + (gsize) (y + 2) * stride + 2;

		sweep_rows(row, row - step * stride, row - 2 * step * stride, width);
		float *pixel = step > 0 ? row : row + width - 1;
		float last = pixel[-step];
		for (int n = 0; n < width; n++, pixel += step)
			*pixel = last = VIPS_MIN(*pixel, last + 1.0F);
	}
}

/* Borgefors, Distance transformations in digital images, 1986. */
float *
burnish_field_distance(const guint8 *mask, guint8 value, int width, int height)
{
	int stride = width + 4;
	gsize n = (gsize) stride * (height + 4);
	g_autofree float *field = g_new0(float, n);
	float *distance = g_new(float, (gsize) width *height);

	for (gsize i = 0; i < n; i++)
		field[i] = (float) (width + height);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			if (mask[(gsize) y * width + x] == value)
				field[(gsize) (y + 2) * stride + x + 2] = 0;
	sweep(field, width, height, 1);
	sweep(field, width, height, -1);
	for (int y = 0; y < height; y++)
		memcpy(distance + (gsize) y * width, field + (gsize) (y + 2) * stride + 2, width * sizeof(float));

	return distance;
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

/* The filled small level, bilinear, where this one has no weight of its own. */
static void
push(float *data, const float *weight, int width, int height, int bands, const float *small)
{
	int w = (width + 1) / 2;
	int h = (height + 1) / 2;

	for (int y = 0; y < height; y++) {
		int v = VIPS_CLIP(0, (y - 1) / 2 - (y == 0), h - 1);
		int v1 = VIPS_MIN(v + 1, h - 1);
		float fy = y == 0 ? 0 : y % 2 ? 0.25F
									  : 0.75F;

		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			float own = VIPS_MIN(1.0F, weight[i]);
			int u = VIPS_CLIP(0, (x - 1) / 2 - (x == 0), w - 1);
			int u1 = VIPS_MIN(u + 1, w - 1);
			float fx = x == 0 ? 0 : x % 2 ? 0.25F
										  : 0.75F;

			if (own >= 1)
				continue;
			for (int b = 0; b < bands; b++) {
				float top = small[((gsize) v * w + u) * bands + b] * (1 - fx) +
					small[((gsize) v * w + u1) * bands + b] * fx;
				float bottom = small[((gsize) v1 * w + u) * bands + b] * (1 - fx) +
					small[((gsize) v1 * w + u1) * bands + b] * fx;
				float wide = top * (1 - fy) + bottom * fy;
				float *value = &data[i * bands + b];

				*value = own > 0 ? *value * own + wide * (1 - own) : wide;
			}
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
