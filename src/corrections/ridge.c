/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The estimate of the cast. A histogram of a* and b* for each slice of lightness,
 * blurred, is the evidence; a search over the four parameters of the tint finds
 * the curve through it with the highest sum of log densities.
 */

#include <math.h>
#include <string.h>

#include "colour.h"
#include "ridge.h"
#include "simplex.h"

#define SLICES BURNISH_RIDGE_SLICES

/* Chroma of greys under any cast that we would remove, in cells of 1. */
#define HALF 24
#define CELLS (2 * HALF)

/* Where the slices begin, in L*; narrow at both ends, where the tint changes most
 * and greys are most common. */
static const double edges[SLICES + 1] = {
	2, 7, 12, 18, 25, 32, 40, 48, 56, 64, 72, 80, 87, 93, 98.5, 100.01
};

/* Blur of the histogram, in cells: wide to find the right hill, narrow to find its
 * top. */
#define WIDE 3.0
#define NARROW 1.6

/* A density that is nothing; and what a slice counts for with its share of the
 * pixels. */
#define NOTHING 0.1
#define SHARE_LIMIT 0.25
#define SHARE_POWER 0.4

/* The longest side that is looked at: more pixels give the same answer. */
#define LOOK_SIZE 256

typedef float Map[SLICES][CELLS][CELLS];

typedef struct {
	double centre[SLICES];
	/* The level of the grey of that lightness. */
	double level[SLICES];
	double weight[SLICES];
	Map wide;
	Map narrow;
	/* The one in use. */
	const float (*map)[CELLS][CELLS];
} Evidence;

static float
cube_root_f(float t)
{
	return t > 216.0F / 24389.0F ? cbrtf(t) : (24389.0F / 27.0F * t + 16.0F) / 116.0F;
}

/* As burnish_srgb_to_lab(), for many pixels. */
static BurnishLab
to_lab(float r, float g, float b)
{
	float x = (0.4124564F * r + 0.3575761F * g + 0.1804375F * b) / 0.95047F;
	float y = 0.2126729F * r + 0.7151522F * g + 0.0721750F * b;
	float z = (0.0193339F * r + 0.1191920F * g + 0.9503041F * b) / 1.08883F;
	float fx = cube_root_f(x);
	float fy = cube_root_f(y);
	float fz = cube_root_f(z);

	return (BurnishLab){ 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz) };
}

static double
sample(const VipsImage *image, int x, int y, int band)
{
	const VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

	return image->BandFmt == VIPS_FORMAT_UCHAR ? p[band] / 255.0 : ((const guint16 *) p)[band] / 65535.0;
}

/* The mean colour of a block; FALSE when it cannot be seen. */
static gboolean
mean_colour(const VipsImage *image, int left, int top, int step, float rgb[3])
{
	int right = VIPS_MIN(left + step, image->Xsize);
	int bottom = VIPS_MIN(top + step, image->Ysize);
	double sum[4] = { 0 };
	double alpha = 0;
	gboolean has_alpha = image->Bands == 4;

	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++) {
			double weight = has_alpha ? sample(image, x, y, 3) : 1;

			alpha += weight;
			for (int i = 0; i < 3; i++)
				sum[i] += weight * sample(image, x, y, i);
		}
	if (alpha < 0.5 * (right - left) * (bottom - top))
		return FALSE;
	for (int i = 0; i < 3; i++)
		rgb[i] = sum[i] / alpha;

	return TRUE;
}

void
burnish_scene_init(BurnishScene *scene, VipsImage *proxy)
{
	int longest = VIPS_MAX(proxy->Xsize, proxy->Ysize);
	int step = (longest + LOOK_SIZE - 1) / LOOK_SIZE;
	int capacity = (proxy->Xsize / step + 1) * (proxy->Ysize / step + 1);

	memset(scene, 0, sizeof(*scene));
	scene->pixels = g_new(BurnishLab, capacity);
	for (int y = 0; y < proxy->Ysize; y += step)
		for (int x = 0; x < proxy->Xsize; x += step) {
			float rgb[3];

			if (!mean_colour(proxy, x, y, step, rgb))
				continue;
			for (int i = 0; i < 3; i++)
				rgb[i] = burnish_srgb_decode(rgb[i]);
			scene->pixels[scene->n++] = to_lab(rgb[0], rgb[1], rgb[2]);
		}
}

void
burnish_scene_clear(BurnishScene *scene)
{
	g_clear_pointer(&scene->pixels, g_free);
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

		for (int j = -radius; j <= radius; j++) {
			int k = CLAMP(i + j, 0, CELLS - 1);
			sum += kernel[abs(j)] * in[k * stride];
		}
		out[i * stride] = sum;
	}
}

/* Separable Gaussian blur; a single cell of 1 has the height of 1 afterwards. */
static void
blur(const float in[CELLS][CELLS], float out[CELLS][CELLS], double sigma)
{
	int radius = ceil(4 * sigma);
	float kernel[32];
	float middle[CELLS][CELLS];

	for (int i = 0; i <= radius; i++)
		kernel[i] = exp(-0.5 * i * i / (sigma * sigma));
	for (int i = 0; i < CELLS; i++)
		blur_line(in[i], middle[i], 1, kernel, radius);
	for (int i = 0; i < CELLS; i++)
		blur_line(&middle[0][i], &out[0][i], CELLS, kernel, radius);
}

static void
gather(BurnishScene *scene, Evidence *evidence)
{
	static const int min_pixels = 12;
	g_autofree Map *counts = g_new0(Map, 1);
	int n[SLICES] = { 0 };

	for (int i = 0; i < scene->n; i++) {
		const BurnishLab *p = &scene->pixels[i];
		int slice = find_slice(p->L);
		int a = floorf(p->a + HALF + 0.5F);
		int b = floorf(p->b + HALF + 0.5F);

		if (slice < 0)
			continue;
		n[slice]++;
		if (a >= 0 && a < CELLS && b >= 0 && b < CELLS)
			(*counts)[slice][a][b]++;
	}

	for (int i = 0; i < SLICES; i++) {
		double share = scene->n ? (double) n[i] / scene->n : 0;

		scene->share[i] = share;
		evidence->centre[i] = (edges[i] + edges[i + 1]) / 2;
		/* L* and gamma-coded sRGB are near enough to a line for a
		 * start, and two steps of Newton do the rest. */
		double fy = (evidence->centre[i] + 16) / 116;
		double y = fy > 6.0 / 29 ? fy * fy * fy : evidence->centre[i] * 27 / 24389;
		evidence->level[i] = burnish_srgb_encode(fmin(y, 1));

		evidence->weight[i] = n[i] < fmax(min_pixels, 0.0006 * scene->n)
			? 0
			: pow(fmin(share, SHARE_LIMIT), SHARE_POWER);
		for (int j = 0; j < CELLS; j++)
			for (int k = 0; k < CELLS; k++)
				(*counts)[i][j][k] /= fmax(n[i], 1);
		blur((*counts)[i], evidence->wide[i], WIDE);
		blur((*counts)[i], evidence->narrow[i], NARROW);
	}
}

/* The density at a place between cells. */
static double
density(const float map[CELLS][CELLS], double a, double b)
{
	double x = a + HALF;
	double y = b + HALF;

	if (x < 0 || y < 0 || x > CELLS - 1.001 || y > CELLS - 1.001)
		return 0;

	int i = x;
	int j = y;
	double fx = x - i;
	double fy = y - j;

	return (1 - fx) * ((1 - fy) * map[i][j] + fy * map[i][j + 1]) +
		fx * ((1 - fy) * map[i + 1][j] + fy * map[i + 1][j + 1]);
}

/* Where the ridge passes a slice, in a* and b*. The level is that of a grey of
 * the lightness of the slice; the tint moves lightness by a little, and a second
 * look makes up for it. */
static void
ridge_at(const Evidence *evidence, const BurnishTint *tint, int slice, double lab[3])
{
	double level = evidence->level[slice];

	burnish_tint_grey_lab(tint, level, lab);
	level += (evidence->centre[slice] - lab[0]) / 100;
	burnish_tint_grey_lab(tint, fmax(level, 0), lab);
}

/* The tint from the numbers that the search works with, of about the same size:
 * white shift and slope, in percent, of blue and of red. */
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
		0.05 * square((t[2] - 0.30 * t[0]) / 6) + 0.05 * square((t[3] - 0.40 * t[1]) / 8) +
		0.5 * square(fmax(0, -t[0] - 2)) + 0.5 * square(fmax(0, -t[1] - 3)) +
		0.004 * square(fmax(0, t[0] - 16)) + 0.002 * square(fmax(0, t[1] - 38)) +
		0.05 * fmax(0, -t[2] - 2) + 0.05 * fmax(0, -t[3] - 3);
}

static double
score(const Evidence *evidence, const double t[4])
{
	BurnishTint tint = to_tint(t);
	double sum = 0;

	for (int i = 0; i < SLICES; i++) {
		double lab[3];

		if (evidence->weight[i] == 0)
			continue;
		ridge_at(evidence, &tint, i, lab);
		sum += evidence->weight[i] * log1p(density(evidence->map[i], lab[1], lab[2]) / NOTHING);
	}

	return sum;
}

static double
cost(const double t[4], void *data)
{
	return penalty(t) - score(data, t);
}

#define STARTS 24
#define FINALISTS 4

typedef struct {
	double t[4];
	double cost;
} Candidate;

static int
compare_candidates(const void *a, const void *b)
{
	double x = ((const Candidate *) a)->cost;
	double y = ((const Candidate *) b)->cost;

	return (x > y) - (x < y);
}

static void
search(Evidence *evidence, double best[4])
{
	static const double shifts[] = { 0, 3, 6, 9, 12, 15 };
	static const double slopes[] = { 0, 8, 16, 26 };
	Candidate candidates[STARTS];
	int n = 0;

	evidence->map = (const float (*)[CELLS][CELLS]) evidence->wide;
	for (guint i = 0; i < G_N_ELEMENTS(shifts); i++)
		for (guint j = 0; j < G_N_ELEMENTS(slopes); j++, n++) {
			candidates[n] = (Candidate){ { shifts[i], slopes[j], 0.3 * shifts[i], 0.4 * slopes[j] } };
			candidates[n].cost = cost(candidates[n].t, evidence);
		}
	qsort(candidates, STARTS, sizeof(Candidate), compare_candidates);

	evidence->map = (const float (*)[CELLS][CELLS]) evidence->narrow;
	for (int i = 0; i < FINALISTS; i++)
		candidates[i].cost = burnish_simplex_minimise(candidates[i].t, 2.5, cost, evidence);
	qsort(candidates, FINALISTS, sizeof(Candidate), compare_candidates);
	memcpy(best, candidates[0].t, sizeof(candidates[0].t));
}

/* The share of the picture that lies where the ridge passes. */
static double
share_on(const BurnishScene *scene, const Evidence *evidence, const BurnishTint *tint, int *slices)
{
	double share = 0;

	*slices = 0;
	for (int i = 0; i < SLICES; i++) {
		double lab[3];

		ridge_at(evidence, tint, i, lab);
		double d = density(evidence->narrow[i], lab[1], lab[2]);
		share += scene->share[i] * fmin(d, 1);
		*slices += (d > 0.15) * evidence->weight[i] > 0.03;
	}

	return share;
}

void
burnish_ridge_find(const BurnishScene *scene_in, BurnishRidge *ridge)
{
	static const double none[4] = { 0 };
	BurnishScene *scene = (BurnishScene *) scene_in;
	g_autofree Evidence *evidence = g_new0(Evidence, 1);
	double best[4];
	int ignored;

	gather(scene, evidence);
	search(evidence, best);
	ridge->tint = to_tint(best);
	ridge->score = score(evidence, best) - penalty(best);
	ridge->score_none = score(evidence, none);
	ridge->on_ridge = share_on(scene, evidence, &ridge->tint, &ridge->slices);
	ridge->on_axis = share_on(scene, evidence, &burnish_tint_none, &ignored);
}
