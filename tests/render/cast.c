/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Known casts, and the measure of what is left of them.
 */

#include <math.h>

#include "scene.h"

const char *const cast_shapes[] = { "white", "gamma", "mixed", "light", "even", NULL };

static double
decode(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double
encode(double v)
{
	v = CLAMP(v, 0, 1);

	return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

/* Add to a* and b* of a gamma-coded colour. */
static void
tint_lab(double rgb[3], double a, double b, double (*weight)(double))
{
	float X, Y, Z, L, A, B, R, G, Bl;

	vips_col_scRGB2XYZ(decode(rgb[0]), decode(rgb[1]), decode(rgb[2]), &X, &Y, &Z);
	vips_col_XYZ2Lab(X, Y, Z, &L, &A, &B);
	double w = weight(L);
	vips_col_Lab2XYZ(L, A + a * w, B + b * w, &X, &Y, &Z);
	vips_col_XYZ2scRGB(X, Y, Z, &R, &G, &Bl);
	rgb[0] = encode(R);
	rgb[1] = encode(G);
	rgb[2] = encode(Bl);
}

static double
weight_light(double L)
{
	return pow(fmax(L, 0) / 100, 1.5);
}

static double
weight_even(double L)
{
	return fmin(1, L / 25) * fmin(1, (100 - L) / 9 + 0.35);
}

static gboolean
tint(double rgb[3], const char *shape, double s)
{
	if (g_str_equal(shape, "white")) {
		rgb[1] = encode(decode(rgb[1]) * (1 - 0.055 * s));
		rgb[2] = encode(decode(rgb[2]) * (1 - 0.26 * s));
	}
	else if (g_str_equal(shape, "gamma")) {
		rgb[0] = pow(rgb[0], 1 - 0.11 * s);
		rgb[2] = pow(rgb[2], 1 + 0.26 * s);
	}
	else if (g_str_equal(shape, "mixed")) {
		rgb[0] = pow(rgb[0], 1 - 0.06 * s);
		rgb[2] = (1 - 0.06 * s) * pow(rgb[2], 1 + 0.15 * s);
	}
	else if (g_str_equal(shape, "light"))
		tint_lab(rgb, 1.2 * s, 13 * s, weight_light);
	else if (g_str_equal(shape, "even"))
		tint_lab(rgb, 1.8 * s, 10 * s, weight_even);
	else
		return FALSE;

	return TRUE;
}

VipsImage *
cast_apply(VipsImage *in, const char *shape, double strength)
{
	VipsImage *out = vips_image_copy_memory(in);
	VipsPel *p = VIPS_IMAGE_ADDR(out, 0, 0);
	gint64 n = VIPS_IMAGE_N_PELS(out);

	/* The copy is ours to write to; a memory image given in is shared. */
	if (out == in || p == VIPS_IMAGE_ADDR(in, 0, 0)) {
		g_object_unref(out);
		out = vips_image_new_from_memory_copy(p, VIPS_IMAGE_SIZEOF_IMAGE(in),
			in->Xsize, in->Ysize, in->Bands, VIPS_FORMAT_UCHAR);
		out->Type = in->Type;
		p = VIPS_IMAGE_ADDR(out, 0, 0);
	}

	for (gint64 i = 0; i < n; i++, p += out->Bands) {
		double rgb[3] = { p[0] / 255.0, p[1] / 255.0, p[2] / 255.0 };

		if (!tint(rgb, shape, strength)) {
			g_object_unref(out);
			return NULL;
		}
		for (int j = 0; j < 3; j++)
			p[j] = CLAMP(rint(rgb[j] * 255), 0, 255);
	}

	return out;
}

double
delta_e(VipsImage *a, VipsImage *b)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 5);
	double mean = NAN;

	if (vips_colourspace(a, &t[0], VIPS_INTERPRETATION_LAB, NULL) ||
		vips_colourspace(b, &t[1], VIPS_INTERPRETATION_LAB, NULL) ||
		vips_dE00(t[0], t[1], &t[2], NULL) ||
		vips_extract_band(t[2], &t[3], 0, NULL) ||
		vips_avg(t[3], &mean, NULL))
		g_printerr("%s", vips_error_buffer());
	g_object_unref(owner);

	return mean;
}
