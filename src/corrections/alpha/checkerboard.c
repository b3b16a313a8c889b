/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A painted checkerboard, as models draw it when they mean transparency: two
 * greys, soft lines that drift, any period. The period comes from the autocorrelation
 * of the frame; the place of the lines from demodulating the two diagonal waves
 * that a checkerboard's fundamental consists of,
 *
 *   sin a sin b = (cos(a - b) - cos(a + b)) / 2,
 *
 * with a phase for each cell of 8 pixels, so that drift is followed, and carried on
 * where the picture hides the ground.
 */

#include <math.h>

#include "field.h"
#include "ground.h"

/* Greys of one tint: the colours differ by no more than this. */
#define NEUTRAL 34
/* The contrast of the two greys, 0 to 255: fainter is noise, stronger is a chess
 * board. */
#define CONTRAST_LOW 5
#define CONTRAST_HIGH 140
#define PERIOD_LOW 4
#define PERIOD_HIGH 80
#define FRAME 0.1
/* The mean that the greys alternate about is taken over this, pixels. */
#define MEAN_RADIUS 32
#define MEAN_RADIUS_LOW 8
#define MEAN_CELL 4
#define MEAN_CELL_REDUCED 2
/* The correlation at a period, at two, and across a corner. */
#define OPPOSITE -0.3
#define SAME 0.25
#define CORNER 0.25
#define CELL 8
/* The amplitude of a diagonal wave in a checkerboard of +-1: (4 / pi)^2 / 4. */
#define AMPLITUDE 0.405
/* Of that, in both waves: a cell of the ground. */
#define COHERENT 0.5
/* Cells of the frame that are. */
#define FRAME_SHARE 0.5
/* Half the width, in pixels, of the line between two squares. */
#define SOFT 0.9F
/* Farther than this from a line, in pixels, distances do not matter. */
#define PLAIN 4.0F
/* Where a square shows its own grey. */
#define INSIDE 1.4F

/* Of a reduced copy, that only decides whether it is worth to look at the picture,
 * less is asked: it blurs the squares and mixes in what is beside them. */
typedef struct {
	float contrast;
	int period;
	double opposite;
	double same;
	/* Lines of the frame that are looked at, across. */
	int lines;
} Limits;

static const Limits of_whole = { CONTRAST_LOW, PERIOD_LOW, OPPOSITE, SAME, 16 };
static const Limits of_reduced = { CONTRAST_LOW / 2.0F, 1, OPPOSITE / 2, SAME / 2, 12 };

typedef struct {
	const BurnishMatte *matte;
	int width;
	int height;
	/* The greys as -1 and 1, 0 where it is surely not the ground. */
	float *wave;
	float *weight;
	double period[2];
	/* How sure it must be, and how many pixels are one here. */
	const Limits *limits;
	double factor;
	/* Cells: real and imaginary part of both waves, then how coherent. */
	int w;
	int h;
	float *phase;
	float *coherence;
} Board;

static void
board_clear(Board *board)
{
	g_free(board->wave);
	g_free(board->weight);
	g_free(board->phase);
	g_free(board->coherence);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Board, board_clear)

static float
get_grey(const BurnishMatte *matte, gsize i)
{
	return (matte->colour[i * 3] + matte->colour[i * 3 + 1] + matte->colour[i * 3 + 2]) / 3;
}

static gboolean
is_neutral(const BurnishMatte *matte, gsize i)
{
	const float *c = matte->colour + i * 3;

	return VIPS_MAX(VIPS_MAX(c[0], c[1]), c[2]) - VIPS_MIN(VIPS_MIN(c[0], c[1]), c[2]) < NEUTRAL;
}

static int
get_frame(const BurnishMatte *matte)
{
	return VIPS_CLIP(8, (int) (FRAME * VIPS_MIN(matte->width, matte->height)), 160);
}

static gboolean
in_frame(const BurnishMatte *matte, int x, int y)
{
	int frame = get_frame(matte);

	return x < frame || y < frame || x >= matte->width - frame || y >= matte->height - frame;
}

/* The range of greys in the frame, without the outer twentieths. */
static gboolean
find_range(const Board *board, float *low, float *high)
{
	const BurnishMatte *matte = board->matte;
	gsize bins[256] = { 0 };
	gsize n = 0;
	gsize all = 0;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;

			if (!in_frame(matte, x, y))
				continue;
			all++;
			if (is_neutral(matte, i)) {
				bins[(int) get_grey(matte, i)]++;
				n++;
			}
		}
	if (n < all * FRAME_SHARE)
		return FALSE;

	gsize sum = 0;
	*low = *high = -1;
	for (int k = 0; k < 256; k++) {
		sum += bins[k];
		if (*low < 0 && sum >= n / 20)
			*low = k;
		if (*high < 0 && sum >= n - n / 20)
			*high = k;
	}

	return *high - *low >= board->limits->contrast && *high - *low <= CONTRAST_HIGH;
}

/* Counts, sums and squares of plausible greys, above `low`, in cells of so many
 * pixels; then in the window around each cell. */
static float *
sum_greys(const Board *board, float low, int cell)
{
	int w = (board->width + cell - 1) / cell;
	int h = (board->height + cell - 1) / cell;
	gsize n = (gsize) w * h;
	float *sums = g_new0(float, 3 * n);
	int radius = VIPS_MAX(MEAN_RADIUS_LOW, (int) (MEAN_RADIUS / board->factor));

	for (int y = 0; y < board->height; y++)
		for (int x = 0; x < board->width; x++) {
			gsize i = (gsize) y * board->width + x;
			gsize j = (gsize) (y / cell) * w + x / cell;
			float grey = board->wave[i] - low;

			if (board->weight[i] <= 0)
				continue;
			sums[j]++;
			sums[n + j] += grey;
			sums[2 * n + j] += grey * grey;
		}
	for (int k = 0; k < 3; k++)
		burnish_field_box_sum(sums + k * n, w, h, VIPS_MAX(1, radius / cell));

	return sums;
}

/* Turn the greys into a wave about 0 of about 1. */
static gboolean
make_wave(Board *board)
{
	const BurnishMatte *matte = board->matte;
	float low, high;

	if (!find_range(board, &low, &high))
		return FALSE;
	float slack = VIPS_MAX(6, (high - low) * 0.25F);
	board->wave = g_new0(float, matte->n);
	board->weight = g_new0(float, matte->n);
	for (gsize i = 0; i < matte->n; i++) {
		float grey = get_grey(matte, i);

		board->wave[i] = grey;
		board->weight[i] = grey >= low - slack && grey <= high + slack && is_neutral(matte, i);
	}

	/* Where a window begins and ends is no matter of single pixels. */
	int cell = board->factor > 1 ? MEAN_CELL_REDUCED : MEAN_CELL;
	int w = (board->width + cell - 1) / cell;
	gsize n = (gsize) w * ((board->height + cell - 1) / cell);
	g_autofree float *sums = sum_greys(board, low, cell);
	for (gsize j = 0; j < n; j++) {
		float count = VIPS_MAX(sums[j], 1);
		float mean = sums[n + j] / count;
		float deviation = sqrtf(VIPS_MAX(0, sums[2 * n + j] / count - mean * mean));

		sums[j] = mean + low;
		sums[n + j] = deviation >= 1.5F ? 1 / deviation : 0;
	}
	for (int y = 0; y < board->height; y++)
		for (int x = 0; x < board->width; x++) {
			gsize i = (gsize) y * board->width + x;
			gsize j = (gsize) (y / cell) * w + x / cell;

			board->wave[i] = board->weight[i] > 0
				? VIPS_CLIP(-1.0F, (board->wave[i] - sums[j]) * sums[n + j], 1.0F)
				: 0;
		}

	return TRUE;
}

/* The correlation of the wave with itself, moved, in the frame. */
static double
correlate(const Board *board, int dx, int dy)
{
	int frame = get_frame(board->matte);
	int step = VIPS_MAX(1, frame / board->limits->lines);
	double sum = 0;
	double square = 0;

	for (int y = 0; y + dy < board->height; y += y < frame || y >= board->height - frame || dy > 0 ? step : 1) {
		gboolean rows = y < frame || y >= board->height - frame;
		if (!rows && dx > 0 && dy == 0)
			continue;
		for (int x = 0; x + dx < board->width; x += rows ? 1 : step) {
			if (!rows && x >= frame && x < board->width - frame)
				continue;
			float a = board->wave[(gsize) y * board->width + x];
			float b = board->wave[(gsize) (y + dy) * board->width + x + dx];

			if (a == 0 || b == 0)
				continue;
			sum += a * b;
			square += (a * a + b * b) / 2;
		}
	}

	return square > 0 ? sum / square : 0;
}

/* Correlate up to a lag. */
static void
know(const Board *board, int axis, double *r, int *known, int lag)
{
	while (*known < lag) {
		(*known)++;
		r[*known] = axis ? correlate(board, 0, *known) : correlate(board, *known, 0);
	}
}

/* The first lag where the greys are opposite and that repeats at twice the
 * lag; to a tenth of a pixel, from the peak there. */
static gboolean
find_period(const Board *board, int axis, double *period)
{
	int side = axis ? board->height : board->width;
	int last = VIPS_MIN((int) (PERIOD_HIGH / board->factor), side / 4);
	g_autofree double *r = g_new0(double, 2 * last + 3);
	int known = 0;

	for (int lag = board->limits->period; lag <= last; lag++) {
		int peak = 2 * lag;

		know(board, axis, r, &known, lag + 1);
		if (r[lag] > board->limits->opposite || (lag > 1 && r[lag] > r[lag - 1]) || r[lag] > r[lag + 1])
			continue;
		know(board, axis, r, &known, VIPS_MIN(2 * last + 1, 2 * lag + 3));
		for (int k = VIPS_MAX(2, 2 * lag - 2); k <= VIPS_MIN(2 * last + 1, 2 * lag + 2); k++)
			peak = r[k] > r[peak] ? k : peak;
		if (r[peak] < board->limits->same)
			return FALSE;
		double bend = r[peak - 1] - 2 * r[peak] + r[peak + 1];
		double shift = bend < 0 ? 0.5 * (r[peak - 1] - r[peak + 1]) / bend : 0;
		*period = (peak + VIPS_CLIP(-0.5, shift, 0.5)) / 2;
		return TRUE;
	}

	return FALSE;
}

/* A table of cos and sin of pi i / period, interleaved. */
static float *
make_table(int n, double period)
{
	float *table = g_new(float, 2 * n);

	for (int i = 0; i < n; i++) {
		table[2 * i] = cos(G_PI * i / period);
		table[2 * i + 1] = sin(G_PI * i / period);
	}

	return table;
}

/* Sum the wave against both diagonals in cells. */
static void
demodulate(Board *board)
{
	g_autofree float *tx = make_table(board->width, board->period[0]);
	g_autofree float *ty = make_table(board->height, board->period[1]);
	int radius = VIPS_MAX(1, (int) ceil(1.5 * VIPS_MAX(board->period[0], board->period[1]) / CELL));
	gsize n;

	board->w = (board->width + CELL - 1) / CELL;
	board->h = (board->height + CELL - 1) / CELL;
	n = (gsize) board->w * board->h;
	board->phase = g_new0(float, n * 4);
	board->coherence = g_new0(float, n);
	g_autofree float *planes = g_new0(float, n * 5);
	for (int y = 0; y < board->height; y++)
		for (int x = 0; x < board->width; x++) {
			gsize i = (gsize) y * board->width + x;
			gsize j = (gsize) (y / CELL) * board->w + x / CELL;
			float z = board->wave[i];
			float cc = tx[2 * x] * ty[2 * y], ss = tx[2 * x + 1] * ty[2 * y + 1];
			float sc = tx[2 * x + 1] * ty[2 * y], cs = tx[2 * x] * ty[2 * y + 1];

			planes[j] -= z * (cc - ss);
			planes[n + j] += z * (sc + cs);
			planes[2 * n + j] += z * (cc + ss);
			planes[3 * n + j] -= z * (sc - cs);
			planes[4 * n + j] += board->weight[i];
		}
	for (int k = 0; k < 5; k++)
		burnish_field_box_sum(planes + k * n, board->w, board->h, radius);

	for (gsize j = 0; j < n; j++) {
		float count = VIPS_MAX(planes[4 * n + j], 1);
		float one = hypotf(planes[j], planes[n + j]);
		float two = hypotf(planes[2 * n + j], planes[3 * n + j]);

		/* A window that is nearly all hidden says little. */
		board->coherence[j] = count < CELL * CELL ? 0 : VIPS_MIN(one, two) / count / AMPLITUDE;
		board->phase[j * 4] = planes[j] / VIPS_MAX(one, 1e-6F);
		board->phase[j * 4 + 1] = planes[n + j] / VIPS_MAX(one, 1e-6F);
		board->phase[j * 4 + 2] = planes[2 * n + j] / VIPS_MAX(two, 1e-6F);
		board->phase[j * 4 + 3] = planes[3 * n + j] / VIPS_MAX(two, 1e-6F);
	}
}

static double
share_of_frame(const Board *board)
{
	gsize all = 0;
	gsize good = 0;

	for (int v = 0; v < board->h; v++)
		for (int u = 0; u < board->w; u++)
			if (in_frame(board->matte, u * CELL + CELL / 2, v * CELL + CELL / 2)) {
				all++;
				good += board->coherence[(gsize) v * board->w + u] > COHERENT;
			}

	return all ? (double) good / all : 0;
}

/* The distance to the nearest line: q = sin a sin b over its gradient. */
static float *
draw_pattern(Board *board)
{
	float *pattern = g_new0(float, board->matte->n);
	g_autofree float *weight = g_new(float, (gsize) board->w * board->h);
	g_autofree float *tx = make_table(board->width, board->period[0]);
	g_autofree float *ty = make_table(board->height, board->period[1]);
	g_autofree float *phases = g_new0(float, 4 * (gsize) board->width);
	BurnishFieldCells cells = { board->phase, board->w, board->h, 4, CELL };
	float scale = (board->period[0] + board->period[1]) / 2 / G_PI;

	for (gsize j = 0; j < (gsize) board->w * board->h; j++)
		weight[j] = board->coherence[j] > COHERENT ? VIPS_MIN(1.0F, board->coherence[j]) : 0;
	burnish_field_fill(board->phase, weight, board->w, board->h, 4);
	for (int y = 0; y < board->height; y++) {
		burnish_field_enlarge_row(&cells, y, phases, board->width);
		for (int x = 0; x < board->width; x++) {
			const float *p = phases + 4 * x;
			float cc = tx[2 * x] * ty[2 * y], ss = tx[2 * x + 1] * ty[2 * y + 1];
			float sc = tx[2 * x + 1] * ty[2 * y], cs = tx[2 * x] * ty[2 * y + 1];

			/* cos and sin of a + b and a - b, with their phases. */
			float c1 = (cc - ss) * p[0] - (sc + cs) * p[1], s1 = (sc + cs) * p[0] + (cc - ss) * p[1];
			float c2 = (cc + ss) * p[2] - (sc - cs) * p[3], s2 = (sc - cs) * p[2] + (cc + ss) * p[3];
			float l1 = 1 / (sqrtf(p[0] * p[0] + p[1] * p[1]) + 1e-6F);
			float l2 = 1 / (sqrtf(p[2] * p[2] + p[3] * p[3]) + 1e-6F);
			float q = (c2 * l2 - c1 * l1) / 2;
			float slope = sqrtf((s1 * s1 * l1 * l1 + s2 * s2 * l2 * l2) / 2);

			pattern[(gsize) y * board->width + x] =
				VIPS_CLIP(-PLAIN, q * scale / VIPS_MAX(slope, 0.05F), PLAIN);
		}
	}

	return pattern;
}

/* The colours of the light or of the dark squares, as they change over the
 * picture. */
static float *
draw_tone(const Board *board, const float *pattern, int sign, double *mean)
{
	gsize n = (gsize) board->w * board->h;
	float *tone = g_new0(float, n * 3);
	g_autofree float *weight = g_new0(float, n);
	double sum[3] = { 0 };
	double all = 0;

	for (int y = 0; y < board->height; y++)
		for (int x = 0; x < board->width; x++) {
			gsize i = (gsize) y * board->width + x;
			gsize j = (gsize) (y / CELL) * board->w + x / CELL;

			/* What is on the right side of the mean. */
			if (pattern[i] * sign < INSIDE || board->wave[i] * sign <= 0 || board->coherence[j] < COHERENT)
				continue;
			weight[j]++;
			all++;
			for (int b = 0; b < 3; b++) {
				tone[j * 3 + b] += board->matte->colour[i * 3 + b];
				sum[b] += board->matte->colour[i * 3 + b];
			}
		}
	for (int b = 0; b < 3; b++)
		mean[b] = sum[b] / VIPS_MAX(1, all);
	for (gsize j = 0; j < n; j++) {
		for (int b = 0; b < 3; b++)
			tone[j * 3 + b] /= VIPS_MAX(weight[j], 1);
		weight[j] /= CELL * CELL * 4;
	}
	burnish_field_fill(tone, weight, board->w, board->h, 3);

	return tone;
}

static void
draw_ground(const Board *board, BurnishGround *ground)
{
	g_autofree float *dark = draw_tone(board, ground->pattern, -1, ground->dark);
	g_autofree float *light = draw_tone(board, ground->pattern, 1, ground->light);
	g_autofree float *high = g_new0(float, 3 * (gsize) board->width);
	BurnishFieldCells dark_cells = { dark, board->w, board->h, 3, CELL };
	BurnishFieldCells light_cells = { light, board->w, board->h, 3, CELL };
	double sum = 0;
	gsize n = 0;

	ground->colour = g_new0(float, board->matte->n * 3);
	for (int y = 0; y < board->height; y++) {
		float *colour = ground->colour + (gsize) y * board->width * 3;

		burnish_field_enlarge_row(&dark_cells, y, colour, board->width);
		burnish_field_enlarge_row(&light_cells, y, high, board->width);
		for (int x = 0; x < board->width; x++) {
			float pattern = ground->pattern[(gsize) y * board->width + x];
			float share = (1 + VIPS_CLIP(-1.0F, pattern / SOFT, 1.0F)) / 2;

			for (int b = 0; b < 3; b++)
				colour[x * 3 + b] += (high[x * 3 + b] - colour[x * 3 + b]) * share;
		}
	}

	double contrast = ground->light[1] - ground->dark[1];
	for (gsize i = 0; i < board->matte->n; i++) {
		float d = burnish_ground_difference(board->matte, ground, i);

		if (fabsf(ground->pattern[i]) > INSIDE && d < contrast / 2) {
			sum += d * d;
			n++;
		}
	}
	ground->noise = VIPS_MAX(0.4, sqrt(sum / VIPS_MAX(1, n)) * 0.8);
	ground->tolerance = VIPS_CLIP(3.5, 4 * ground->noise + 1, VIPS_MAX(4, contrast * 0.45));
}

/* Half the sum and half the difference of the two waves' phases, in the first cell. */
static void
set_phase(const Board *board, BurnishGround *ground)
{
	double sum = atan2f(board->phase[1], board->phase[0]);
	double difference = atan2f(board->phase[3], board->phase[2]);
	double half[2] = { (sum + difference) / 2, (sum - difference) / 2 };

	for (int axis = 0; axis < 2; axis++) {
		double lines = -half[axis] / G_PI;

		ground->phase[axis] = (lines - floor(lines)) * board->period[axis];
	}
}

gboolean
burnish_ground_find_checkerboard(const BurnishMatte *matte, BurnishGround *ground)
{
	g_auto(Board) board = { matte, matte->width, matte->height, .limits = &of_whole, .factor = 1 };

	if (VIPS_MIN(matte->width, matte->height) < 8 * PERIOD_LOW || !make_wave(&board) ||
		!find_period(&board, 0, &board.period[0]) || !find_period(&board, 1, &board.period[1]))
		return FALSE;
	/* Squares, not stripes, and not a grid of anything else. */
	double ratio = board.period[0] / board.period[1];
	if (ratio < 0.8 || ratio > 1.25 ||
		correlate(&board, (int) rint(board.period[0]), (int) rint(board.period[1])) < CORNER)
		return FALSE;
	demodulate(&board);
	if (share_of_frame(&board) < FRAME_SHARE)
		return FALSE;

	ground->checkerboard = TRUE;
	ground->period[0] = board.period[0];
	ground->period[1] = board.period[1];
	ground->pattern = draw_pattern(&board);
	set_phase(&board, ground);
	draw_ground(&board, ground);

	return ground->light[1] - ground->dark[1] >= CONTRAST_LOW;
}

gboolean
burnish_ground_may_be_checkerboard(const BurnishMatte *reduced, double factor)
{
	g_auto(Board) board = { reduced, reduced->width, reduced->height, .limits = &of_reduced, .factor = factor };

	return make_wave(&board) && find_period(&board, 0, &board.period[0]) &&
		find_period(&board, 1, &board.period[1]);
}
