/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The estimate of the cast. A histogram of a* and b* for each slice of lightness,
 * blurred, is the likelihood of a grey to look like that; every tint on a grid is
 * weighed by the likelihood along its curve and by what is known of casts in
 * advance; the estimate is the mean over all of them (the posterior mean, which
 * was measured to be a fifth better than the best single tint).
 */

#include <math.h>
#include <string.h>

#include "colour.h"
#include "ridge.h"

#define SLICES 15

/* Chroma of greys under any cast that we would remove, in cells of 1. */
#define HALF 24
#define CELLS (2 * HALF)

/* Where the slices begin, in L*; narrow at both ends, where the tint changes most
 * and greys are most common. */
static const double edges[SLICES + 1] = {
	2, 7, 12, 18, 25, 32, 40, 48, 56, 64, 72, 80, 87, 93, 98.5, 100.01
};

BurnishRidgeConstants burnish_ridge_constants = {
	.blur = 1.2,
	.nothing = 0.1,
	.share_limit = 0.25,
	.share_power = 1.5,
	.sharpness = 28,
	.follow = 0.15,
};

/* The power for the amount of evidence that is reported: slices with few pixels
 * count, too. */
#define EVIDENCE_POWER 0.6

/* The blur reaches this far at most, in cells. */
#define MAX_RADIUS 15

/* Slices with fewer pixels say nothing. */
#define MIN_PIXELS 12
#define MIN_SHARE 0.0006

/* The grid: shift of the white and slope below it, in percent; those of red lie
 * around what they are with the blue of the same cast. */
#define SHIFTS 15
#define SLOPES 17
#define AROUND 3
#define TINTS (SHIFTS * SLOPES * AROUND * AROUND)

typedef float Map[CELLS][CELLS];

typedef struct {
	int total;
	int n[SLICES];
	Map map[SLICES];
} Evidence;

/* A tint on the grid: its parameters in percent (see to_tint()), and where its
 * greys lie in the middle of each slice. */
typedef struct {
	double t[4];
	double penalty;
	float a[SLICES];
	float b[SLICES];
} Candidate;

static double
centre(int slice)
{
	return (edges[slice] + edges[slice + 1]) / 2;
}

static BurnishTint
to_tint(const double t[4])
{
	return (BurnishTint){
		.blue_gain = 1 - 0.01 * t[0],
		.blue_gamma = 1 + 0.01 * t[1],
		.red_gain = 1 + 0.01 * t[2],
		.red_gamma = 1 - 0.01 * t[3],
	};
}

static double
square(double x)
{
	return x * x;
}

/* What we know of casts before we look: most are weak, red follows blue, and they
 * are warm. */
static double
penalty(const double t[4])
{
	return 0.004 * fabs(t[0]) + 0.0025 * fabs(t[1]) +
		burnish_ridge_constants.follow * (square((t[2] - 0.30 * t[0]) / 6) + square((t[3] - 0.40 * t[1]) / 8)) +
		0.5 * square(fmax(0, -t[0] - 2)) + 0.5 * square(fmax(0, -t[1] - 3)) +
		0.004 * square(fmax(0, t[0] - 16)) + 0.002 * square(fmax(0, t[1] - 38));
}

/* The level of the grey of a lightness, gamma-coded. */
static double
grey_level(double L)
{
	double f = (L + 16) / 116;

	return burnish_srgb_encode(f > 6.0 / 29 ? f * f * f : L * 27 / 24389);
}

/* a* and b* of a tint at wanted lightnesses, between those of greys that have these
 * lightnesses without it: a tint moves lightness by a little. */
static void
place_curve(const BurnishTint *tint, int n, const double *levels, const double *L,
	double *a, double *b)
{
	double lab[101][3];
	int j = 0;

	for (int i = 0; i < n; i++)
		burnish_tint_grey_lab(tint, levels[i], lab[i]);
	for (int i = 0; i < n; i++) {
		while (j < n - 2 && lab[j + 1][0] < L[i])
			j++;

		double span = lab[j + 1][0] - lab[j][0];
		double fraction = span > 0 ? CLAMP((L[i] - lab[j][0]) / span, 0, 1) : 0;
		a[i] = lab[j][1] + fraction * (lab[j + 1][1] - lab[j][1]);
		b[i] = lab[j][2] + fraction * (lab[j + 1][2] - lab[j][2]);
	}
}

static void
init_candidate(Candidate *candidate, const double *levels, const double *centres)
{
	BurnishTint tint = to_tint(candidate->t);
	double a[SLICES];
	double b[SLICES];

	candidate->penalty = penalty(candidate->t);
	place_curve(&tint, SLICES, levels, centres, a, b);
	for (int i = 0; i < SLICES; i++) {
		candidate->a[i] = a[i];
		candidate->b[i] = b[i];
	}
}

/* All tints of the grid, made once. */
static const Candidate *
get_candidates(void)
{
	static Candidate *candidates = NULL;

	if (g_once_init_enter(&candidates)) {
		Candidate *made = g_new(Candidate, TINTS);
		Candidate *next = made;
		double centres[SLICES];
		double levels[SLICES];

		for (int i = 0; i < SLICES; i++) {
			centres[i] = centre(i);
			levels[i] = grey_level(centres[i]);
		}
		for (int i = 0; i < SHIFTS; i++)
			for (int j = 0; j < SLOPES; j++)
				for (int k = 0; k < AROUND * AROUND; k++, next++) {
					double shift = -3 + 1.5 * i;
					double slope = -6 + 3.0 * j;

					int row = k / AROUND - 1;
					int column = k % AROUND - 1;

					next->t[0] = shift;
					next->t[1] = slope;
					next->t[2] = 0.25 * shift + 3.0 * row;
					next->t[3] = 0.40 * slope + 6.0 * column;
					init_candidate(next, levels, centres);
				}
		g_once_init_leave(&candidates, made);
	}

	return candidates;
}

static int
find_slice(double L)
{
	for (int i = 0; i < SLICES; i++)
		if (L >= edges[i] && L < edges[i + 1])
			return i;

	return -1;
}

static void
blur_line(const float *in, float *out, int stride, const float *kernel, int radius)
{
	for (int i = 0; i < CELLS; i++) {
		float sum = 0;

		for (int j = -radius; j <= radius; j++)
			sum += kernel[abs(j)] * in[CLAMP(i + j, 0, CELLS - 1) * stride];
		out[i * stride] = sum;
	}
}

/* Separable Gaussian blur; a single cell of 1 has the height of 1 afterwards. */
static void
blur(Map map)
{
	double sigma = burnish_ridge_constants.blur;
	int radius = fmin(ceil(4 * sigma), MAX_RADIUS);
	float kernel[MAX_RADIUS + 1];
	Map middle;

	for (int i = 0; i <= radius; i++)
		kernel[i] = exp(-0.5 * i * i / (sigma * sigma));
	for (int i = 0; i < CELLS; i++)
		blur_line(map[i], middle[i], 1, kernel, radius);
	for (int i = 0; i < CELLS; i++)
		blur_line(&middle[0][i], &map[0][i], CELLS, kernel, radius);
}

static Evidence *
gather(const BurnishScene *scene)
{
	Evidence *evidence = g_new0(Evidence, 1);

	for (int i = 0; i < scene->n; i++) {
		const BurnishSceneColour *p = &scene->colours[i];
		int slice = find_slice(p->L);
		int a = floorf(p->a + HALF + 0.5F);
		int b = floorf(p->b + HALF + 0.5F);

		if (slice < 0)
			continue;
		evidence->total++;
		evidence->n[slice]++;
		if (a >= 0 && a < CELLS && b >= 0 && b < CELLS)
			evidence->map[slice][a][b]++;
	}

	for (int i = 0; i < SLICES; i++) {
		for (int j = 0; j < CELLS; j++)
			for (int k = 0; k < CELLS; k++)
				evidence->map[i][j][k] /= fmax(evidence->n[i], 1);
		blur(evidence->map[i]);
	}

	return evidence;
}

static void
weigh_slices(const Evidence *evidence, double power, double weight[SLICES])
{
	for (int i = 0; i < SLICES; i++) {
		double share = (double) evidence->n[i] / VIPS_MAX(evidence->total, 1);

		weight[i] = evidence->n[i] < fmax(MIN_PIXELS, MIN_SHARE * evidence->total)
			? 0
			: pow(fmin(share, burnish_ridge_constants.share_limit), power);
	}
}

/* The density at a place between cells. */
static float
density(const Map map, float a, float b)
{
	float x = a + HALF;
	float y = b + HALF;

	if (x < 0 || y < 0 || x > CELLS - 1.001F || y > CELLS - 1.001F)
		return 0;

	int i = x;
	int j = y;
	float fx = x - i;
	float fy = y - j;

	return (1 - fx) * ((1 - fy) * map[i][j] + fy * map[i][j + 1]) +
		fx * ((1 - fy) * map[i + 1][j] + fy * map[i + 1][j + 1]);
}

static double
weigh_curve(const Evidence *evidence, const double weight[SLICES], const Candidate *candidate)
{
	float nothing = burnish_ridge_constants.nothing;
	double sum = 0;

	for (int i = 0; i < SLICES; i++)
		if (weight[i] > 0)
			sum += weight[i] * log1pf(density(evidence->map[i], candidate->a[i], candidate->b[i]) / nothing);

	return sum;
}

static void
estimate(const Evidence *evidence, double mean[4])
{
	const Candidate *candidates = get_candidates();
	g_autofree double *scores = g_new(double, TINTS);
	double weight[SLICES];
	double best = -INFINITY;
	double total = 0;

	weigh_slices(evidence, burnish_ridge_constants.share_power, weight);
	for (int i = 0; i < TINTS; i++) {
		scores[i] = weigh_curve(evidence, weight, &candidates[i]) - candidates[i].penalty;
		best = fmax(best, scores[i]);
	}

	memset(mean, 0, 4 * sizeof(double));
	for (int i = 0; i < TINTS; i++) {
		double p = exp(burnish_ridge_constants.sharpness * (scores[i] - best));

		total += p;
		for (int j = 0; j < 4; j++)
			mean[j] += p * candidates[i].t[j];
	}
	for (int j = 0; j < 4; j++)
		mean[j] /= total;
}

static void
trace(BurnishRidge *ridge)
{
	double L[101];
	double levels[101];

	for (int i = 0; i <= 100; i++) {
		L[i] = i;
		levels[i] = grey_level(i);
	}
	place_curve(&ridge->tint, 101, levels, L, ridge->a, ridge->b);
}

void
burnish_ridge_find(const BurnishScene *scene, BurnishRidge *ridge)
{
	g_autofree Evidence *evidence = gather(scene);
	Candidate found = { 0 };
	Candidate none = { 0 };
	double centres[SLICES];
	double levels[SLICES];
	double weight[SLICES];

	for (int i = 0; i < SLICES; i++) {
		centres[i] = centre(i);
		levels[i] = grey_level(centres[i]);
	}
	estimate(evidence, found.t);
	init_candidate(&found, levels, centres);
	weigh_slices(evidence, EVIDENCE_POWER, weight);

	ridge->tint = to_tint(found.t);
	ridge->evidence = weigh_curve(evidence, weight, &found);
	ridge->gain = ridge->evidence - weigh_curve(evidence, weight, &none);
	trace(ridge);
}

void
burnish_ridge_offset(const BurnishRidge *ridge, const BurnishSceneColour *colour, double *a, double *b)
{
	int i = CLAMP((int) colour->L, 0, 99);
	double fraction = CLAMP(colour->L - i, 0, 1);

	*a = colour->a - (ridge->a[i] + fraction * (ridge->a[i + 1] - ridge->a[i]));
	*b = colour->b - (ridge->b[i] + fraction * (ridge->b[i + 1] - ridge->b[i]));
}
