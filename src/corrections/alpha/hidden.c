/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include "field.h"
#include "hidden.h"

/* Neighbours that differ more than this, in 255ths, were not made by carrying
 * colour outwards. */
#define ROUGH 12

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
		rough += fabsf(c[0] - c[3]) + fabsf(c[1] - c[4]) + fabsf(c[2] - c[5]) > ROUGH;
	}

	return clear ? (double) rough / clear : 0;
}

void
burnish_hidden_bleed(BurnishMatte *matte, int reach)
{
	g_autofree guint8 *seen = g_new(guint8, matte->n);
	g_autofree float *weight = g_new(float, matte->n);
	gsize n = 0;

	for (gsize i = 0; i < matte->n; i++) {
		seen[i] = matte->alpha[i] > 0;
		weight[i] = seen[i];
		n += seen[i];
	}
	if (n > 0)
		burnish_field_fill(matte->colour, weight, matte->width, matte->height, 3);

	g_autofree float *distance = burnish_field_distance(seen, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		if (!seen[i] && (n == 0 || distance[i] > reach))
			memset(matte->colour + i * 3, 0, 3 * sizeof(float));
}
