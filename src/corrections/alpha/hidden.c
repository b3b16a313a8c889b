/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include "field.h"
#include "hidden.h"

/* Neighbours that differ more than this, in 255ths, were not made by carrying
 * colour outwards. */
#define ROUGH 48
/* How deep the edge is whose colour is carried on, in pixels. */
#define EDGE 2.5F

static gboolean
is_black(const float *c)
{
	return c[0] + c[1] + c[2] == 0;
}

double
burnish_hidden_garbage(const BurnishMatte *matte)
{
	gsize clear = 0;
	gsize rough = 0;

	for (int y = 0; y < matte->height; y++) {
		const float *alpha = matte->alpha + (gsize) y * matte->width;
		const float *c = matte->colour + (gsize) y * matte->width * 3;

		for (int x = 0; x < matte->width; x++, c += 3) {
			if (alpha[x] > 0)
				continue;
			clear++;
			/* Black is nobody's colour: what was carried outwards ends there. */
			if (is_black(c) || x + 1 == matte->width || alpha[x + 1] > 0 || is_black(c + 3))
				continue;
			rough += fabsf(c[0] - c[3]) + fabsf(c[1] - c[4]) + fabsf(c[2] - c[5]) > ROUGH;
		}
	}

	return clear ? (double) rough / clear : 0;
}

void
burnish_hidden_bleed(BurnishMatte *matte, int reach)
{
	g_autofree guint8 *mark = g_new(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		mark[i] = matte->alpha[i] > 0;

	g_autofree gint16 *depth = burnish_field_distance(mark, FALSE, matte->width, matte->height);
	g_autofree gint16 *distance = burnish_field_distance(mark, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		if (depth[i] > 0)
			/* From the edge itself: what lies deeper has other colours. */
			mark[i] = depth[i] < EDGE * BURNISH_FIELD_PIXEL ? BURNISH_FIELD_SOURCE : 0;
		else if (distance[i] <= reach * BURNISH_FIELD_PIXEL)
			mark[i] = BURNISH_FIELD_TARGET;
		else
			memset(matte->colour + i * 3, 0, 3 * sizeof(float));
	burnish_field_fill_marked(matte->colour, mark, matte->width, matte->height);
}
