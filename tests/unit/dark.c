/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "../render/scene.h"
#include "corrections/colour.h"
#include "dark.h"
#include "support.h"

VipsImage *
duplicate(VipsImage *in)
{
	VipsImage *out = vips_image_new_memory();

	assert_ok(vips_image_write(in, out));

	return out;
}

VipsImage *
darken(VipsImage *in, double light, double gamma, double cut)
{
	VipsImage *out = duplicate(in);
	guint8 table[256];

	for (int i = 0; i < 256; i++) {
		double level = burnish_srgb_encode(light * burnish_srgb_decode(i / 255.0));
		table[i] = rint(255 * fmax((pow(level, gamma) - cut) / (1 - cut), 0));
	}
	for (int y = 0; y < out->Ysize; y++) {
		VipsPel *p = VIPS_IMAGE_ADDR(out, 0, y);

		for (int i = 0; i < out->Xsize * out->Bands; i++)
			p[i] = table[p[i]];
	}

	return out;
}

VipsImage *
scene(const char *name)
{
	return scene_render(scene_find(name), 360, 240);
}

VipsImage *
dim(void)
{
	g_autoptr(VipsImage) in = scene("room");

	return darken(in, 0.4, 1, 0);
}

VipsImage *
draw(int width, int height, gboolean deep, double (*level)(double x, double y))
{
	VipsImage *image = flat(width, height, 3, deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR,
		deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, (double[]){ 0, 0, 0 });

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			double value = level((x + 0.5) / width, (y + 0.5) / height);
			VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

			for (int i = 0; i < 3; i++)
				if (deep)
					((guint16 *) p)[i] = rint(value * USHRT_MAX);
				else
					p[i] = rint(value * UCHAR_MAX);
		}

	return image;
}

VipsImage *
lift(VipsImage *in, const char *name1, double value1, const char *name2, double value2)
{
	g_autoptr(VipsImage) lazy = NULL;

	assert_ok(burnish_lift(in, &lazy, name1, value1, name2, value2, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

VipsImage *
lift_auto(VipsImage *in)
{
	return lift(in, "strength", 1.0, "dehaze", 0.0);
}

double
lightness_at(VipsImage *image, int x, int y)
{
	VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);
	double rgb[3];
	double lab[3];

	for (int i = 0; i < 3; i++)
		rgb[i] = p[i] / 255.0;
	burnish_srgb_to_lab(rgb, lab);

	return lab[0];
}

double
median(VipsImage *image)
{
	g_autoptr(VipsImage) out = NULL;
	double lightness;

	assert_ok(burnish_lift(image, &out, "strength", 0.0, "lightness", &lightness, NULL));

	return lightness;
}
