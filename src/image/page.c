/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture on paper. All lengths are rounded to pixels once, so that a paper of 210 mm at
 * 300 dpi is 2480 pixels wide, whatever lies on it.
 */

#include <math.h>

#include "../base/object.h"
#include "../base/paper.h"
#include "../base/reduce.h"
#include "input.h"
#include "page.h"

/* What print shops ask for. */
#define PRINT_DPI 300.0

/* A good eye tells two lines apart that are one minute of arc apart. */
#define ARC_MINUTE 0.000290888

/* Nobody reads closer, in mm. */
#define NEAR 250.0

/* Unsharp masking reaches half of what the eye tells apart. Less than half a pixel does
 * nothing; more than three is an effect. */
#define MIN_SIGMA 0.5
#define MAX_SIGMA 3.0
/* Half the strength that libvips starts with, none of it in flat areas: paper spreads ink a
 * little, and noise shall stay as it is. */
#define SLOPE 1.5

/* Crop marks, in mm, as layout programs draw them: away from the edge at least GAP, so that
 * no trace is left; LENGTH long; a quarter of a point wide. */
#define MARK_GAP 3.0
#define MARK_LENGTH 5.0
#define MARK_WIDTH 0.09
#define MARK_ROOM 1.0

/* As many as upscale gives. */
#define MAX_PIXELS 1e9

typedef struct {
	double dpi;
	/* Viewed from, in mm. */
	double distance;

	/* In pixels: the paper as it is cut, what is printed around it, and what is around
	 * that for the marks. */
	int width;
	int height;
	int bleed;
	int margin;

	/* All of it, in mm. */
	double sheet_width;
	double sheet_height;
	double marks;
} Page;

static int
to_pixels(double mm, double dpi)
{
	return rint(mm / BURNISH_MM_PER_INCH * dpi);
}

static gboolean
lies(const BurnishSave *save, const BurnishPaper *paper, double ratio)
{
	if (save->orientation != BURNISH_ORIENTATION_AUTO)
		return save->orientation == BURNISH_ORIENTATION_LANDSCAPE;
	if (paper->turned)
		return paper->width > paper->height;

	return ratio > 1;
}

static int
measure(const BurnishSave *save, double ratio, Page *page)
{
	BurnishPaper paper;

	/* The chapter was checked. */
	if (!burnish_paper_parse(save->paper, &paper))
		g_assert_not_reached();

	double shorter = MIN(paper.width, paper.height);
	double longer = MAX(paper.width, paper.height);
	gboolean lying = lies(save, &paper, ratio);

	page->dpi = save->dpi > 0 ? save->dpi : PRINT_DPI;
	page->distance = save->viewing_distance > 0 ? save->viewing_distance * 10 : MAX(NEAR, hypot(shorter, longer));
	page->width = MAX(1, to_pixels(lying ? longer : shorter, page->dpi));
	page->height = MAX(1, to_pixels(lying ? shorter : longer, page->dpi));
	page->bleed = to_pixels(save->bleed, page->dpi);

	page->marks = save->crop_marks ? MAX(MARK_GAP - save->bleed, 0) + MARK_LENGTH + 2 * MARK_ROOM : 0;
	page->margin = to_pixels(page->marks, page->dpi);
	page->sheet_width = (lying ? longer : shorter) + 2 * (save->bleed + page->marks);
	page->sheet_height = (lying ? shorter : longer) + 2 * (save->bleed + page->marks);

	double around = 2.0 * (page->bleed + page->margin);
	if ((page->width + around) * (page->height + around) > MAX_PIXELS) {
		vips_error(BURNISH_REFUSED, "%s at %g dpi has more pixels than can be handled", save->paper, page->dpi);
		return -1;
	}

	return 0;
}

/* A padded picture stays on the paper; one that fills it goes on to the bleed. */
static void
find_area(const BurnishSave *save, const Page *page, int *width, int *height)
{
	int around = save->paper_fit == BURNISH_FIT_PAD ? 0 : 2 * page->bleed;

	*width = page->width + around;
	*height = page->height + around;
}

int
burnish_page_find_area(const BurnishSave *save, double ratio, int *width, int *height)
{
	Page page;

	if (measure(save, ratio, &page))
		return -1;
	find_area(save, &page, width, height);

	return 0;
}

/* Resize to exactly this size; colour under transparency stays out of it. */
static int
resize(VipsImage *in, int width, int height, VipsImage **out)
{
	gboolean alpha = vips_image_hasalpha(in);
	g_autoptr(VipsImage) ready = NULL;
	g_autoptr(VipsImage) resized = NULL;
	g_autoptr(VipsImage) plain = NULL;

	if (width <= in->Xsize && height <= in->Ysize && (in->BandFmt == VIPS_FORMAT_UCHAR || in->BandFmt == VIPS_FORMAT_USHORT))
		return burnish_reduce(in, out, width, height);
	if (alpha ? vips_premultiply(in, &ready, NULL) : vips_copy(in, &ready, NULL))
		return -1;
	if (vips_resize(ready, &resized, (double) width / in->Xsize, "vscale", (double) height / in->Ysize, NULL))
		return -1;
	if (!alpha) {
		*out = g_steal_pointer(&resized);
		return 0;
	}

	return vips_unpremultiply(resized, &plain, NULL) || vips_cast(plain, out, in->BandFmt, NULL) ? -1 : 0;
}

static VipsArrayDouble *
background(const BurnishSave *save, const VipsImage *in, double level)
{
	double scale = in->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1;
	gboolean given = save->background && level > 0;
	const double *colour = given ? vips_array_double_get((VipsArrayDouble *) save->background, NULL) : NULL;
	double values[4];

	for (int i = 0; i < 4; i++)
		values[i] = scale * (i == 3 || !colour ? level : colour[in->Bands <= 2 ? 1 : i]);
	if (vips_image_hasalpha((VipsImage *) in))
		values[in->Bands - 1] = 255 * scale;

	return vips_array_double_new(values, in->Bands);
}

/* The picture in the middle of an area: cut to it, or with paper around it. */
static int
centre(const BurnishSave *save, VipsImage *in, int width, int height, VipsImage **out)
{
	g_autoptr(VipsImage) cut = NULL;
	int left = MAX(0, (in->Xsize - width) / 2);
	int top = MAX(0, (in->Ysize - height) / 2);

	if (vips_extract_area(in, &cut, left, top, MIN(width, in->Xsize), MIN(height, in->Ysize), NULL))
		return -1;

	VipsArrayDouble *paper = background(save, in, 255);
	int result = vips_embed(cut, out, (width - cut->Xsize) / 2, (height - cut->Ysize) / 2, width, height,
		"extend", VIPS_EXTEND_BACKGROUND, "background", paper, NULL);
	vips_area_unref(VIPS_AREA(paper));

	return result;
}

/* In and out may be the same. */
static int
draw(const BurnishSave *save, VipsImage **image, int left, int top, int width, int height)
{
	g_autoptr(VipsImage) dot = NULL;
	g_autoptr(VipsImage) line = NULL;
	VipsImage *drawn;
	VipsArrayDouble *black = background(save, *image, 0);
	int n;
	const double *values = vips_array_double_get(black, &n);

	dot = vips_image_new_from_image(*image, values, n);
	vips_area_unref(VIPS_AREA(black));
	if (!dot || vips_extract_area(dot, &line, 0, 0, width, height, NULL) ||
		vips_insert(*image, line, &drawn, left, top, NULL))
		return -1;
	g_object_unref(*image);
	*image = drawn;

	return 0;
}

/* Eight lines that point at the corners of the paper. */
static int
add_marks(const BurnishSave *save, const Page *page, VipsImage *in, VipsImage **out)
{
	int inset = page->margin + page->bleed;
	int thick = MAX(1, to_pixels(MARK_WIDTH, page->dpi));
	int length = to_pixels(MARK_LENGTH, page->dpi);
	int start = to_pixels(MARK_ROOM, page->dpi);
	int across = page->width + 2 * inset;
	int down = page->height + 2 * inset;
	int columns[2] = { inset, inset + page->width - thick };
	int rows[2] = { inset, inset + page->height - thick };
	g_autoptr(VipsImage) marked = NULL;

	if (centre(save, in, across, down, &marked))
		return -1;
	for (int i = 0; i < 2; i++)
		if (draw(save, &marked, columns[i], start, thick, length) ||
			draw(save, &marked, columns[i], down - start - length, thick, length) ||
			draw(save, &marked, start, rows[i], length, thick) ||
			draw(save, &marked, across - start - length, rows[i], length, thick))
			return -1;
	*out = g_steal_pointer(&marked);

	return 0;
}

static int
sharpen(const BurnishSave *save, const Page *page, VipsImage *in, VipsImage **out)
{
	double seen = page->distance * ARC_MINUTE / BURNISH_MM_PER_INCH * page->dpi;
	g_autoptr(VipsImage) sharp = NULL;

	if (save->print_sharpening <= 0)
		return vips_copy(in, out, NULL);

	return vips_sharpen(in, &sharp, "sigma", CLAMP(seen / 2, MIN_SIGMA, MAX_SIGMA), "m1", 0.0, "m2", SLOPE * save->print_sharpening, NULL) ||
			vips_cast(sharp, out, in->BandFmt, NULL)
		? -1
		: 0;
}

/* What the picture has of its own on this paper, and whether that is enough for the eye. */
static void
report(const BurnishSave *save, const Page *page, double scale, BurnishMetadata *metadata)
{
	double effective = page->dpi / scale;
	double wanted = MIN(page->dpi, BURNISH_MM_PER_INCH / (page->distance * ARC_MINUTE));

	burnish_metadata_add_note(metadata, "paper %s: %d x %d pixels at %g dpi; the picture has %.0f dpi of its own there",
		save->paper, page->width, page->height, page->dpi, effective);
	if (effective < wanted - 0.5)
		burnish_metadata_add_note(metadata,
			"too small for the paper: %.0f dpi will look soft from %.0f cm, where %.0f would be seen",
			effective, page->distance / 10, wanted);
}

int
burnish_page_lay_out(BurnishSave *save, VipsImage *in, double scale, VipsImage **out, BurnishMetadata *metadata)
{
	g_autoptr(VipsImage) resized = NULL;
	g_autoptr(VipsImage) sharp = NULL;
	g_autoptr(VipsImage) placed = NULL;
	Page page;

	if (save->dpi > 0)
		metadata->xres = metadata->yres = save->dpi;
	if (!save->paper)
		return vips_copy(in, out, NULL);
	if (measure(save, (double) in->Xsize / in->Ysize, &page))
		return -1;
	metadata->xres = metadata->yres = page.dpi;
	metadata->sheet_width = page.sheet_width;
	metadata->sheet_height = page.sheet_height;
	metadata->sheet_marks = page.marks;
	metadata->sheet_bleed = save->bleed;

	int width;
	int height;
	find_area(save, &page, &width, &height);
	double across = (double) width / in->Xsize;
	double down = (double) height / in->Ysize;
	double rest = save->paper_fit == BURNISH_FIT_PAD ? MIN(across, down) : MAX(across, down);
	report(save, &page, scale * rest, metadata);

	/* Rounding must leave no line of the paper bare. */
	if (resize(in, MAX(1, rint(in->Xsize * rest)), MAX(1, rint(in->Ysize * rest)), &resized) ||
		sharpen(save, &page, resized, &sharp) ||
		centre(save, sharp, page.width + 2 * page.bleed, page.height + 2 * page.bleed, &placed))
		return -1;

	return save->crop_marks ? add_marks(save, &page, placed, out) : vips_copy(placed, out, NULL);
}
