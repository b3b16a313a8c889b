/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What stands out. The main map is the minimum barrier distance to the sides of the
 * picture (Zhang et al., "Minimum barrier salient object detection at 80 FPS",
 * ICCV 2015): the ground is what can be reached from a side without a step in
 * colour. Sharp detail and distance from the mean colour (Achanta et al.,
 * "Frequency-tuned salient region detection", CVPR 2009) stand beside it, because
 * generated pictures have blurred grounds and few colours.
 */

#include <math.h>
#include <string.h>

#include "saliency.h"

/* Sweeps of the distance transform; after three, further ones change little. */
#define SWEEPS 3

/* Percentiles of a map that become 0 and 1. */
#define LOW 0.10
#define HIGH 0.98
#define BINS 1024

/* Blur of detail and of colour, in cells: a subject is more than its edges. */
#define BLUR 2

static const double quantiles[BURNISH_SALIENCY_QUANTILES] = {
	0.03, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97
};

typedef struct {
	int columns;
	int rows;
	const float *value;
	float *distance;
	/* Along the best path so far. */
	float *highest;
	float *lowest;
} Barrier;

static void
barrier_step(Barrier *barrier, int at, int from)
{
	float value = barrier->value[at];
	float highest = VIPS_MAX(barrier->highest[from], value);
	float lowest = VIPS_MIN(barrier->lowest[from], value);

	if (highest - lowest < barrier->distance[at]) {
		barrier->distance[at] = highest - lowest;
		barrier->highest[at] = highest;
		barrier->lowest[at] = lowest;
	}
}

static void
barrier_sweep(Barrier *barrier, gboolean back)
{
	int columns = barrier->columns;
	int rows = barrier->rows;

	for (int j = 0; j < rows; j++)
		for (int i = 0; i < columns; i++) {
			int x = back ? columns - 1 - i : i;
			int y = back ? rows - 1 - j : j;
			int at = y * columns + x;

			if (i > 0)
				barrier_step(barrier, at, back ? at + 1 : at - 1);
			if (j > 0)
				barrier_step(barrier, at, back ? at + columns : at - columns);
		}
}

/* Sides in the order left, top, right, bottom. */
static gboolean
is_on_side(int x, int y, int columns, int rows, int side)
{
	return side == 0 ? x == 0 : side == 1 ? y == 0
		: side == 2                       ? x == columns - 1
										  : y == rows - 1;
}

/* Add the distance of each cell from one side, for one channel. */
static void
add_barrier(const BurnishLook *look, int channel, int side, float *sum)
{
	int n = look->columns * look->rows;
	g_autofree float *scratch = g_new0(float, 3 * n);
	Barrier barrier = {
		look->columns, look->rows, look->colour[channel],
		scratch, scratch + n, scratch + 2 * n
	};

	for (int at = 0; at < n; at++) {
		gboolean seed = is_on_side(at % look->columns, at / look->columns, look->columns, look->rows, side);

		barrier.highest[at] = seed ? barrier.value[at] : INFINITY;
		barrier.lowest[at] = seed ? barrier.value[at] : -INFINITY;
		barrier.distance[at] = seed ? 0 : INFINITY;
	}
	for (int i = 0; i < SWEEPS; i++)
		barrier_sweep(&barrier, i % 2);
	for (int at = 0; at < n; at++)
		sum[at] += barrier.distance[at];
}

/* The value below which that share of a map lies, to a thousandth of its range. */
static float
percentile(const float *map, int n, double share)
{
	int counts[BINS] = { 0 };
	float low = map[0];
	float high = map[0];
	int sum = 0;
	int bin = 0;

	for (int i = 1; i < n; i++) {
		low = VIPS_MIN(low, map[i]);
		high = VIPS_MAX(high, map[i]);
	}
	if (high <= low)
		return low;
	for (int i = 0; i < n; i++)
		counts[(int) ((BINS - 1) * (map[i] - low) / (high - low))]++;
	while (bin < BINS - 1 && (sum += counts[bin]) <= share * (n - 1))
		bin++;

	return low + (high - low) * bin / (BINS - 1);
}

static void
normalize(float *map, int n)
{
	float low = percentile(map, n, LOW);
	float high = percentile(map, n, HIGH);

	for (int i = 0; i < n; i++)
		map[i] = high > low ? VIPS_CLIP(0, (map[i] - low) / (high - low), 1) : 0;
}

/* Two running means of 2 BLUR + 1 cells each way. */
static void
blur(float *map, int columns, int rows)
{
	g_autofree float *from = g_new(float, columns *rows);

	for (int pass = 0; pass < 4; pass++) {
		gboolean across = pass % 2;

		memcpy(from, map, columns * rows * sizeof(float));
		for (int y = 0; y < rows; y++)
			for (int x = 0; x < columns; x++) {
				float sum = 0;
				for (int k = -BLUR; k <= BLUR; k++) {
					int i = across ? VIPS_CLIP(0, x + k, columns - 1) : x;
					int j = across ? y : VIPS_CLIP(0, y + k, rows - 1);
					sum += from[j * columns + i];
				}
				map[y * columns + x] = sum / (2 * BLUR + 1);
			}
	}
}

static void
fill_barrier(BurnishSaliency *saliency, const BurnishLook *look)
{
	int n = look->columns * look->rows;
	g_autofree float *sides = g_new0(float, 4 * n);
	float *map = saliency->map[BURNISH_SALIENCY_BARRIER];

	for (int side = 0; side < 4; side++)
		for (int channel = 0; channel < 3; channel++)
			add_barrier(look, channel, side, sides + side * n);
	for (int at = 0; at < n; at++)
		map[at] = VIPS_MIN(VIPS_MIN(sides[at], sides[n + at]), VIPS_MIN(sides[2 * n + at], sides[3 * n + at]));
}

static void
fill_rarity(float *map, const BurnishLook *look)
{
	int n = look->columns * look->rows;

	for (int channel = 0; channel < 3; channel++) {
		double mean = 0;
		for (int at = 0; at < n; at++)
			mean += look->colour[channel][at] / n;
		for (int at = 0; at < n; at++) {
			float difference = look->colour[channel][at] - mean;
			map[at] += difference * difference;
		}
	}
	for (int at = 0; at < n; at++)
		map[at] = sqrtf(map[at]);
}

static void
remove_texts(BurnishSaliency *saliency, const BurnishLook *look, const GArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const BurnishBox *box = &g_array_index(texts, BurnishBox, i);
		int right = VIPS_MIN(look->columns, (int) ceil(box->right / look->cell));
		int bottom = VIPS_MIN(look->rows, (int) ceil(box->bottom / look->cell));

		for (int y = box->top / look->cell; y < bottom; y++)
			for (int x = box->left / look->cell; x < right; x++)
				for (int k = 0; k < BURNISH_SALIENCY_MAPS; k++)
					saliency->map[k][y * look->columns + x] = 0;
	}
}

BurnishSaliency *
burnish_saliency_new(const BurnishLook *look, const GArray *texts)
{
	BurnishSaliency *saliency = g_new0(BurnishSaliency, 1);
	int n = look->columns * look->rows;

	saliency->columns = look->columns;
	saliency->rows = look->rows;
	for (int k = 0; k < BURNISH_SALIENCY_MAPS; k++)
		saliency->map[k] = g_new0(float, n);

	fill_barrier(saliency, look);
	memcpy(saliency->map[BURNISH_SALIENCY_DETAIL], look->detail, n * sizeof(float));
	blur(saliency->map[BURNISH_SALIENCY_DETAIL], look->columns, look->rows);
	fill_rarity(saliency->map[BURNISH_SALIENCY_RARITY], look);
	blur(saliency->map[BURNISH_SALIENCY_RARITY], look->columns, look->rows);
	/* Lettering must not set the scale either. */
	remove_texts(saliency, look, texts);
	for (int k = 0; k < BURNISH_SALIENCY_MAPS; k++)
		normalize(saliency->map[k], n);

	return saliency;
}

void
burnish_saliency_free(BurnishSaliency *saliency)
{
	if (!saliency)
		return;

	for (int k = 0; k < BURNISH_SALIENCY_MAPS; k++)
		g_free(saliency->map[k]);
	g_free(saliency);
}

void
burnish_saliency_quantiles(const double *mass, int n, double out[BURNISH_SALIENCY_QUANTILES])
{
	double total = 0;
	double sum = 0;
	int k = 0;

	for (int i = 0; i < n; i++)
		total += mass[i];
	for (int i = 0; i < n && k < BURNISH_SALIENCY_QUANTILES; i++) {
		double share = total > 0 ? mass[i] / total : 1.0 / n;

		for (; k < BURNISH_SALIENCY_QUANTILES && (sum + share >= quantiles[k] || i == n - 1); k++) {
			double part = share > 0 ? VIPS_CLIP(0, (quantiles[k] - sum) / share, 1) : 1;
			out[k] = (i + part) / n;
		}
		sum += share;
	}
}

void
burnish_saliency_find_quantiles(const BurnishSaliency *saliency, BurnishSaliencyMap map, gboolean vertical,
	double out[BURNISH_SALIENCY_QUANTILES])
{
	int n = vertical ? saliency->rows : saliency->columns;
	g_autofree double *mass = g_new0(double, n);

	for (int y = 0; y < saliency->rows; y++)
		for (int x = 0; x < saliency->columns; x++)
			mass[vertical ? y : x] += saliency->map[map][y * saliency->columns + x];
	burnish_saliency_quantiles(mass, n, out);
}
