/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* libvips converts by way of Lab, once in and once out, and lcms2 then finds black points
 * against Lab and not against each other. For print that is the difference between two
 * programs, so here the two profiles meet in one transform.
 */

#include <lcms2.h>

#include "../base/object.h"
#include "transform.h"

typedef struct {
	cmsHTRANSFORM transform;
} Transform;

static void
transform_free(VipsImage *image, void *data)
{
	Transform *transform = data;

	cmsDeleteTransform(transform->transform);
	g_free(transform);
}

static int
generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	VipsRegion *in = seq;
	const Transform *transform = b;
	const VipsRect *area = &out->valid;

	if (vips_region_prepare(in, area))
		return -1;
	for (int y = 0; y < area->height; y++)
		cmsDoTransform(transform->transform,
			VIPS_REGION_ADDR(in, area->left, area->top + y),
			VIPS_REGION_ADDR(out, area->left, area->top + y),
			area->width);

	return 0;
}

static VipsInterpretation
interpretation_of(BurnishSpace space, gboolean deep)
{
	switch (space) {
	case BURNISH_SPACE_GREY:
		return deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
	case BURNISH_SPACE_CMYK:
		return VIPS_INTERPRETATION_CMYK;
	default:
		return deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
	}
}

static cmsHTRANSFORM
make_transform(GBytes *from, GBytes *to, int intent, gboolean black_point_compensation, int bytes, int *bands)
{
	gsize from_length;
	gsize to_length;
	const void *from_data = g_bytes_get_data(from, &from_length);
	const void *to_data = g_bytes_get_data(to, &to_length);
	cmsHPROFILE source = cmsOpenProfileFromMem(from_data, from_length);
	cmsHPROFILE target = cmsOpenProfileFromMem(to_data, to_length);
	cmsHTRANSFORM transform = NULL;

	if (source && target) {
		*bands = cmsChannelsOf(cmsGetColorSpace(target));
		/* lcms2 makes a table of what has one, a finer one on request, and for 8 bits
		 * computes the rest fast. The rest at 16 bits it would force into a table,
		 * which dark colours do not survive. */
		gboolean exact = bytes == 2 && *bands < 4;
		cmsUInt32Number flags = (exact ? cmsFLAGS_NOOPTIMIZE : cmsFLAGS_HIGHRESPRECALC) |
			(black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0);

		/* Many threads share it, and its cache is not made for that. */
		transform = cmsCreateTransform(source, cmsFormatterForColorspaceOfProfile(source, bytes, FALSE),
			target, cmsFormatterForColorspaceOfProfile(target, bytes, FALSE), intent,
			cmsFLAGS_NOCACHE | flags);
	}
	if (source)
		cmsCloseProfile(source);
	if (target)
		cmsCloseProfile(target);

	return transform;
}

static int
transform_colours(GBytes *from, GBytes *to, int intent, gboolean black_point_compensation,
	VipsImage *in, VipsImage **out)
{
	gboolean deep = in->BandFmt == VIPS_FORMAT_USHORT;
	int bands = 0;
	cmsHTRANSFORM made = make_transform(from, to, intent, black_point_compensation, deep ? 2 : 1, &bands);

	if (!made) {
		vips_error("profile", "no conversion between these profiles");
		return -1;
	}

	Transform *transform = g_new(Transform, 1);
	VipsImage *image = vips_image_new();

	transform->transform = made;
	g_signal_connect(image, "close", G_CALLBACK(transform_free), transform);
	if (vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, in, NULL)) {
		g_object_unref(image);
		return -1;
	}
	image->Bands = bands;
	image->Type = interpretation_of(burnish_profile_space(to), deep);
	if (vips_image_generate(image, vips_start_one, generate, vips_stop_one, in, transform)) {
		g_object_unref(image);
		return -1;
	}
	/* The input must outlive its reader. */
	g_object_ref(in);
	g_object_set_data_full(G_OBJECT(image), "burnish-transform-input", in, g_object_unref);
	*out = image;

	return 0;
}

int
burnish_transform(GBytes *from, GBytes *to, int intent, gboolean black_point_compensation,
	VipsImage *in, VipsImage **out)
{
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) converted = NULL;

	if (!vips_image_hasalpha(in))
		return transform_colours(from, to, intent, black_point_compensation, in, out);

	return vips_extract_band(in, &colour, 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(in, &alpha, in->Bands - 1, NULL) ||
			transform_colours(from, to, intent, black_point_compensation, colour, &converted) ||
			vips_bandjoin2(converted, alpha, out, NULL)
		? -1
		: 0;
}
