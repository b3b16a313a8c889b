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
 * far in few steps. Every step is the exact minimum for one pixel.
 */

#include <math.h>

#include "foreground.h"

/* The paper's: how much neighbours agree where alpha is flat. */
#define SMOOTH 1e-3F
/* Where alpha changes they agree more, as colour there is less certain. */
#define GRADIENT 0.1F
/* Steps a level; the coarse levels cost nothing. */
#define COARSE_STEPS 10
#define FINE_STEPS 2
#define FINE_SIDE 64

typedef struct {
	int width;
	int height;
	/* a^2 F as seen, a, and the estimate. */
	float *seen;
	float *alpha;
	float *colour;
} Level;

static Level
level_new(int width, int height)
{
	gsize n = (gsize) width * height;
	Level level = { width, height, g_new0(float, n * 3), g_new0(float, n), g_new0(float, n * 3) };

	return level;
}

static void
level_clear(Level *level)
{
	g_free(level->seen);
	g_free(level->alpha);
	g_free(level->colour);
}

/* C - (1 - a) B, the foreground's share of what is seen. */
static void
set_base(Level *level, const BurnishMatte *matte, const float *ground)
{
	for (gsize i = 0; i < matte->n; i++) {
		float a = matte->alpha[i] / 255;

		level->alpha[i] = a;
		for (int b = 0; b < 3; b++)
			level->seen[i * 3 + b] = ground
				? matte->colour[i * 3 + b] - (1 - a) * ground[i * 3 + b]
				: matte->colour[i * 3 + b] * a;
	}
}

static Level
reduce(const Level *from)
{
	Level to = level_new((from->width + 1) / 2, (from->height + 1) / 2);

	for (int y = 0; y < to.height; y++)
		for (int x = 0; x < to.width; x++) {
			gsize j = (gsize) y * to.width + x;
			int count = 0;

			for (int v = 2 * y; v < VIPS_MIN(2 * y + 2, from->height); v++)
				for (int u = 2 * x; u < VIPS_MIN(2 * x + 2, from->width); u++, count++) {
					gsize i = (gsize) v * from->width + u;

					to.alpha[j] += from->alpha[i];
					for (int b = 0; b < 3; b++)
						to.seen[j * 3 + b] += from->seen[i * 3 + b];
				}
			to.alpha[j] /= count;
			for (int b = 0; b < 3; b++)
				to.seen[j * 3 + b] /= count;
		}

	return to;
}

static void
relax(Level *level)
{
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };

	for (int y = 0; y < level->height; y++)
		for (int x = 0; x < level->width; x++) {
			gsize i = (gsize) y * level->width + x;
			float a = level->alpha[i];
			float weight = a * a;
			float sum[3];

			for (int b = 0; b < 3; b++)
				sum[b] = a * level->seen[i * 3 + b];
			for (int k = 0; k < 4; k++) {
				int u = x + dx[k];
				int v = y + dy[k];

				if (u < 0 || v < 0 || u >= level->width || v >= level->height)
					continue;
				gsize j = (gsize) v * level->width + u;
				float w = SMOOTH + GRADIENT * fabsf(a - level->alpha[j]);
				weight += w;
				for (int b = 0; b < 3; b++)
					sum[b] += w * level->colour[j * 3 + b];
			}
			for (int b = 0; b < 3; b++)
				level->colour[i * 3 + b] = VIPS_CLIP(0.0F, sum[b] / weight, 255.0F);
		}
}

static void
enlarge(const Level *small, Level *level)
{
	for (int y = 0; y < level->height; y++)
		for (int x = 0; x < level->width; x++) {
			gsize i = (gsize) y * level->width + x;
			gsize j = (gsize) (y / 2) * small->width + x / 2;

			for (int b = 0; b < 3; b++)
				level->colour[i * 3 + b] = small->colour[j * 3 + b];
		}
}

static void
solve(Level *level)
{
	gboolean small = level->width <= FINE_SIDE && level->height <= FINE_SIDE;

	if (level->width > 1 || level->height > 1) {
		Level coarse = reduce(level);

		solve(&coarse);
		enlarge(&coarse, level);
		level_clear(&coarse);
	}
	for (int i = 0; i < (small ? COARSE_STEPS : FINE_STEPS); i++)
		relax(level);
}

void
burnish_foreground_estimate(BurnishMatte *matte, const float *ground)
{
	Level base = level_new(matte->width, matte->height);

	set_base(&base, matte, ground);
	solve(&base);
	for (gsize i = 0; i < matte->n; i++)
		/* What is opaque is seen as it is. */
		if (matte->alpha[i] < 255)
			for (int b = 0; b < 3; b++)
				matte->colour[i * 3 + b] = base.colour[i * 3 + b];
	level_clear(&base);
}
