/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Grey morphology by running extremes from both ends of blocks as long as the window (van
 * Herk 1992, Gil and Werman 1993): three comparisons a pixel, whatever the window.
 */

#include <string.h>

#include "../../base/object.h"
#include "plane.h"

BurnishPlane *
burnish_plane_new(int width, int height)
{
	BurnishPlane *plane = g_new(BurnishPlane, 1);

	*plane = (BurnishPlane){ width, height, (gsize) width * height, NULL };
	plane->data = g_new(float, plane->n);

	return plane;
}

BurnishPlane *
burnish_plane_copy(const BurnishPlane *plane)
{
	BurnishPlane *copy = burnish_plane_new(plane->width, plane->height);

	memcpy(copy->data, plane->data, plane->n * sizeof(float));

	return copy;
}

void
burnish_plane_free(BurnishPlane *plane)
{
	if (!plane)
		return;

	g_free(plane->data);
	g_free(plane);
}

/* Lines of `step` floats each that lie after one another, `n` of them: the largest of
 * 2 * radius + 1 lines, place by place. `ahead` and `back` have room for as much as `data`. */
static void
extend(float *data, float *ahead, float *back, int n, int step, int radius)
{
	int window = 2 * radius + 1;

	for (int k = 0; k < n; k++)
		for (int x = 0; x < step; x++) {
			gsize i = (gsize) k * step + x;
			ahead[i] = k % window == 0 ? data[i] : VIPS_MAX(data[i], ahead[i - step]);
		}
	for (int k = n - 1; k >= 0; k--)
		for (int x = 0; x < step; x++) {
			gsize i = (gsize) k * step + x;
			back[i] = k == n - 1 || (k + 1) % window == 0 ? data[i] : VIPS_MAX(data[i], back[i + step]);
		}
	for (int k = 0; k < n; k++) {
		int first = VIPS_MAX(0, k - radius);
		int last = VIPS_MIN(n - 1, k + radius);
		/* A window that is cut off at an end may lie in one block: then
		 * one of the two goes beyond it. */
		gboolean one = first / window == last / window;
		const float *a = ahead + (gsize) last * step;
		const float *b = back + (gsize) first * step;

		for (int x = 0; x < step; x++)
			data[(gsize) k * step + x] = one ? (first % window == 0 ? a[x] : b[x]) : VIPS_MAX(a[x], b[x]);
	}
}

void
burnish_plane_dilate(BurnishPlane *plane, int radius)
{
	g_autofree float *ahead = g_new(float, plane->n);
	g_autofree float *back = g_new(float, plane->n);

	if (radius < 1)
		return;
	for (int y = 0; y < plane->height; y++)
		extend(plane->data + (gsize) y * plane->width, ahead, back, plane->width, 1, radius);
	extend(plane->data, ahead, back, plane->height, plane->width, radius);
}

void
burnish_plane_erode(BurnishPlane *plane, int radius)
{
	for (gsize i = 0; i < plane->n; i++)
		plane->data[i] = -plane->data[i];
	burnish_plane_dilate(plane, radius);
	for (gsize i = 0; i < plane->n; i++)
		plane->data[i] = -plane->data[i];
}

BurnishPlane *
burnish_plane_blur(const BurnishPlane *plane, double sigma)
{
	g_autoptr(VipsImage) in = vips_image_new_from_memory(plane->data, plane->n * sizeof(float),
		plane->width, plane->height, 1, VIPS_FORMAT_FLOAT);
	g_autoptr(VipsImage) lazy = NULL;

	if (!in || vips_gaussblur(in, &lazy, sigma, "precision", VIPS_PRECISION_FLOAT, NULL))
		return NULL;
	g_autoptr(VipsImage) memory = vips_image_copy_memory(lazy);
	if (!memory)
		return NULL;

	BurnishPlane *out = burnish_plane_new(plane->width, plane->height);
	memcpy(out->data, memory->data, out->n * sizeof(float));

	return out;
}
