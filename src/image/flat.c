/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Flat art as PNG. A drawing with up to 256 colours is the same picture with a palette,
 * at a fraction of the size; filters, which help photographs, make drawings larger.
 */

#include <string.h>

#include "../base/object.h"
#include "flat.h"

/* A palette holds so many. */
#define MAX_COLOURS 256

/* Below it, in pixels, a palette saves some hundred bytes, which is not worth another kind
 * of file than the one that came in. */
#define MIN_PIXELS 16384

/* Slots of the table that colours are counted in; a power of two, and four times more
 * than there can be, so that it stays quick. */
#define SLOTS 1024

/* Strips of the picture that are encoded to compare filters, and their lines: enough to
 * see flat areas and noise, and about one hundredth of the time that the picture takes. */
#define STRIPS 4
#define STRIP_LINES 4

/* Fast compression tells filters apart as well as the best. */
#define SAMPLE_COMPRESSION 1

/* Number of colours, transparency being part of them; MAX_COLOURS + 1 for more. */
static int
count_colours(VipsImage *image)
{
	guint32 slots[SLOTS];
	gboolean used[SLOTS] = { FALSE };
	guint32 last = 0;
	int bands = image->Bands;
	int n = 0;

	for (int y = 0; y < image->Ysize; y++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(image, 0, y);

		for (int x = 0; x < image->Xsize; x++, p += bands) {
			guint32 colour = 0;

			for (int band = 0; band < bands; band++)
				colour = colour << 8 | p[band];
			if (n > 0 && colour == last)
				continue;
			last = colour;

			/* Knuth's multiplicative hash. */
			guint slot = (colour * 2654435761U) >> 22;
			while (used[slot] && slots[slot] != colour)
				slot = (slot + 1) % SLOTS;
			if (!used[slot]) {
				if (++n > MAX_COLOURS)
					return n;
				used[slot] = TRUE;
				slots[slot] = colour;
			}
		}
	}

	return n;
}

static int
bits_for(int colours)
{
	return colours <= 2 ? 1
		: colours <= 4  ? 2
		: colours <= 16 ? 4
						: 8;
}

/* Whether a PNG holds exactly these pixels; where they differ in form only, such as grey
 * as three equal bands, they are the same. */
static gboolean
is_same(GBytes *png, VipsImage *image)
{
	gsize length;
	const void *data = g_bytes_get_data(png, &length);
	g_autoptr(VipsSource) source = vips_source_new_from_memory(data, length);
	g_autoptr(VipsImage) decoded = NULL;
	g_autoptr(VipsImage) difference = NULL;
	g_autoptr(VipsImage) absolute = NULL;
	double most;

	if (vips_pngload_source(source, &decoded, NULL) ||
		decoded->Bands < image->Bands ||
		vips_subtract(decoded, image, &difference, NULL) ||
		vips_abs(difference, &absolute, NULL) ||
		vips_max(absolute, &most, NULL)) {
		vips_error_clear();
		return FALSE;
	}

	return most == 0;
}

/* The picture with a palette, or NULL when that is not exact. */
static GBytes *
with_palette(const BurnishEncoding *encoding, VipsImage *image, int colours)
{
	g_autoptr(VipsTarget) target = vips_target_new_to_memory();
	VipsBlob *blob;
	size_t length;

	if (vips_pngsave_target(image, target,
			"compression", encoding->save->compression,
			"filter", VIPS_FOREIGN_PNG_FILTER_NONE,
			"palette", TRUE,
			"Q", 100,
			"dither", 0.0,
			"bitdepth", bits_for(colours),
			"strip", TRUE,
			NULL)) {
		vips_error_clear();
		return NULL;
	}

	g_object_get(target, "blob", &blob, NULL);
	const void *data = vips_blob_get(blob, &length);
	g_autoptr(GBytes) png =
		g_bytes_new_with_free_func(data, length, (GDestroyNotify) vips_area_unref, VIPS_AREA(blob));

	return is_same(png, image) ? g_steal_pointer(&png) : NULL;
}

/* Bytes that a sample of the picture takes with these filters. */
static int
try_filter(VipsImage *image, VipsForeignPngFilter filter, size_t *size)
{
	*size = 0;
	for (int i = 0; i < STRIPS; i++) {
		int lines = MIN(STRIP_LINES, image->Ysize);
		int top = (image->Ysize - lines) * (2 * i + 1) / (2 * STRIPS);
		g_autoptr(VipsImage) strip = NULL;
		void *data;
		size_t length;

		if (vips_extract_area(image, &strip, 0, top, image->Xsize, lines, NULL) ||
			vips_pngsave_buffer(strip, &data, &length,
				"compression", SAMPLE_COMPRESSION, "filter", filter, "strip", TRUE, NULL))
			return -1;
		*size += length;
		g_free(data);
	}

	return 0;
}

int
burnish_flat_choose(BurnishEncoding *encoding, VipsImage *image)
{
	size_t plain;
	size_t filtered;

	if (encoding->save->lossy_png || encoding->save->compression == 0)
		return 0;

	if (!encoding->save->plain && image->BandFmt == VIPS_FORMAT_UCHAR && (gint64) image->Xsize * image->Ysize >= MIN_PIXELS) {
		int colours = count_colours(image);

		/* Grey takes a byte a pixel with a palette or without. */
		if (colours <= MAX_COLOURS && (image->Bands > 1 || colours <= 16) &&
			(encoding->encoded = with_palette(encoding, image, colours)))
			return 0;
	}

	if (try_filter(image, VIPS_FOREIGN_PNG_FILTER_NONE, &plain) ||
		try_filter(image, VIPS_FOREIGN_PNG_FILTER_ALL, &filtered))
		return -1;
	if (filtered < plain)
		encoding->filter = VIPS_FOREIGN_PNG_FILTER_ALL;

	return 0;
}
