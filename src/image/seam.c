/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The map is found by least squares over the pixels outside the mask, those next to it first,
 * weighted again and again by how well they fit (Tukey's biweight): where the model changed
 * something outside the mask after all, its pixels fit badly and lose their say. What was painted
 * often has colours that its surroundings lack, so the terms are such that they go on sensibly:
 * first of all a gain, which leaves black black. Penalties keep the others small unless they are
 * needed.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/object.h"
#include "feather.h"
#include "seam.h"

#define TERMS BURNISH_SEAM_TERMS

/* Fewer pixels than this say nothing. */
#define MIN_PIXELS 64
/* How fast the say of a pixel falls with its distance from the mask, as a part of the longest
 * side, and what is left far away: colours that the surroundings lack are seen there. */
#define REACH 0.15
#define FAR_WEIGHT 0.03
/* Tukey's constant for 95 % efficiency; a scale below 1/250 is rounding and grain. */
#define TUKEY 4.685
#define MIN_SCALE 0.004
#define ROUNDS 10
/* A quantile of so many values is exact enough. */
#define MAX_SORTED 4096
/* In units of the variance of a term: gain, gamma, black level, the two other channels, gain
 * across and down. Found by a few trials on the scenes of tests/render with the cast "mixed". */
static const double penalty[TERMS] = { 1e-5, 1e-3, 1e-3, 1e-2, 1e-2, 3e-3, 3e-3 };

/* The pixels that say something. */
typedef struct {
	int n;
	/* Of the edited picture, 0 to 1, and what is to be added to it. */
	double (*colour)[3];
	double (*shift)[3];
	double (*place)[2];
	double *weight;
	/* How well it fits, 0 to 1. */
	double *fit;
	/* For medians. */
	double *scratch;
} Samples;

static void
samples_clear(Samples *samples)
{
	g_free(samples->colour);
	g_free(samples->shift);
	g_free(samples->place);
	g_free(samples->weight);
	g_free(samples->fit);
	g_free(samples->scratch);
}

static void
add_sample(Samples *samples, const guint16 *original, const guint16 *edited, double x, double y, double weight)
{
	int n = samples->n++;

	for (int c = 0; c < 3; c++) {
		samples->colour[n][c] = edited[c] / 65535.0;
		samples->shift[n][c] = (original[c] - edited[c]) / 65535.0;
	}
	samples->place[n][0] = x - 0.5;
	samples->place[n][1] = y - 0.5;
	samples->weight[n] = weight;
	samples->fit[n] = 1;
}

static gboolean
is_opaque(const VipsImage *image, const guint16 *pixel)
{
	return image->Bands < 4 || pixel[3] == 65535;
}

static void
samples_init(Samples *samples, VipsImage *original, VipsImage *edited, VipsImage *mask)
{
	int width = mask->Xsize;
	int height = mask->Ysize;
	size_t pixels = (size_t) width * height;
	double reach = REACH * VIPS_MAX(width, height);
	g_autofree guint8 *outside = g_new(guint8, pixels);
	g_autofree float *distance = g_new0(float, pixels);

	samples->n = 0;
	samples->colour = g_malloc_n(pixels, sizeof(*samples->colour));
	samples->shift = g_malloc_n(pixels, sizeof(*samples->shift));
	samples->place = g_malloc_n(pixels, sizeof(*samples->place));
	samples->weight = g_new(double, pixels);
	samples->fit = g_new(double, pixels);
	samples->scratch = g_new0(double, pixels);

	const guint8 *change = VIPS_IMAGE_ADDR(mask, 0, 0);
	for (size_t i = 0; i < pixels; i++)
		outside[i] = change[i] == 0;
	burnish_distance(outside, width, height, distance);
	for (size_t i = 0; i < pixels; i++) {
		int x = (int) (i % width);
		int y = (int) (i / width);
		const guint16 *a = (const guint16 *) VIPS_IMAGE_ADDR(original, x, y);
		const guint16 *b = (const guint16 *) VIPS_IMAGE_ADDR(edited, x, y);
		double near = distance[i] / reach;

		if (outside[i] && is_opaque(original, a) && is_opaque(edited, b))
			add_sample(samples, a, b, (x + 0.5) / width, (y + 0.5) / height, VIPS_MAX(exp(-near * near), FAR_WEIGHT));
	}
}

static void
fill_terms(int c, const double colour[3], const double place[2], double terms[TERMS])
{
	double own = colour[c];

	terms[0] = own;
	terms[1] = own * (1 - own);
	terms[2] = 1 - own;
	terms[3] = colour[(c + 1) % 3] - own;
	terms[4] = colour[(c + 2) % 3] - own;
	terms[5] = own * place[0];
	terms[6] = own * place[1];
}

/* Solve the symmetric positive system in place, by elimination with pivots. FALSE when it is
 * singular. */
static gboolean
solve(double matrix[TERMS][TERMS + 1], double solution[TERMS])
{
	for (int i = 0; i < TERMS; i++) {
		int pivot = i;

		for (int j = i + 1; j < TERMS; j++)
			if (fabs(matrix[j][i]) > fabs(matrix[pivot][i]))
				pivot = j;
		if (fabs(matrix[pivot][i]) < 1e-12)
			return FALSE;
		for (int k = 0; k <= TERMS; k++) {
			double swap = matrix[i][k];
			matrix[i][k] = matrix[pivot][k];
			matrix[pivot][k] = swap;
		}
		for (int j = i + 1; j < TERMS; j++) {
			double factor = matrix[j][i] / matrix[i][i];
			for (int k = i; k <= TERMS; k++)
				matrix[j][k] -= factor * matrix[i][k];
		}
	}
	for (int i = TERMS - 1; i >= 0; i--) {
		solution[i] = matrix[i][TERMS];
		for (int k = i + 1; k < TERMS; k++)
			solution[i] -= matrix[i][k] * solution[k];
		solution[i] /= matrix[i][i];
	}

	return TRUE;
}

static gboolean
fit_channel(BurnishSeam *seam, const Samples *samples, int c)
{
	double matrix[TERMS][TERMS + 1] = { 0 };
	double sum = 0;

	for (int n = 0; n < samples->n; n++) {
		double weight = samples->weight[n] * samples->fit[n];
		double terms[TERMS];

		if (weight == 0)
			continue;
		fill_terms(c, samples->colour[n], samples->place[n], terms);
		for (int i = 0; i < TERMS; i++) {
			for (int j = 0; j < TERMS; j++)
				matrix[i][j] += weight * terms[i] * terms[j];
			matrix[i][TERMS] += weight * terms[i] * samples->shift[n][c];
		}
		sum += weight;
	}
	for (int i = 0; i < TERMS; i++)
		matrix[i][i] += penalty[i] * sum;

	return sum > 0 && solve(matrix, seam->terms[c]);
}

static double
shift_of(const BurnishSeam *seam, int c, const double colour[3], const double place[2])
{
	double terms[TERMS];
	double shift = 0;

	fill_terms(c, colour, place, terms);
	for (int i = 0; i < TERMS; i++)
		shift += seam->terms[c][i] * terms[i];

	return VIPS_CLIP(seam->least[c], shift, seam->most[c]);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

/* One of the values that quantiles are asked of. */
typedef double (*ValueFn)(const BurnishSeam *seam, const Samples *samples, int n, int c);

/* The value below which that part of the values lies. */
static double
quantile(const BurnishSeam *seam, Samples *samples, ValueFn value, int c, double part)
{
	int step = samples->n / MAX_SORTED + 1;
	int sorted = 0;

	for (int n = 0; n < samples->n; n += step)
		samples->scratch[sorted++] = value(seam, samples, n, c);
	qsort(samples->scratch, sorted, sizeof(double), compare);

	return samples->scratch[(int) (part * (sorted - 1))];
}

static double
value_shift(const BurnishSeam *seam, const Samples *samples, int n, int c)
{
	return samples->shift[n][c];
}

static double
value_gain(const BurnishSeam *seam, const Samples *samples, int n, int c)
{
	return samples->shift[n][c] / VIPS_MAX(samples->colour[n][c], MIN_SCALE);
}

/* What is left when a pixel was mapped. */
static double
value_rest(const BurnishSeam *seam, const Samples *samples, int n, int c)
{
	return fabs(samples->shift[n][c] - shift_of(seam, c, samples->colour[n], samples->place[n]));
}

/* Give each pixel its say by how far it is from what the map makes of it. */
static void
weigh(const BurnishSeam *seam, Samples *samples)
{
	double scale[3];

	/* From the median deviation to the standard deviation of a normal distribution. */
	for (int c = 0; c < 3; c++)
		scale[c] = VIPS_MAX(1.4826 * quantile(seam, samples, value_rest, c, 0.5), MIN_SCALE);
	for (int n = 0; n < samples->n; n++) {
		double worst = 0;

		for (int c = 0; c < 3; c++)
			worst = VIPS_MAX(worst, value_rest(seam, samples, n, c) / scale[c]);
		worst = VIPS_MIN(1, worst / TUKEY);
		samples->fit[n] = (1 - worst * worst) * (1 - worst * worst);
	}
}

/* Start from a gain that half of the pixels may contradict. */
static void
begin(BurnishSeam *seam, Samples *samples)
{
	for (int c = 0; c < 3; c++) {
		/* Up to twice as far as the shifts that are seen lie apart. */
		double low = quantile(seam, samples, value_shift, c, 0.02);
		double high = quantile(seam, samples, value_shift, c, 0.98);

		seam->least[c] = VIPS_MIN(0, low - (high - low) / 2) - MIN_SCALE;
		seam->most[c] = VIPS_MAX(0, high + (high - low) / 2) + MIN_SCALE;
		seam->terms[c][0] = quantile(seam, samples, value_gain, c, 0.5);
	}
}

/* Mean difference of the pixels, each with its say; with the map or without. */
static double
difference(const BurnishSeam *seam, const Samples *samples, gboolean mapped)
{
	double sum = 0;
	double total = 0;

	for (int n = 0; n < samples->n; n++) {
		double weight = samples->weight[n] * samples->fit[n];

		for (int c = 0; c < 3; c++) {
			double shift = mapped ? shift_of(seam, c, samples->colour[n], samples->place[n]) : 0;
			sum += weight * fabs(samples->shift[n][c] - shift) / 3;
		}
		total += weight;
	}

	return total > 0 ? sum / total : 0;
}

void
burnish_seam_fit(BurnishSeam *seam, VipsImage *original, VipsImage *edited, VipsImage *mask)
{
	Samples samples;
	gboolean found = FALSE;

	memset(seam, 0, sizeof(*seam));
	samples_init(&samples, original, edited, mask);
	if (samples.n >= MIN_PIXELS) {
		begin(seam, &samples);
		found = TRUE;
		for (int i = 0; i < ROUNDS && found; i++) {
			weigh(seam, &samples);
			for (int c = 0; c < 3 && found; c++)
				found = fit_channel(seam, &samples, c);
		}
		seam->before = difference(seam, &samples, FALSE);
		seam->after = found ? difference(seam, &samples, TRUE) : seam->before;
	}
	samples_clear(&samples);

	/* Nothing is added then. */
	if (!found || seam->after >= seam->before)
		*seam = (BurnishSeam){ .before = seam->before, .after = seam->before };
}

void
burnish_seam_map(const BurnishSeam *seam, double x, double y, const double in[3], double out[3])
{
	const double place[2] = { x - 0.5, y - 0.5 };

	for (int c = 0; c < 3; c++)
		out[c] = VIPS_CLIP(0, in[c] + shift_of(seam, c, in, place), 1);
}
