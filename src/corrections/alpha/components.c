/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connected parts of a mask: two passes with a union-find over provisional
 * labels (Rosenfeld and Pfaltz 1966), so that no part is too large for a stack.
 */

#include <vips/vips.h>

#include "components.h"

void
burnish_components_free(BurnishComponents *components)
{
	if (!components)
		return;

	g_free(components->label);
	g_free(components->items);
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

/* The label of a pixel from the neighbours that were seen already, 0 for none of
 * them in the mask. */
static guint32
inherit(GArray *parents, const guint32 *label, gsize i, int x, int y, int width, int connectivity)
{
	guint32 found = x > 0 ? label[i - 1] : 0;

	if (y == 0)
		return found;
	for (int dx = connectivity == 8 ? -1 : 0; dx <= (connectivity == 8 ? 1 : 0); dx++) {
		guint32 above = x + dx >= 0 && x + dx < width ? label[i - width + dx] : 0;

		if (above)
			found = found && found != above ? join(parents, found, above) : above;
	}

	return found;
}

static void
measure(BurnishComponents *components, int width, int height)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			BurnishComponent *item = &components->items[components->label[(gsize) y * width + x]];

			if (item->area++ == 0) {
				item->left = x;
				item->top = y;
			}
			item->left = VIPS_MIN(item->left, x);
			item->right = VIPS_MAX(item->right, x);
			item->bottom = y;
			item->border |= x == 0 || y == 0 || x == width - 1 || y == height - 1;
		}
}

BurnishComponents *
burnish_components_new(const guint8 *mask, guint8 value, int width, int height, int connectivity)
{
	BurnishComponents *components = g_new0(BurnishComponents, 1);
	gsize n = (gsize) width * height;
	guint32 *label = components->label = g_new0(guint32, n);
	g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint32 next = 0;

	g_array_append_val(parents, next);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;

			if (mask[i] != value)
				continue;
			label[i] = inherit(parents, label, i, x, y, width, connectivity);
			if (!label[i]) {
				label[i] = ++next;
				g_array_append_val(parents, next);
			}
		}

	/* Number the roots in the order of their first pixel. */
	g_autofree guint32 *number = g_new0(guint32, next + 1);
	guint32 count = 0;
	for (guint32 k = 1; k <= next; k++) {
		guint32 root = find(parents, k);
		number[k] = root == k ? ++count : number[root];
	}
	for (gsize i = 0; i < n; i++)
		label[i] = number[label[i]];

	components->n = count + 1;
	components->items = g_new0(BurnishComponent, count + 1);
	measure(components, width, height);

	return components;
}
