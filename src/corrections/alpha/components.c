/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connected parts of a mask: a union-find (Rosenfeld and Pfaltz 1966) over the runs of
 * its rows, of which there are far fewer than pixels.
 */

#include <string.h>

#include <vips/vips.h>

#include "components.h"

void
burnish_components_free(BurnishComponents *components)
{
	if (!components)
		return;

	g_free(components->label);
	g_free(components->items);
	g_free(components->runs);
	g_free(components);
}

static guint32
find(GArray *parents, guint32 label)
{
	guint32 *parent = (guint32 *) (void *) parents->data;

	while (parent[label] != label) {
		parent[label] = parent[parent[label]];
		label = parent[label];
	}

	return label;
}

static guint32
join(GArray *parents, guint32 a, guint32 b)
{
	guint32 x = find(parents, a);
	guint32 y = find(parents, b);
	guint32 low = VIPS_MIN(x, y);

	g_array_index(parents, guint32, VIPS_MAX(x, y)) = low;

	return low;
}

/* The runs of a row, not labelled yet. */
static void
find_runs(GArray *runs, const guint8 *row, int y, int width)
{
	for (int x = 0; x < width;) {
		const guint8 *start = memchr(row + x, TRUE, width - x);
		if (!start)
			break;
		const guint8 *end = memchr(start, FALSE, row + width - start);
		if (!end)
			end = row + width;

		BurnishMaskRun run = { 0, y, start - row, end - row };
		g_array_append_val(runs, run);
		x = end - row;
	}
}

/* Label the runs from `from` on by those of the row above, which begin at `above`. */
static void
label_row(GArray *runs, guint above, guint from, GArray *parents, int reach)
{
	guint k = above;

	for (guint r = from; r < runs->len; r++) {
		BurnishMaskRun *run = &g_array_index(runs, BurnishMaskRun, r);
		guint32 label = 0;

		while (k < from && g_array_index(runs, BurnishMaskRun, k).right + reach <= run->left)
			k++;
		for (guint j = k; j < from; j++) {
			const BurnishMaskRun *other = &g_array_index(runs, BurnishMaskRun, j);

			if (other->left >= run->right + reach)
				break;
			label = label ? join(parents, label, other->label) : other->label;
		}
		if (!label) {
			label = parents->len;
			g_array_append_val(parents, label);
		}
		run->label = label;
	}
}

static void
measure(BurnishComponents *components, int width, int height)
{
	for (guint k = 0; k < components->n_runs; k++) {
		const BurnishMaskRun *run = &components->runs[k];
		BurnishComponent *item = &components->items[run->label];

		if (item->area == 0) {
			item->left = run->left;
			item->top = run->y;
		}
		item->area += run->right - run->left;
		item->left = VIPS_MIN(item->left, run->left);
		item->right = VIPS_MAX(item->right, run->right - 1);
		item->bottom = run->y;
		item->border |= run->left == 0 || run->right == width || run->y == 0 || run->y == height - 1;
	}
}

/* Number the roots in the order of their first pixel, and tell the runs. */
static void
number(BurnishComponents *components, GArray *parents)
{
	g_autofree guint32 *number = g_new0(guint32, parents->len);

	for (guint32 k = 1; k < parents->len; k++) {
		guint32 root = find(parents, k);
		number[k] = root == k ? ++components->n : number[root];
	}
	components->n++;
	for (guint k = 0; k < components->n_runs; k++)
		components->runs[k].label = number[components->runs[k].label];
}

BurnishComponents *
burnish_components_new(const guint8 *mask, int width, int height, int connectivity)
{
	BurnishComponents *components = g_new0(BurnishComponents, 1);
	g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(guint32));
	GArray *runs = g_array_new(FALSE, FALSE, sizeof(BurnishMaskRun));
	guint32 none = 0;
	guint above = 0;

	g_array_append_val(parents, none);
	for (int y = 0; y < height; y++) {
		guint from = runs->len;

		find_runs(runs, mask + (gsize) y * width, y, width);
		label_row(runs, above, from, parents, connectivity == 8 ? 1 : 0);
		above = from;
	}

	components->n_runs = runs->len;
	components->runs = (BurnishMaskRun *) (void *) g_array_free(runs, FALSE);
	number(components, parents);
	components->items = g_new0(BurnishComponent, components->n);
	measure(components, width, height);

	/* The zeros of fresh memory cost nothing until they are written. */
	components->label = g_new0(guint32, (gsize) width * height);
	for (guint k = 0; k < components->n_runs; k++) {
		const BurnishMaskRun *run = &components->runs[k];
		guint32 *label = components->label + (gsize) run->y * width;

		for (int x = run->left; x < run->right; x++)
			label[x] = run->label;
	}

	return components;
}
