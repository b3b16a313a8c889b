/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Fast multi-level foreground estimation (Germer, Uelwer, Conrad, Harmeling 2020),
 * for a ground that is known: of the compositing equation
 *
 *   C = a F + (1 - a) B
 *
 * only F is sought. It minimises
 *
 *   sum (a F + (1 - a) B - C)^2 + sum (e + |da|) (F - F')^2
 *
 * over neighbours F', from one pixel up to the full size, so that colour travels
 * far in few steps. Every step is the exact minimum for one pixel. Solid pixels are seen
 * as they are, and what is under clear ones nobody asks: only the others are solved for.
 */

#include <math.h>
#include <string.h>

#include "foreground.h"

/* The paper's: how much neighbours agree where alpha is flat. */
#define SMOOTH 1e-3F
/* Where alpha changes they agree more, as colour there is less certain. */
#define GRADIENT 0.1F
/* Steps a level; the coarse levels cost nothing. */
#define COARSE_STEPS 10
#define FINE_STEPS 2
#define FINE_SIDE 64

/* A pixel that is partly transparent, and C - (1 - a) B, the foreground's share of it. */
typedef struct {
	int x;
	int y;
	float seen[3];
} Soft;

typedef struct _Level {
	int width;
	int height;
	/* 0 to 255. */
	float *alpha;
	/* Of solid pixels as seen; of soft ones the estimate; of clear ones nothing. */
	float *colour;
	GArray *soft;
	/* Of half the size; NULL if there is none. */
	struct _Level *coarse;
} Level;

static void
level_free(Level *level)
{
	g_free(level->alpha);
	g_free(level->colour);
	g_array_unref(level->soft);
	g_free(level);
}

static void
add_colour(float *sum, const float *colour)
{
	for (int b = 0; b < 3; b++)
		sum[b] += colour[b];
}

/* Add a row to the sums of its blocks of two by two; soft pixels are added to that
 * later. */
static void
add_row(const Level *from, int y, Level *to)
{
	const float *alpha = from->alpha + (gsize) y * from->width;
	const float *colour = from->colour + (gsize) y * from->width * 3;
	float *alpha_sum = to->alpha + (gsize) (y / 2) * to->width;
	float *colour_sum = to->colour + (gsize) (y / 2) * to->width * 3;

	for (int x = 0; x < from->width; x++) {
		if (alpha[x] <= 0)
			continue;
		alpha_sum[x / 2] += alpha[x];
		if (alpha[x] >= 255)
			add_colour(colour_sum + x / 2 * 3, colour + x * 3);
	}
}

static Level *
reduce(const Level *from)
{
	Level *to = g_new0(Level, 1);

	to->width = (from->width + 1) / 2;
	to->height = (from->height + 1) / 2;
	to->alpha = g_new0(float, (gsize) to->width * to->height);
	to->colour = g_new0(float, (gsize) to->width * to->height * 3);
	to->soft = g_array_new(FALSE, FALSE, sizeof(Soft));

	for (int y = 0; y < from->height; y++)
		add_row(from, y, to);
	for (guint k = 0; k < from->soft->len; k++) {
		const Soft *soft = &g_array_index(from->soft, Soft, k);

		add_colour(to->colour + ((gsize) (soft->y / 2) * to->width + soft->x / 2) * 3, soft->seen);
	}
	for (int y = 0; y < to->height; y++)
		for (int x = 0; x < to->width; x++) {
			gsize j = (gsize) y * to->width + x;
			int count = VIPS_MIN(2, from->width - 2 * x) * VIPS_MIN(2, from->height - 2 * y);
			Soft soft = { x, y, { 0 } };

			if (to->alpha[j] <= 0)
				continue;
			to->alpha[j] /= count;
			for (int b = 0; b < 3; b++)
				soft.seen[b] = to->colour[j * 3 + b] /= count;
			if (to->alpha[j] < 255)
				g_array_append_val(to->soft, soft);
		}

	return to;
}

/* Where nothing is seen, the coarser levels know what is around. */
static const float *
get_colour(const Level *level, int x, int y)
{
	while (level->coarse && level->alpha[(gsize) y * level->width + x] <= 0) {
		level = level->coarse;
		x /= 2;
		y /= 2;
	}

	return level->colour + ((gsize) y * level->width + x) * 3;
}

/* The exact minimum for each soft pixel. */
static void
relax(Level *level)
{
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };

	for (guint s = 0; s < level->soft->len; s++) {
		const Soft *soft = &g_array_index(level->soft, Soft, s);
		gsize i = (gsize) soft->y * level->width + soft->x;
		float a = level->alpha[i] / 255;
		float weight = a * a;
		float sum[3] = { a * soft->seen[0], a * soft->seen[1], a * soft->seen[2] };

		for (int k = 0; k < 4; k++) {
			int u = soft->x + dx[k];
			int v = soft->y + dy[k];

			if (u < 0 || v < 0 || u >= level->width || v >= level->height)
				continue;
			const float *colour = get_colour(level, u, v);
			float other = level->alpha[(gsize) v * level->width + u] / 255;
			/* A clear one would follow this one, if it were solved for. */
			float w = other > 0 ? SMOOTH + GRADIENT * fabsf(a - other) : SMOOTH;
			weight += w;
			for (int b = 0; b < 3; b++)
				sum[b] += w * colour[b];
		}
		for (int b = 0; b < 3; b++)
			level->colour[i * 3 + b] = VIPS_CLIP(0.0F, sum[b] / weight, 255.0F);
	}
}

static void
enlarge(Level *level)
{
	for (guint s = 0; s < level->soft->len; s++) {
		const Soft *soft = &g_array_index(level->soft, Soft, s);
		const float *from = get_colour(level->coarse, soft->x / 2, soft->y / 2);

		memcpy(level->colour + ((gsize) soft->y * level->width + soft->x) * 3, from, 3 * sizeof(float));
	}
}

static void
solve(Level *level)
{
	gboolean small = level->width <= FINE_SIDE && level->height <= FINE_SIDE;

	if (level->width > 1 || level->height > 1) {
		level->coarse = reduce(level);
		solve(level->coarse);
		enlarge(level);
	}
	for (int i = 0; i < (small ? COARSE_STEPS : FINE_STEPS); i++)
		relax(level);
	g_clear_pointer(&level->coarse, level_free);
}

void
burnish_foreground_estimate(BurnishMatte *matte, const float *ground, int stride)
{
	g_autoptr(GArray) soft_pixels = g_array_new(FALSE, FALSE, sizeof(Soft));
	Level base = { matte->width, matte->height, matte->alpha, matte->colour, soft_pixels, NULL };

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;
			float a = matte->alpha[i] / 255;
			Soft soft = { x, y, { 0 } };

			if (a <= 0 || a >= 1)
				continue;
			for (int b = 0; b < 3; b++)
				soft.seen[b] = matte->colour[i * 3 + b] - (1 - a) * ground[i * stride + b];
			g_array_append_val(soft_pixels, soft);
		}
	if (soft_pixels->len > 0)
		solve(&base);
}
