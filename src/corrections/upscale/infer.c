/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One enlargement by a model of other people, as a lazy libvips image. A model is given
 * tiles with some of what is around them, all of one size, whose margin is cut off again.
 *
 * A model of one band gets luma, and its detail goes to all colours alike, as that of the
 * networks of ours does; a picture of one band, such as alpha, goes to a model of three as grey.
 */

#include <string.h>

#include "../../base/depth.h"
#include "../../base/luma.h"
#include "../../base/object.h"
#include "grid.h"
#include "infer.h"
#include "resample.h"

/* What is cut off at each side: most tools for such models take 10 to 16. */
#define MARGIN 16

/* At most this part of a side, for models that take small tiles only. */
#define MARGIN_PART 4

#define MAX_BANDS 3

typedef struct {
	BurnishGrid grid;
	const BurnishOnnx *onnx;
	int margin_x;
	int margin_y;
	gboolean bounded;
} Infer;

/* What a thread works with. */
typedef struct {
	VipsRegion *region;
	float *in;
	float *out;
} Sequence;

static int
infer_stop(void *seq, void *a, void *b)
{
	Sequence *sequence = seq;

	VIPS_UNREF(sequence->region);
	g_free(sequence->in);
	g_free(sequence->out);
	g_free(sequence);

	return 0;
}

static void *
infer_start(VipsImage *out, void *a, void *b)
{
	const Infer *infer = b;
	const BurnishOnnx *onnx = infer->onnx;
	size_t n = (size_t) onnx->bands * onnx->width * onnx->height;
	Sequence *sequence = g_new0(Sequence, 1);

	sequence->in = g_new(float, n);
	sequence->out = g_new(float, n * onnx->scale * onnx->scale);
	if (!(sequence->region = vips_region_new(a))) {
		infer_stop(sequence, a, b);
		return NULL;
	}

	return sequence;
}

/* What came back for a grey picture as one band again. */
static void
mean_bands(float *planes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		planes[i] = (planes[i] + planes[n + i] + planes[2 * n + i]) / 3;
}

/* Hold what came back between the nine nearest pixels. */
static void
bound(const Infer *infer, const float *in, float *out, const VipsRect *tile)
{
	int width = infer->onnx->width;
	int scale = infer->grid.scale;

	for (int y = 0; y < tile->height * scale; y++)
		for (int x = 0; x < tile->width * scale; x++) {
			const float *p = in + (size_t) (y / scale + infer->margin_y - 1) * width + x / scale + infer->margin_x - 1;
			float *q = out + (size_t) (y + infer->margin_y * scale) * width * scale + x + infer->margin_x * scale;
			float low = *p;
			float high = *p;

			for (int i = 0; i < 3; i++, p += width)
				for (int j = 0; j < 3; j++) {
					low = VIPS_MIN(low, p[j]);
					high = VIPS_MAX(high, p[j]);
				}
			*q = VIPS_CLIP(low, *q, high);
		}
}

static int
infer_tile(VipsRegion *out, void *seq, const VipsRect *tile, const BurnishGrid *grid)
{
	const Infer *infer = (const Infer *) grid;
	const BurnishOnnx *onnx = infer->onnx;
	const Sequence *sequence = seq;
	size_t n = (size_t) onnx->width * onnx->height;
	size_t large = n * grid->scale * grid->scale;
	int bands = out->im->Bands;
	float *planes[MAX_BANDS];
	const float *results[MAX_BANDS];

	for (int i = 0; i < MAX_BANDS; i++)
		planes[i] = sequence->in + i % onnx->bands * n;
	VipsRect needed = { tile->left - infer->margin_x, tile->top - infer->margin_y, onnx->width, onnx->height };
	if (burnish_grid_read(sequence->region, &needed, planes, onnx->width))
		return -1;
	for (size_t i = 0; i < bands * n; i++)
		sequence->in[i] *= 1 / 255.0F;
	for (int i = bands; i < onnx->bands; i++)
		memcpy(planes[i], planes[0], n * sizeof(float));

	if (burnish_onnx_run(onnx, sequence->in, sequence->out))
		return -1;
	if (bands < onnx->bands)
		mean_bands(sequence->out, large);
	for (int i = 0; i < bands; i++) {
		float *result = sequence->out + i * large;

		if (infer->bounded)
			bound(infer, planes[i], result, tile);
		for (size_t j = 0; j < large; j++)
			result[j] *= 255;
		results[i] = result + ((size_t) infer->margin_y * onnx->width * grid->scale + infer->margin_x) * grid->scale;
	}
	/* There is nothing to be added. */
	burnish_grid_write(grid, out, tile, results, results, 0, onnx->width * grid->scale);

	return 0;
}

/* `in` has as many bands as the model, or one. */
static int
run_model(VipsImage *in, VipsImage **out, const BurnishInfer *settings, VipsBandFormat format)
{
	BurnishOnnx *onnx = settings->onnx;
	VipsImage *tiles = vips_image_new();
	Infer *infer = VIPS_NEW(tiles, Infer);
	int margin_x = VIPS_MIN(MARGIN, onnx->width / MARGIN_PART);
	int margin_y = VIPS_MIN(MARGIN, onnx->height / MARGIN_PART);

	*infer = (Infer){
		.grid = { onnx->scale, onnx->width - 2 * margin_x, onnx->height - 2 * margin_y, format, infer_start, infer_stop, infer_tile },
		.onnx = onnx,
		.margin_x = margin_x,
		.margin_y = margin_y,
		.bounded = settings->bounded,
	};
	/* As long as it may be read. */
	g_object_set_data_full(G_OBJECT(tiles), "burnish-onnx", burnish_onnx_ref(onnx), (GDestroyNotify) burnish_onnx_unref);
	int result = burnish_grid_run(&infer->grid, tiles, in, out);
	g_object_unref(tiles);

	return result;
}

/* As for our networks. */
static int
make_luma(VipsImage *in, VipsImage **out, VipsBandFormat format)
{
	g_autoptr(VipsImage) weights = vips_image_new_matrixv(3, 1, BURNISH_WEIGHTS_601);
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 2);

	return vips_recomb(in, &t[0], weights, NULL) ||
			vips_linear1(t[0], &t[1], 1, format == VIPS_FORMAT_FLOAT ? 0 : 0.5, NULL) ||
			vips_cast(t[1], out, format, NULL)
		? -1
		: 0;
}

/* A multiple of what the model has beyond the interpolation: of all bands, or of luma. */
static int
add_detail(VipsImage *in, VipsImage **out, const BurnishInfer *settings, VipsBandFormat format)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 10);
	const BurnishOnnx *onnx = settings->onnx;
	gboolean is_luma = in->Bands > onnx->bands;
	int depth = format == VIPS_FORMAT_UCHAR ? 8 : 16;

	/* 16 bits, and half a step for rounding. */
	if (burnish_depth_set(in, &t[0], 16) ||
		burnish_resample(t[0], &t[1], in->Xsize * onnx->scale, in->Ysize * onnx->scale, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_FLOAT))
		return -1;
	if (is_luma
			? make_luma(t[0], &t[2], VIPS_FORMAT_USHORT) || make_luma(t[1], &t[3], VIPS_FORMAT_FLOAT)
			: vips_copy(t[0], &t[2], NULL) || vips_copy(t[1], &t[3], NULL))
		return -1;

	return run_model(t[2], &t[4], settings, VIPS_FORMAT_USHORT) ||
			vips_subtract(t[4], t[3], &t[5], NULL) ||
			vips_linear1(t[5], &t[6], settings->gain, 0.5, NULL) ||
			vips_add(t[1], t[6], &t[7], NULL) ||
			vips_cast(t[7], &t[8], VIPS_FORMAT_USHORT, NULL) ||
			vips_copy(t[8], &t[9], "interpretation", t[0]->Type, NULL) ||
			burnish_depth_set(t[9], out, depth)
		? -1
		: 0;
}

static int
enlarge(VipsImage *in, VipsImage **out, const BurnishInfer *settings, VipsBandFormat format)
{
	return settings->gain != 1 || in->Bands > settings->onnx->bands
		? add_detail(in, out, settings, format)
		: run_model(in, out, settings, format);
}

int
burnish_infer(VipsImage *in, VipsImage **out, const BurnishInfer *settings, VipsBandFormat format)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);

	if (!vips_image_hasalpha(in))
		return enlarge(in, out, settings, format);

	return vips_extract_band(in, &t[0], 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(in, &t[1], in->Bands - 1, NULL) ||
			enlarge(t[0], &t[2], settings, format) ||
			enlarge(t[1], &t[3], settings, format) ||
			vips_bandjoin2(t[2], t[3], out, NULL)
		? -1
		: 0;
}
