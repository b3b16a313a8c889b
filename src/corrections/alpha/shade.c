/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Soft shadows: the ground's own colour, darker, and ever so gently: C = k B, with k
 * reached from the open ground in small steps. The edge of a dark thing has the same
 * colours, but not the small steps.
 */

#include <math.h>

#include "components.h"
#include "field.h"
#include "shade.h"
#include "transmission.h"

/* No darker than this. */
#define DARKEST 0.3F
/* The largest step of k between neighbours. */
#define STEP 0.045F
/* How far off the line from black to B, in 255ths, beside the noise. */
#define OFF 3.0F
/* And, as the light in a shadow has a colour of its own, the darker the more. */
#define TINT 30
/* A shadow is no sliver: pixels, of 512 x 512, and in proportion. */
#define AREA 300
#define DEPTH 2.5F
/* Open ground is this deep. */
#define OPEN 6
/* The contrast of a checkerboard in a shadow, to its light. */
#define SEEN 0.6F
/* At a line of a checkerboard B is not known well. */
#define LINE 2.0F

static float
get_light(const BurnishMatte *matte, const BurnishGround *ground, gsize i, float *off)
{
	const float *c = matte->colour + i * 3;
	const float *g = ground->colour + i * 3;
	float square = g[0] * g[0] + g[1] * g[1] + g[2] * g[2];
	float k = square > 1 ? (c[0] * g[0] + c[1] * g[1] + c[2] * g[2]) / square : 1;

	*off = 0;
	for (int b = 0; b < 3; b++)
		*off = VIPS_MAX(*off, fabsf(c[b] - k * g[b]));

	return k;
}

/* Mark the shadow, spreading from the ground. */
static guint8 *
spread(const BurnishMatte *matte, const BurnishGround *ground, const guint8 *mask,
	float *light, gsize *area)
{
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };
	guint8 *shade = g_new0(guint8, matte->n);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(gint32));
	float limit = OFF + 2 * (float) ground->noise;

	/* From open ground, not from a gap between hairs. */
	g_autofree gint16 *depth = burnish_field_distance(mask, FALSE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++) {
		gint32 pixel = i;
		float off;

		light[i] = mask[i] ? 1 : get_light(matte, ground, i, &off);
		if (!mask[i] && (off > limit + TINT * (1 - light[i]) || light[i] < DARKEST || light[i] > 1.01F))
			light[i] = -1;
		shade[i] = depth[i] > OPEN * BURNISH_FIELD_PIXEL;
		/* What is deeper has none but open ground around it. */
		if (shade[i] && depth[i] <= (OPEN + 1) * BURNISH_FIELD_PIXEL)
			g_array_append_val(queue, pixel);
	}

	for (guint q = 0; q < queue->len; q++) {
		gint32 i = g_array_index(queue, gint32, q);
		int x = i % matte->width;
		int y = i / matte->width;

		for (int s = 0; s < 4; s++) {
			int u = x + dx[s];
			int v = y + dy[s];
			gint32 j = v * matte->width + u;

			if (u < 0 || v < 0 || u >= matte->width || v >= matte->height || shade[j] || light[j] < 0)
				continue;
			float step = STEP + 1.5F * (float) ground->noise / 255 + (mask[i] ? (float) ground->tolerance / 255 : 0);
			if (ground->pattern && fabsf(ground->pattern[j]) < LINE)
				step *= 2;
			if (fabsf(light[j] - light[i]) > step)
				continue;
			shade[j] = TRUE;
			*area += !mask[j];
			g_array_append_val(queue, j);
		}
	}

	for (gsize i = 0; i < matte->n; i++)
		shade[i] = shade[i] && !mask[i];

	return shade;
}

/* A shadow on a checkerboard shows the checkerboard; a grey thing does not. */
static void
keep_seen_through(const BurnishMatte *matte, const BurnishGround *ground, const guint8 *mask,
	const float *light, guint8 *shade)
{
	g_autofree guint8 *soft = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		soft[i] = !shade[i];
	g_autofree float *transmission = burnish_transmission_find(matte, ground, mask, soft, NULL);
	for (gsize i = 0; i < matte->n; i++)
		shade[i] = shade[i] && transmission[i] >= SEEN * light[i];
}

/* What hangs together with the ground by more than a few pixels: along a flat edge small
 * steps lead anywhere. Counts the shade in it. */
static guint8 *
find_core(const BurnishMatte *matte, const guint8 *mask, const guint8 *shade, gsize *area)
{
	guint8 *core = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		core[i] = mask[i] || shade[i];
	g_autofree gint16 *depth = burnish_field_distance(core, FALSE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		core[i] = depth[i] > DEPTH * BURNISH_FIELD_PIXEL;
	g_autoptr(BurnishComponents) parts =
		burnish_components_new(core, matte->width, matte->height, 4);
	g_autofree guint8 *grounded = g_new0(guint8, parts->n);
	for (gsize i = 0; i < matte->n; i++)
		grounded[parts->label[i]] |= mask[i];
	*area = 0;
	for (gsize i = 0; i < matte->n; i++) {
		core[i] = core[i] && grounded[parts->label[i]];
		*area += core[i] && shade[i];
	}

	return core;
}

float *
burnish_shade_find(const BurnishMatte *matte, const BurnishGround *ground, guint8 *mask)
{
	g_autofree float *light = g_new0(float, matte->n);
	g_autofree float *weight = g_new0(float, matte->n);
	gsize area = 0;
	g_autofree guint8 *shade = spread(matte, ground, mask, light, &area);
	double enough = AREA * VIPS_MAX(1.0, matte->n / (512.0 * 512.0));

	if (area < enough)
		return NULL;
	if (ground->pattern)
		keep_seen_through(matte, ground, mask, light, shade);

	g_autofree guint8 *core = find_core(matte, mask, shade, &area);
	if (area < enough)
		return NULL;
	g_autofree gint16 *reach = burnish_field_distance(core, TRUE, matte->width, matte->height);

	for (gsize i = 0; i < matte->n; i++) {
		if (shade[i] && reach[i] < 4 * BURNISH_FIELD_PIXEL)
			mask[i] = TRUE;
		else if (!mask[i])
			light[i] = 1;
		light[i] = VIPS_CLIP(0.0F, light[i], 1.0F);
		weight[i] = mask[i];
	}
	burnish_field_fill(light, weight, matte->width, matte->height, 1);

	return g_steal_pointer(&light);
}
