/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Canvas beyond the picture. Smooth ground is continued by a fit to the lines along
 * the side (continue.c); anything else is mirrored, which has no seam, and goes out of
 * focus with the distance, so that nobody reads it as a second subject.
 */

#include <math.h>

#include "../../base/depth.h"
#include "../../base/luma.h"
#include "../../base/object.h"
#include "continue.h"
#include "extend.h"

/* Ground is smooth when the mean of the lines next to the side, and each pixel of
 * them, strays no further than this from a running mean, in steps of 8 bits: shading
 * and grain do, leaves and bricks do not. */
#define SMOOTH_MEAN 3.0
#define SMOOTH_PIXEL 6.0

/* Lines of the proxy that are looked at, and the reach of the running mean, as a part
 * of the side. */
#define STRIP 8
#define REACH 16

/* The part of the room, and of the longer side, after which a mirrored picture is out of
 * focus: sooner than its subject begins. */
#define MIRROR_REACH 0.25
#define MIRROR_FURTHEST 0.08

/* The blur at full distance of a mirrored picture, and of a picture that is its own
 * ground, as a part of its longer side. At 0.06, heads were still heads. */
#define MIRROR_BLUR 0.12
#define GROUND_BLUR 0.04

/* A blur is done on a picture so small that this is its sigma. */
#define SMALL_SIGMA 4.0

static double
level(const VipsImage *image, int x, int y, int band)
{
	const VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

	return image->BandFmt == VIPS_FORMAT_UCHAR ? p[band] : ((const guint16 *) p)[band] / 257.0;
}

/* Pixel `i` of line `line` from a side inwards. */
static double
level_along(const VipsImage *image, int side, int line, int i, int band)
{
	switch (side) {
	case 0:
		return level(image, line, i, band);
	case 1:
		return level(image, i, line, band);
	case 2:
		return level(image, image->Xsize - 1 - line, i, band);
	default:
		return level(image, i, image->Ysize - 1 - line, band);
	}
}

static gboolean
is_smooth(const VipsImage *proxy, int side, int band)
{
	int length = side % 2 ? proxy->Xsize : proxy->Ysize;
	int lines = VIPS_MIN(STRIP, side % 2 ? proxy->Ysize : proxy->Xsize);
	int reach = VIPS_MAX(1, length / REACH);
	g_autofree double *mean = g_new0(double, length);
	double of_mean = 0;
	double of_pixels = 0;

	for (int i = 0; i < length; i++)
		for (int line = 0; line < lines; line++)
			mean[i] += level_along(proxy, side, line, i, band) / lines;
	for (int i = 0; i < length; i++) {
		int from = VIPS_MAX(0, i - reach);
		int to = VIPS_MIN(length - 1, i + reach);
		double around = 0;

		for (int j = from; j <= to; j++)
			around += mean[j] / (to - from + 1);
		of_mean += (mean[i] - around) * (mean[i] - around) / length;
		for (int line = 0; line < lines; line++) {
			double stray = level_along(proxy, side, line, i, band) - mean[i];
			of_pixels += stray * stray / (length * lines);
		}
	}

	return sqrt(of_mean) <= SMOOTH_MEAN && sqrt(of_pixels) <= SMOOTH_PIXEL;
}

BurnishFill
burnish_extend_choose(VipsImage *proxy, const gboolean sides[4])
{
	for (int side = 0; side < 4; side++)
		for (int band = 0; band < proxy->Bands && sides[side]; band++)
			if (!is_smooth(proxy, side, band))
				return BURNISH_FILL_MIRROR;

	return BURNISH_FILL_CONTINUE;
}

/* 0 inside `picture`, growing to 1 at `reach` pixels outside of it, in bands of
 * float. */
static int
make_ramp(VipsImage **out, const VipsRect *picture, int width, int height, double reach)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 8);
	double half_width = (picture->width - 1) / 2.0;
	double half_height = (picture->height - 1) / 2.0;
	/* Distance outside along each axis, the larger one, as a share. */
	int result = vips_xyz(&t[0], width, height, NULL) ||
		vips_linear(t[0], &t[1], (double[2]){ 1, 1 },
			(double[2]){ -picture->left - half_width, -picture->top - half_height }, 2, NULL) ||
		vips_abs(t[1], &t[2], NULL) ||
		vips_linear(t[2], &t[3], (double[2]){ 1 / reach, 1 / reach },
			(double[2]){ -half_width / reach, -half_height / reach }, 2, NULL) ||
		!(t[4] = vips_image_new_from_image1(t[3], 0)) || vips_bandrank((VipsImage *[2]){ t[3], t[4] }, &t[5], 2, "index", 1, NULL) ||
		vips_extract_band(t[5], &t[6], 0, NULL) || vips_extract_band(t[5], &t[7], 1, NULL);
	g_autoptr(VipsImage) larger = NULL;
	g_autoptr(VipsImage) one = NULL;

	if (!result)
		result = vips_bandrank((VipsImage *[2]){ t[6], t[7] }, &larger, 2, "index", 1, NULL) ||
			!(one = vips_image_new_from_image1(larger, 1)) ||
			vips_bandrank((VipsImage *[2]){ larger, one }, out, 2, "index", 0, NULL);
	g_object_unref(owner);

	return result ? -1 : 0;
}

static int
embed(VipsImage *in, VipsImage **out, const VipsRect *crop, VipsExtend extend)
{
	return vips_embed(in, out, -crop->left, -crop->top, crop->width, crop->height, "extend", extend, NULL);
}

/* from + (to - from) * share, back in the format of `from`. */
static int
blend(VipsImage *from, VipsImage *to, VipsImage *share, VipsImage **out)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);
	int result = vips_subtract(to, from, &t[0], NULL) ||
		vips_multiply(t[0], share, &t[1], NULL) ||
		vips_add(from, t[1], &t[2], NULL) ||
		vips_rint(t[2], &t[3], NULL) ||
		vips_cast(t[3], out, from->BandFmt, NULL);

	g_object_unref(owner);

	return result ? -1 : 0;
}

/* A wide Gaussian blur, on a reduced copy, which is kept: each part of the result needs much
 * of it, and would make that anew of the picture and all that was done to it. */
static int
soften(VipsImage *in, VipsImage **out, double sigma)
{
	double factor = VIPS_MAX(1, sigma / SMALL_SIGMA);
	g_autoptr(VipsImage) small = NULL;
	g_autoptr(VipsImage) lazy = NULL;
	g_autoptr(VipsImage) blurred = NULL;
	g_autoptr(VipsImage) large = NULL;

	return vips_resize(in, &small, 1 / factor, NULL) ||
			vips_gaussblur(small, &lazy, VIPS_MAX(0.3, sigma / factor), NULL) ||
			!(blurred = vips_image_copy_memory(lazy)) ||
			vips_resize(blurred, &large, (double) in->Xsize / blurred->Xsize,
				"vscale", (double) in->Ysize / blurred->Ysize, "kernel", VIPS_KERNEL_LINEAR, NULL) ||
			vips_embed(large, out, 0, 0, in->Xsize, in->Ysize, "extend", VIPS_EXTEND_COPY, NULL)
		? -1
		: 0;
}

static int
fill_mirror(VipsImage *in, VipsImage **out, const VipsRect *crop)
{
	VipsRect picture = { -crop->left, -crop->top, in->Xsize, in->Ysize };
	int room = VIPS_MAX(crop->width - in->Xsize, crop->height - in->Ysize);
	int longer = VIPS_MAX(in->Xsize, in->Ysize);
	double reach = VIPS_MAX(1, VIPS_MIN(room * MIRROR_REACH, longer * MIRROR_FURTHEST));
	g_autoptr(VipsImage) mirrored = NULL;
	g_autoptr(VipsImage) blurred = NULL;
	g_autoptr(VipsImage) ramp = NULL;

	return embed(in, &mirrored, crop, VIPS_EXTEND_MIRROR) ||
			soften(mirrored, &blurred, MIRROR_BLUR * longer) ||
			make_ramp(&ramp, &picture, crop->width, crop->height, reach) ||
			blend(mirrored, blurred, ramp, out)
		? -1
		: 0;
}

static int
fill_blur(VipsImage *in, VipsImage **out, const VipsRect *crop)
{
	double scale = VIPS_MAX((double) crop->width / in->Xsize, (double) crop->height / in->Ysize);
	double sigma = GROUND_BLUR * VIPS_MAX(crop->width, crop->height);
	g_autoptr(VipsImage) large = NULL;
	g_autoptr(VipsImage) cut = NULL;
	g_autoptr(VipsImage) ground = NULL;

	return vips_resize(in, &large, scale * 1.01, "kernel", VIPS_KERNEL_LINEAR, NULL) ||
			vips_extract_area(large, &cut, VIPS_MAX(0, large->Xsize - crop->width) / 2,
				VIPS_MAX(0, large->Ysize - crop->height) / 2, crop->width, crop->height, NULL) ||
			soften(cut, &ground, sigma) ||
			vips_insert(ground, in, out, -crop->left, -crop->top, NULL)
		? -1
		: 0;
}

static int
fill_solid(VipsImage *in, VipsImage **out, const VipsRect *crop, const double *colour, int n)
{
	double scale = in->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1;
	int colours = in->Bands - (vips_image_hasalpha(in) ? 1 : 0);
	double ink[4];

	for (int band = 0; band < in->Bands; band++)
		ink[band] = scale * (band >= colours ? 255 : colour[n == 1 ? 0 : band]);
	/* A grey picture has a grey ground. */
	if (colours == 1 && n == 3)
		ink[0] = scale * burnish_luminance_709(colour[0], colour[1], colour[2]);

	VipsArrayDouble *background = vips_array_double_new(ink, in->Bands);
	int result = vips_embed(in, out, -crop->left, -crop->top, crop->width, crop->height,
		"extend", VIPS_EXTEND_BACKGROUND, "background", background, NULL);
	vips_area_unref(VIPS_AREA(background));

	return result;
}

static int
fill_transparent(VipsImage *in, VipsImage **out, const VipsRect *crop)
{
	g_autoptr(VipsImage) with_alpha = NULL;
	double opaque = in->BandFmt == VIPS_FORMAT_USHORT ? 65535 : 255;

	if (vips_image_hasalpha(in))
		return embed(in, out, crop, VIPS_EXTEND_BLACK);

	return vips_bandjoin_const1(in, &with_alpha, opaque, NULL) ||
			embed(with_alpha, out, crop, VIPS_EXTEND_BLACK)
		? -1
		: 0;
}

int
burnish_extend(VipsImage *in, VipsImage **out, const VipsRect *crop,
	BurnishFill fill, const double *colour, int n)
{
	VipsRect whole = { 0, 0, in->Xsize, in->Ysize };
	VipsRect inside;
	g_autoptr(VipsImage) part = NULL;

	vips_rect_intersectrect(crop, &whole, &inside);
	if (vips_extract_area(in, &part, inside.left, inside.top, inside.width, inside.height, NULL))
		return -1;
	if (inside.width == crop->width && inside.height == crop->height) {
		*out = g_object_ref(part);
		return 0;
	}

	VipsRect rest = { crop->left - inside.left, crop->top - inside.top, crop->width, crop->height };
	switch (fill) {
	case BURNISH_FILL_MIRROR:
		return fill_mirror(part, out, &rest);
	case BURNISH_FILL_BLUR:
		return fill_blur(part, out, &rest);
	case BURNISH_FILL_SOLID:
		return fill_solid(part, out, &rest, colour, n);
	case BURNISH_FILL_TRANSPARENT:
		return fill_transparent(part, out, &rest);
	default:
		return burnish_continue(part, out, &rest);
	}
}
