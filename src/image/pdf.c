/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PDF by cairo, which puts a JPEG, of CMYK too, into the file as it is. The surface that
 * it is attached to only gives its size, and its pixels are never touched. What else print
 * asks for is added in pdf_print.c.
 */

#include <cairo-pdf.h>

#include "../base/object.h"
#include "output.h"
#include "pdf.h"
#include "pdf_print.h"

#define POINTS_PER_INCH 72.0

static cairo_status_t
write_part(void *data, const unsigned char *bytes, unsigned int length)
{
	g_byte_array_append(data, bytes, length);

	return CAIRO_STATUS_SUCCESS;
}

/* Pixels as cairo has them: 32 bits, the blue lowest. */
static int
fill(cairo_surface_t *surface, VipsImage *image)
{
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) memory = NULL;
	int stride = cairo_image_surface_get_stride(surface);
	guint8 *data = cairo_image_surface_get_data(surface);

	if (vips_colourspace(image, &colour, VIPS_INTERPRETATION_sRGB, NULL) ||
		!(memory = vips_image_copy_memory(colour)))
		return -1;

	cairo_surface_flush(surface);
	for (int y = 0; y < memory->Ysize; y++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(memory, 0, y);
		guint32 *q = (guint32 *) (data + (gsize) y * stride);

		for (int x = 0; x < memory->Xsize; x++, p += 3)
			q[x] = (guint32) p[0] << 16 | p[1] << 8 | p[2];
	}
	cairo_surface_mark_dirty(surface);

	return 0;
}

static void
bytes_unref(void *bytes)
{
	g_bytes_unref(bytes);
}

static int
attach(cairo_surface_t *surface, GBytes *jpeg)
{
	gsize length;
	const void *data = g_bytes_get_data(jpeg, &length);

	return cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, data, length,
			   bytes_unref, g_bytes_ref(jpeg)) == CAIRO_STATUS_SUCCESS
		? 0
		: -1;
}

static void
describe(cairo_surface_t *pdf, const BurnishMetadata *metadata)
{
	const struct {
		cairo_pdf_metadata_t key;
		const char *text;
	} facts[] = {
		{ CAIRO_PDF_METADATA_TITLE, metadata->title },
		{ CAIRO_PDF_METADATA_AUTHOR, metadata->author },
		{ CAIRO_PDF_METADATA_SUBJECT, metadata->description },
		{ CAIRO_PDF_METADATA_KEYWORDS, metadata->keywords },
		{ CAIRO_PDF_METADATA_CREATOR, "burnish " BURNISH_VERSION },
		/* Without one, cairo takes the time of day, and no two files were the same. */
		{ CAIRO_PDF_METADATA_CREATE_DATE, metadata->date ? metadata->date : "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
		if (facts[i].text)
			cairo_pdf_surface_set_metadata(pdf, facts[i].key, facts[i].text);
}

int
burnish_pdf_write(GBytes *jpeg, VipsImage *image, const BurnishMetadata *metadata, int fd)
{
	g_autoptr(GByteArray) made = g_byte_array_new();
	g_autoptr(GByteArray) completed = NULL;
	/* A sheet has its own size; the picture on it is rounded to pixels. */
	double width = metadata->sheet_width > 0 ? metadata->sheet_width / BURNISH_MM_PER_INCH : image->Xsize / metadata->xres;
	double height = metadata->sheet_height > 0 ? metadata->sheet_height / BURNISH_MM_PER_INCH : image->Ysize / metadata->yres;
	double across = width * POINTS_PER_INCH / image->Xsize;
	double down = height * POINTS_PER_INCH / image->Ysize;
	cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(write_part, made,
		image->Xsize * across, image->Ysize * down);
	cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, image->Xsize, image->Ysize);
	int result = cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS ? 0 : -1;

	if (result == 0)
		result = jpeg ? attach(picture, jpeg) : fill(picture, image);
	if (result == 0) {
		describe(pdf, metadata);
		cairo_t *cr = cairo_create(pdf);
		cairo_scale(cr, across, down);
		cairo_set_source_surface(cr, picture, 0, 0);
		cairo_paint(cr);
		cairo_destroy(cr);
	}
	cairo_surface_destroy(picture);
	cairo_surface_finish(pdf);
	cairo_status_t status = cairo_surface_status(pdf);
	cairo_surface_destroy(pdf);

	if (result || status != CAIRO_STATUS_SUCCESS) {
		vips_error("pdf", "%s", status != CAIRO_STATUS_SUCCESS ? cairo_status_to_string(status) : "cannot lay out the page");
		return -1;
	}

	return (completed = burnish_pdf_complete(made, metadata)) ? burnish_output_write(fd, completed->data, completed->len) : -1;
}
