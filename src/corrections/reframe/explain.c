/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Why a crop is where it is, as a picture.
 */

#include <math.h>

#include "../../base/depth.h"
#include "../../base/object.h"
#include "explain.h"
#include "faces.h"

/* What is not salient keeps this share of its light. */
#define DIM 0.25

/* The saliency map as a picture of the size of `inner`, DIM to 1. */
static int
make_light(VipsImage **out, const BurnishSaliency *saliency, const VipsRect *inner)
{
	const float *map = saliency->map[BURNISH_SALIENCY_BARRIER];
	g_autoptr(VipsImage) small = vips_image_new_from_memory_copy(map,
		sizeof(float) * saliency->columns * saliency->rows,
		saliency->columns, saliency->rows, 1, VIPS_FORMAT_FLOAT);
	g_autoptr(VipsImage) large = NULL;
	g_autoptr(VipsImage) exact = NULL;

	return !small ||
			vips_resize(small, &large, (double) inner->width / saliency->columns,
				"vscale", (double) inner->height / saliency->rows, "kernel", VIPS_KERNEL_LINEAR, NULL) ||
			vips_embed(large, &exact, 0, 0, inner->width, inner->height, "extend", VIPS_EXTEND_COPY, NULL) ||
			vips_linear1(exact, out, 1 - DIM, DIM, NULL)
		? -1
		: 0;
}

static int
draw(VipsImage *image, VipsRect rect, const double ink[3], int width)
{
	for (int k = 0; k < width; k++)
		if (vips_draw_rect(image, (double *) ink, 3, rect.left + k, rect.top + k,
				VIPS_MAX(1, rect.width - 2 * k), VIPS_MAX(1, rect.height - 2 * k), NULL))
			return -1;

	return 0;
}

static VipsRect
scaled(const BurnishBox *box, const VipsRect *inner, double width, double height)
{
	return (VipsRect){
		inner->left + rint(box->left * width),
		inner->top + rint(box->top * height),
		rint((box->right - box->left) * width),
		rint((box->bottom - box->top) * height),
	};
}

static int
draw_all(VipsImage *image, const BurnishSubject *subject, const VipsRect *inner, double scale, const VipsRect *crop)
{
	static const double red[] = { 255, 40, 40 };
	static const double cyan[] = { 0, 230, 230 };
	static const double yellow[] = { 255, 220, 0 };
	static const double green[] = { 0, 220, 60 };
	static const double white[] = { 255, 255, 255 };
	/* Seen on a thumbnail. */
	int line = VIPS_MAX(1, VIPS_MAX(image->Xsize, image->Ysize) / 300);
	const double(*ends)[BURNISH_SUBJECT_ENDS] = subject->ends;
	BurnishBox whole = { ends[0][0], ends[1][0], ends[0][1], ends[1][1] };
	BurnishBox focus = { ends[0][2], ends[1][2], ends[0][3], ends[1][3] };

	for (guint i = 0; i < subject->texts->len; i++)
		if (draw(image, scaled(&g_array_index(subject->texts, BurnishBox, i), inner, inner->width, inner->height), yellow, line))
			return -1;
	for (guint i = 0; i < subject->heads->len; i++) {
		const BurnishHead *head = &g_array_index(subject->heads, BurnishHead, i);
		if (head->score > 0 && draw(image, scaled(&head->box, inner, scale, scale), green, line))
			return -1;
	}

	return draw(image, scaled(&whole, inner, inner->width, inner->height), red, line) ||
			draw(image, scaled(&focus, inner, inner->width, inner->height), cyan, line) ||
			draw(image, *crop, white, 2 * line)
		? -1
		: 0;
}

/* Three bands of 8 bits. */
static int
to_plain(VipsImage *in, VipsImage **out)
{
	g_autoptr(VipsImage) eight = NULL;
	g_autoptr(VipsImage) opaque = NULL;

	if (burnish_depth_set(in, &eight, 8))
		return -1;
	if (vips_image_hasalpha(eight) ? vips_flatten(eight, &opaque, NULL) : vips_copy(eight, &opaque, NULL))
		return -1;

	return vips_colourspace(opaque, out, VIPS_INTERPRETATION_sRGB, NULL);
}

int
burnish_explain(VipsImage *in, VipsImage **out, const BurnishSubject *subject,
	const VipsRect *inner, double scale, const VipsRect *crop)
{
	g_autoptr(VipsImage) plain = NULL;
	g_autoptr(VipsImage) light = NULL;
	g_autoptr(VipsImage) around = NULL;
	g_autoptr(VipsImage) lit = NULL;
	g_autoptr(VipsImage) cast = NULL;
	g_autoptr(VipsImage) memory = NULL;

	if (to_plain(in, &plain) || make_light(&light, subject->saliency, inner) ||
		vips_embed(light, &around, inner->left, inner->top, in->Xsize, in->Ysize, NULL) ||
		vips_multiply(plain, around, &lit, NULL) || vips_cast_uchar(lit, &cast, NULL) ||
		/* A copy of our own to draw on. */
		!(memory = vips_image_new_memory()) || vips_image_write(cast, memory) ||
		draw_all(memory, subject, inner, scale, crop))
		return -1;

	return vips_copy(memory, out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL);
}
