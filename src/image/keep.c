/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The original outside of a mask, the edited picture inside of it: bring the edited one to the
 * frame of the original, match its colours by what both should have in common, blend in linear
 * light. What is outside is never computed, only copied.
 */

#include <math.h>
#include <string.h>

#include "../base/depth.h"
#include "../base/object.h"
#include "../base/srgb.h"
#include "feather.h"
#include "keep.h"
#include "seam.h"

/* Width of the feather as a part of the longest side, and at least. */
#define FEATHER 0.015
#define MIN_FEATHER 4

/* Longest side of what colours and sections are compared on. */
#define SEAM_SIZE 256
#define SECTION_SIZE 128

/* Two ratios of sides are the same up to rounding to whole pixels. */
#define SAME_SHAPE 0.01
/* Another section is believed when it fits so much better than the whole. */
#define BETTER 0.8

/* Which part of the original the edited picture shows, if its shape differs. */
typedef enum {
	/* All of it, drawn out. */
	SECTION_WHOLE,
	/* All of it and more around it. */
	SECTION_WIDER,
	/* The middle. */
	SECTION_MIDDLE,
	SECTION_LAST
} Section;

/* sRGB of 16 bits with three bands, or four. */
static int
to_colour(VipsImage *in, gboolean alpha, VipsImage **out)
{
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) joined = NULL;

	if (burnish_depth_set(in, &deep, 16))
		return -1;
	if (deep->Bands <= 2) {
		g_autoptr(VipsImage) grey = NULL;
		g_autoptr(VipsImage) rest = NULL;

		if (vips_extract_band(deep, &grey, 0, NULL))
			return -1;
		VipsImage *same[] = { grey, grey, grey, NULL };
		if (deep->Bands == 2 && vips_extract_band(deep, &rest, 1, NULL))
			return -1;
		same[3] = rest;
		if (vips_bandjoin(same, &colour, rest ? 4 : 3, NULL))
			return -1;
	}
	else
		colour = g_object_ref(deep);

	if (alpha && colour->Bands == 3) {
		if (vips_bandjoin_const1(colour, &joined, 65535, NULL))
			return -1;
	}
	else
		joined = g_object_ref(colour);

	return vips_copy(joined, out, "interpretation", VIPS_INTERPRETATION_RGB16, NULL);
}

/* Resize to exactly that size: edges on edges, without the colours of transparent pixels. */
static int
resize(VipsImage *in, int width, int height, VipsImage **out)
{
	g_autoptr(VipsImage) weighted = NULL;
	g_autoptr(VipsImage) resized = NULL;
	g_autoptr(VipsImage) plain = NULL;
	double across = (double) width / in->Xsize;
	double down = (double) height / in->Ysize;

	if (in->Xsize == width && in->Ysize == height) {
		*out = g_object_ref(in);
		return 0;
	}
	if (in->Bands < 4)
		return vips_resize(in, out, across, "vscale", down, NULL);

	return vips_premultiply(in, &weighted, "max_alpha", 65535.0, NULL) ||
			vips_resize(weighted, &resized, across, "vscale", down, NULL) ||
			vips_unpremultiply(resized, &plain, "max_alpha", 65535.0, NULL) ||
			vips_cast(plain, out, VIPS_FORMAT_USHORT, NULL)
		? -1
		: 0;
}

/* The edited picture in the frame of the original; `covered` is where there is any of it. */
static int
place(VipsImage *edited, Section section, int width, int height, VipsImage **out, VipsRect *covered)
{
	double across = (double) width / edited->Xsize;
	double down = (double) height / edited->Ysize;
	double scale = section == SECTION_WIDER ? VIPS_MAX(across, down) : VIPS_MIN(across, down);
	g_autoptr(VipsImage) resized = NULL;

	*covered = (VipsRect){ 0, 0, width, height };
	if (section == SECTION_WHOLE)
		return resize(edited, width, height, out);

	int w = (int) VIPS_RINT(edited->Xsize * scale);
	int h = (int) VIPS_RINT(edited->Ysize * scale);
	if (resize(edited, VIPS_MAX(1, w), VIPS_MAX(1, h), &resized))
		return -1;
	if (section == SECTION_WIDER)
		return vips_extract_area(resized, out, (resized->Xsize - width) / 2, (resized->Ysize - height) / 2, width, height, NULL);

	*covered = (VipsRect){ (width - resized->Xsize) / 2, (height - resized->Ysize) / 2, resized->Xsize, resized->Ysize };
	return vips_embed(resized, out, covered->left, covered->top, width, height, NULL);
}

/* What the pictures are compared on: small copies in memory, in one frame. */
typedef struct {
	VipsImage *original;
	VipsImage *edited;
	VipsImage *mask;
	VipsRect covered;
} Pair;

static void
pair_clear(Pair *pair)
{
	VIPS_UNREF(pair->original);
	VIPS_UNREF(pair->edited);
	VIPS_UNREF(pair->mask);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

/* A copy to write into: vips_image_copy_memory() gives what is in memory already as it is. */
static VipsImage *
copy_to_change(VipsImage *in)
{
	g_autoptr(VipsImage) memory = vips_image_new_memory();

	return vips_image_write(in, memory) ? NULL : g_steal_pointer(&memory);
}

/* Set a mask where there is nothing of the edited picture. */
static void
fill_uncovered(VipsImage *mask, const VipsRect *covered, guint8 value)
{
	for (int y = 0; y < mask->Ysize; y++)
		for (int x = 0; x < mask->Xsize; x++)
			if (!vips_rect_includespoint(covered, x, y))
				*VIPS_IMAGE_ADDR(mask, x, y) = value;
}

/* The mask at the size of a small copy: a small pixel that it touches belongs to it, and so do
 * those next to it. */
static int
shrink_mask(VipsImage *mask, int width, int height, VipsImage **out)
{
	g_autoptr(VipsImage) small = NULL;
	g_autoptr(VipsImage) padded = NULL;
	g_autoptr(VipsImage) grown = NULL;

	/* The filter of rank must not be larger than the picture. */
	return vips_resize(mask, &small, (double) width / mask->Xsize, "vscale", (double) height / mask->Ysize, "kernel", VIPS_KERNEL_LINEAR, NULL) ||
			vips_embed(small, &padded, 1, 1, width + 2, height + 2, "extend", VIPS_EXTEND_COPY, NULL) ||
			vips_rank(padded, &grown, 3, 3, 8, NULL) ||
			vips_extract_area(grown, out, 1, 1, width, height, NULL)
		? -1
		: 0;
}

static int
pair_init(Pair *pair, VipsImage *original, VipsImage *edited, VipsImage *mask, Section section, int size)
{
	double scale = VIPS_MIN(1.0, (double) size / VIPS_MAX(original->Xsize, original->Ysize));
	int width = VIPS_MAX(1, (int) VIPS_RINT(original->Xsize * scale));
	int height = VIPS_MAX(1, (int) VIPS_RINT(original->Ysize * scale));
	g_autoptr(VipsImage) a = NULL;
	g_autoptr(VipsImage) b = NULL;
	g_autoptr(VipsImage) grown = NULL;

	if (resize(original, width, height, &a) ||
		place(edited, section, width, height, &b, &pair->covered) ||
		shrink_mask(mask, width, height, &grown))
		return -1;
	if (!(pair->original = vips_image_copy_memory(a)) ||
		!(pair->edited = vips_image_copy_memory(b)) ||
		!(pair->mask = copy_to_change(grown)))
		return -1;
	/* Nothing there to compare. */
	fill_uncovered(pair->mask, &pair->covered, 255);

	return 0;
}

/* How badly a section fits: the difference that is left when its colours are matched. */
static int
misfit(VipsImage *original, VipsImage *edited, VipsImage *mask, Section section, double *result)
{
	g_auto(Pair) pair = { 0 };
	BurnishSeam seam;

	if (pair_init(&pair, original, edited, mask, section, SECTION_SIZE))
		return -1;
	burnish_seam_fit(&seam, pair.original, pair.edited, pair.mask);
	*result = seam.after;

	return 0;
}

static int
find_section(VipsImage *original, VipsImage *edited, VipsImage *mask, Section *section)
{
	double shape = (double) original->Xsize / original->Ysize;
	double other = (double) edited->Xsize / edited->Ysize;
	double best[SECTION_LAST] = { 0 };

	*section = SECTION_WHOLE;
	if (fabs(shape / other - 1) <= SAME_SHAPE)
		return 0;
	for (int i = 0; i < SECTION_LAST; i++)
		if (misfit(original, edited, mask, i, &best[i]))
			return -1;
	for (int i = 1; i < SECTION_LAST; i++)
		if (best[i] < best[*section] * (*section == SECTION_WHOLE ? BETTER : 1))
			*section = i;

	return 0;
}

/* Blend two colours that each may be partly transparent; `weight` is that of the second. */
static void
blend(const double a[4], const double b[4], double weight, double out[4])
{
	double of_a = (1 - weight) * a[3];
	double of_b = weight * b[3];

	out[3] = of_a + of_b;
	for (int c = 0; c < 3; c++) {
		/* Linear light has nothing to add where one of them is not there. */
		if (of_b == 0 || of_a == 0)
			out[c] = of_b == 0 ? a[c] : b[c];
		else
			out[c] = burnish_srgb_encode((of_a * burnish_srgb_decode(a[c]) + of_b * burnish_srgb_decode(b[c])) / out[3]);
	}
}

static void
read_pixel(const guint16 *pixel, int bands, double colour[4])
{
	colour[3] = 1;
	for (int c = 0; c < bands; c++)
		colour[c] = pixel[c] / 65535.0;
}

/* Put what is edited into the original, in place. Returns the share of its pixels. */
static double
compose(VipsImage *original, VipsImage *edited, const float *weights, const VipsRect *covered, const BurnishSeam *seam)
{
	gint64 changed = 0;

	for (int y = 0; y < original->Ysize; y++) {
		guint16 *a = (guint16 *) VIPS_IMAGE_ADDR(original, 0, y);
		const guint16 *b = (const guint16 *) VIPS_IMAGE_ADDR(edited, 0, y);
		const float *weight = weights + (size_t) y * original->Xsize;

		for (int x = 0; x < original->Xsize; x++, a += original->Bands, b += edited->Bands) {
			double kept[4] = { 0 };
			double painted[4] = { 0 };
			double out[4];

			if (weight[x] == 0 || !vips_rect_includespoint(covered, x, y))
				continue;
			read_pixel(a, original->Bands, kept);
			read_pixel(b, edited->Bands, painted);
			burnish_seam_map(seam, (x + 0.5) / original->Xsize, (y + 0.5) / original->Ysize, painted, painted);
			blend(kept, painted, weight[x], out);
			for (int c = 0; c < original->Bands; c++)
				a[c] = (guint16) VIPS_RINT(out[c] * 65535);
			changed++;
		}
	}

	return (double) changed / ((double) original->Xsize * original->Ysize);
}

/* How much of the edited picture shows where. It fades out at the edge of what there is of it,
 * too. */
static float *
weigh(VipsImage *mask, const VipsRect *covered)
{
	double feather = VIPS_MAX(MIN_FEATHER, FEATHER * VIPS_MAX(mask->Xsize, mask->Ysize));
	g_autoptr(VipsImage) limited = copy_to_change(mask);

	if (!limited)
		return NULL;
	fill_uncovered(limited, covered, 0);

	return burnish_feather(limited, feather);
}

static int
keep_outside(VipsImage *original, VipsImage *edited, VipsImage *mask, VipsImage **out, BurnishKeep *keep)
{
	g_auto(Pair) pair = { 0 };
	g_autoptr(VipsImage) placed = NULL;
	g_autoptr(VipsImage) source = NULL;
	g_autoptr(VipsImage) result = NULL;
	VipsRect covered;
	Section section;
	BurnishSeam seam;

	if (find_section(original, edited, mask, &section) ||
		pair_init(&pair, original, edited, mask, section, SEAM_SIZE) ||
		place(edited, section, original->Xsize, original->Ysize, &placed, &covered) ||
		!(source = vips_image_copy_memory(placed)) ||
		!(result = copy_to_change(original)))
		return -1;
	burnish_seam_fit(&seam, pair.original, pair.edited, pair.mask);

	g_autofree float *weights = weigh(mask, &covered);
	if (!weights)
		return -1;
	double share = compose(result, source, weights, &covered, &seam);

	*keep = (BurnishKeep){ seam.before, seam.after, share, section != SECTION_WHOLE };
	*out = g_steal_pointer(&result);

	return 0;
}

int
burnish_keep_outside(VipsImage *original, VipsImage *edited, VipsImage *mask,
	VipsImage **out, BurnishKeep *keep)
{
	gboolean alpha = vips_image_hasalpha(original) || vips_image_hasalpha(edited);
	g_autoptr(VipsImage) first = NULL;
	g_autoptr(VipsImage) second = NULL;
	g_autoptr(VipsImage) first_memory = NULL;
	g_autoptr(VipsImage) second_memory = NULL;
	g_autoptr(VipsImage) result = NULL;
	BurnishKeep found;

	if (to_colour(original, alpha, &first) ||
		to_colour(edited, alpha, &second) ||
		!(first_memory = vips_image_copy_memory(first)) ||
		!(second_memory = vips_image_copy_memory(second)) ||
		keep_outside(first_memory, second_memory, mask, &result, &found) ||
		burnish_depth_set(result, out, original->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16))
		return -1;
	if (keep)
		*keep = found;

	return 0;
}
