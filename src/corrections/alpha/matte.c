/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Between pictures and the floats that matting computes with.
 */

#include <string.h>

#include "../../base/object.h"
#include "matte.h"

/* 65535 / 255: 16-bit samples on the scale of 8-bit ones. */
#define DEEP 257.0F

static BurnishMatte *
allocate(int width, int height)
{
	BurnishMatte *matte = g_new0(BurnishMatte, 1);

	matte->width = width;
	matte->height = height;
	matte->n = (gsize) width * height;
	matte->colour = g_new(float, matte->n * 3);
	matte->alpha = g_new(float, matte->n);

	return matte;
}

void
burnish_matte_free(BurnishMatte *matte)
{
	if (!matte)
		return;

	g_free(matte->colour);
	g_free(matte->alpha);
	g_free(matte);
}

static float
get_sample(const VipsImage *image, gsize i)
{
	return image->BandFmt == VIPS_FORMAT_UCHAR
		? ((const guint8 *) image->data)[i]
		: ((const guint16 *) (const void *) image->data)[i] / DEEP;
}

static void
put_sample(VipsImage *image, gsize i, float value)
{
	float v = VIPS_CLIP(0.0F, value, 255.0F);

	if (image->BandFmt == VIPS_FORMAT_UCHAR)
		((guint8 *) image->data)[i] = (guint8) (v + 0.5F);
	else
		((guint16 *) (void *) image->data)[i] = (guint16) (v * DEEP + 0.5F);
}

BurnishMatte *
burnish_matte_new(VipsImage *in)
{
	g_autoptr(VipsImage) memory = vips_image_copy_memory(in);

	if (!memory)
		return NULL;

	BurnishMatte *matte = allocate(in->Xsize, in->Ysize);
	int bands = in->Bands;
	gboolean alpha = vips_image_hasalpha(in);
	gboolean grey = bands - alpha == 1;

	for (gsize i = 0; i < matte->n; i++) {
		for (int b = 0; b < 3; b++)
			matte->colour[i * 3 + b] = get_sample(memory, i * bands + (grey ? 0 : b));
		matte->alpha[i] = alpha ? get_sample(memory, i * bands + bands - 1) : 255;
	}

	return matte;
}

static gboolean
is_opaque(const BurnishMatte *matte)
{
	for (gsize i = 0; i < matte->n; i++)
		if (matte->alpha[i] < 255)
			return FALSE;

	return TRUE;
}

VipsImage *
burnish_matte_to_image(const BurnishMatte *matte, VipsImage *like)
{
	gboolean had_alpha = vips_image_hasalpha(like);
	int colours = like->Bands - had_alpha;
	gboolean alpha = had_alpha || !is_opaque(matte);
	int bands = colours + alpha;
	g_autoptr(VipsImage) image = vips_image_new_memory();

	vips_image_init_fields(image, matte->width, matte->height, bands, like->BandFmt,
		VIPS_CODING_NONE, like->Type, like->Xres, like->Yres);
	if (vips_image_write_prepare(image))
		return NULL;

	for (gsize i = 0; i < matte->n; i++) {
		for (int b = 0; b < colours; b++)
			put_sample(image, i * bands + b, matte->colour[i * 3 + b]);
		if (alpha)
			put_sample(image, i * bands + colours, matte->alpha[i]);
	}

	return g_steal_pointer(&image);
}

void
burnish_matte_set_canvas(BurnishMatte *matte, int left, int top, int width, int height)
{
	BurnishMatte *new = allocate(width, height);

	memset(new->colour, 0, new->n * 3 * sizeof(float));
	memset(new->alpha, 0, new->n * sizeof(float));
	int x0 = VIPS_MAX(0, left);
	int x1 = VIPS_MIN(width, left + matte->width);
	for (int y = VIPS_MAX(0, top); y < VIPS_MIN(height, top + matte->height) && x1 > x0; y++) {
		gsize from = (gsize) (y - top) * matte->width + x0 - left;
		gsize to = (gsize) y * width + x0;

		memcpy(new->colour + to * 3, matte->colour + from * 3, (x1 - x0) * 3 * sizeof(float));
		memcpy(new->alpha + to, matte->alpha + from, (x1 - x0) * sizeof(float));
	}

	g_free(matte->colour);
	g_free(matte->alpha);
	*matte = *new;
	g_free(new);
}
