/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Heads by boosted trees on aggregate channels, in windows of all sizes. The trees
 * were grown by tools/train/reframe/heads.py from drawn, rendered and photographed
 * heads; they are in face_trees.c.
 */

#include <math.h>
#include <stdlib.h>

#include "channels.h"
#include "faces.h"

/* The longest side of the largest picture that is searched: the smallest head is
 * then an eighth of the picture, and smaller ones are no reason to crop there. */
#define SEARCH_SIZE 256

/* Window sizes follow each other by a third of an octave. */
#define STEPS 10
#define STEP 0.7937005259840998

/* A window is this part larger than the head in it. */
#define MARGIN 0.1

/* What is returned, and what counts as the same head: the overlap in shares of the
 * smaller box. */
#define MIN_SCORE -1.5F
#define SAME 0.35

static float
score_window(const float *cells, int columns)
{
	float score = burnish_face_bias;

	for (int i = 0; i < burnish_face_tree_count; i++) {
		const BurnishTree *tree = &burnish_face_trees[i];
		int node = 0;

		for (int depth = 0; depth < BURNISH_TREE_DEPTH; depth++) {
			int feature = tree->feature[node];
			int channel = feature % BURNISH_CHANNELS;
			int x = feature / BURNISH_CHANNELS % BURNISH_HEAD_CELLS;
			int y = feature / (BURNISH_CHANNELS * BURNISH_HEAD_CELLS);
			float value = cells[BURNISH_CHANNELS * (y * columns + x) + channel];

			node = 2 * node + 1 + (value > tree->threshold[node]);
		}
		score += tree->leaf[node - BURNISH_TREE_NODES];
		if (score < tree->floor)
			return -INFINITY;
	}

	return score;
}

/* All windows of one size. `scale` is pixels of the proxy a pixel here. */
static void
search_size(const float *const planes[3], int width, int height, double scale, GArray *heads)
{
	int columns = width / BURNISH_CHANNEL_CELL;
	int rows = height / BURNISH_CHANNEL_CELL;
	g_autofree float *cells = g_new0(float, BURNISH_CHANNELS *columns *rows);
	double side = BURNISH_CHANNEL_CELL * scale;

	burnish_channels_fill(planes, width, height, cells);
	for (int y = 0; y + BURNISH_HEAD_CELLS <= rows; y++)
		for (int x = 0; x + BURNISH_HEAD_CELLS <= columns; x++) {
			double margin = MARGIN * BURNISH_HEAD_CELLS;
			BurnishHead head = {
				{ (x + margin) * side, (y + margin) * side,
					(x + BURNISH_HEAD_CELLS - margin) * side, (y + BURNISH_HEAD_CELLS - margin) * side },
				score_window(cells + BURNISH_CHANNELS * (y * columns + x), columns),
			};

			if (head.score > MIN_SCORE)
				g_array_append_val(heads, head);
		}
}

static int
compare_score(const void *a, const void *b)
{
	double x = ((const BurnishHead *) a)->score;
	double y = ((const BurnishHead *) b)->score;

	return (x < y) - (x > y);
}

static gboolean
is_same(const BurnishBox *a, const BurnishBox *b)
{
	double width = VIPS_MIN(a->right, b->right) - VIPS_MAX(a->left, b->left);
	double height = VIPS_MIN(a->bottom, b->bottom) - VIPS_MAX(a->top, b->top);
	double area_a = (a->right - a->left) * (a->bottom - a->top);
	double area_b = (b->right - b->left) * (b->bottom - b->top);

	return width > 0 && height > 0 && width * height > SAME * VIPS_MIN(area_a, area_b);
}

/* Of overlapping windows the best one stays. */
static void
thin_out(GArray *heads)
{
	guint kept = 0;

	g_array_sort(heads, compare_score);
	for (guint i = 0; i < heads->len; i++) {
		const BurnishHead head = g_array_index(heads, BurnishHead, i);
		guint j = 0;

		while (j < kept && !is_same(&g_array_index(heads, BurnishHead, j).box, &head.box))
			j++;
		if (j == kept)
			g_array_index(heads, BurnishHead, kept++) = head;
	}
	g_array_set_size(heads, kept);
}

/* The planes of the look, or those at half size, where these are large enough to
 * average from. */
static void
shrink(const BurnishLook *look, float *const half[3], float *const small[3], int width, int height)
{
	const float *fine[3] = { look->luma, look->red_green, look->yellow_blue };
	gboolean use_half = 4 * width <= look->width;

	for (int k = 0; k < 3; k++)
		burnish_channels_shrink(use_half ? half[k] : fine[k],
			use_half ? look->width / 2 : look->width, use_half ? look->height / 2 : look->height,
			small[k], width, height);
}

GArray *
burnish_faces_find(const BurnishLook *look)
{
	GArray *heads = g_array_new(FALSE, FALSE, sizeof(BurnishHead));
	const float *fine[3] = { look->luma, look->red_green, look->yellow_blue };
	/* Neither is larger than the largest that is searched. */
	size_t n = (SEARCH_SIZE + 1) * (SEARCH_SIZE + 1);
	g_autofree float *space = g_new(float, 6 * n);
	float *const small[3] = { space, space + n, space + 2 * n };
	float *const half[3] = { space + 3 * n, space + 4 * n, space + 5 * n };
	double factor = (double) SEARCH_SIZE / VIPS_MAX(look->width, look->height);

	for (int k = 0; k < 3 && look->width > 1 && look->height > 1; k++)
		burnish_channels_shrink(fine[k], look->width, look->height, half[k], look->width / 2, look->height / 2);
	for (int i = 0; i < STEPS; i++, factor *= STEP) {
		int width = rint(look->width * factor);
		int height = rint(look->height * factor);

		if (factor > 1)
			continue;
		if (VIPS_MIN(width, height) < BURNISH_HEAD_WINDOW)
			break;
		shrink(look, half, small, width, height);
		search_size((const float *const *) small, width, height, 1 / factor, heads);
	}
	thin_out(heads);

	return heads;
}
