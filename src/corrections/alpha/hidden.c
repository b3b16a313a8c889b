/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "field.h"
#include "hidden.h"

/* Neighbours that differ more than this, in 255ths, were not made by carrying
 * colour outwards. */
#define ROUGH 48
/* How deep the edge is whose colour is carried on, in pixels. */
#define EDGE 2.5F

double
burnish_hidden_garbage(const BurnishMatte *matte)
{
	gsize clear = 0;
	gsize rough = 0;

	for (gsize i = 0; i + 1 < matte->n; i++) {
		const float *c = matte->colour + i * 3;

		if (matte->alpha[i] > 0)
			continue;
		clear++;
		if (matte->alpha[i + 1] > 0 || (i + 1) % matte->width == 0)
			continue;
		/* Black is nobody's colour: what was carried outwards ends there. */
		if (c[0] + c[1] + c[2] == 0 || c[3] + c[4] + c[5] == 0)
			continue;
		rough += fabsf(c[0] - c[3]) + fabsf(c[1] - c[4]) + fabsf(c[2] - c[5]) > ROUGH;
	}

	return clear ? (double) rough / clear : 0;
}

void
burnish_hidden_bleed(BurnishMatte *matte, int reach)
{
	g_autofree guint8 *seen = g_new(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		seen[i] = matte->alpha[i] > 0;

	/* From the edge itself: what lies deeper has other colours. */
	g_autofree float *depth = burnish_field_distance(seen, FALSE, matte->width, matte->height);
	g_autofree float *weight = g_new(float, matte->n);
	g_autofree float *colour = g_memdup2(matte->colour, matte->n * 3 * sizeof(float));
	for (gsize i = 0; i < matte->n; i++)
		weight[i] = seen[i] && depth[i] < EDGE;
	burnish_field_fill(colour, weight, matte->width, matte->height, 3);

	g_autofree float *distance = burnish_field_distance(seen, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		for (int b = 0; b < 3 && !seen[i]; b++)
			matte->colour[i * 3 + b] = distance[i] <= reach ? colour[i * 3 + b] : 0;
}
