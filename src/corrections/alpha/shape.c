/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is asked for beyond mending: where the edge runs, what lies under the
 * picture, how much room is around it.
 */

#include <math.h>
#include <string.h>

#include "field.h"
#include "hidden.h"
#include "shape.h"

/* A shadow is this dark and this colourless (0 to 255), and never thicker than
 * this (of 255). */
#define DARK 70
#define NEUTRAL 24
#define THICK 170
/* The new shadow: of the longer side of what throws it. */
#define OFFSET 0.02
#define BLUR 0.025
#define DEPTH 0.35F
/* A Gaussian reaches so many deviations. */
#define BLURRED 3

/* A Gaussian of less than a pixel, where boxes have no size. */
static void
blur_finely(float *data, int width, int height, double sigma)
{
	float side = exp(-0.5 / (sigma * sigma));
	float middle = 1 / (1 + 2 * side);
	g_autofree float *copy = g_new(float, (gsize) width *height);

	side *= middle;
	for (int pass = 0; pass < 2; pass++) {
		memcpy(copy, data, (gsize) width * height * sizeof(float));
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				int x0 = pass ? x : VIPS_MAX(0, x - 1);
				int x1 = pass ? x : VIPS_MIN(width - 1, x + 1);
				int y0 = pass ? VIPS_MAX(0, y - 1) : y;
				int y1 = pass ? VIPS_MIN(height - 1, y + 1) : y;

				data[(gsize) y * width + x] = middle * copy[(gsize) y * width + x] +
					side * (copy[(gsize) y0 * width + x0] + copy[(gsize) y1 * width + x1]);
			}
	}
}

/* The edge as a surface: distance from the nearest pixel that is more, or less, than
 * half there, and alpha itself for the fraction of a pixel. */
static void
move_edge(BurnishMatte *matte, double choke)
{
	g_autofree guint8 *inside = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		inside[i] = matte->alpha[i] >= 127.5F;
	g_autofree gint16 *in = burnish_field_distance(inside, FALSE, matte->width, matte->height);
	g_autofree gint16 *out = burnish_field_distance(inside, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++) {
		float depth = inside[i] ? (float) in[i] / BURNISH_FIELD_PIXEL - 0.5F : 0.5F - (float) out[i] / BURNISH_FIELD_PIXEL;
		float a = matte->alpha[i] / 255;

		/* Next to the edge alpha knows better than whole pixels. */
		if (fabsf(depth) <= 0.5F)
			depth = a - 0.5F;
		float edge = VIPS_CLIP(0.0F, depth - (float) choke + 0.5F, 1.0F) * 255;
		matte->alpha[i] = choke > 0 ? VIPS_MIN(matte->alpha[i], edge) : VIPS_MAX(matte->alpha[i], edge);
	}
}

void
burnish_shape_edge(BurnishMatte *matte, double choke, double feather)
{
	/* Where the edge grows it needs a colour. */
	burnish_hidden_bleed(matte, (int) ceil(VIPS_MAX(0, -choke) + BLURRED * feather) + 1);
	if (choke != 0)
		move_edge(matte, choke);
	if (feather > 0 && feather < 1)
		blur_finely(matte->alpha, matte->width, matte->height, feather);
	else if (feather >= 1)
		burnish_field_blur(matte->alpha, matte->width, matte->height, feather);
	for (gsize i = 0; i < matte->n; i++)
		matte->alpha[i] = VIPS_CLIP(0.0F, matte->alpha[i], 255.0F);
}

static gboolean
is_shade(const BurnishMatte *matte, gsize i)
{
	const float *c = matte->colour + i * 3;
	float high = VIPS_MAX(VIPS_MAX(c[0], c[1]), c[2]);
	float low = VIPS_MIN(VIPS_MIN(c[0], c[1]), c[2]);

	return matte->alpha[i] > 0 && matte->alpha[i] < THICK && high < DARK && high - low < NEUTRAL;
}

/* The shadow is what is shade, and no mere edge of something dark: an opening
 * by two pixels leaves it. */
static gboolean
remove_shadow(BurnishMatte *matte)
{
	g_autofree guint8 *shade = g_new(guint8, matte->n);
	gboolean found = FALSE;

	for (gsize i = 0; i < matte->n; i++)
		shade[i] = is_shade(matte, i);
	g_autofree gint16 *depth = burnish_field_distance(shade, FALSE, matte->width, matte->height);
	g_autofree guint8 *core = g_new(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		core[i] = depth[i] > 2 * BURNISH_FIELD_PIXEL;
	g_autofree gint16 *reach = burnish_field_distance(core, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		if (shade[i] && reach[i] < 4 * BURNISH_FIELD_PIXEL) {
			matte->alpha[i] = 0;
			found = TRUE;
		}

	return found;
}

static void
lay_shadow(BurnishMatte *matte)
{
	int side = VIPS_MAX(matte->width, matte->height);
	int offset = VIPS_MAX(1, (int) (OFFSET * side));
	g_autofree float *shadow = g_new0(float, matte->n);

	for (gsize i = (gsize) offset * matte->width; i < matte->n; i++)
		shadow[i] = matte->alpha[i - (gsize) offset * matte->width] * DEPTH;
	burnish_field_blur(shadow, matte->width, matte->height, VIPS_MAX(1.0, BLUR * side));
	for (gsize i = 0; i < matte->n; i++) {
		float a = matte->alpha[i] / 255;
		float under = shadow[i] / 255 * (1 - a);

		if (under < 0.5F / 255)
			continue;
		for (int b = 0; b < 3; b++)
			matte->colour[i * 3 + b] *= a / (a + under);
		matte->alpha[i] = (a + under) * 255;
	}
}

gboolean
burnish_shape_shadow(BurnishMatte *matte, gboolean rebuild)
{
	gboolean found = remove_shadow(matte);

	if (rebuild)
		lay_shadow(matte);

	return found || rebuild;
}

gboolean
burnish_shape_trim(BurnishMatte *matte, int margin, gboolean square)
{
	int left = matte->width;
	int top = matte->height;
	int right = -1;
	int bottom = -1;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++)
			if (matte->alpha[(gsize) y * matte->width + x] >= 0.5F) {
				left = VIPS_MIN(left, x);
				right = VIPS_MAX(right, x);
				top = VIPS_MIN(top, y);
				bottom = y;
			}
	if (right < 0)
		return FALSE;

	int width = right - left + 1 + 2 * margin;
	int height = bottom - top + 1 + 2 * margin;
	int side = VIPS_MAX(width, height);
	int x = margin - left + (square ? (side - width) / 2 : 0);
	int y = margin - top + (square ? (side - height) / 2 : 0);
	if (square)
		width = height = side;
	if (x == 0 && y == 0 && width == matte->width && height == matte->height)
		return FALSE;
	burnish_matte_set_canvas(matte, x, y, width, height);

	return TRUE;
}
