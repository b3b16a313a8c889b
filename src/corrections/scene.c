/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the proxy to a cloud of colours.
 */

#include <math.h>

#include "proxy.h"
#include "quick.h"
#include "scene.h"

/* The longest side that is looked at: more pixels give the same answer. */
#define LOOK_SIZE 256

/* One pixel's colour as the scene keeps it. */
static BurnishSceneColour
to_colour(const float rgb[3])
{
	float lab[3];

	burnish_quick_lab(rgb, lab);

	return (BurnishSceneColour){ lab[0], lab[1], lab[2], fmaxf(rgb[0], fmaxf(rgb[1], rgb[2])) };
}

/* The mean colour of a block; FALSE when it cannot be seen. */
static gboolean
mean_colour(VipsImage *image, int left, int top, int step, float rgb[3])
{
	int right = VIPS_MIN(left + step, image->Xsize);
	int bottom = VIPS_MIN(top + step, image->Ysize);
	float sum[3] = { 0 };
	float alpha = 0;

	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++) {
			float pixel[3];
			float weight = burnish_proxy_read(image, x, y, pixel);

			alpha += weight;
			for (int i = 0; i < 3; i++)
				sum[i] += weight * pixel[i];
		}
	if (alpha < 0.5F * (right - left) * (bottom - top))
		return FALSE;
	/* Rounding may carry a sum of ones above one. */
	for (int i = 0; i < 3; i++)
		rgb[i] = fminf(sum[i] / alpha, 1);

	return TRUE;
}

void
burnish_scene_init(BurnishScene *scene, VipsImage *proxy)
{
	int longest = VIPS_MAX(proxy->Xsize, proxy->Ysize);
	int step = (longest + LOOK_SIZE - 1) / LOOK_SIZE;

	*scene = (BurnishScene){
		.colours = g_new(BurnishSceneColour, (proxy->Xsize / step + 1) * (proxy->Ysize / step + 1)),
	};
	for (int y = 0; y < proxy->Ysize; y += step)
		for (int x = 0; x < proxy->Xsize; x += step) {
			float rgb[3];

			if (mean_colour(proxy, x, y, step, rgb))
				scene->colours[scene->n++] = to_colour(rgb);
		}
}

void
burnish_scene_clear(BurnishScene *scene)
{
	g_clear_pointer(&scene->colours, g_free);
}

BurnishSceneColour
burnish_scene_colour(VipsImage *proxy, int x, int y)
{
	float rgb[3];

	burnish_proxy_read(proxy, x, y, rgb);

	return to_colour(rgb);
}
