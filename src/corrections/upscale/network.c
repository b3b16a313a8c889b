/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running a network: all its convolutions at once, row by row. Each keeps the few rows
 * that the next one needs, so that what is between them stays in the cache, and nothing
 * is computed twice but at the sides of a tile. Nothing is padded: the input comes with
 * the margin that the convolutions eat up.
 */

#include <math.h>
#include <string.h>

#include <glib.h>

#include "kernels.h"
#include "network.h"
#include "weights.h"

#define CHANNELS BURNISH_CHANNELS

/* Beyond what a table of ours has. */
#define MAX_LAYERS 30

/* For aligned loads of the widest vectors. */
#define ALIGNMENT 64

/* Outputs of the last convolution, at least: a vector of four. */
#define MIN_OUTPUTS 4

struct BurnishNetwork {
	int scale;
	int layers;
	float *memory;
	BurnishConvolution convolutions[MAX_LAYERS + 2];
};

/* Rows of a map, used in turn. */
typedef struct {
	float *rows;
	int n_rows;
} Ring;

struct BurnishScratch {
	const BurnishKernels *kernels;
	int pitch;
	float *memory;
	float *last;
	Ring rings[MAX_LAYERS + 1];
};

static float
from_half(guint16 half)
{
	int sign = half >> 15;
	int exponent = half >> 10 & 31;
	int mantissa = half & 1023;
	float value = exponent ? ldexpf(1024 + mantissa, exponent - 25) : ldexpf(mantissa, -24);

	return sign ? -value : value;
}

/* Unpack `count` vectors of `outputs` values, each padded to `padded`. */
static const float *
unpack(const guint16 **values, int count, int outputs, int padded, float **memory)
{
	float *begin = *memory;

	for (int i = 0; i < count; i++, *memory += padded)
		for (int j = 0; j < outputs; j++)
			(*memory)[j] = from_half(*(*values)++);
	/* The next one begins aligned, too. */
	*memory += (ALIGNMENT / sizeof(float) - (*memory - begin) % (ALIGNMENT / sizeof(float))) %
		(ALIGNMENT / sizeof(float));

	return begin;
}

static BurnishNetwork *
network_new(const BurnishWeights *weights)
{
	BurnishNetwork *network = g_new0(BurnishNetwork, 1);
	int n = weights->layers + 2;
	int outputs = weights->scale * weights->scale;
	int padded = MAX(outputs, MIN_OUTPUTS);
	const guint16 *values = weights->values;

	network->scale = weights->scale;
	network->layers = weights->layers;
	/* Values, their padding, and the slopes that the last one does not have. */
	network->memory = g_aligned_alloc0(weights->n_values * MIN_OUTPUTS + n * 4 * CHANNELS, sizeof(float), ALIGNMENT);

	float *memory = network->memory;
	for (int i = 0; i < n; i++) {
		BurnishConvolution *convolution = &network->convolutions[i];
		gboolean is_last = i == n - 1;
		int taps = i == 0 ? 25 : 9 * CHANNELS;

		convolution->weights = unpack(&values, taps, is_last ? outputs : CHANNELS, is_last ? padded : CHANNELS, &memory);
		convolution->bias = unpack(&values, 1, is_last ? outputs : CHANNELS, is_last ? padded : CHANNELS, &memory);
		if (!is_last)
			convolution->slope = unpack(&values, 1, CHANNELS, CHANNELS, &memory);
		else {
			/* Nothing is bent: for a last one that is computed
			 * like the others. */
			convolution->slope = memory;
			for (int j = 0; j < CHANNELS; j++)
				*memory++ = 1;
		}
	}
	g_assert(values == weights->values + weights->n_values);

	return network;
}

const BurnishNetwork *
burnish_network_find(const char *name)
{
	static GMutex mutex;
	static const BurnishNetwork *networks[16];

	for (guint i = 0; burnish_weights[i].name; i++)
		if (g_str_equal(burnish_weights[i].name, name)) {
			g_mutex_lock(&mutex);
			if (!networks[i])
				networks[i] = network_new(&burnish_weights[i]);
			g_mutex_unlock(&mutex);
			return networks[i];
		}

	return NULL;
}

int
burnish_network_scale(const BurnishNetwork *network)
{
	return network->scale;
}

/* Two for 5 x 5, one for each of the others. */
int
burnish_network_margin(const BurnishNetwork *network)
{
	return 2 + network->layers + 1;
}

BurnishScratch *
burnish_scratch_new(const BurnishNetwork *network, int max_width)
{
	BurnishScratch *scratch = g_new0(BurnishScratch, 1);
	int layers = network->layers;

	scratch->kernels = burnish_kernels();
	scratch->pitch = (max_width + 2 * (layers + 1) + BURNISH_SLACK) * CHANNELS;
	/* The first maps are needed again before the last convolution. */
	int n_rows = layers + 3 + 3 * layers + 1;
	scratch->memory = g_aligned_alloc0(n_rows * scratch->pitch, sizeof(float), ALIGNMENT);
	float *memory = scratch->memory;
	for (int i = 0; i <= layers; i++) {
		scratch->rings[i] = (Ring){ memory, i == 0 ? layers + 3 : 3 };
		memory += scratch->rings[i].n_rows * scratch->pitch;
	}
	scratch->last = memory;

	return scratch;
}

void
burnish_scratch_free(BurnishScratch *scratch)
{
	if (!scratch)
		return;

	g_aligned_free(scratch->memory);
	g_free(scratch);
}

static float *
ring_row(const BurnishScratch *scratch, int map, int row)
{
	const Ring *ring = &scratch->rings[map];

	return ring->rows + row % ring->n_rows * scratch->pitch;
}

static void
three_rows(const BurnishScratch *scratch, int map, int row, const float *rows[3])
{
	for (int i = 0; i < 3; i++)
		rows[i] = ring_row(scratch, map, row + i);
}

/* The last convolution, and its maps to the places of a block of pixels. */
static void
run_last(const BurnishNetwork *network, BurnishScratch *scratch, int row, int width, float *detail)
{
	const BurnishConvolution *convolution = &network->convolutions[network->layers + 1];
	const float *rows[3];
	int scale = network->scale;
	int outputs = MAX(scale * scale, MIN_OUTPUTS);

	three_rows(scratch, network->layers, row, rows);
	if (outputs == CHANNELS)
		scratch->kernels->body(rows, convolution, scratch->last, width);
	else
		scratch->kernels->last(rows, convolution, scratch->last, width);

	for (int y = 0; y < scale; y++) {
		float *out = detail + ((size_t) row * scale + y) * width * scale;

		for (int x = 0; x < width; x++)
			for (int i = 0; i < scale; i++)
				out[x * scale + i] = scratch->last[x * outputs + y * scale + i] * 255;
	}
}

/* The first maps are added again where they meet the last ones. */
static void
add_first(const BurnishNetwork *network, BurnishScratch *scratch, int row, int width)
{
	int layers = network->layers;
	const float *first = ring_row(scratch, 0, row + layers) + layers * CHANNELS;
	float *last = ring_row(scratch, layers, row);

	for (int i = 0; i < width * CHANNELS; i++)
		last[i] += first[i];
}

void
burnish_network_run(const BurnishNetwork *network, BurnishScratch *scratch,
	const float *luma, int stride, int width, int height, float *detail)
{
	const BurnishKernels *kernels = scratch->kernels;
	int layers = network->layers;

	for (int i = 0; i < height + 2 * (layers + 1); i++) {
		const BurnishConvolution *convolution = network->convolutions;
		const float *rows[5];

		for (int j = 0; j < 5; j++)
			rows[j] = luma + (size_t) (i + j) * stride;
		kernels->first(rows, convolution, ring_row(scratch, 0, i), width + 2 * (layers + 1));

		/* Each follows two rows behind the one before it. */
		int row = i;
		for (int map = 1; map <= layers && (row -= 2) >= 0; map++) {
			int map_width = width + 2 * (layers + 1 - map);

			convolution++;
			three_rows(scratch, map - 1, row, rows);
			kernels->body(rows, convolution, ring_row(scratch, map, row), map_width);
			if (map == layers)
				add_first(network, scratch, row, map_width);
		}
		if (i - 2 * layers >= 2)
			run_last(network, scratch, i - 2 * layers - 2, width, detail);
	}
}
