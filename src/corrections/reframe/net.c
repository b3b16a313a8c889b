/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A small convolutional network that has learned what a subject is: on a thumbnail of 64
 * pixels it marks the boxes of the subject, of its focus, and of lettering. It is a
 * U-Net (Ronneberger et al., 2015) of eleven layers that goes down to a sixteenth and
 * back up to a quarter of the thumbnail. What it was trained on, and with what program,
 * is in tools/train/reframe/.
 */

#include <math.h>
#include <string.h>

#include "channels.h"
#include "net.h"

/* The thumbnail, and its channels: red, green, blue; whether there is picture; and how
 * far across and down, -1 to 1, for what is often in the middle. */
#define SIZE 64
#define CHANNELS 6

typedef struct {
	int kernel;
	int stride;
	int in;
	int out;
} Layer;

/* Down, and then up. The order is that of the weights. */
enum {
	HALF,
	QUARTER,
	QUARTER_AGAIN,
	EIGHTH,
	EIGHTH_AGAIN,
	SIXTEENTH,
	SIXTEENTH_AGAIN,
	JOIN_EIGHTH,
	JOIN_QUARTER,
	SMOOTH,
	VERDICT,
	LAYERS,
};

static const Layer layers[LAYERS] = {
	[HALF] = { 3, 2, CHANNELS, 12 },
	[QUARTER] = { 3, 2, 12, 20 },
	[QUARTER_AGAIN] = { 3, 1, 20, 28 },
	[EIGHTH] = { 3, 2, 28, 40 },
	[EIGHTH_AGAIN] = { 3, 1, 40, 40 },
	[SIXTEENTH] = { 3, 2, 40, 48 },
	[SIXTEENTH_AGAIN] = { 3, 1, 48, 48 },
	[JOIN_EIGHTH] = { 1, 1, 48 + 40, 40 },
	[JOIN_QUARTER] = { 1, 1, 40 + 28, 28 },
	[SMOOTH] = { 3, 1, 28, 28 },
	[VERDICT] = { 1, 1, 28, BURNISH_NET_MAPS },
};

/* The values of a layer: channels of a pixel together, `size` x `size` pixels. */
typedef struct {
	int size;
	int channels;
	float *value;
} Tensor;

static Tensor
tensor_new(int size, int channels)
{
	return (Tensor){ size, channels, g_new0(float, (size_t) size *size *channels) };
}

/* Add what one pixel of the input gives to one of the output. Half of the values are 0,
 * as negative ones are cut off. */
static void
add_pixel(const float *in, const float *weights, int channels, float *restrict out, int outs)
{
	for (int i = 0; i < channels; i++, weights += outs) {
		float value = in[i];

		if (value == 0)
			continue;
		for (int k = 0; k < outs; k++)
			out[k] += value * weights[k];
	}
}

static float *
get_weights(int which, const float **bias)
{
	const gint8 *stored = burnish_net_weights;
	int channel = 0;

	for (int i = 0; i < which; i++) {
		stored += layers[i].kernel * layers[i].kernel * layers[i].in * layers[i].out;
		channel += layers[i].out;
	}
	int n = layers[which].kernel * layers[which].kernel * layers[which].in * layers[which].out;
	float *weights = g_new0(float, n);
	for (int i = 0; i < n; i++)
		weights[i] = stored[i] * burnish_net_scales[channel + i % layers[which].out];
	*bias = burnish_net_biases + channel;

	return weights;
}

/* One layer. Beyond the sides of the input lie zeros. */
static Tensor
convolve(const Tensor *in, int which)
{
	const Layer *layer = layers + which;
	const float *bias;
	g_autofree float *weights = get_weights(which, &bias);
	Tensor out = tensor_new(in->size / layer->stride, layer->out);
	int reach = layer->kernel / 2;

	for (int y = 0; y < out.size; y++)
		for (int x = 0; x < out.size; x++) {
			float *to = out.value + (size_t) (y * out.size + x) * layer->out;

			memcpy(to, bias, layer->out * sizeof(float));
			for (int k = 0; k < layer->kernel * layer->kernel; k++) {
				int j = y * layer->stride + k / layer->kernel - reach;
				int i = x * layer->stride + k % layer->kernel - reach;

				if (j >= 0 && j < in->size && i >= 0 && i < in->size)
					add_pixel(in->value + (size_t) (j * in->size + i) * layer->in,
						weights + (size_t) k * layer->in * layer->out, layer->in, to, layer->out);
			}
			for (int k = 0; k < layer->out && which != VERDICT; k++)
				to[k] = fmaxf(to[k], 0);
		}

	return out;
}

/* The coarse values at twice their size, and the fine ones, side by side. */
static Tensor
join(const Tensor *coarse, const Tensor *fine)
{
	Tensor out = tensor_new(fine->size, coarse->channels + fine->channels);

	for (int y = 0; y < out.size; y++)
		for (int x = 0; x < out.size; x++) {
			float *to = out.value + (size_t) (y * out.size + x) * out.channels;
			size_t from = (size_t) (y / 2) * coarse->size + x / 2;

			memcpy(to, coarse->value + from * coarse->channels, coarse->channels * sizeof(float));
			memcpy(to + coarse->channels, fine->value + (size_t) (y * out.size + x) * fine->channels,
				fine->channels * sizeof(float));
		}

	return out;
}

/* The next layer, in place of the last. */
static void
replace(Tensor *tensor, Tensor next)
{
	g_free(tensor->value);
	*tensor = next;
}

/* The thumbnail in the top left corner, with nothing beside it. */
static Tensor
make_thumbnail(const BurnishLook *look, int width, int height)
{
	const float *planes[3] = { look->luma, look->red_green, look->yellow_blue };
	Tensor out = tensor_new(SIZE, CHANNELS);
	float small[3][SIZE * SIZE];

	for (int k = 0; k < 3; k++)
		burnish_channels_shrink(planes[k], look->width, look->height, small[k], width, height);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			float *to = out.value + (size_t) (y * SIZE + x) * CHANNELS;
			int at = y * width + x;
			/* The opponent colours solved for red, green and blue. */
			float red = small[0][at] + 0.7513F * small[1][at] + 0.0722F * small[2][at];
			float green = red - small[1][at];

			to[0] = red / 128 - 1;
			to[1] = green / 128 - 1;
			to[2] = (0.5F * (red + green) - small[2][at]) / 128 - 1;
			to[3] = 1;
			to[4] = (2 * x + 1.0F) / width - 1;
			to[5] = (2 * y + 1.0F) / height - 1;
		}

	return out;
}

void
burnish_net_run(const BurnishLook *look, BurnishNetMaps *maps)
{
	const int cell = SIZE / BURNISH_NET_CELLS;
	double scale = (double) SIZE / VIPS_MAX(look->width, look->height);
	int width = VIPS_CLIP(1, (int) rint(look->width * scale), SIZE);
	int height = VIPS_CLIP(1, (int) rint(look->height * scale), SIZE);
	Tensor at = make_thumbnail(look, width, height);

	replace(&at, convolve(&at, HALF));
	replace(&at, convolve(&at, QUARTER));
	Tensor quarter = convolve(&at, QUARTER_AGAIN);
	replace(&at, convolve(&quarter, EIGHTH));
	Tensor eighth = convolve(&at, EIGHTH_AGAIN);
	replace(&at, convolve(&eighth, SIXTEENTH));
	replace(&at, convolve(&at, SIXTEENTH_AGAIN));
	replace(&at, join(&at, &eighth));
	replace(&at, convolve(&at, JOIN_EIGHTH));
	replace(&at, join(&at, &quarter));
	replace(&at, convolve(&at, JOIN_QUARTER));
	replace(&at, convolve(&at, SMOOTH));
	replace(&at, convolve(&at, VERDICT));

	maps->width = (double) width / cell;
	maps->height = (double) height / cell;
	maps->columns = ceil(maps->width);
	maps->rows = ceil(maps->height);
	for (int i = 0; i < BURNISH_NET_CELLS * BURNISH_NET_CELLS; i++)
		for (int k = 0; k < BURNISH_NET_MAPS; k++)
			maps->map[k][i] = 1 / (1 + expf(-at.value[(size_t) i * BURNISH_NET_MAPS + k]));
	g_free(at.value);
	g_free(quarter.value);
	g_free(eighth.value);
}
