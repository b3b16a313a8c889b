/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Compositing as light does it: the coverage of an edge says how much of each light
 * arrives, so layers are mixed in linear light, and an edge looks as wide on a dark ground
 * as on a bright one. "Over" of Porter and Duff (Compositing Digital Images, SIGGRAPH 1984).
 */

#include <math.h>

#include "../../base/luma.h"
#include "../../base/object.h"
#include "../../base/srgb.h"
#include "paint.h"

/* The layers as they are read: mask of the plate, mask of the stroke, letters. */
#define LAYER_BANDS 6

typedef struct {
	/* In linear light. */
	double plate[3];
	double stroke[3];
	double decoded[256];
	/* TRUE for one band: colours count by their luminance. */
	gboolean grey;
	gboolean alpha;
} Plan;

/* Linear light and coverage; the colour is not multiplied by it. */
typedef struct {
	double colour[3];
	double alpha;
} Pixel;

static void
lay_over(Pixel *under, const double colour[3], double alpha)
{
	double rest = under->alpha * (1 - alpha);
	double sum = alpha + rest;

	if (alpha <= 0)
		return;
	for (int i = 0; i < 3; i++)
		under->colour[i] = (colour[i] * alpha + under->colour[i] * rest) / sum;
	under->alpha = sum;
}

static void
lay_layers(const Plan *plan, const VipsPel *layers, Pixel *pixel)
{
	const double letters[3] = { plan->decoded[layers[2]], plan->decoded[layers[3]], plan->decoded[layers[4]] };

	lay_over(pixel, plan->plate, layers[0] / 255.0);
	lay_over(pixel, plan->stroke, layers[1] / 255.0);
	lay_over(pixel, letters, layers[5] / 255.0);
}

/* Samples 0..1 as coded to a pixel and back. */
static void
paint_pixel(const Plan *plan, const VipsPel *layers, double samples[4])
{
	int colours = plan->grey ? 1 : 3;
	Pixel pixel = { .alpha = plan->alpha ? samples[colours] : 1 };

	for (int i = 0; i < 3; i++)
		pixel.colour[i] = burnish_srgb_decode(samples[plan->grey ? 0 : i]);
	lay_layers(plan, layers, &pixel);
	if (plan->grey)
		pixel.colour[0] = burnish_luminance_709(pixel.colour[0], pixel.colour[1], pixel.colour[2]);
	for (int i = 0; i < colours; i++)
		samples[i] = burnish_srgb_encode(pixel.colour[i]);
	samples[colours] = pixel.alpha;
}

#define PAINT_LINE(TYPE, MAX) \
	G_STMT_START \
	{ \
		const TYPE *p = (const TYPE *) VIPS_REGION_ADDR(in[0], r->left, y); \
		const VipsPel *m = VIPS_REGION_ADDR(in[1], r->left, y); \
		TYPE *q = (TYPE *) VIPS_REGION_ADDR(out, r->left, y); \
\
		for (int x = 0; x < r->width; x++, p += bands, q += bands, m += LAYER_BANDS) { \
			double samples[5] = { 0 }; \
\
			for (int i = 0; i < bands; i++) { \
				samples[i] = p[i] / (double) MAX; \
				q[i] = p[i]; \
			} \
			if (!m[0] && !m[1] && !m[5]) \
				continue; \
			paint_pixel(plan, m, samples); \
			for (int i = 0; i < bands; i++) \
				q[i] = rint(VIPS_CLIP(0, samples[i], 1) * MAX); \
		} \
	} \
	G_STMT_END

static int
generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	VipsRegion **in = seq;
	const Plan *plan = b;
	VipsRect *r = &out->valid;
	int bands = in[0]->im->Bands;

	if (vips_region_prepare(in[0], r) || vips_region_prepare(in[1], r))
		return -1;
	for (int y = r->top; y < VIPS_RECT_BOTTOM(r); y++)
		if (in[0]->im->BandFmt == VIPS_FORMAT_UCHAR)
			PAINT_LINE(guint8, UCHAR_MAX);
		else
			PAINT_LINE(guint16, USHRT_MAX);

	return 0;
}

/* Join what there is into the layers. */
static int
join_layers(const BurnishPaint *paint, VipsImage **out)
{
	g_autoptr(VipsImage) nothing = NULL;

	if (vips_black(&nothing, paint->rect.width, paint->rect.height, NULL))
		return -1;

	VipsImage *images[] = {
		paint->plate ? paint->plate : nothing,
		paint->stroke ? paint->stroke : nothing,
		paint->letters,
	};

	return vips_bandjoin(images, out, G_N_ELEMENTS(images), NULL);
}

static Plan *
plan_new(const BurnishPaint *paint, VipsImage *in)
{
	Plan *plan = g_new0(Plan, 1);

	plan->grey = in->Bands < 3;
	plan->alpha = vips_image_hasalpha(in);
	for (int i = 0; i < 256; i++)
		plan->decoded[i] = burnish_srgb_decode(i / 255.0);
	for (int i = 0; i < 3; i++) {
		plan->plate[i] = burnish_srgb_decode(paint->plate_color[i]);
		plan->stroke[i] = burnish_srgb_decode(paint->stroke_color[i]);
	}

	return plan;
}

int
burnish_paint_apply(VipsImage *in, VipsImage **out, const BurnishPaint *paint)
{
	const VipsRect *rect = &paint->rect;
	g_autoptr(VipsImage) painted = vips_image_new();
	/* They live as long as what is made of them. */
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(painted), 2);
	Plan *plan = plan_new(paint, in);

	g_signal_connect_swapped(painted, "close", G_CALLBACK(g_free), plan);
	if (vips_extract_area(in, &t[0], rect->left, rect->top, rect->width, rect->height, NULL) ||
		join_layers(paint, &t[1]))
		return -1;

	VipsImage **sources = vips_allocate_input_array(painted, t[0], t[1], NULL);
	if (!sources || vips_image_pipeline_array(painted, VIPS_DEMAND_STYLE_SMALLTILE, sources) ||
		vips_image_generate(painted, vips_start_many, generate, vips_stop_many, sources, plan))
		return -1;

	return vips_insert(in, painted, out, rect->left, rect->top, NULL);
}
