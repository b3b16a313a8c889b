/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One enlargement by a network, as a lazy libvips image. All bands are interpolated with
 * the cubic that the networks were trained on; to each colour the same detail is added,
 * that of luma, so hues stay, and the eye sees no more of chroma. Colour is interpolated
 * weighted with alpha, which gets detail of its own.
 *
 * The work is done in tiles of a fixed grid, large enough that the margin costs little,
 * and small enough for the cache: the result is the same however it is asked for.
 */

#include <math.h>

#include "../../base/luma.h"
#include "../../base/object.h"
#include "bounds.h"
#include "detail.h"
#include "grid.h"
#include "magnify.h"

/* Side of a tile, in pixels of the input. */
#define TILE 128

/* Pixels that the cubic reaches beyond the nearest one. */
#define REACH 2
#define TAPS (2 * REACH + 1)

/* Of an interpolated alpha of 255: more than what a cubic undershoots beside a faint edge. */
#define MIN_ALPHA 8

#define MAX_SCALE 4
#define MAX_BANDS 4

/* Of gamma-coded values, as the networks were trained. */
static const float luma_of[3] = { BURNISH_WEIGHTS_601 };

typedef struct {
	BurnishGrid grid;
	BurnishMagnify settings;
	VipsImage *in;
	int margin;
	int colours;
	gboolean alpha;
	float taps[MAX_SCALE][TAPS];
} Magnify;

/* What a thread works with: planes of the tile with its margin, and of the result. */
typedef struct {
	VipsRegion *region;
	VipsRegion *luma_region;
	BurnishDetail *detail;
	BurnishBounds *bounds;
	float *bands[MAX_BANDS];
	float *weighted;
	float *rows;
	float *results[MAX_BANDS];
	float *alpha_detail;
} Sequence;

/* Keys, 1981, with a = -1/2. */
static double
cubic(double t)
{
	t = fabs(t);
	if (t < 1)
		return (1.5 * t - 2.5) * t * t + 1;
	if (t < 2)
		return ((-0.5 * t + 2.5) * t - 4) * t + 2;

	return 0;
}

static int
plane_stride(const Sequence *sequence)
{
	return sequence->detail->stride;
}

static int
magnify_stop(void *seq, void *a, void *b)
{
	Sequence *sequence = seq;

	VIPS_UNREF(sequence->region);
	VIPS_UNREF(sequence->luma_region);
	burnish_detail_free(sequence->detail);
	burnish_bounds_free(sequence->bounds);
	for (int i = 0; i < MAX_BANDS; i++) {
		g_free(sequence->bands[i]);
		g_free(sequence->results[i]);
	}
	g_free(sequence->weighted);
	g_free(sequence->rows);
	g_free(sequence->alpha_detail);
	g_free(sequence);

	return 0;
}

static void *
magnify_start(VipsImage *out, void *a, void *b)
{
	const Magnify *magnify = b;
	Sequence *sequence = g_new0(Sequence, 1);
	size_t results = (size_t) TILE * TILE * magnify->grid.scale * magnify->grid.scale;

	sequence->detail = burnish_detail_new(magnify->settings.network, TILE, magnify->settings.passes);
	sequence->bounds = burnish_bounds_new(TILE, magnify->settings.is_art);
	size_t plane = (size_t) plane_stride(sequence) * plane_stride(sequence);
	for (int i = 0; i < magnify->colours + magnify->alpha; i++) {
		sequence->bands[i] = g_new(float, plane);
		sequence->results[i] = g_new(float, results);
	}
	sequence->weighted = g_new(float, plane);
	sequence->rows = g_new(float, plane);
	sequence->alpha_detail = magnify->alpha ? g_new(float, results) : NULL;
	if (!(sequence->region = vips_region_new(magnify->in)) ||
		(magnify->settings.luma && !(sequence->luma_region = vips_region_new(magnify->settings.luma)))) {
		magnify_stop(sequence, a, b);
		return NULL;
	}

	return sequence;
}

static inline float
find_luma(const Magnify *magnify, float *const planes[], size_t place)
{
	if (magnify->colours == 1)
		return planes[0][place];

	return luma_of[0] * planes[0][place] + luma_of[1] * planes[1][place] + luma_of[2] * planes[2][place];
}

/* The detail of luma to detail->detail. */
static int
find_detail(const Magnify *magnify, Sequence *sequence, const VipsRect *tile, const VipsRect *needed)
{
	BurnishDetail *detail = sequence->detail;
	int n = (tile->height + 2 * magnify->margin) * detail->stride;

	if (magnify->alpha) {
		memcpy(detail->luma, sequence->bands[magnify->colours], n * sizeof(float));
		burnish_detail_run(detail, tile->width, tile->height);
		memcpy(sequence->alpha_detail, detail->detail,
			(size_t) tile->width * tile->height * magnify->grid.scale * magnify->grid.scale * sizeof(float));
	}

	if (magnify->settings.luma) {
		if (burnish_grid_read(sequence->luma_region, needed, &detail->luma, detail->stride))
			return -1;
	}
	else
		for (int i = 0; i < n; i++)
			detail->luma[i] = find_luma(magnify, sequence->bands, i);
	burnish_detail_run(detail, tile->width, tile->height);

	return 0;
}

/* Enlarge a plane with the cubic. */
static void
interpolate(const Magnify *magnify, Sequence *sequence, const float *plane, const VipsRect *tile, float *out)
{
	int stride = plane_stride(sequence);
	int scale = magnify->grid.scale;
	const float *origin = plane + (size_t) magnify->margin * stride + magnify->margin;

	for (int y = 0; y < tile->height * scale; y++) {
		const float *taps = magnify->taps[y % scale];
		const float *in = origin + (ptrdiff_t) (y / scale - REACH) * stride - REACH;
		float *row = sequence->rows;

		for (int x = 0; x < tile->width + 2 * REACH; x++)
			row[x] = taps[0] * in[x] + taps[1] * in[x + stride] + taps[2] * in[x + 2 * stride] +
				taps[3] * in[x + 3 * stride] + taps[4] * in[x + 4 * stride];
		for (int phase = 0; phase < scale; phase++) {
			const float *across = magnify->taps[phase];
			float *q = out + (size_t) y * tile->width * scale + phase;

			for (int x = 0; x < tile->width; x++)
				q[x * scale] = across[0] * row[x] + across[1] * row[x + 1] + across[2] * row[x + 2] +
					across[3] * row[x + 3] + across[4] * row[x + 4];
		}
	}
}

/* Colour under little alpha counts little. Where there is next to none, the overshoots of
 * the cubic are all that is left of it, and the nearest pixel is asked. */
static void
interpolate_weighted(const Magnify *magnify, Sequence *sequence, const VipsRect *tile)
{
	const float *alpha = sequence->bands[magnify->colours];
	const float *sum = sequence->results[magnify->colours];
	int stride = plane_stride(sequence);
	int n = (tile->height + 2 * magnify->margin) * stride;
	int scale = magnify->grid.scale;

	interpolate(magnify, sequence, alpha, tile, sequence->results[magnify->colours]);
	for (int i = 0; i < magnify->colours; i++) {
		const float *nearest = sequence->bands[i] + magnify->margin * stride + magnify->margin;
		float *out = sequence->results[i];

		for (int j = 0; j < n; j++)
			sequence->weighted[j] = sequence->bands[i][j] * alpha[j];
		interpolate(magnify, sequence, sequence->weighted, tile, out);
		for (int y = 0; y < tile->height * scale; y++)
			for (int x = 0; x < tile->width * scale; x++) {
				int j = y * tile->width * scale + x;

				out[j] = sum[j] > MIN_ALPHA ? VIPS_CLIP(0, out[j] / sum[j], 255)
											: nearest[y / scale * stride + x / scale];
			}
	}
}

/* Hold detail within its bounds, and what the cubic overshoots. */
static void
bound_detail(const Magnify *magnify, Sequence *sequence, const VipsRect *tile)
{
	const BurnishDetail *detail = sequence->detail;
	BurnishBounds *bounds = sequence->bounds;
	int scale = magnify->grid.scale;

	burnish_bounds_find(bounds, detail->luma + (size_t) magnify->margin * detail->stride + magnify->margin,
		detail->stride, tile->width, tile->height);
	for (int y = 0; y < tile->height * scale; y++)
		for (int x = 0; x < tile->width * scale; x++) {
			size_t from = (size_t) (y / scale) * bounds->max_side + x / scale;
			size_t place = (size_t) y * tile->width * scale + x;
			float *d = detail->detail + place;

			if (bounds->weight[from] == 0)
				continue;
			float base = find_luma(magnify, sequence->results, place);
			float held = VIPS_CLIP(VIPS_MIN(bounds->low[from] - base, 0), *d, VIPS_MAX(bounds->high[from] - base, 0));

			*d += bounds->weight[from] * (held - *d);
		}
}

static void
write_results(const Magnify *magnify, const Sequence *sequence, const VipsRect *tile, VipsRegion *out)
{
	const float *details[MAX_BANDS];

	for (int i = 0; i < MAX_BANDS; i++)
		details[i] = i < magnify->colours ? sequence->detail->detail : sequence->alpha_detail;
	burnish_grid_write(&magnify->grid, out, tile, (const float *const *) sequence->results, details,
		magnify->settings.gain, tile->width * magnify->grid.scale);
}

static int
magnify_tile(VipsRegion *out, void *seq, const VipsRect *tile, const BurnishGrid *grid)
{
	const Magnify *magnify = (const Magnify *) grid;
	Sequence *sequence = seq;
	VipsRect needed = *tile;

	vips_rect_marginadjust(&needed, magnify->margin);
	if (burnish_grid_read(sequence->region, &needed, sequence->bands, plane_stride(sequence)) ||
		find_detail(magnify, sequence, tile, &needed))
		return -1;
	if (magnify->alpha)
		interpolate_weighted(magnify, sequence, tile);
	else
		for (int i = 0; i < magnify->colours; i++)
			interpolate(magnify, sequence, sequence->bands[i], tile, sequence->results[i]);
	bound_detail(magnify, sequence, tile);
	write_results(magnify, sequence, tile, out);

	return 0;
}

int
burnish_magnify(VipsImage *in, VipsImage **out, const BurnishMagnify *settings, VipsBandFormat format)
{
	g_autoptr(VipsImage) tiles = vips_image_new();
	Magnify *magnify = VIPS_NEW(tiles, Magnify);
	int scale = burnish_network_scale(settings->network);

	magnify->grid = (BurnishGrid){ scale, TILE, TILE, format, magnify_start, magnify_stop, magnify_tile };
	magnify->settings = *settings;
	magnify->in = in;
	magnify->margin = burnish_network_margin(settings->network);
	magnify->alpha = vips_image_hasalpha(in);
	magnify->colours = in->Bands - magnify->alpha;
	for (int phase = 0; phase < scale; phase++)
		for (int i = 0; i < TAPS; i++)
			magnify->taps[phase][i] = cubic(i - REACH - ((phase + 0.5) / scale - 0.5));

	if (settings->luma) {
		if (vips_image_pio_input(settings->luma))
			return -1;
		/* As long as it may be read. */
		vips_object_local(tiles, g_object_ref(settings->luma));
	}

	return burnish_grid_run(&magnify->grid, tiles, in, out);
}
