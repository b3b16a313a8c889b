/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pipeline of an enlargement: cleaning, one or two networks until the picture is at
 * least as large as it is to be, a reduction to the exact size, and back-projection.
 * What is in between has 16 bits.
 */

#include <math.h>

#include "../../base/depth.h"
#include "../../base/object.h"
#include "clean.h"
#include "enlarge.h"
#include "infer.h"
#include "magnify.h"
#include "resample.h"

/* How far colour spreads under full transparency, in pixels: to the end of what a
 * network sees beside something visible. */
#define SPREAD 4.0

/* Back-projection comes to within half a code value of 8 bits in this many rounds. */
#define ROUNDS 12

/* Grain up to this is that of any camera, and costs nothing. Beyond, detail is looked for in
 * luma without what deviates by less than this many times the rest: the networks take
 * grain for tiny lines and draw these out; like this it stays the grain that it is. */
#define FINE_GRAIN 1.0
#define GRAIN_GAIN 3.0

/* What is missing is added this many times: less than twice, where it would swing. */
#define RELAXATION 1.6

/* The largest intermediate tiles, as those of the networks. */
#define TILE 512

/* How far it has come. */
typedef struct {
	const BurnishEnlarge *settings;
	VipsImage *image;

	/* In place of our networks, or NULL. */
	BurnishOnnx *onnx;

	/* Once at least. */
	gboolean enlarged;
} Work;

/* Go on with another picture, which keeps what it is made of. */
static void
set_image(Work *work, VipsImage *image)
{
	g_object_unref(work->image);
	work->image = image;
}

/* Under zero alpha, give a picture the colours of what is visible next to it, so that no
 * edges are seen there. */
static int
spread_colour(VipsImage *in, VipsImage **out)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 9);

	return vips_extract_band(in, &t[0], 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(in, &t[1], in->Bands - 1, NULL) ||
			vips_multiply(t[0], t[1], &t[2], NULL) ||
			vips_gaussblur(t[2], &t[3], SPREAD, "precision", VIPS_PRECISION_FLOAT, "min_ampl", 0.01, NULL) ||
			vips_cast(t[1], &t[4], VIPS_FORMAT_FLOAT, NULL) ||
			vips_gaussblur(t[4], &t[5], SPREAD, "precision", VIPS_PRECISION_FLOAT, "min_ampl", 0.01, NULL) ||
			vips_divide(t[3], t[5], &t[6], NULL) ||
			vips_cast(t[6], &t[7], in->BandFmt, NULL) ||
			vips_ifthenelse(t[1], t[0], t[7], &t[8], NULL) ||
			vips_bandjoin2(t[8], t[1], out, NULL)
		? -1
		: 0;
}

/* Another size, colour weighted with alpha. */
static int
resize(VipsImage *in, VipsImage **out, int width, int height, BurnishKernel kernel, VipsBandFormat format)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);

	if (!vips_image_hasalpha(in))
		return burnish_resample(in, out, width, height, kernel, format);

	return vips_premultiply(in, &t[0], NULL) ||
			burnish_resample(t[0], &t[1], width, height, kernel, VIPS_FORMAT_FLOAT) ||
			vips_unpremultiply(t[1], &t[2], NULL) ||
			vips_linear1(t[2], &t[3], 1, 0.5, NULL) ||
			vips_cast(t[3], out, format, NULL)
		? -1
		: 0;
}

/* The network for one enlargement. Four times has one only: for what it gives, it is as
 * cheap as the fast one for twice. */
static const BurnishNetwork *
find_network(BurnishQuality quality, int scale)
{
	if (scale == 4)
		return burnish_network_find("fine4");

	return burnish_network_find(quality == BURNISH_QUALITY_FAST ? "fast2" : "fine2");
}

static int
magnify(Work *work, int scale, VipsBandFormat format)
{
	const BurnishEnlarge *settings = work->settings;
	const double gain = 1 + settings->sharpness;
	const gboolean is_art = settings->kind == BURNISH_UPSCALE_ART;
	/* What was enlarged once has no grain as fine as that. */
	gboolean is_grainy = settings->kind == BURNISH_UPSCALE_PHOTO && settings->grain > FINE_GRAIN && !work->enlarged;
	g_autoptr(VipsImage) luma = NULL;

	if (is_grainy && !work->onnx &&
		burnish_clean_luma(work->image, &luma, GRAIN_GAIN * (settings->grain - FINE_GRAIN)))
		return -1;

	const BurnishMagnify stage = {
		.network = find_network(settings->quality, scale),
		.luma = luma,
		.passes = settings->quality == BURNISH_QUALITY_BEST ? 8 : 2,
		.gain = gain,
		.is_art = is_art,
	};
	const BurnishInfer other = { work->onnx, gain, is_art };
	VipsImage *out;

	if (work->onnx ? burnish_infer(work->image, &out, &other, format) : burnish_magnify(work->image, &out, &stage, format))
		return -1;
	set_image(work, out);
	work->enlarged = TRUE;

	return 0;
}

/* Twice or four times, or what a model gives, until it is large enough; a last step that gives
 * the exact size gives the final format. */
static int
run_networks(Work *work, VipsBandFormat format)
{
	const BurnishEnlarge *settings = work->settings;

	while (work->image->Xsize < settings->width || work->image->Ysize < settings->height) {
		double left = fmax((double) settings->width / work->image->Xsize, (double) settings->height / work->image->Ysize);
		int scale = work->onnx ? work->onnx->scale
			: left > 2         ? 4
							   : 2;
		gboolean is_last = work->image->Xsize * scale == settings->width && work->image->Ysize * scale == settings->height;

		if (magnify(work, scale, is_last && !settings->faithful ? format : VIPS_FORMAT_USHORT))
			return -1;
	}

	return 0;
}

/* Add what the result lacks of the input, again and again (Irani and Peleg, 1991); to all
 * bands alike, so that one colour stays one under any alpha. */
static int
project_back(Work *work, VipsImage *in)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 2 + 7 * ROUNDS);
	int width = work->settings->width;
	int height = work->settings->height;

	if (burnish_depth_set(in, &t[0], 16) || vips_cast(t[0], &t[1], VIPS_FORMAT_FLOAT, NULL))
		return -1;

	VipsImage *x = work->image;
	VipsImage **u = t + 2;
	for (int i = 0; i < ROUNDS; i++, x = u[6], u += 7)
		/* Both sides are cut off to what a picture can hold, and the next
		 * round makes up for it. */
		if (burnish_resample(x, &u[0], in->Xsize, in->Ysize, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_USHORT) ||
			vips_subtract(t[1], u[0], &u[1], NULL) ||
			burnish_resample(u[1], &u[2], width, height, BURNISH_KERNEL_CUBIC, VIPS_FORMAT_FLOAT) ||
			vips_linear1(u[2], &u[3], RELAXATION, 0.5, NULL) ||
			vips_add(x, u[3], &u[4], NULL) ||
			vips_cast(u[4], &u[5], VIPS_FORMAT_USHORT, NULL) ||
			vips_tilecache(u[5], &u[6], "tile_width", TILE, "tile_height", TILE,
				"max_tiles", 3 * ((width + TILE - 1) / TILE) + 2 * vips_concurrency_get(),
				"threaded", TRUE, NULL))
			return -1;
	set_image(work, g_object_ref(x));

	return 0;
}

static int
enlarge_smoothly(Work *work, VipsBandFormat format)
{
	const BurnishEnlarge *settings = work->settings;
	VipsImage *made;

	if (vips_image_hasalpha(work->image)) {
		if (spread_colour(work->image, &made))
			return -1;
		set_image(work, made);
	}
	if (settings->clean > 0) {
		if (burnish_clean(work->image, &made, settings->clean))
			return -1;
		set_image(work, made);
	}

	g_autoptr(VipsImage) small = g_object_ref(work->image);
	if (settings->model && !(work->onnx = burnish_onnx_load(settings->model)))
		return -1;
	if (run_networks(work, format))
		return -1;
	if (work->image->Xsize != settings->width || work->image->Ysize != settings->height) {
		/* Art would get fringes from a kernel with more of a negative
		 * lobe. */
		BurnishKernel kernel = settings->kind == BURNISH_UPSCALE_ART ? BURNISH_KERNEL_CUBIC : BURNISH_KERNEL_LANCZOS3;

		if (resize(work->image, &made, settings->width, settings->height, kernel, VIPS_FORMAT_USHORT))
			return -1;
		set_image(work, made);
	}

	return settings->faithful ? project_back(work, small) : 0;
}

int
burnish_enlarge(VipsImage *in, VipsImage **out, const BurnishEnlarge *settings)
{
	Work work = { settings, g_object_ref(in) };
	int depth = in->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16;
	int result;

	if (settings->kind == BURNISH_UPSCALE_PIXEL)
		result = resize(in, out, settings->width, settings->height, BURNISH_KERNEL_AREA, in->BandFmt);
	else
		result = enlarge_smoothly(&work, in->BandFmt) || burnish_depth_set(work.image, out, depth) ? -1 : 0;
	g_object_unref(work.image);
	burnish_onnx_unref(work.onnx);

	return result;
}
