/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The detail of a tile: the mean of what the network finds in it as it is and upside down,
 * or in all eight ways to turn and reflect it, whose errors partly cancel (Timofte et al.,
 * "Seven ways to improve example-based single image super resolution", 2016). Two is the
 * least: a network alone shifts what it sees by some hundredths of a pixel, and with its
 * mirror image it cannot. Where a picture is flat there is no detail, whatever the
 * network says.
 */

#include "detail.h"
#include "kernels.h"

/* Where neighbours differ by less than this many code values, detail fades: it would be made
 * of grain. Up to this value the PSNR of held-out pictures does not fall. */
#define FLAT 16.0F

BurnishDetail *
burnish_detail_new(const BurnishNetwork *network, int max_side, int passes)
{
	BurnishDetail *detail = g_new0(BurnishDetail, 1);
	int scale = burnish_network_scale(network);
	size_t size = (size_t) max_side * max_side * scale * scale;

	detail->network = network;
	detail->passes = passes;
	detail->scratch = burnish_scratch_new(network, max_side);
	detail->margin = burnish_network_margin(network);
	detail->stride = max_side + 2 * detail->margin + BURNISH_SLACK;
	detail->luma = g_new0(float, (size_t) detail->stride * detail->stride);
	detail->turned = g_new0(float, (size_t) detail->stride * detail->stride);
	detail->detail = g_new0(float, size);
	detail->turned_detail = g_new0(float, size);

	return detail;
}

void
burnish_detail_free(BurnishDetail *detail)
{
	if (!detail)
		return;

	burnish_scratch_free(detail->scratch);
	g_free(detail->luma);
	g_free(detail->turned);
	g_free(detail->detail);
	g_free(detail->turned_detail);
	g_free(detail);
}

/* Both axes from the other end. */
#define HALF_TURN 3

/* Where pixel (x, y) of a turned plane comes from: bit 2 swaps the axes, the others
 * count columns or rows from the other end of the plane of width x height. */
static inline size_t
source(int turn, int x, int y, int width, int height, int stride)
{
	int u = turn & 4 ? y : x;
	int v = turn & 4 ? x : y;

	if (turn & 1)
		u = width - 1 - u;
	if (turn & 2)
		v = height - 1 - v;

	return (size_t) v * stride + u;
}

/* The network takes levels around zero. */
static void
turn_luma(BurnishDetail *detail, int turn, int width, int height)
{
	width += 2 * detail->margin;
	height += 2 * detail->margin;
	int turned_width = turn & 4 ? height : width;
	int turned_height = turn & 4 ? width : height;

	for (int y = 0; y < turned_height; y++) {
		float *out = detail->turned + (size_t) y * detail->stride;

		for (int x = 0; x < turned_width; x++)
			out[x] = detail->luma[source(turn, x, y, width, height, detail->stride)] * (1 / 255.0F) - 0.5F;
	}
}

static void
add_turned(BurnishDetail *detail, int turn, int width, int height)
{
	int scale = burnish_network_scale(detail->network);
	const float *in = detail->turned_detail;

	width *= scale;
	height *= scale;
	int turned_width = turn & 4 ? height : width;
	int turned_height = turn & 4 ? width : height;
	for (int y = 0; y < turned_height; y++)
		for (int x = 0; x < turned_width; x++) {
			float *out = detail->detail + source(turn, x, y, width, height, width);

			*out = (turn == 0 ? 0 : *out) + *in++;
		}
}

/* How much detail there can be at a pixel: none where its neighbours are the same. */
static float
presence(const BurnishDetail *detail, int x, int y)
{
	const float *p = detail->luma + (size_t) (y + detail->margin - 1) * detail->stride + x + detail->margin - 1;
	float low = p[0];
	float high = p[0];

	for (int i = 0; i < 3; i++, p += detail->stride)
		for (int j = 0; j < 3; j++) {
			low = MIN(low, p[j]);
			high = MAX(high, p[j]);
		}

	return MIN((high - low) / FLAT, 1);
}

static void
fade_flat(BurnishDetail *detail, int width, int height)
{
	int scale = burnish_network_scale(detail->network);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			float present = presence(detail, x, y) / detail->passes;
			float *out = detail->detail + ((size_t) y * width * scale + x) * scale;

			for (int i = 0; i < scale; i++, out += width * scale)
				for (int j = 0; j < scale; j++)
					out[j] *= present;
		}
}

void
burnish_detail_run(BurnishDetail *detail, int width, int height)
{
	for (int pass = 0; pass < detail->passes; pass++) {
		int turn = pass * (detail->passes == 2 ? HALF_TURN : 1);
		int turned_width = turn & 4 ? height : width;
		int turned_height = turn & 4 ? width : height;

		turn_luma(detail, turn, width, height);
		burnish_network_run(detail->network, detail->scratch, detail->turned, detail->stride,
			turned_width, turned_height, detail->turned_detail);
		add_turned(detail, turn, width, height);
	}
	fade_flat(detail, width, height);
}
