/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Between pictures and the floats that matting computes with.
 */

#include <string.h>

#include "../../base/object.h"
#include "matte.h"

/* 65535 / 255: 16-bit samples on the scale of 8-bit ones. */
#define DEEP 257.0F
#define ROUND(VALUE, SCALE) (int) (VIPS_MIN(VIPS_MAX(VALUE, 0.0F), 255.0F) * (SCALE) + 0.5F)

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

BurnishMatte *
burnish_matte_new(VipsImage *in)
{
	g_autoptr(VipsImage) memory = vips_image_copy_memory(in);

	if (!memory)
		return NULL;

	BurnishMatte *matte = allocate(in->Xsize, in->Ysize);
	int bands = in->Bands;
	int second = bands < 3 ? 0 : 1;
	int third = bands < 3 ? 0 : 2;
	gboolean alpha = vips_image_hasalpha(in);

#define READ(TYPE, SCALE) \
	{ \
		const TYPE *p = (const TYPE *) (const void *) memory->data; \
\
		for (gsize i = 0; i < matte->n; i++, p += bands) { \
			matte->colour[i * 3] = p[0] / SCALE; \
			matte->colour[i * 3 + 1] = p[second] / SCALE; \
			matte->colour[i * 3 + 2] = p[third] / SCALE; \
			matte->alpha[i] = alpha ? p[bands - 1] / SCALE : 255; \
		} \
	}

	if (in->BandFmt == VIPS_FORMAT_UCHAR)
		READ(guint8, 1.0F)
	else
		READ(guint16, DEEP)

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

#define WRITE(TYPE, SCALE) \
	{ \
		TYPE *q = (TYPE *) (void *) image->data; \
\
		for (gsize i = 0; i < matte->n; i++, q += bands) { \
			const float *c = matte->colour + i * 3; \
\
			q[0] = (TYPE) ROUND(c[0], SCALE); \
			if (colours == 3) { \
				q[1] = (TYPE) ROUND(c[1], SCALE); \
				q[2] = (TYPE) ROUND(c[2], SCALE); \
			} \
			if (alpha) \
				q[colours] = (TYPE) ROUND(matte->alpha[i], SCALE); \
		} \
	}

	if (like->BandFmt == VIPS_FORMAT_UCHAR)
		WRITE(guint8, 1)
	else
		WRITE(guint16, DEEP)

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
