/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/memory.h"
#include "../image/input.h"
#include "../image/output.h"
#include "../image/save.h"
#include "thumbnail.h"

/* The longest side: half a screen, where two copies are seen over each other. */
#define SIZE 640

/* Where they are compared. */
#define COMPARED 128

static VipsImage *
reduce(const char *from, const BurnishLimits *limits)
{
	g_autoptr(BurnishInput) input = burnish_input_open(from, limits);
	g_autoptr(VipsImage) picture = input ? burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, SIZE) : NULL;
	g_autoptr(VipsImage) small = NULL;

	if (!picture ||
		vips_thumbnail_image(picture, &small, SIZE, "height", SIZE, "size", VIPS_SIZE_DOWN, NULL))
		return NULL;

	return burnish_memory_read(small);
}

static int
write_small(VipsImage *small, const char *to)
{
	const BurnishFormat *format = burnish_format_by_suffix("x.webp");
	g_autoptr(BurnishSave) save = burnish_save_new();
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(BurnishOutput) output = burnish_output_open(to, BURNISH_OUTPUT_REPLACE);

	return !output ||
			burnish_save_encode(save, format, small, 8, metadata, burnish_output_fd(output)) ||
			burnish_output_commit(output)
		? -1
		: 0;
}

VipsImage *
burnish_thumbnail_make(const char *from, const BurnishLimits *limits, const char *to)
{
	VipsImage *small = reduce(from, limits);

	if (small && write_small(small, to))
		VIPS_UNREF(small);
	vips_error_clear();

	return small;
}

/* In Lab, without alpha. */
static VipsImage *
to_lab(VipsImage *small, int width, int height)
{
	g_autoptr(VipsImage) opaque = NULL;
	g_autoptr(VipsImage) sized = NULL;
	VipsImage *lab;

	if (vips_image_hasalpha(small) ? vips_flatten(small, &opaque, NULL) : vips_copy(small, &opaque, NULL))
		return NULL;
	if (vips_thumbnail_image(opaque, &sized, width, "height", height, "size", VIPS_SIZE_FORCE, NULL) ||
		vips_colourspace(sized, &lab, VIPS_INTERPRETATION_LAB, NULL))
		return NULL;

	return lab;
}

double
burnish_thumbnail_compare(VipsImage *before, VipsImage *after)
{
	double scale = (double) COMPARED / VIPS_MAX(before->Xsize, before->Ysize);
	int width = VIPS_MAX(1, (int) (before->Xsize * scale));
	int height = VIPS_MAX(1, (int) (before->Ysize * scale));
	g_autoptr(VipsImage) first = to_lab(before, width, height);
	g_autoptr(VipsImage) second = to_lab(after, width, height);
	g_autoptr(VipsImage) difference = NULL;
	double mean = -1;

	if (!first || !second || vips_dE00(first, second, &difference, NULL) || vips_avg(difference, &mean, NULL))
		mean = -1;
	vips_error_clear();

	return mean;
}
