/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Conversion to the space of another device, and what it costs.
 */

#include <math.h>

#include "../base/depth.h"
#include "../base/object.h"
#include "destination.h"
#include "installed.h"
#include "transform.h"

/* A colour that comes back from the destination changed by more is out of its gamut, in
 * CIEDE2000: round trips inside the gamut of a CMYK profile are off by 0.5 in the mean,
 * and 3 is what people see between two prints side by side. */
#define OUT_OF_GAMUT 3.0

/* A share is known well enough from so many pixels. */
#define SAMPLE_PIXELS 250000.0

/* Rounding to 8 bits can add that to what a profile keeps to, in percent. */
#define INK_TOLERANCE 2

/* Lines that are looked at in one go. */
#define LINES 64

void
burnish_destination_free(BurnishDestination *destination)
{
	if (!destination)
		return;

	g_free(destination->name);
	if (destination->icc)
		g_bytes_unref(destination->icc);
	g_free(destination);
}

BurnishDestination *
burnish_destination_new(const BurnishSave *save)
{
	g_autoptr(BurnishDestination) destination = g_new0(BurnishDestination, 1);

	if (!(destination->icc = burnish_installed_profile(save->profile)))
		return NULL;
	destination->space = burnish_profile_space(destination->icc);
	destination->name = burnish_profile_name(destination->icc);
	if ((destination->space != BURNISH_SPACE_RGB && destination->space != BURNISH_SPACE_CMYK && destination->space != BURNISH_SPACE_GREY) ||
		!burnish_profile_is_output(destination->icc, save->intent)) {
		vips_error("profile", "\"%s\" is no profile of grey, RGB or CMYK that pictures can be converted to", save->profile);
		return NULL;
	}

	return g_steal_pointer(&destination);
}

int
burnish_destination_check(const BurnishSave *save)
{
	g_autoptr(BurnishDestination) destination = save->profile ? burnish_destination_new(save) : NULL;

	return save->profile && !destination ? -1 : 0;
}

int
burnish_destination_fits(const BurnishDestination *destination, const BurnishFormat *format)
{
	if (destination->space == BURNISH_SPACE_CMYK && !format->holds_cmyk) {
		vips_error("profile", "%s cannot hold CMYK (profile \"%s\"); TIFF, JPEG and PDF can",
			format->label, destination->name);
		return -1;
	}
	if (destination->space != BURNISH_SPACE_CMYK && !format->holds_icc && !burnish_profile_is_srgb(destination->icc)) {
		vips_error("profile", "%s cannot hold the profile \"%s\"", format->label, destination->name);
		return -1;
	}

	return 0;
}

/* Three bands, without a profile of their own. */
static int
to_rgb(VipsImage *in, VipsImage **out)
{
	gboolean deep = in->BandFmt == VIPS_FORMAT_USHORT;

	return vips_colourspace(in, out, deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, NULL);
}

int
burnish_destination_convert(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *in, VipsImage **out)
{
	g_autoptr(VipsImage) rgb = NULL;
	g_autoptr(GBytes) srgb = burnish_profile_srgb();

	if (destination->space == BURNISH_SPACE_RGB && burnish_profile_is_srgb(destination->icc))
		return to_rgb(in, out);

	return to_rgb(in, &rgb) ||
			burnish_transform(srgb, destination->icc, save->intent, save->black_point_compensation, rgb, out)
		? -1
		: 0;
}

int
burnish_destination_proof(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *converted, VipsImage **out)
{
	g_autoptr(VipsImage) opaque = NULL;
	g_autoptr(VipsImage) seen = NULL;
	g_autoptr(GBytes) srgb = burnish_profile_srgb();

	/* The absolute intent shows the colour of the paper. Any other way back is
	 * colorimetric: a perceptual one would undo what the way there did. */
	VipsIntent back = save->intent == VIPS_INTENT_ABSOLUTE ? VIPS_INTENT_ABSOLUTE : VIPS_INTENT_RELATIVE;

	if (vips_image_hasalpha(converted)) {
		if (vips_extract_band(converted, &opaque, 0, "n", converted->Bands - 1, NULL))
			return -1;
	}
	else
		opaque = g_object_ref(converted);

	return burnish_transform(destination->icc, srgb, back, save->black_point_compensation, opaque, &seen) ||
			burnish_depth_set(seen, out, 8)
		? -1
		: 0;
}

/* Where two pictures in sRGB differ by more than the threshold: 255, elsewhere 0. */
static int
find_difference(VipsImage *a, VipsImage *b, VipsImage **out)
{
	g_autoptr(VipsImage) rgb = NULL;
	g_autoptr(VipsImage) opaque = NULL;
	g_autoptr(VipsImage) left = NULL;
	g_autoptr(VipsImage) right = NULL;
	g_autoptr(VipsImage) difference = NULL;

	return to_rgb(a, &rgb) ||
			vips_extract_band(rgb, &opaque, 0, "n", 3, NULL) ||
			vips_colourspace(opaque, &left, VIPS_INTERPRETATION_LAB, NULL) ||
			vips_colourspace(b, &right, VIPS_INTERPRETATION_LAB, NULL) ||
			vips_dE00(left, right, &difference, NULL) ||
			vips_more_const1(difference, out, OUT_OF_GAMUT, NULL)
		? -1
		: 0;
}

int
burnish_destination_warn(VipsImage *in, VipsImage *proof, VipsImage **out)
{
	/* The colour that other programs warn with is grey, which pictures have, too. */
	static const double loud[3] = { 255, 0, 255 };
	static const double half[3] = { 0.5, 0.5, 0.5 };
	static const double pale[3] = { 127.5, 127.5, 127.5 };
	g_autoptr(VipsImage) mask = NULL;
	g_autoptr(VipsImage) grey = NULL;
	g_autoptr(VipsImage) eight = NULL;
	g_autoptr(VipsImage) three = NULL;
	g_autoptr(VipsImage) back = NULL;
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) joined = NULL;

	if (find_difference(in, proof, &mask) ||
		burnish_depth_set(in, &eight, 8) ||
		vips_colourspace(eight, &grey, VIPS_INTERPRETATION_B_W, NULL) ||
		vips_extract_band(grey, &back, 0, NULL) ||
		vips_colourspace(back, &three, VIPS_INTERPRETATION_sRGB, NULL) ||
		vips_linear(three, &colour, half, pale, 3, "uchar", TRUE, NULL))
		return -1;

	g_autoptr(VipsImage) paint = vips_image_new_from_image(colour, loud, 3);

	return !paint || vips_ifthenelse(mask, paint, colour, &joined, NULL) ||
			vips_copy(joined, out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL)
		? -1
		: 0;
}

static int
measure_gamut(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *in, VipsImage *converted, BurnishMetadata *metadata)
{
	int step = MAX(1, (int) sqrt((double) in->Xsize * in->Ysize / SAMPLE_PIXELS));
	g_autoptr(VipsImage) few = NULL;
	g_autoptr(VipsImage) few_converted = NULL;
	g_autoptr(VipsImage) proof = NULL;
	g_autoptr(VipsImage) mask = NULL;
	double mean;

	if (vips_subsample(in, &few, step, step, NULL) ||
		vips_subsample(converted, &few_converted, step, step, NULL) ||
		burnish_destination_proof(destination, save, few_converted, &proof) ||
		find_difference(few, proof, &mask) ||
		vips_avg(mask, &mean, NULL))
		return -1;
	burnish_metadata_add_note(metadata, "out of gamut of \"%s\": %.1f %% of the pixels",
		destination->name, mean / 255 * 100);

	return 0;
}

/* Add the sums of four inks, in percent, of the lines of a region to a histogram. */
static void
add_inks(VipsRegion *region, gint64 sums[401])
{
	gboolean deep = region->im->BandFmt == VIPS_FORMAT_USHORT;
	double full = deep ? 65535 : 255;

	for (int y = 0; y < region->valid.height; y++) {
		const VipsPel *p = VIPS_REGION_ADDR(region, 0, region->valid.top + y);
		const guint16 *q = (const guint16 *) p;

		for (int x = 0; x < region->valid.width * 4; x += 4) {
			int sum = deep ? q[x] + q[x + 1] + q[x + 2] + q[x + 3]
						   : p[x] + p[x + 1] + p[x + 2] + p[x + 3];
			sums[(int) rint(sum / full * 100)]++;
		}
	}
}

static int
sum_inks(VipsImage *image, gint64 sums[401])
{
	VipsRegion *region = vips_region_new(image);
	int result = 0;

	for (int top = 0; top < image->Ysize && result == 0; top += LINES) {
		VipsRect strip = { 0, top, image->Xsize, MIN(LINES, image->Ysize - top) };

		if (!(result = vips_region_prepare(region, &strip)))
			add_inks(region, sums);
	}
	g_object_unref(region);

	return result;
}

static int
measure_ink(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *converted, BurnishMetadata *metadata)
{
	gint64 sums[401] = { 0 };
	gint64 above = 0;
	int most = 0;
	int limit = save->ink_limit ? save->ink_limit : burnish_profile_ink(destination->icc);
	int tolerance = save->ink_limit ? 0 : INK_TOLERANCE;

	if (sum_inks(converted, sums))
		return -1;
	for (int i = 0; i <= 400; i++) {
		if (sums[i] > 0)
			most = i;
		if (i > limit + tolerance)
			above += sums[i];
	}

	if (above > 0)
		burnish_metadata_add_note(metadata,
			"total area coverage: up to %d %%, above the limit of %d %% in %.2f %% of the pixels; "
			"the ink may not dry: use a profile for this paper and press",
			most, limit, 100.0 * above / ((double) converted->Xsize * converted->Ysize));
	else
		burnish_metadata_add_note(metadata, "total area coverage: up to %d %%, within the limit of %d %%", most, limit);

	return 0;
}

int
burnish_destination_measure(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *in, VipsImage *converted, BurnishMetadata *metadata)
{
	if (destination->space != BURNISH_SPACE_CMYK)
		return 0;

	return measure_gamut(destination, save, in, converted, metadata) ||
			measure_ink(destination, save, converted, metadata)
		? -1
		: 0;
}
