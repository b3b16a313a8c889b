/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any colour correction at the price of one table look-up a pixel: a cube of
 * nodes over gamma-coded sRGB with tetrahedral interpolation (Sakamoto and
 * Itooka, US patent 4275413, 1981; long expired), which reads four nodes where
 * trilinear reads eight, and keeps the grey axis exact.
 */

#include <math.h>

#include "../base/object.h"
#include "lut3d.h"

#define N BURNISH_LUT3D_SIZE

/* One node: R, G, B in the units of the output, and padding, so that the
 * compiler works on all three at once. */
typedef float Node __attribute__((vector_size(16)));

/* Where a code value falls on an axis. */
typedef struct {
	int node;
	float fraction;
} Place;

typedef struct {
	Node nodes[N * N * N];
	float max;

	/* For 8 bits, all places there are. */
	Place places[256];
} Lut;

static Place
place(float value)
{
	int node = VIPS_MIN((int) value, N - 2);

	return (Place){ node, value - node };
}

static Lut *
lut_new(VipsImage *owner, VipsBandFormat format, BurnishColourMap map, const void *data)
{
	size_t size = VIPS_ROUND_UP(sizeof(Lut), 64);
	Lut *lut = g_aligned_alloc0(1, size, 64);

	g_signal_connect_swapped(owner, "close", G_CALLBACK(g_aligned_free), lut);
	lut->max = format == VIPS_FORMAT_UCHAR ? UCHAR_MAX : USHRT_MAX;

	Node *node = lut->nodes;
	for (int r = 0; r < N; r++)
		for (int g = 0; g < N; g++)
			for (int b = 0; b < N; b++) {
				double in[3] = { r / (N - 1.0), g / (N - 1.0), b / (N - 1.0) };
				double out[3];

				map(in, out, data);
				*node++ = (Node){ out[0] * lut->max, out[1] * lut->max, out[2] * lut->max, 0 };
			}

	for (int i = 0; i < 256; i++)
		lut->places[i] = place(i * (N - 1) / 255.0F);

	return lut;
}

/* The tetrahedron is chosen by the order of the three fractions: walk from the
 * near corner of the cell to the far one along the largest first. */
static inline Node
interpolate(const Lut *lut, Place r, Place g, Place b)
{
	const Node *near = lut->nodes + (r.node * N + g.node) * N + b.node;
	int step[3] = { N * N, N, 1 };
	float f[3] = { r.fraction, g.fraction, b.fraction };

	int hi = f[0] >= f[1] ? 0 : 1;
	int lo = 1 - hi;
	int mid;
	if (f[2] > f[hi]) {
		mid = hi;
		hi = 2;
	}
	else if (f[2] > f[lo])
		mid = 2;
	else {
		mid = lo;
		lo = 2;
	}

	return (1 - f[hi]) * near[0] +
		(f[hi] - f[mid]) * near[step[hi]] +
		(f[mid] - f[lo]) * near[step[hi] + step[mid]] +
		f[lo] * near[N * N + N + 1];
}

static inline int
quantise(float value, float max)
{
	return VIPS_CLIP(0, value, max) + 0.5F;
}

static void
apply_uchar(const Lut *lut, const guint8 *p, guint8 *q, int width)
{
	/* Flat areas are common in what people generate: look a colour up
	 * once for a run of it. */
	int last = -1;

	for (int x = 0; x < width; x++, p += 3, q += 3) {
		int colour = p[0] << 16 | p[1] << 8 | p[2];

		if (colour == last) {
			q[0] = q[-3];
			q[1] = q[-2];
			q[2] = q[-1];
			continue;
		}
		last = colour;

		Node out = interpolate(lut, lut->places[p[0]], lut->places[p[1]], lut->places[p[2]]);
		for (int i = 0; i < 3; i++)
			q[i] = quantise(out[i], UCHAR_MAX);
	}
}

static void
apply_ushort(const Lut *lut, const guint16 *p, guint16 *q, int width)
{
	const float scale = (N - 1) / (float) USHRT_MAX;

	for (int x = 0; x < width; x++, p += 3, q += 3) {
		Node out = interpolate(lut, place(p[0] * scale), place(p[1] * scale), place(p[2] * scale));
		for (int i = 0; i < 3; i++)
			q[i] = quantise(out[i], USHRT_MAX);
	}
}

static int
generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	VipsRegion *in = seq;
	const Lut *lut = b;
	VipsRect *r = &out->valid;

	if (vips_region_prepare(in, r))
		return -1;

	for (int y = r->top; y < VIPS_RECT_BOTTOM(r); y++) {
		VipsPel *p = VIPS_REGION_ADDR(in, r->left, y);
		VipsPel *q = VIPS_REGION_ADDR(out, r->left, y);

		if (out->im->BandFmt == VIPS_FORMAT_UCHAR)
			apply_uchar(lut, p, q, r->width);
		else
			apply_ushort(lut, (guint16 *) p, (guint16 *) q, r->width);
	}

	return 0;
}

int
burnish_lut3d_apply(VipsImage *in, VipsImage **out, BurnishColourMap map, const void *data)
{
	g_autoptr(VipsImage) image = vips_image_new();
	Lut *lut = lut_new(image, in->BandFmt, map, data);

	if (vips_image_pio_input(in) ||
		vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, in, NULL) ||
		vips_image_generate(image, vips_start_one, generate, vips_stop_one, in, lut))
		return -1;

	*out = g_steal_pointer(&image);

	return 0;
}
