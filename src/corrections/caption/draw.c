/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pango's layout through cairo into pixels of libvips.
 */

#include <string.h>

#include "draw.h"

static cairo_t *
begin(const BurnishDrawing *drawing, cairo_format_t format)
{
	cairo_surface_t *surface = cairo_image_surface_create(format, drawing->rect.width, drawing->rect.height);
	cairo_t *cr = cairo_create(surface);

	cairo_surface_destroy(surface);
	cairo_translate(cr, -drawing->rect.left, -drawing->rect.top);

	return cr;
}

static void
move_to_lettering(const BurnishDrawing *drawing, cairo_t *cr)
{
	cairo_translate(cr, drawing->left, drawing->top);
}

/* Cairo's pixels are numbers of 32 bits, alpha on top, multiplied by it. */
static void
unpack(const guint32 *from, VipsPel *to, int width)
{
	for (int x = 0; x < width; x++, to += 4) {
		guint32 alpha = from[x] >> 24;

		for (int i = 0; i < 3; i++) {
			guint32 value = from[x] >> (16 - 8 * i) & 0xff;

			to[i] = alpha ? VIPS_MIN(255, (value * 255 + alpha / 2) / alpha) : 0;
		}
		to[3] = alpha;
	}
}

/* Take the pixels, and the context. */
static VipsImage *
end(cairo_t *cr)
{
	cairo_surface_t *surface = cairo_get_target(cr);
	cairo_status_t status = cairo_status(cr);
	VipsImage *image = NULL;

	cairo_surface_flush(surface);
	if (status != CAIRO_STATUS_SUCCESS)
		vips_error("caption", "cannot draw: %s", cairo_status_to_string(status));
	else {
		int width = cairo_image_surface_get_width(surface);
		int height = cairo_image_surface_get_height(surface);
		int bands = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_A8 ? 1 : 4;
		g_autofree VipsPel *pixels = g_malloc((gsize) width * height * bands);

		for (int y = 0; y < height; y++) {
			const guint8 *from = cairo_image_surface_get_data(surface) +
				(gsize) y * cairo_image_surface_get_stride(surface);
			VipsPel *to = pixels + (gsize) y * width * bands;

			if (bands == 1)
				memcpy(to, from, width);
			else
				unpack((const guint32 *) from, to, width);
		}
		image = vips_image_new_from_memory_copy(pixels, (gsize) width * height * bands,
			width, height, bands, VIPS_FORMAT_UCHAR);
	}
	cairo_destroy(cr);

	return image;
}

VipsImage *
burnish_draw_letters(const BurnishDrawing *drawing, const double rgb[3])
{
	cairo_t *cr = begin(drawing, CAIRO_FORMAT_ARGB32);

	move_to_lettering(drawing, cr);
	cairo_set_source_rgb(cr, rgb[0], rgb[1], rgb[2]);
	burnish_lettering_fill(drawing->lettering, cr);

	return end(cr);
}

VipsImage *
burnish_draw_stroke(const BurnishDrawing *drawing, double width)
{
	cairo_t *cr = begin(drawing, CAIRO_FORMAT_A8);

	move_to_lettering(drawing, cr);
	burnish_lettering_stroke(drawing->lettering, cr, width);

	return end(cr);
}

VipsImage *
burnish_draw_plate(const BurnishDrawing *drawing, const VipsRect *plate, double radius, double opacity)
{
	cairo_t *cr = begin(drawing, CAIRO_FORMAT_A8);
	double r = VIPS_MIN(radius, VIPS_MIN(plate->width, plate->height) / 2.0);
	double left = plate->left + r;
	double top = plate->top + r;
	double right = VIPS_RECT_RIGHT(plate) - r;
	double bottom = VIPS_RECT_BOTTOM(plate) - r;

	cairo_arc(cr, right, top, r, -G_PI_2, 0);
	cairo_arc(cr, right, bottom, r, 0, G_PI_2);
	cairo_arc(cr, left, bottom, r, G_PI_2, G_PI);
	cairo_arc(cr, left, top, r, G_PI, 3 * G_PI_2);
	cairo_close_path(cr);
	cairo_set_source_rgba(cr, 0, 0, 0, opacity);
	cairo_fill(cr);

	return end(cr);
}
