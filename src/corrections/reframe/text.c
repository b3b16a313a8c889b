/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lettering: strokes that are all lighter, or all darker, than an even ground, cut
 * into pieces of like height that stand in a row. Whether they are letters of any
 * script is not asked; a row of anything that looks as regular should not be cut
 * through either.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A stroke differs from the mean over this many pixels to each side by at least
 * that many steps: more than noise and shading, less than faint print. */
#define AROUND 14
#define CONTRAST 14.0F

/* Height of a letter in pixels of a proxy of 512: the smallest that a thumbnail
 * shows as letters, and an eighth of the picture. */
#define MIN_HEIGHT 5
#define MAX_HEIGHT 60

/* Letters of a line: how much their heights may differ, how far they stand apart
 * and how much they overlap, in heights; how their lumas may differ. */
#define HEIGHT_RATIO 2.2F
#define GAP 1.1F
#define OVERLAP 0.5F
#define LUMA_RANGE 70.0F

/* The fewest letters of a line, and how uneven ink and ground may be, in units of
 * the difference between them. */
#define MIN_LETTERS 4
#define UNEVEN 0.40

/* Lines of a block stand this close, in heights of a line. */
#define LEADING 0.8

typedef struct {
	int left;
	int top;
	int right;
	int bottom;
	int area;
	float luma;
	/* In a list of letters: another one of the same line. */
	int parent;
} Letter;

/* A block, and how high its lines are. */
typedef struct {
	BurnishBox box;
	double line;
} Block;

/* Means over squares, from running sums down and across. */
static float *
local_means(const float *plane, int width, int height)
{
	size_t stride = width + 1;
	g_autofree double *sums = g_new0(double, stride *(height + 1));
	float *means = g_new0(float, (size_t) width *height);

	for (int y = 0; y < height; y++) {
		double row = 0;
		for (int x = 0; x < width; x++) {
			row += plane[(size_t) y * width + x];
			sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
		}
	}
	for (int y = 0; y < height; y++) {
		int y0 = VIPS_MAX(0, y - AROUND);
		int y1 = VIPS_MIN(height, y + AROUND + 1);
		for (int x = 0; x < width; x++) {
			int x0 = VIPS_MAX(0, x - AROUND);
			int x1 = VIPS_MIN(width, x + AROUND + 1);
			double sum = sums[y1 * stride + x1] - sums[y0 * stride + x1] -
				sums[y1 * stride + x0] + sums[y0 * stride + x0];
			means[(size_t) y * width + x] = sum / ((y1 - y0) * (x1 - x0));
		}
	}

	return means;
}

/* Take one connected piece out of the mask. */
static Letter
take_piece(const BurnishLook *look, guint8 *mask, int x, int y, int *stack)
{
	Letter letter = { x, y, x, y, 0, 0, 0 };
	float luma = 0;
	int n = 0;

	stack[n++] = y * look->width + x;
	mask[stack[0]] = 0;
	while (n > 0) {
		int at = stack[--n];
		int px = at % look->width;
		int py = at / look->width;

		letter.left = VIPS_MIN(letter.left, px);
		letter.right = VIPS_MAX(letter.right, px);
		letter.top = VIPS_MIN(letter.top, py);
		letter.bottom = VIPS_MAX(letter.bottom, py);
		letter.area++;
		luma += look->luma[at];

		for (int j = VIPS_MAX(py - 1, 0); j <= VIPS_MIN(py + 1, look->height - 1); j++)
			for (int i = VIPS_MAX(px - 1, 0); i <= VIPS_MIN(px + 1, look->width - 1); i++)
				if (mask[j * look->width + i]) {
					mask[j * look->width + i] = 0;
					stack[n++] = j * look->width + i;
				}
	}
	letter.luma = luma / letter.area;
	letter.right++;
	letter.bottom++;

	return letter;
}

static gboolean
is_letter(const Letter *letter)
{
	int width = letter->right - letter->left;
	int height = letter->bottom - letter->top;
	/* A hairline l is a bar, an M is wide, a full stop is no letter. */
	return height >= MIN_HEIGHT && height <= MAX_HEIGHT && width <= 3 * height &&
		width >= 2 && letter->area >= 0.1 * width * height;
}

static GArray *
find_letters(const BurnishLook *look, const float *means, int sign)
{
	size_t n = (size_t) look->width * look->height;
	g_autofree guint8 *mask = g_new0(guint8, n);
	/* No pixel is put on it twice. */
	g_autofree int *stack = g_new(int, n);
	GArray *letters = g_array_new(FALSE, FALSE, sizeof(Letter));

	for (size_t i = 0; i < n; i++)
		mask[i] = sign * (look->luma[i] - means[i]) > CONTRAST;
	for (int y = 0; y < look->height; y++)
		for (int x = 0; x < look->width; x++)
			if (mask[(size_t) y * look->width + x]) {
				Letter letter = take_piece(look, mask, x, y, stack);

				letter.parent = letters->len;
				if (is_letter(&letter))
					g_array_append_val(letters, letter);
			}

	return letters;
}

static int
find_root(Letter *letters, int i)
{
	while (letters[i].parent != i)
		i = letters[i].parent = letters[letters[i].parent].parent;

	return i;
}

static gboolean
is_beside(const Letter *a, const Letter *b)
{
	float ha = a->bottom - a->top;
	float hb = b->bottom - b->top;
	float low = VIPS_MIN(ha, hb);
	float high = VIPS_MAX(ha, hb);
	int gap = VIPS_MAX(a->left, b->left) - VIPS_MIN(a->right, b->right);
	int overlap = VIPS_MIN(a->bottom, b->bottom) - VIPS_MAX(a->top, b->top);

	return high <= HEIGHT_RATIO * low && gap <= GAP * high && overlap >= OVERLAP * low &&
		fabsf(a->luma - b->luma) <= LUMA_RANGE;
}

static int
compare_left(const void *a, const void *b)
{
	return ((const Letter *) a)->left - ((const Letter *) b)->left;
}

static void
join_lines(GArray *array)
{
	g_array_sort(array, compare_left);
	Letter *letters = (Letter *) array->data;

	for (guint i = 0; i < array->len; i++)
		letters[i].parent = i;
	for (guint i = 0; i < array->len; i++)
		for (guint j = i + 1; j < array->len && letters[j].left <= letters[i].right + GAP * MAX_HEIGHT; j++)
			if (is_beside(&letters[i], &letters[j]))
				letters[find_root(letters, j)].parent = find_root(letters, i);
}

/* Ink and ground within a line are each of one luma. */
static gboolean
is_even(const BurnishLook *look, const float *means, const BurnishBox *box, int sign)
{
	double sum[2] = { 0 };
	double squares[2] = { 0 };
	int n[2] = { 0 };

	for (int y = box->top; y < box->bottom; y++)
		for (int x = box->left; x < box->right; x++) {
			size_t at = (size_t) y * look->width + x;
			double value = look->luma[at];
			double over = sign * (value - means[at]);
			int ink = over > CONTRAST;

			/* Edges are neither. */
			if (over > -2 && !ink)
				continue;
			sum[ink] += value;
			squares[ink] += value * value;
			n[ink]++;
		}
	if (n[0] == 0 || n[1] == 0)
		return FALSE;

	double difference = fabs(sum[1] / n[1] - sum[0] / n[0]);
	double spread = 0;
	for (int k = 0; k < 2; k++) {
		double mean = sum[k] / n[k];
		spread = VIPS_MAX(spread, sqrt(VIPS_MAX(0, squares[k] / n[k] - mean * mean)));
	}

	return spread <= UNEVEN * difference;
}

/* The lines among letters: how many of them there are, how high, and whether they
 * stand on one line. */
static void
collect_lines(const BurnishLook *look, const float *means, GArray *array, int sign, GArray *lines)
{
	Letter *letters = (Letter *) array->data;

	for (guint i = 0; i < array->len; i++) {
		if (find_root(letters, i) != (int) i)
			continue;

		BurnishBox box = { letters[i].left, letters[i].top, letters[i].right, letters[i].bottom };
		double heights = 0;
		int count = 0;
		for (guint j = 0; j < array->len; j++)
			if (find_root(letters, j) == (int) i) {
				box.left = VIPS_MIN(box.left, letters[j].left);
				box.right = VIPS_MAX(box.right, letters[j].right);
				box.top = VIPS_MIN(box.top, letters[j].top);
				box.bottom = VIPS_MAX(box.bottom, letters[j].bottom);
				heights += letters[j].bottom - letters[j].top;
				count++;
			}

		double width = box.right - box.left;
		double height = box.bottom - box.top;
		if (count >= MIN_LETTERS && width >= 2 * height && height <= 2 * heights / count &&
			is_even(look, means, &box, sign)) {
			Block block = { box, height };
			g_array_append_val(lines, block);
		}
	}
}

static gboolean
is_one_block(const Block *one, const Block *other)
{
	const BurnishBox *a = &one->box;
	const BurnishBox *b = &other->box;
	double high = VIPS_MAX(one->line, other->line);
	double gap = VIPS_MAX(a->top, b->top) - VIPS_MIN(a->bottom, b->bottom);
	double overlap = VIPS_MIN(a->right, b->right) - VIPS_MAX(a->left, b->left);

	return high <= HEIGHT_RATIO * VIPS_MIN(one->line, other->line) && gap <= LEADING * high &&
		overlap >= 0.5 * VIPS_MIN(a->right - a->left, b->right - b->left);
}

static void
join_blocks(GArray *blocks)
{
	gboolean joined = TRUE;

	while (joined) {
		joined = FALSE;
		for (guint i = 0; i < blocks->len; i++)
			for (guint j = i + 1; j < blocks->len; j++) {
				Block *a = &g_array_index(blocks, Block, i);
				Block *b = &g_array_index(blocks, Block, j);

				if (!is_one_block(a, b))
					continue;
				a->box.left = VIPS_MIN(a->box.left, b->box.left);
				a->box.top = VIPS_MIN(a->box.top, b->box.top);
				a->box.right = VIPS_MAX(a->box.right, b->box.right);
				a->box.bottom = VIPS_MAX(a->box.bottom, b->box.bottom);
				a->line = VIPS_MAX(a->line, b->line);
				g_array_remove_index(blocks, j--);
				joined = TRUE;
			}
	}
}

GArray *
burnish_text_find(const BurnishLook *look)
{
	g_autofree float *means = local_means(look->luma, look->width, look->height);
	g_autoptr(GArray) blocks = g_array_new(FALSE, FALSE, sizeof(Block));
	GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BurnishBox));

	for (int sign = -1; sign <= 1; sign += 2) {
		g_autoptr(GArray) letters = find_letters(look, means, sign);

		join_lines(letters);
		collect_lines(look, means, letters, sign, blocks);
	}
	join_blocks(blocks);
	for (guint i = 0; i < blocks->len; i++)
		g_array_append_val(boxes, g_array_index(blocks, Block, i).box);

	return boxes;
}
