/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How strong grain is: a filter blind to planes and to straight edges along the axes
 * (Immerkaer, "Fast noise variance estimation", 1996) says how much each block of the picture
 * deviates. The smoothest blocks have nothing but grain.
 */

#include <math.h>

#include "../../base/luma.h"
#include "grain.h"

/* Side of a block, in pixels: enough of them for a deviation to a twentieth. */
#define BLOCK 16

/* Where a code value is cut off at either end, there is less grain than elsewhere. */
#define MIN_LEVEL 16
#define MAX_LEVEL 240

/* Fewer blocks are chance. */
#define MIN_BLOCKS 8

/* The share of blocks that are the smoothest. */
#define SMOOTHEST 0.1

/* The mean absolute value of the filter on Gaussian noise with a deviation of 1, which is that
 * of a Gaussian with the deviation 6: the root of the sum of its squares. */
#define RESPONSE 4.787

static float *
find_luma(VipsImage *memory, gboolean has_alpha)
{
	gint64 n = VIPS_IMAGE_N_PELS(memory);
	float *luma = g_new(float, n);
	const VipsPel *p = VIPS_IMAGE_ADDR(memory, 0, 0);
	int bands = memory->Bands;

	for (gint64 i = 0; i < n; i++, p += bands) {
		luma[i] = bands < 3 ? p[0] : burnish_luma_601(p[0], p[1], p[2]);
		/* Never within the levels. */
		if (has_alpha && p[bands - 1] < 255)
			luma[i] = -INFINITY;
	}

	return luma;
}

/* The mean absolute value of the filter on a block, or -1 where it cannot be told. */
static double
measure_block(const float *luma, int stride)
{
	double level = 0;
	double response = 0;

	for (int y = 1; y < BLOCK - 1; y++) {
		const float *p = luma + y * stride;

		for (int x = 1; x < BLOCK - 1; x++) {
			float above = p[x - stride - 1] - 2 * p[x - stride] + p[x - stride + 1];
			float here = p[x - 1] - 2 * p[x] + p[x + 1];
			float below = p[x + stride - 1] - 2 * p[x + stride] + p[x + stride + 1];

			level += p[x];
			response += fabsf(above - 2 * here + below);
		}
	}
	level /= (BLOCK - 2) * (BLOCK - 2);

	return level >= MIN_LEVEL && level <= MAX_LEVEL && isfinite(response) ? response / ((BLOCK - 2) * (BLOCK - 2)) : -1;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

double
burnish_grain_find(VipsImage *memory)
{
	g_autofree float *luma = find_luma(memory, vips_image_hasalpha(memory));
	g_autoptr(GArray) blocks = g_array_new(FALSE, FALSE, sizeof(double));

	for (int y = 0; y + BLOCK <= memory->Ysize; y += BLOCK)
		for (int x = 0; x + BLOCK <= memory->Xsize; x += BLOCK) {
			double response = measure_block(luma + (size_t) y * memory->Xsize + x, memory->Xsize);

			if (response >= 0)
				g_array_append_val(blocks, response);
		}
	if (blocks->len < MIN_BLOCKS)
		return 0;
	g_array_sort(blocks, compare);

	return g_array_index(blocks, double, (guint) (SMOOTHEST * (blocks->len - 1))) / RESPONSE;
}
