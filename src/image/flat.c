/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a picture becomes a PNG. A drawing with up to 256 colours is the same picture with a palette,
 * at a fraction of the size; filters, which help photographs, make drawings larger.
 */

#include "../base/object.h"
#include "flat.h"
#include "palette.h"
#include "whole.h"

/* Below it, in pixels, a palette saves some hundred bytes, which is not worth another kind
 * of file than the one that came in. */
#define MIN_PIXELS 16384

/* Strips of the picture that are encoded to compare filters, and their lines: enough to
 * see flat areas and noise, and about one hundredth of the time that the picture takes. */
#define STRIPS 4
#define STRIP_LINES 4

/* Fast compression tells filters apart as well as the best. */
#define SAMPLE_COMPRESSION 1

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

	if (!encoding->save->plain && (gint64) image->Xsize * image->Ysize >= MIN_PIXELS &&
		(encoding->encoded = burnish_palette_encode(image, encoding->save->compression)))
		return 0;

	if (try_filter(image, VIPS_FOREIGN_PNG_FILTER_NONE, &plain) ||
		try_filter(image, VIPS_FOREIGN_PNG_FILTER_ALL, &filtered))
		return -1;
	if (filtered < plain)
		encoding->filter = VIPS_FOREIGN_PNG_FILTER_ALL;
	encoding->encoded = burnish_whole_encode(image, filtered < plain, encoding->save->compression);

	return 0;
}
