/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From whatever a recipe left to the pixels that go into the file: the working space,
 * without transparency where there is none, at the right depth, in the right colour space.
 */

#include "../base/depth.h"
#include "../base/object.h"
#include "encode.h"

/* A picture that is read more than once is kept in memory up to this size, in a temporary
 * file beyond it. */
#define KEEP_BYTES (64 << 20)

/* Stock operations in a recipe may leave any space and format behind. */
static int
to_working_space(VipsImage *in, VipsImage **out)
{
	VipsInterpretation space = vips_image_guess_interpretation(in);
	gboolean grey = in->Bands <= 2;
	gboolean deep = in->BandFmt != VIPS_FORMAT_UCHAR;
	VipsInterpretation wanted = grey
		? (deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W)
		: (deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
	g_autoptr(VipsImage) ours = NULL;
	g_autoptr(VipsImage) rounded = NULL;

	if (in->Bands > 4) {
		vips_error(NULL, "cannot save a picture of %d bands", in->Bands);
		return -1;
	}

	/* Float that is still on the scale of 8 bits says so. */
	if (space == VIPS_INTERPRETATION_sRGB || space == VIPS_INTERPRETATION_B_W) {
		deep = FALSE;
		ours = g_object_ref(in);
	}
	else if (space == wanted)
		ours = g_object_ref(in);
	else if (vips_colourspace(in, &ours, wanted, NULL))
		return -1;

	VipsBandFormat format = deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
	if (ours->BandFmt == format) {
		*out = g_steal_pointer(&ours);
		return 0;
	}

	return vips_rint(ours, &rounded, NULL) || vips_cast(rounded, out, format, NULL) ? -1 : 0;
}

static int
flatten(BurnishSave *save, VipsImage *in, VipsImage **out)
{
	double white[3] = { 255, 255, 255 };
	double background[3];
	double *given = save->background
		? vips_array_double_get((VipsArrayDouble *) save->background, NULL)
		: white;
	double scale = in->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1;

	for (int i = 0; i < 3; i++)
		background[i] = given[i] * scale;
	/* The lightness of the colour behind grey: its green says most. */
	if (in->Bands <= 2)
		background[0] = background[1];

	VipsArrayDouble *array = vips_array_double_new(background, in->Bands <= 2 ? 1 : 3);
	int result = vips_flatten(in, out, "background", array, NULL);
	vips_area_unref(VIPS_AREA(array));

	return result;
}

/* Bits a sample to write with. */
static int
choose_depth(const BurnishSave *save, const BurnishFormat *format, int depth, BurnishMetadata *metadata)
{
	gboolean as_jpeg = g_str_equal(format->name, "tiff") && save->tiff_compression == BURNISH_TIFF_JPEG;
	gboolean as_palette = g_str_equal(format->name, "png") && save->lossy_png;

	if (save->depth != BURNISH_DEPTH_AUTO)
		depth = save->depth == BURNISH_DEPTH_8 ? 8 : 16;
	if (depth > 8 && (!format->holds_16_bits || as_jpeg || as_palette)) {
		burnish_metadata_add_lost(metadata, "16 bits: %s%s has 8", format->label,
			as_jpeg ? " with JPEG inside" : as_palette ? " with a palette"
													   : "");
		depth = 8;
	}

	return depth;
}

/* Whether the chapter asks for something that reads the pixels several times. */
static gboolean
reads_again(const BurnishPrepared *prepared)
{
	const BurnishSave *save = prepared->save;
	gboolean is_png = g_str_equal(prepared->format->name, "png");

	return save->max_bytes || save->responsive || save->proof || save->gamut_warning || prepared->format->write ||
		prepared->format->is_icon || save->icon ||
		(prepared->destination && prepared->destination->space == BURNISH_SPACE_CMYK) ||
		(is_png && VIPS_IMAGE_SIZEOF_IMAGE(prepared->image) <= KEEP_BYTES);
}

/* Put a picture where it can be read again, unless it is there already. */
static int
hold(VipsImage **image)
{
	VipsImage *held;

	if (VIPS_IMAGE_SIZEOF_IMAGE(*image) <= KEEP_BYTES)
		held = vips_image_copy_memory(*image);
	else if ((held = vips_image_new_temp_file("%s.v")) && vips_image_write(*image, held)) {
		g_object_unref(held);
		held = NULL;
	}
	if (!held)
		return -1;

	/* Not any more. */
	vips_image_remove(held, VIPS_META_SEQUENTIAL);
	g_object_unref(*image);
	*image = held;

	return 0;
}

int
burnish_encode_check(BurnishSave *save, const BurnishFormat *format)
{
	g_autoptr(BurnishDestination) destination = NULL;

	if (!burnish_format_can_save(format)) {
		vips_error(format->name, "this libvips cannot write %s", format->label);
		return -1;
	}
	if (save->profile &&
		(!(destination = burnish_destination_new(save)) || burnish_destination_fits(destination, format)))
		return -1;

	return 0;
}

static int
prepare(BurnishPrepared *prepared, VipsImage *in, int depth, BurnishMetadata *metadata)
{
	BurnishSave *save = prepared->save;
	const BurnishFormat *format = prepared->format;
	g_autoptr(VipsImage) ours = NULL;
	g_autoptr(VipsImage) opaque = NULL;
	gboolean holds_alpha = format->holds_alpha &&
		!(prepared->destination && prepared->destination->space == BURNISH_SPACE_CMYK) &&
		!(g_str_equal(format->name, "tiff") && save->tiff_compression == BURNISH_TIFF_JPEG);

	if (to_working_space(in, &ours))
		return -1;
	if (vips_image_hasalpha(ours) && !holds_alpha) {
		burnish_metadata_add_lost(metadata, "transparency: %s%s has none",
			format->holds_alpha ? "this kind of " : "", format->label);
		if (flatten(save, ours, &opaque))
			return -1;
	}
	else
		opaque = g_object_ref(ours);

	if (burnish_depth_set(opaque, &prepared->working, choose_depth(save, format, depth, metadata)))
		return -1;
	prepared->image = g_object_ref(prepared->working);
	if (reads_again(prepared)) {
		VIPS_UNREF(prepared->image);
		if (hold(&prepared->working))
			return -1;
		prepared->image = g_object_ref(prepared->working);
	}

	return 0;
}

static int
convert(BurnishPrepared *prepared, BurnishMetadata *metadata)
{
	const BurnishDestination *destination = prepared->destination;
	VipsImage *converted;

	if (burnish_destination_convert(destination, prepared->save, prepared->working, &converted))
		return -1;
	g_object_unref(prepared->image);
	prepared->image = converted;

	if (reads_again(prepared) && hold(&prepared->image))
		return -1;
	burnish_metadata_set(&metadata->icc, g_bytes_ref(destination->icc));
	metadata->srgb = burnish_profile_is_srgb(destination->icc);
	if (!metadata->srgb)
		burnish_metadata_add_note(metadata, "converted to the profile \"%s\", %s intent%s", destination->name,
			vips_enum_nick(VIPS_TYPE_INTENT, prepared->save->intent),
			prepared->save->black_point_compensation ? " with black-point compensation" : "");

	return burnish_destination_measure(destination, prepared->save, prepared->working, prepared->image, metadata);
}

BurnishPrepared *
burnish_prepared_new(BurnishSave *save, const BurnishFormat *format,
	VipsImage *image, int depth, BurnishMetadata *metadata)
{
	g_autoptr(BurnishPrepared) prepared = g_new0(BurnishPrepared, 1);

	if (burnish_encode_check(save, format))
		return NULL;
	prepared->save = save;
	prepared->format = format;
	if (save->profile && !(prepared->destination = burnish_destination_new(save)))
		return NULL;
	if (prepare(prepared, image, depth, metadata) ||
		(prepared->destination && convert(prepared, metadata)))
		return NULL;

	return g_steal_pointer(&prepared);
}

void
burnish_prepared_free(BurnishPrepared *prepared)
{
	if (!prepared)
		return;

	VIPS_UNREF(prepared->working);
	VIPS_UNREF(prepared->image);
	burnish_destination_free(prepared->destination);
	g_free(prepared);
}

int
burnish_save_encode(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	int depth, BurnishMetadata *metadata, int fd)
{
	g_autoptr(BurnishPrepared) prepared = burnish_prepared_new(save, format, image, depth, metadata);

	return prepared ? burnish_prepared_write(prepared, metadata, fd) : -1;
}
