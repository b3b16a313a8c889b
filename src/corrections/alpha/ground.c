/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A plain ground: one colour, or one that changes softly, as a studio backdrop
 * does. A quadratic surface through the frame of the picture, robust against what
 * touches it; then through all the ground that hangs together with the frame; then
 * what the surface misses, averaged over small cells.
 */

#include <math.h>
#include <string.h>

#include "components.h"
#include "field.h"
#include "ground.h"

#define TERMS 6
/* The frame that is looked at: of the shorter side. */
#define FRAME 0.015
/* At least so much of it must be ground. */
#define FRAME_SHARE 0.55
/* Samples a fit takes at most. */
#define SAMPLES 20000
/* Tukey's biweight, narrowed: how far a sample may be off, in 255ths. */
static const double narrowing[] = { 60, 40, 25, 16, 12 };
/* Within this many standard deviations, and these bounds, a pixel is ground. */
#define DEVIATIONS 4
#define TOLERANCE_LOW 5
#define TOLERANCE_HIGH 14
/* Cells for what the surface misses; and how far they stay from the picture. */
#define CELL 16
/* Ground in a cell that makes its mean a good one: half of it. */
#define ENOUGH 128
#define CLEARANCE 4

void
burnish_ground_clear(BurnishGround *ground)
{
	g_clear_pointer(&ground->colour, g_free);
	g_clear_pointer(&ground->pattern, g_free);
}

static void
get_terms(const BurnishMatte *matte, gsize i, double *t)
{
	gsize row = i / matte->width;
	double x = 2.0 * (double) (i - row * matte->width) / matte->width - 1;
	double y = 2.0 * (double) row / matte->height - 1;

	t[0] = 1;
	t[1] = x;
	t[2] = y;
	t[3] = x * x;
	t[4] = x * y;
	t[5] = y * y;
}

/* Gaussian elimination with pivoting; the matrix is 6 x 6 with three right sides. */
static gboolean
solve(double m[TERMS][TERMS + 3], double surface[3][TERMS])
{
	for (int k = 0; k < TERMS; k++) {
		int pivot = k;

		for (int r = k; r < TERMS; r++)
			pivot = fabs(m[r][k]) > fabs(m[pivot][k]) ? r : pivot;
		if (fabs(m[pivot][k]) < 1e-9)
			return FALSE;
		for (int c = 0; c < TERMS + 3; c++) {
			double swap = m[k][c];
			m[k][c] = m[pivot][c];
			m[pivot][c] = swap;
		}
		for (int r = 0; r < TERMS; r++) {
			double factor = r == k ? 0 : m[r][k] / m[k][k];

			for (int c = k; c < TERMS + 3; c++)
				m[r][c] -= factor * m[k][c];
		}
	}
	for (int b = 0; b < 3; b++)
		for (int k = 0; k < TERMS; k++)
			surface[b][k] = m[k][TERMS + b] / m[k][k];

	return TRUE;
}

static double
evaluate(const double *surface, const double *t)
{
	double v = 0;

	for (int k = 0; k < TERMS; k++)
		v += surface[k] * t[k];

	return v;
}

static double
get_residual(const BurnishMatte *matte, double surface[3][TERMS], const double *t, gsize i)
{
	double worst = 0;

	for (int b = 0; b < 3; b++)
		worst = VIPS_MAX(worst, fabs(matte->colour[i * 3 + b] - evaluate(surface[b], t)));

	return worst;
}

/* Fit the surface to samples near to the one that there is. */
static gboolean
fit(const BurnishMatte *matte, GArray *samples, double width, double surface[3][TERMS])
{
	double m[TERMS][TERMS + 3] = { { 0 } };

	for (guint s = 0; s < samples->len; s++) {
		gsize i = g_array_index(samples, gsize, s);
		double t[TERMS];

		get_terms(matte, i, t);
		double r = get_residual(matte, surface, t, i) / width;
		if (r >= 1)
			continue;
		double w = (1 - r * r) * (1 - r * r);
		for (int a = 0; a < TERMS; a++) {
			for (int c = 0; c < TERMS; c++)
				m[a][c] += w * t[a] * t[c];
			for (int b = 0; b < 3; b++)
				m[a][TERMS + b] += w * t[a] * matte->colour[i * 3 + b];
		}
	}
	/* Too little to tell a slope: keep it flat. */
	for (int a = 0; a < TERMS; a++)
		m[a][a] += 1e-6 * samples->len + 1e-6;

	return solve(m, surface);
}

static GArray *
sample_frame(const BurnishMatte *matte)
{
	GArray *samples = g_array_new(FALSE, FALSE, sizeof(gsize));
	int side = VIPS_MIN(matte->width, matte->height);
	int thickness = VIPS_CLIP(1, (int) (FRAME * side), 24);
	gsize n = (gsize) 2 * thickness * (matte->width + matte->height);
	gsize step = n / SAMPLES + 1;
	gsize k = 0;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gboolean row = y < thickness || y >= matte->height - thickness;

			if (!row && x == thickness && matte->width > 2 * thickness)
				x = matte->width - thickness;
			gsize i = (gsize) y * matte->width + x;
			if (k++ % step == 0)
				g_array_append_val(samples, i);
		}

	return samples;
}

/* The commonest colour of the frame, to begin with. */
static void
begin(const BurnishMatte *matte, GArray *samples, double surface[3][TERMS])
{
	g_autofree int *bins = g_new0(int, 4096);
	int best = 0;

	for (guint s = 0; s < samples->len; s++) {
		const float *c = matte->colour + g_array_index(samples, gsize, s) * 3;

		bins[((int) c[0] >> 4) * 256 + ((int) c[1] >> 4) * 16 + ((int) c[2] >> 4)]++;
	}
	for (int i = 0; i < 4096; i++)
		best = bins[i] > bins[best] ? i : best;
	memset(surface, 0, 3 * TERMS * sizeof(double));
	for (int b = 0; b < 3; b++)
		surface[b][0] = ((best >> (4 * (2 - b))) & 15) * 16 + 8;
}

static double
share_within(const BurnishMatte *matte, GArray *samples, double surface[3][TERMS], double tolerance)
{
	guint n = 0;

	for (guint s = 0; s < samples->len; s++) {
		gsize i = g_array_index(samples, gsize, s);
		double t[TERMS];

		get_terms(matte, i, t);
		n += get_residual(matte, surface, t, i) < tolerance;
	}

	return samples->len ? (double) n / samples->len : 0;
}

/* A row of the surface: along it a parabola. */
static void
draw_row(const BurnishMatte *matte, double surface[3][TERMS], int y, float *colour)
{
	float v = 2.0F * (float) y / (float) matte->height - 1;

	for (int b = 0; b < 3; b++) {
		const double *s = surface[b];
		float constant = s[0] + s[2] * v + s[5] * v * v;
		float slope = s[1] + s[4] * v;
		float bend = s[3];

		for (int x = 0; x < matte->width; x++) {
			float u = 2.0F * (float) x / (float) matte->width - 1;
			float value = constant + (slope + bend * u) * u;

			colour[x * 3 + b] = VIPS_MAX(0.0F, VIPS_MIN(value, 255.0F));
		}
	}
}

static void
draw_surface(const BurnishMatte *matte, double surface[3][TERMS], float *colour)
{
	for (int y = 0; y < matte->height; y++)
		draw_row(matte, surface, y, colour + (gsize) y * matte->width * 3);
}

/* What looks like the ground and hangs together with the frame. */
static guint8 *
mark_ground(const BurnishMatte *matte, const BurnishGround *ground, double tolerance)
{
	guint8 *mask = g_new(guint8, matte->n);
	float limit = tolerance;

	for (gsize i = 0; i < matte->n; i++)
		mask[i] = burnish_ground_difference(matte, ground, i) < limit;
	g_autoptr(BurnishComponents) parts =
		burnish_components_new(mask, matte->width, matte->height, 4);
	for (guint r = 0; r < parts->n_runs; r++) {
		const BurnishMaskRun *run = &parts->runs[r];

		if (!parts->items[run->label].border)
			memset(mask + (gsize) run->y * matte->width + run->left, FALSE, run->right - run->left);
	}

	return mask;
}

static GArray *
sample_mask(const BurnishMatte *matte, const guint8 *mask)
{
	GArray *samples = g_array_new(FALSE, FALSE, sizeof(gsize));
	gsize step = matte->n / SAMPLES + 1;

	/* Not a divisor of the width, or it samples columns. */
	while (step > 1 && matte->width % step == 0)
		step++;
	for (gsize i = 0; i < matte->n; i += step)
		if (mask[i])
			g_array_append_val(samples, i);

	return samples;
}

/* Add what the surface misses: the mean residual of cells, where the ground is
 * seen and away from the picture. */
static void
add_residual(const BurnishMatte *matte, const guint8 *mask, BurnishGround *ground)
{
	int w = (matte->width + CELL - 1) / CELL;
	int h = (matte->height + CELL - 1) / CELL;
	g_autofree float *cells = g_new0(float, (gsize) w *h * 3);
	g_autofree float *weight = g_new0(float, (gsize) w *h);
	g_autofree float *missed = g_new0(float, 3 * (gsize) matte->width);
	BurnishFieldCells grid = { cells, w, h, 3, CELL };
	g_autofree gint16 *distance = burnish_field_distance(mask, FALSE, matte->width, matte->height);

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;
			gsize j = (gsize) (y / CELL) * w + x / CELL;

			if (distance[i] < CLEARANCE * BURNISH_FIELD_PIXEL)
				continue;
			for (int b = 0; b < 3; b++)
				cells[j * 3 + b] += matte->colour[i * 3 + b] - ground->colour[i * 3 + b];
			weight[j]++;
		}
	for (gsize j = 0; j < (gsize) w * h; j++) {
		for (int b = 0; b < 3; b++)
			cells[j * 3 + b] /= VIPS_MAX(weight[j], 1);
		weight[j] /= ENOUGH;
	}
	burnish_field_fill(cells, weight, w, h, 3);

	for (int y = 0; y < matte->height; y++) {
		float *colour = ground->colour + (gsize) y * matte->width * 3;

		burnish_field_enlarge_row(&grid, y, missed, matte->width);
		for (int k = 0; k < 3 * matte->width; k++)
			colour[k] += missed[k];
	}
}

static void
measure_noise(const BurnishMatte *matte, const guint8 *mask, BurnishGround *ground)
{
	double sum = 0;
	double base[3] = { 0 };
	gsize n = 0;

	for (gsize i = 0; i < matte->n; i++) {
		if (!mask[i])
			continue;
		n++;
		for (int b = 0; b < 3; b++) {
			double d = matte->colour[i * 3 + b] - ground->colour[i * 3 + b];

			sum += d * d;
			base[b] += matte->colour[i * 3 + b];
		}
	}
	ground->noise = VIPS_MAX(0.4, sqrt(sum / VIPS_MAX(1, 3 * n)));
	ground->tolerance = VIPS_CLIP(TOLERANCE_LOW, DEVIATIONS * ground->noise + 1, TOLERANCE_HIGH);
	for (int b = 0; b < 3; b++)
		ground->dark[b] = ground->light[b] = base[b] / VIPS_MAX(1, n);
}

gboolean
burnish_ground_find_plain(const BurnishMatte *matte, BurnishGround *ground)
{
	g_autoptr(GArray) frame = sample_frame(matte);
	double surface[3][TERMS];

	begin(matte, frame, surface);
	for (guint k = 0; k < G_N_ELEMENTS(narrowing); k++)
		if (!fit(matte, frame, narrowing[k], surface))
			return FALSE;
	if (share_within(matte, frame, surface, narrowing[G_N_ELEMENTS(narrowing) - 1]) < FRAME_SHARE)
		return FALSE;

	ground->colour = g_new(float, matte->n * 3);
	for (int k = 0; k < 2; k++) {
		draw_surface(matte, surface, ground->colour);
		g_autofree guint8 *mask = mark_ground(matte, ground, TOLERANCE_HIGH);
		g_autoptr(GArray) samples = sample_mask(matte, mask);

		fit(matte, samples, TOLERANCE_HIGH, surface);
	}
	draw_surface(matte, surface, ground->colour);
	g_autofree guint8 *mask = mark_ground(matte, ground, TOLERANCE_HIGH);
	add_residual(matte, mask, ground);
	measure_noise(matte, mask, ground);
	g_autofree guint8 *exact = mark_ground(matte, ground, ground->tolerance);
	measure_noise(matte, exact, ground);

	return TRUE;
}
