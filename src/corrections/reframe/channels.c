/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Aggregate channel features (Dollar et al., "Fast feature pyramids for object
 * detection", 2014): means over small cells of colour and of slopes by direction.
 * Slopes are divided by what is usual around them, so that a face in the shade
 * looks like one in the sun.
 */

#include <math.h>
#include <string.h>

#include "channels.h"

/* Slopes are compared with the mean over this many pixels to each side, plus a
 * floor in steps of luma, below which they are noise. */
#define AROUND 8
#define FLOOR 4.0F

void
burnish_channels_shrink(const float *from, int from_width, int from_height,
	float *to, int width, int height)
{
	g_autofree int *edges = g_new(int, width + 1);
	g_autofree float *sums = g_new(float, from_width);

	for (int x = 0; x <= width; x++)
		edges[x] = (gint64) x * from_width / width;
	for (int y = 0; y < height; y++) {
		int y0 = (gint64) y * from_height / height;
		int y1 = MAX(y0 + 1, (gint64) (y + 1) * from_height / height);

		/* Down first, a line at a time. */
		memcpy(sums, from + (size_t) y0 * from_width, from_width * sizeof(float));
		for (int j = y0 + 1; j < y1; j++)
			for (int i = 0; i < from_width; i++)
				sums[i] += from[(size_t) j * from_width + i];
		for (int x = 0; x < width; x++) {
			int x1 = MAX(edges[x] + 1, edges[x + 1]);
			float sum = 0;

			for (int i = edges[x]; i < x1; i++)
				sum += sums[i];
			to[(size_t) y * width + x] = sum / ((x1 - edges[x]) * (y1 - y0));
		}
	}
}

/* Strength of the slope, and which of four directions it has. */
static void
find_slopes(const float *luma, int width, int height, float *strength, guint8 *direction)
{
	for (int y = 0; y < height; y++) {
		const float *above = luma + (size_t) MAX(y - 1, 0) * width;
		const float *here = luma + (size_t) y * width;
		const float *below = luma + (size_t) MIN(y + 1, height - 1) * width;

		for (int x = 0; x < width; x++) {
			float dx = here[MIN(x + 1, width - 1)] - here[MAX(x - 1, 0)];
			float dy = below[x] - above[x];
			float ax = fabsf(dx);
			float ay = fabsf(dy);
			/* tan 22.5 degrees parts the axes from the diagonals. */
			int which = ay < 0.41421356F * ax ? 0 : ax < 0.41421356F * ay ? 2
				: dx * dy > 0                                             ? 1
																		  : 3;

			strength[(size_t) y * width + x] = sqrtf(dx * dx + dy * dy);
			direction[(size_t) y * width + x] = which;
		}
	}
}

/* Running means of `AROUND` to each side along rows or columns, in place. */
static void
blur_line(float *line, int n, int step, float *scratch)
{
	double sum = 0;
	int count = 0;

	for (int i = 0; i < n; i++)
		scratch[i] = line[(size_t) i * step];
	for (int i = 0; i < MIN(AROUND, n); i++, count++)
		sum += scratch[i];
	for (int i = 0; i < n; i++) {
		if (i + AROUND < n) {
			sum += scratch[i + AROUND];
			count++;
		}
		if (i - AROUND - 1 >= 0) {
			sum -= scratch[i - AROUND - 1];
			count--;
		}
		line[(size_t) i * step] = sum / count;
	}
}

static void
blur(float *plane, int width, int height)
{
	g_autofree float *scratch = g_new(float, MAX(width, height));

	for (int y = 0; y < height; y++)
		blur_line(plane + (size_t) y * width, width, 1, scratch);
	for (int x = 0; x < width; x++)
		blur_line(plane + x, height, width, scratch);
}

void
burnish_channels_fill(const float *const planes[3], int width, int height, float *cells)
{
	int columns = width / BURNISH_CHANNEL_CELL;
	int rows = height / BURNISH_CHANNEL_CELL;
	size_t n = (size_t) width * height;
	g_autofree float *strength = g_new0(float, n);
	g_autofree float *usual = g_new0(float, n);
	g_autofree guint8 *direction = g_new0(guint8, n);

	find_slopes(planes[0], width, height, strength, direction);
	memcpy(usual, strength, n * sizeof(float));
	blur(usual, width, height);

	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++) {
			float sum[BURNISH_CHANNELS] = { 0 };

			for (int i = 0; i < BURNISH_CHANNEL_CELL * BURNISH_CHANNEL_CELL; i++) {
				int x = column * BURNISH_CHANNEL_CELL + i % BURNISH_CHANNEL_CELL;
				int y = row * BURNISH_CHANNEL_CELL + i / BURNISH_CHANNEL_CELL;
				size_t at = (size_t) y * width + x;
				float slope = strength[at] / (usual[at] + FLOOR);

				for (int k = 0; k < 3; k++)
					sum[k] += planes[k][at];
				sum[3] += slope;
				sum[4 + direction[at]] += slope;
			}
			for (int k = 0; k < BURNISH_CHANNELS; k++)
				*cells++ = sum[k] / (BURNISH_CHANNEL_CELL * BURNISH_CHANNEL_CELL);
		}
}
