/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The estimate of the cast. A histogram of a* and b* for each slice of lightness,
 * blurred, is the likelihood of a grey to look like that; every tint on a grid is
 * weighed by the likelihood along its curve and by what is known of casts in
 * advance; the estimate is the mean over all of them (the posterior mean, which
 * was measured to be a fifth better than the best single tint). But where tints of
 * two kinds are likely, the mean lies between them, where nothing is: then the best
 * single one is taken.
 */

#include <math.h>
#include <string.h>

#include "colour.h"
#include "quick.h"
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
	.apart = 0.3,
};

/* The power for the amount of evidence that is reported: slices with few pixels
 * count, too. */
#define EVIDENCE_POWER 0.6

/* From this slice on greys are light enough to judge by: in the dark any tint makes
 * next to no chroma, and the last of candlelight looks like a strong one. */
#define FIRST_LIGHT 6

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

/* How far tints on the grid are apart, in percent. */
#define SHIFT_STEP 1.5
#define SLOPE_STEP 3.0
#define RED_SHIFT_STEP 3.0
#define RED_SLOPE_STEP 6.0

/* Stronger ones are toning, as of old photographs. */
#define MAX_SHIFT (-3 + (SHIFTS - 1) * SHIFT_STEP)
#define MAX_SLOPE (-6 + (SLOPES - 1) * SLOPE_STEP)

/* A climb that halves its steps when it stands still: enough for an eighth of the
 * grid's from anywhere near. */
#define ROUNDS 6

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

/* Greys of known lightness without a tint. */
typedef struct {
	int n;
	double L[101];
	double level[101];
} Greys;

static void
add_grey(Greys *greys, double L)
{
	greys->L[greys->n] = L;
	greys->level[greys->n++] = burnish_srgb_encode(burnish_lightness_to_y(L));
}

static void
init_slices(Greys *greys)
{
	greys->n = 0;
	for (int i = 0; i < SLICES; i++)
		add_grey(greys, (edges[i] + edges[i + 1]) / 2);
}

/* a* and b* at the lightnesses of the greys, from the colours that they have under a
 * tint: that moves their lightness by a little. */
static void
place_curve(const Greys *greys, const float lab[][3], float *a, float *b)
{
	int j = 0;

	for (int i = 0; i < greys->n; i++) {
		while (j < greys->n - 2 && lab[j + 1][0] < greys->L[i])
			j++;

		float span = lab[j + 1][0] - lab[j][0];
		float fraction = span > 0 ? CLAMP((greys->L[i] - lab[j][0]) / span, 0, 1) : 0;
		a[i] = lab[j][1] + fraction * (lab[j + 1][1] - lab[j][1]);
		b[i] = lab[j][2] + fraction * (lab[j + 1][2] - lab[j][2]);
	}
}

static void
trace_tint(const BurnishTint *tint, const Greys *greys, float *a, float *b)
{
	float lab[101][3];

	for (int i = 0; i < greys->n; i++) {
		double rgb[3];
		float single[3];

		burnish_tint_grey(tint, greys->level[i], rgb);
		for (int j = 0; j < 3; j++)
			single[j] = CLAMP(rgb[j], 0, BURNISH_QUICK_MAX);
		burnish_quick_lab(single, lab[i]);
	}
	place_curve(greys, lab, a, b);
}

static void
fill_candidate(Candidate *candidate, const Greys *slices, const float blue[SLICES], const float red[SLICES])
{
	BurnishTint tint = to_tint(candidate->t);
	float lab[SLICES][3];

	for (int i = 0; i < SLICES; i++) {
		const float rgb[3] = { tint.red_gain * red[i], slices->level[i], tint.blue_gain * blue[i] };

		burnish_quick_lab(rgb, lab[i]);
	}
	place_curve(slices, lab, candidate->a, candidate->b);
	candidate->penalty = penalty(candidate->t);
}

/* Every tint of a slope: its powers are shared by all shifts. */
static Candidate *
add_slope(Candidate *next, const Greys *slices, double slope)
{
	float blue[SLICES];
	float red[AROUND][SLICES];

	for (int i = 0; i < SLICES; i++) {
		double level = slices->level[i];

		blue[i] = pow(level, 1 + 0.01 * slope);
		for (int j = 0; j < AROUND; j++)
			red[j][i] = pow(level, 1 - 0.01 * (0.40 * slope + RED_SLOPE_STEP * (j - 1)));
	}

	for (int i = 0; i < SHIFTS; i++)
		for (int j = 0; j < AROUND; j++)
			for (int k = 0; k < AROUND; k++, next++) {
				double shift = -3 + SHIFT_STEP * i;

				next->t[0] = shift;
				next->t[1] = slope;
				next->t[2] = 0.25 * shift + RED_SHIFT_STEP * (j - 1);
				next->t[3] = 0.40 * slope + RED_SLOPE_STEP * (k - 1);
				fill_candidate(next, slices, blue, red[k]);
			}

	return next;
}

/* All tints of the grid, made once. */
static const Candidate *
get_candidates(void)
{
	static Candidate *candidates = NULL;

	if (g_once_init_enter(&candidates)) {
		Candidate *made = g_new(Candidate, TINTS);
		Candidate *next = made;
		Greys slices;

		init_slices(&slices);
		for (int i = 0; i < SLOPES; i++)
			next = add_slope(next, &slices, -6 + SLOPE_STEP * i);
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

static double
weigh_tint(const Evidence *evidence, const double weight[SLICES], const BurnishTint *tint)
{
	Candidate candidate;
	Greys slices;

	init_slices(&slices);
	trace_tint(tint, &slices, candidate.a, candidate.b);

	return weigh_curve(evidence, weight, &candidate);
}

/* Climb from a tint of the grid to the top of its hill, which may lie between others
 * or beyond them. */
static void
climb(const Evidence *evidence, const double weight[SLICES], double best, double t[4])
{
	double step[4] = { SHIFT_STEP, SLOPE_STEP, RED_SHIFT_STEP, RED_SLOPE_STEP };

	for (int round = 0; round < ROUNDS; round++) {
		gboolean moved = FALSE;

		for (int i = 0; i < 8; i++) {
			double tried[4];

			memcpy(tried, t, sizeof(tried));
			tried[i / 2] += i % 2 ? step[i / 2] : -step[i / 2];
			if (tried[0] > MAX_SHIFT || tried[1] > MAX_SLOPE)
				continue;

			BurnishTint tint = to_tint(tried);
			double score = weigh_tint(evidence, weight, &tint) - penalty(tried);
			if (score > best) {
				best = score;
				memcpy(t, tried, sizeof(tried));
				moved = TRUE;
			}
		}
		for (int i = 0; i < 4; i++)
			step[i] /= moved ? 1 : 2;
	}
}

/* The mean of all tints, and the best single one. */
static void
estimate(const Evidence *evidence, double mean[4], double single[4])
{
	const Candidate *candidates = get_candidates();
	g_autofree double *scores = g_new(double, TINTS);
	double weight[SLICES];
	double total = 0;
	int best = 0;

	weigh_slices(evidence, burnish_ridge_constants.share_power, weight);
	for (int i = 0; i < TINTS; i++) {
		scores[i] = weigh_curve(evidence, weight, &candidates[i]) - candidates[i].penalty;
		if (scores[i] > scores[best])
			best = i;
	}

	memset(mean, 0, 4 * sizeof(double));
	for (int i = 0; i < TINTS; i++) {
		double p = exp(burnish_ridge_constants.sharpness * (scores[i] - scores[best]));

		total += p;
		for (int j = 0; j < 4; j++)
			mean[j] += p * candidates[i].t[j];
	}
	for (int j = 0; j < 4; j++)
		mean[j] /= total;

	memcpy(single, candidates[best].t, 4 * sizeof(double));
	climb(evidence, weight, scores[best], single);
}

/* How much more evidence there is for a tint than for none. */
static double
get_gain(const Evidence *evidence, const double weight[SLICES], const BurnishTint *tint)
{
	return weigh_tint(evidence, weight, tint) - weigh_tint(evidence, weight, &burnish_tint_none);
}

void
burnish_ridge_find(const BurnishScene *scene, BurnishRidge *ridge)
{
	g_autofree Evidence *evidence = gather(scene);
	double weight[SLICES];
	double mean[4];
	double single[4];
	Greys greys = { 0 };

	estimate(evidence, mean, single);

	weigh_slices(evidence, EVIDENCE_POWER, weight);
	memset(weight, 0, FIRST_LIGHT * sizeof(double));

	BurnishTint alone = to_tint(single);
	double alone_gain = get_gain(evidence, weight, &alone);
	ridge->tint = to_tint(mean);
	ridge->gain = get_gain(evidence, weight, &ridge->tint);
	if (alone_gain > ridge->gain + burnish_ridge_constants.apart) {
		ridge->tint = alone;
		ridge->gain = alone_gain;
	}

	for (int i = 0; i <= 100; i++)
		add_grey(&greys, i);
	trace_tint(&ridge->tint, &greys, ridge->a, ridge->b);
}

double
burnish_ridge_distance(const BurnishRidge *ridge, const BurnishSceneColour *colour)
{
	int i = CLAMP((int) colour->L, 0, 99);
	double fraction = CLAMP(colour->L - i, 0, 1);
	double a = colour->a - (ridge->a[i] + fraction * (ridge->a[i + 1] - ridge->a[i]));
	double b = colour->b - (ridge->b[i] + fraction * (ridge->b[i + 1] - ridge->b[i]));

	return sqrt(a * a + b * b);
}
