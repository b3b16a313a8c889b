/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The small copy of a picture that all measuring looks at. A box filter by a
 * whole factor: no ringing, so no colour that was not in the picture, and the
 * cheapest reduction there is.
 */

#include <string.h>

#include "../base/object.h"
#include "proxy.h"

static gboolean
is_in_memory(const VipsImage *in)
{
	return in->dtype == VIPS_IMAGE_SETBUF || in->dtype == VIPS_IMAGE_SETBUF_FOREIGN;
}

static guint32
get_sample(const VipsImage *in, const VipsPel *p, int i)
{
	return in->BandFmt == VIPS_FORMAT_UCHAR ? p[i] : ((const guint16 *) p)[i];
}

/* Add a row to the sums of its blocks; with alpha, those of colours times alpha. */
#define ADD_ROW(TYPE, COLOURS, ALPHA) \
	for (int x = 0; x < in->Xsize; x += factor, sums += COLOURS + ALPHA) { \
		const TYPE *p = (const TYPE *) (const void *) VIPS_IMAGE_ADDR(in, x, y); \
\
		for (int i = VIPS_MIN(factor, in->Xsize - x); i > 0; i--, p += COLOURS + ALPHA) { \
			guint32 weight = ALPHA ? p[COLOURS] : 1; \
\
			for (int j = 0; j < COLOURS; j++) \
				sums[j] += (guint64) weight * p[j]; \
			if (ALPHA) \
				sums[COLOURS] += weight; \
		} \
	}

#define ADD_ROW_OF(TYPE) \
	if (in->Bands == 1) \
		ADD_ROW(TYPE, 1, 0) \
	else if (in->Bands == 2) \
		ADD_ROW(TYPE, 1, 1) \
	else if (in->Bands == 3) \
		ADD_ROW(TYPE, 3, 0) \
	else \
		ADD_ROW(TYPE, 3, 1)

static void
add_row(const VipsImage *in, int y, int factor, guint64 *sums)
{
	if (in->BandFmt == VIPS_FORMAT_UCHAR) {
		ADD_ROW_OF(guint8)
	}
	else {
		ADD_ROW_OF(guint16)
	}
}

static void
write_means(const VipsImage *in, int rows, int factor, const guint64 *sums, VipsImage *out, int y)
{
	VipsPel *q = VIPS_IMAGE_ADDR(out, 0, y);
	gboolean has_alpha = vips_image_hasalpha((VipsImage *) in);

	for (int x = 0; x < out->Xsize; x++) {
		int n = rows * VIPS_MIN(factor, in->Xsize - x * factor);

		for (int j = 0; j < in->Bands; j++) {
			int i = x * in->Bands + j;
			guint64 alpha = has_alpha ? sums[(x + 1) * in->Bands - 1] : 0;
			/* Colours were weighed by alpha. */
			guint64 weight = has_alpha && j < in->Bands - 1 ? alpha : (guint64) n;
			guint64 mean = weight > 0 ? (sums[i] + weight / 2) / weight : 0;

			if (in->BandFmt == VIPS_FORMAT_UCHAR)
				q[i] = mean;
			else
				((guint16 *) q)[i] = mean;
		}
	}
}

/* What is in memory already is not worth starting libvips' threads for. */
static VipsImage *
shrink_in_memory(VipsImage *in, int factor)
{
	int width = (in->Xsize + factor - 1) / factor;
	int height = (in->Ysize + factor - 1) / factor;
	size_t size = (size_t) width * height * VIPS_IMAGE_SIZEOF_PEL(in);
	g_autofree guint64 *sums = g_new(guint64, (size_t) width * in->Bands);
	g_autofree VipsPel *pixels = g_malloc(size);
	VipsImage *out = vips_image_new_from_memory_copy(pixels, size, width, height, in->Bands, in->BandFmt);

	if (!out)
		return NULL;
	out->Type = in->Type;
	for (int y = 0; y < height; y++) {
		int rows = VIPS_MIN(factor, in->Ysize - y * factor);

		memset(sums, 0, (size_t) width * in->Bands * sizeof(*sums));
		for (int i = 0; i < rows; i++)
			add_row(in, y * factor + i, factor, sums);
		write_means(in, rows, factor, sums, out, y);
	}

	return out;
}

static int
shrink_opaque(VipsImage *in, VipsImage **out, int factor)
{
	return vips_shrink(in, out, factor, factor, "ceil", TRUE, NULL);
}

static int
shrink_with_alpha(VipsImage *in, VipsImage **out, int factor)
{
	g_autoptr(VipsImage) premultiplied = NULL;
	g_autoptr(VipsImage) small = NULL;
	g_autoptr(VipsImage) straight = NULL;
	g_autoptr(VipsImage) rounded = NULL;

	return vips_premultiply(in, &premultiplied, NULL) ||
			shrink_opaque(premultiplied, &small, factor) ||
			vips_unpremultiply(small, &straight, NULL) ||
			vips_rint(straight, &rounded, NULL) ||
			vips_cast(rounded, out, in->BandFmt, NULL)
		? -1
		: 0;
}

int
burnish_proxy_new(VipsImage *in, VipsImage **proxy)
{
	int longest = VIPS_MAX(in->Xsize, in->Ysize);
	int factor = (longest + BURNISH_PROXY_SIZE - 1) / BURNISH_PROXY_SIZE;
	g_autoptr(VipsImage) small = NULL;

	if (factor <= 1)
		return (*proxy = vips_image_copy_memory(in)) ? 0 : -1;

	if (is_in_memory(in) && in->Bands <= 4 &&
		(in->BandFmt == VIPS_FORMAT_UCHAR || in->BandFmt == VIPS_FORMAT_USHORT))
		return (*proxy = shrink_in_memory(in, factor)) ? 0 : -1;

	if (vips_image_hasalpha(in) ? shrink_with_alpha(in, &small, factor)
								: shrink_opaque(in, &small, factor))
		return -1;

	return (*proxy = vips_image_copy_memory(small)) ? 0 : -1;
}

float
burnish_proxy_read(VipsImage *proxy, int x, int y, float rgb[3])
{
	const VipsPel *p = VIPS_IMAGE_ADDR(proxy, x, y);
	float max = proxy->BandFmt == VIPS_FORMAT_UCHAR ? UCHAR_MAX : USHRT_MAX;
	gboolean grey = proxy->Bands < 3;

	for (int i = 0; i < 3; i++)
		rgb[i] = get_sample(proxy, p, grey ? 0 : i) / max;

	/* Corrections know nothing but one or three bands, and alpha. */
	return proxy->Bands % 2 == 0 ? get_sample(proxy, p, proxy->Bands - 1) / max : 1;
}
