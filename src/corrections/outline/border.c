/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The opaque part grown by the width of the outline and half as much again, then shrunk by
 * that half: gaps and dents that are narrower close, and what remains is round
 * everywhere (a closing by discs).
 */

#include <math.h>

#include "../alpha/components.h"
#include "../alpha/field.h"
#include "../distance.h"
#include "border.h"

/* How far the closing reaches beyond the outline, of its width. */
#define CLOSING 0.5
/* Pixels in which an edge fades. */
#define EDGE 1
/* Blurring by boxes ends at so many standard deviations. */
#define BLURRED 3
/* Of what is next to the edge this share must have the colour of an outline, each to so
 * many of 255, for it to be one: a white cat has shading. */
#define SHARE 0.98
#define TOLERANCE 6
/* How deep to look, of the width: the far side of an outline mixes with the picture. */
#define DEPTH 0.7

/* How covered each pixel is. */
static float *
get_cover(const BurnishMatte *matte)
{
	float *cover = g_new(float, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		cover[i] = matte->alpha[i] / 255;

	return cover;
}

static gboolean
has_colour(const float *c, const float *colour)
{
	return fabsf(c[0] - colour[0]) <= TOLERANCE && fabsf(c[1] - colour[1]) <= TOLERANCE &&
		fabsf(c[2] - colour[2]) <= TOLERANCE;
}

gboolean
burnish_border_is_there(const BurnishMatte *matte, const BurnishBorder *border)
{
	g_autofree float *clear = get_cover(matte);
	gsize n = 0;
	gsize same = 0;

	for (gsize i = 0; i < matte->n; i++)
		clear[i] = 1 - clear[i];
	g_autofree float *depth = burnish_distance_new(clear, matte->width, matte->height, 0);
	for (gsize i = 0; i < matte->n; i++)
		if (matte->alpha[i] >= 255 && depth[i] < DEPTH * border->width) {
			n++;
			same += has_colour(matte->colour + i * 3, border->colour);
		}

	return n > 0 && same >= SHARE * n;
}

/* How far anything reaches to one side; `offset` is that of the shadow to that side. */
static double
get_reach(const BurnishBorder *border, double offset)
{
	double shadow = border->shadow > 0 ? offset + BLURRED * border->blur : 0;

	return border->width + VIPS_MAX(0, shadow) + EDGE;
}

/* FALSE when there is nothing to see. */
static gboolean
find_box(const BurnishMatte *matte, VipsRect *box)
{
	int left = matte->width;
	int right = -1;
	int top = -1;
	int bottom = -1;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++)
			if (matte->alpha[(gsize) y * matte->width + x] > 0) {
				left = VIPS_MIN(left, x);
				right = VIPS_MAX(right, x);
				top = top < 0 ? y : top;
				bottom = y;
			}
	*box = (VipsRect){ left, top, right - left + 1, bottom - top + 1 };

	return right >= 0;
}

static void
make_room(BurnishMatte *matte, const BurnishBorder *border, const VipsRect *box)
{
	const double reach[4] = {
		get_reach(border, -border->offset[0]), get_reach(border, -border->offset[1]),
		get_reach(border, border->offset[0]), get_reach(border, border->offset[1])
	};
	const int room[4] = { box->left, box->top, matte->width - VIPS_RECT_RIGHT(box), matte->height - VIPS_RECT_BOTTOM(box) };
	int add[4];

	for (int side = 0; side < 4; side++)
		add[side] = VIPS_MAX(0, (int) ceil(reach[side]) + border->margin - room[side]);
	if (add[0] || add[1] || add[2] || add[3])
		burnish_matte_set_canvas(matte, add[0], add[1], matte->width + add[0] + add[2], matte->height + add[1] + add[3]);
}

/* Clear areas from which no way leads to the edge of the picture. */
static void
fill_holes(float *cover, int width, int height)
{
	gsize n = (gsize) width * height;
	g_autofree guint8 *clear = g_new(guint8, n);

	for (gsize i = 0; i < n; i++)
		clear[i] = cover[i] < 0.5F;
	g_autoptr(BurnishComponents) parts = burnish_components_new(clear, width, height, 4);
	for (gsize i = 0; i < n; i++)
		clear[i] = parts->label[i] > 0 && !parts->items[parts->label[i]].border;
	/* With the soft edge around them. */
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			for (int v = VIPS_MAX(0, y - 1); clear[(gsize) y * width + x] && v <= VIPS_MIN(height - 1, y + 1); v++)
				for (int u = VIPS_MAX(0, x - 1); u <= VIPS_MIN(width - 1, x + 1); u++)
					cover[(gsize) v * width + u] = 1;
}

/* Lay a colour under the picture where `cover` says. */
static void
lay_under(BurnishMatte *matte, const float *cover, const float *colour)
{
	for (gsize i = 0; i < matte->n; i++) {
		float *c = matte->colour + i * 3;
		float over = matte->alpha[i] / 255;
		float under = cover[i] * (1 - over);
		float whole = over + under;

		/* What is clear gets the colour, too: it shows when the picture is scaled. */
		float share = whole > 0 ? under / whole : 1;
		if (share == 0)
			continue;
		for (int b = 0; b < 3; b++)
			c[b] += share * (colour[b] - c[b]);
		matte->alpha[i] = whole * 255;
	}
}

static void
lay_shadow(BurnishMatte *matte, const BurnishBorder *border)
{
	static const float black[3] = { 0 };
	g_autofree float *shadow = g_new0(float, matte->n);
	int dx = rint(border->offset[0]);
	int dy = rint(border->offset[1]);

	for (int y = VIPS_MAX(0, dy); y < matte->height + VIPS_MIN(0, dy); y++)
		for (int x = VIPS_MAX(0, dx); x < matte->width + VIPS_MIN(0, dx); x++)
			shadow[(gsize) y * matte->width + x] =
				border->shadow * matte->alpha[(gsize) (y - dy) * matte->width + x - dx] / 255;
	if (border->blur >= 1)
		burnish_field_blur(shadow, matte->width, matte->height, border->blur);
	/* Sums of boxes leave a trace of what they took off. */
	for (gsize i = 0; i < matte->n; i++)
		shadow[i] = shadow[i] < 0.5F / 255 ? 0 : shadow[i];
	lay_under(matte, shadow, black);
}

gboolean
burnish_border_draw(BurnishMatte *matte, const BurnishBorder *border)
{
	VipsRect box;

	if (!find_box(matte, &box))
		return FALSE;
	make_room(matte, border, &box);

	g_autofree float *cover = get_cover(matte);
	double closing = CLOSING * border->width;
	burnish_distance_grow(cover, matte->width, matte->height, border->width + closing);
	burnish_distance_grow(cover, matte->width, matte->height, -closing);
	if (border->fill_holes)
		fill_holes(cover, matte->width, matte->height);
	lay_under(matte, cover, border->colour);
	if (border->shadow > 0)
		lay_shadow(matte, border);

	return TRUE;
}
