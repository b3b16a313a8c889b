/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "palette.h"

/* Bins of 16 levels a colour. */
#define BINS 4096
/* A colour is in the palette from so many pixels on. */
#define ENOUGH 12

void
burnish_palette_free(BurnishPalette *palette)
{
	g_free(palette);
}

BurnishPalette *
burnish_palette_new(const BurnishMatte *matte, const guint8 *ground, const guint8 *unknown)
{
	BurnishPalette *palette = g_new0(BurnishPalette, 1);
	g_autofree double *sum = g_new0(double, BINS * 3);
	g_autofree guint *count = g_new0(guint, BINS);

	for (gsize i = 0; i < matte->n; i++) {
		const float *c = matte->colour + i * 3;
		int bin = ((int) c[0] >> 4) * 256 + ((int) c[1] >> 4) * 16 + ((int) c[2] >> 4);

		if (ground[i] || unknown[i])
			continue;
		count[bin]++;
		for (int b = 0; b < 3; b++)
			sum[bin * 3 + b] += c[b];
	}
	while (palette->n < BURNISH_PALETTE_SIZE) {
		int best = 0;

		for (int i = 0; i < BINS; i++)
			best = count[i] > count[best] ? i : best;
		if (count[best] < ENOUGH)
			break;
		for (int b = 0; b < 3; b++)
			palette->colour[b][palette->n] = sum[best * 3 + b] / count[best];
		palette->n++;
		count[best] = 0;
	}

	return palette;
}

float
burnish_palette_alpha(const BurnishPalette *palette, const float *away,
	const float *ground, float most, float *off)
{
	float alpha[BURNISH_PALETTE_SIZE];
	float error[BURNISH_PALETTE_SIZE];
	float length = away[0] * away[0] + away[1] * away[1] + away[2] * away[2];
	int best = -1;

	/* No branches: four colours at once. */
	for (int k = 0; k < palette->n; k++) {
		float r = palette->colour[0][k] - ground[0];
		float g = palette->colour[1][k] - ground[1];
		float b = palette->colour[2][k] - ground[2];
		float square = r * r + g * g + b * b;
		float along = r * away[0] + g * away[1] + b * away[2];
		float a = along / VIPS_MAX(square, 1.0F);
		gboolean none = (square < 1) | (along <= 0) | (VIPS_MIN(a, 1.0F) > most);

		a = VIPS_MIN(a, 1.0F);
		alpha[k] = a;
		error[k] = none ? G_MAXFLOAT : length - a * (2 * along - a * square);
	}
	*off = G_MAXFLOAT;
	for (int k = 0; k < palette->n; k++)
		if (error[k] < *off) {
			*off = error[k];
			best = k;
		}
	if (best < 0)
		return 1;
	*off = sqrtf(VIPS_MAX(0, *off));

	return alpha[best];
}
