/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/object.h"
#include "verdict.h"
#include "votes.h"

/* What did not vote is shown at this part of its lightness. */
#define DIM 0.35

/* The colour of a vote: one that hardly any cast has. */
static const guint8 mark[3] = { 0, 220, 255 };

static gboolean
is_vote(const BurnishRidge *ridge, const BurnishSceneColour *colour)
{
	return burnish_ridge_distance(ridge, colour) < BURNISH_NEUTRAL_RADIUS;
}

static int
generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	VipsImage *proxy = a;
	const BurnishRidge *ridge = b;
	VipsRect *r = &out->valid;

	for (int y = r->top; y < VIPS_RECT_BOTTOM(r); y++) {
		VipsPel *q = VIPS_REGION_ADDR(out, r->left, y);

		for (int x = r->left; x < VIPS_RECT_RIGHT(r); x++, q += 3) {
			BurnishSceneColour colour = burnish_scene_colour(proxy, x, y);
			double grey = CLAMP(colour.L * 2.55, 0, 255);
			gboolean vote = is_vote(ridge, &colour);

			for (int i = 0; i < 3; i++)
				q[i] = vote ? 0.5 * grey + 0.5 * mark[i] : DIM * grey;
		}
	}

	return 0;
}

VipsImage *
burnish_votes_new(VipsImage *proxy, const BurnishRidge *ridge)
{
	g_autoptr(VipsImage) votes = vips_image_new();
	BurnishRidge *copy = g_memdup2(ridge, sizeof(*ridge));

	g_object_set_data_full(G_OBJECT(votes), "proxy", g_object_ref(proxy), g_object_unref);
	g_object_set_data_full(G_OBJECT(votes), "ridge", copy, g_free);
	vips_image_init_fields(votes, proxy->Xsize, proxy->Ysize, 3, VIPS_FORMAT_UCHAR,
		VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1, 1);
	if (vips_image_pipelinev(votes, VIPS_DEMAND_STYLE_ANY, NULL) ||
		vips_image_generate(votes, NULL, generate, NULL, proxy, copy))
		return NULL;

	return g_steal_pointer(&votes);
}
