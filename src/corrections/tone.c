/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Tones are measured by histograms in one pass over the proxy, weighted with
 * alpha.
 */

#include <math.h>
#include <string.h>

#include "colour.h"
#include "proxy.h"
#include "tone.h"

/* Four bins to an 8-bit code, so that each code has its own. */
#define BINS (4 * 255 + 1)

/* The bin of code 1: what is not above it is black. Blacks of a decoder may be off
 * by as much. */
#define BLACK 4

/* Dark colours, from clearly above black to half. */
#define FIRST_DARK (4 * 20 + 2)
#define LAST_DARK (4 * 127 + 2)

/* Fewer of them than this share of the picture say nothing. */
#define MIN_DARK 0.02

typedef struct {
	double total;
	double level[BINS];
	double floor[BINS];
	/* Ten to a unit of L*, 0 to 100. */
	double lightness[1001];

	/* Sum of the saturation of the pixels of a level, and of those that
	 * have no floor. */
	double saturation[BINS];
	double floorless[BINS];
} Histograms;

static inline int
bin(float level)
{
	return lrintf(level * (BINS - 1));
}

static float
lightness(const float *lights, const float rgb[3])
{
	/* IEC 61966-2-1, as in colour.c. */
	static const float share[3] = { 0.2126729F, 0.7151522F, 0.0721750F };
	float y = 0;

	for (int i = 0; i < 3; i++)
		y += share[i] * lights[(int) (rgb[i] * BURNISH_SRGB_STEPS + 0.5F)];

	/* CIE 15:2004. */
	return y > 216 / 24389.0F ? 116 * cbrtf(y) - 16 : 24389 / 27.0F * y;
}

static void
add_pixel(Histograms *histograms, const float rgb[3], float light, float weight)
{
	float level = fmaxf(fmaxf(rgb[0], rgb[1]), rgb[2]);
	float floor = fminf(fminf(rgb[0], rgb[1]), rgb[2]);

	histograms->total += weight;
	histograms->level[bin(level)] += weight;
	histograms->floor[bin(floor)] += weight;
	histograms->saturation[bin(level)] += level > 0 ? weight * (1 - floor / level) : 0;
	histograms->floorless[bin(level)] += bin(floor) <= BLACK ? weight : 0;
	histograms->lightness[(int) (light * 10 + 0.5F)] += weight;
}

static double
sum(const double *histogram, int first, int last)
{
	double result = 0;

	for (int i = first; i <= last; i++)
		result += histogram[i];

	return result;
}

/* The bin that a share of the total lies below. */
static int
quantile(const double *histogram, int n, double total, double share)
{
	double below = 0;

	for (int i = 0; i < n; i++) {
		below += histogram[i];
		if (below >= share * total)
			return i;
	}

	return n - 1;
}

static double
level_quantile(const Histograms *histograms, const double *histogram, double share)
{
	return quantile(histogram, BINS, histograms->total, share) / (BINS - 1.0);
}

static double
lightness_quantile(const Histograms *histograms, double share)
{
	return quantile(histograms->lightness, 1001, histograms->total, share) / 10.0;
}

/* The mean of a histogram of levels, times its total. */
static double
mean_level(const double *histogram)
{
	double result = 0;

	for (int i = 0; i < BINS; i++)
		result += i * histogram[i];

	return result;
}

/* The mean saturation of levels between these. */
static double
mean_saturation(const Histograms *histograms, double low, double high)
{
	int first = bin(low);
	int last = bin(high);
	double weight = sum(histograms->level, first, last);

	return weight > 0 ? sum(histograms->saturation, first, last) / weight : 0;
}

static void
summarise(const Histograms *histograms, BurnishTone *tone)
{
	double total = histograms->total;

	/* A picture without light has no white, but what is divided by it
	 * needs one. */
	tone->white = fmax(level_quantile(histograms, histograms->level, 0.997), 0.08);
	tone->top = fmax(level_quantile(histograms, histograms->level, 0.9997), tone->white);
	tone->floor5 = level_quantile(histograms, histograms->floor, 0.05);

	tone->lightness5 = lightness_quantile(histograms, 0.05);
	tone->lightness25 = lightness_quantile(histograms, 0.25);
	tone->median = lightness_quantile(histograms, 0.5);
	tone->lightness95 = lightness_quantile(histograms, 0.95);
	tone->lightness99 = lightness_quantile(histograms, 0.99);

	tone->crushed = sum(histograms->level, 0, BLACK) / total;
	tone->shadow = lightness_quantile(histograms, tone->crushed + 0.1 * (1 - tone->crushed));
	tone->floorless = sum(histograms->floorless, FIRST_DARK, LAST_DARK) /
		fmax(sum(histograms->level, FIRST_DARK, LAST_DARK), MIN_DARK * total);

	double level = mean_level(histograms->level);
	tone->saturation = level > 0 ? 1 - mean_level(histograms->floor) / level : 0;
	tone->saturation_dark = mean_saturation(histograms, 0.15 * tone->white, 0.5 * tone->white);
	tone->saturation_light = mean_saturation(histograms, 0.5 * tone->white, 1);
	tone->saturation_white = mean_saturation(histograms, 0.9 * tone->white, 1);
	tone->whites = sum(histograms->level, bin(0.9 * tone->white), BINS - 1) / total;
}

void
burnish_tone_measure(VipsImage *proxy, BurnishTone *tone)
{
	g_autofree Histograms *histograms = g_new0(Histograms, 1);
	const float *lights = burnish_srgb_lights();
	int step = proxy->Xsize * proxy->Ysize / BURNISH_TONE_SAMPLE + 1;
	int i = 0;

	memset(tone, 0, sizeof(*tone));
	for (int y = 0; y < proxy->Ysize; y++)
		for (int x = 0; x < proxy->Xsize; x++) {
			float rgb[3];
			float weight = burnish_proxy_read(proxy, x, y, rgb);

			if (weight <= 0)
				continue;
			add_pixel(histograms, rgb, lightness(lights, rgb), weight);
			/* Of what is visible, so that there is a sample if there
			 * is anything. */
			if (i++ % step == 0)
				memcpy(tone->sample[tone->n_sample++], rgb, sizeof(rgb));
		}

	tone->visible = histograms->total > 0;
	if (tone->visible)
		summarise(histograms, tone);
}

void
burnish_tone_after(const BurnishTone *tone, const BurnishCurve *curve, BurnishTone *after)
{
	g_autofree Histograms *histograms = g_new0(Histograms, 1);
	const float *lights = burnish_srgb_lights();

	memset(after, 0, sizeof(*after));
	for (int i = 0; i < tone->n_sample; i++) {
		float *rgb = after->sample[i];

		for (int j = 0; j < 3; j++)
			rgb[j] = burnish_curve_get(curve, tone->sample[i][j]);
		add_pixel(histograms, rgb, lightness(lights, rgb), 1);
	}

	after->n_sample = tone->n_sample;
	after->visible = tone->n_sample > 0;
	if (after->visible)
		summarise(histograms, after);
}

double
burnish_tone_reach(const BurnishTone *tone, double lightness, double highlights)
{
	double low = 0;
	double high = 1;

	/* Below a thousandth, nothing changes. */
	while (high - low > 0.001) {
		double middle = (low + high) / 2;
		BurnishCurve curve;
		BurnishTone after;

		burnish_curve_init(&curve, middle, highlights, tone->white, tone->top);
		burnish_tone_after(tone, &curve, &after);
		if (after.median < lightness)
			low = middle;
		else
			high = middle;
	}

	return low == 0 ? 0 : high;
}
