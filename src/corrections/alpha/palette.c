/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "palette.h"

/* Bins of 16 levels a colour, and so many of the fullest. */
#define BINS 4096
#define SIZE 96
/* A colour is in the palette from so many pixels on. */
#define ENOUGH 12

void
burnish_palette_free(BurnishPalette *palette)
{
	if (!palette)
		return;

	g_free(palette->colour);
	g_free(palette);
}

BurnishPalette *
burnish_palette_new(const BurnishMatte *matte, const guint8 *ground, const guint8 *unknown)
{
	BurnishPalette *palette = g_new0(BurnishPalette, 1);
	g_autofree double *sum = g_new0(double, BINS * 3);
	g_autofree guint *count = g_new0(guint, BINS);

	palette->colour = g_malloc0(SIZE * sizeof(*palette->colour));
	for (gsize i = 0; i < matte->n; i++) {
		const float *c = matte->colour + i * 3;
		int bin = ((int) c[0] >> 4) * 256 + ((int) c[1] >> 4) * 16 + ((int) c[2] >> 4);

		if (ground[i] || unknown[i])
			continue;
		count[bin]++;
		for (int b = 0; b < 3; b++)
			sum[bin * 3 + b] += c[b];
	}
	while (palette->n < SIZE) {
		int best = 0;

		for (int i = 0; i < BINS; i++)
			best = count[i] > count[best] ? i : best;
		if (count[best] < ENOUGH)
			break;
		for (int b = 0; b < 3; b++)
			palette->colour[palette->n][b] = sum[best * 3 + b] / count[best];
		palette->n++;
		count[best] = 0;
	}

	return palette;
}

float
burnish_palette_alpha(const BurnishPalette *palette, const float *away,
	const float *ground, float most, float *off)
{
	float best = 1;

	*off = INFINITY;
	for (int k = 0; k < palette->n; k++) {
		float square = 0;
		float along = 0;
		float error = 0;
		float f[3];

		for (int b = 0; b < 3; b++) {
			f[b] = palette->colour[k][b] - ground[b];
			square += f[b] * f[b];
			along += f[b] * away[b];
		}
		if (square < 1 || along <= 0)
			continue;
		float a = VIPS_MIN(1.0F, along / square);
		if (a > most)
			continue;
		for (int b = 0; b < 3; b++)
			error += (away[b] - a * f[b]) * (away[b] - a * f[b]);
		error = sqrtf(error);
		if (error < *off) {
			*off = error;
			best = a;
		}
	}

	return best;
}
