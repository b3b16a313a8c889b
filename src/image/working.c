/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From whatever a file holds to the space that corrections work in. Colours that
 * have to be converted are converted to 16 bits, so that they are rounded to
 * the file's depth only once, when it is saved.
 */

#include "../base/depth.h"
#include "../base/memory.h"
#include "exif.h"
#include "profile.h"
#include "transform.h"
#include "working.h"

static gboolean
has_profile(BurnishInput *input, BurnishSpace space)
{
	return input->metadata->icc && burnish_profile_space(input->metadata->icc) == space;
}

static void
add_conversion(BurnishInput *input, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_ptr_array_add(input->conversions, g_strdup_vprintf(format, ap));
	va_end(ap);
}

/* Convert from the profile in the file, and tag what comes out. */
static void
convert_from_profile(BurnishInput *input, const char *space)
{
	g_autofree char *name = burnish_profile_name(input->metadata->icc);

	input->profile = g_bytes_ref(input->metadata->icc);
	add_conversion(input, "converted from %s (profile \"%s\") to sRGB", space, name);
	burnish_metadata_set(&input->metadata->icc, burnish_profile_srgb());
}

static int
plan_rgb(BurnishInput *input)
{
	BurnishMetadata *metadata = input->metadata;

	if (metadata->icc) {
		if (!burnish_profile_is_srgb(metadata->icc))
			convert_from_profile(input, "RGB");
		return 0;
	}

	GBytes *from_png;
	if (burnish_profile_from_png(metadata, &from_png))
		return -1;
	if (from_png) {
		input->profile = from_png;
		add_conversion(input, "converted from the colours that gAMA, cHRM or cICP state to sRGB");
		metadata->srgb = TRUE;
	}

	return 0;
}

static void
plan_cmyk(BurnishInput *input)
{
	if (input->metadata->icc)
		convert_from_profile(input, "CMYK");
	else
		add_conversion(input, "converted from CMYK without a profile to sRGB");
	if (!input->metadata->icc)
		burnish_metadata_set(&input->metadata->icc, burnish_profile_srgb());
}

/* Grey stays one band, so what comes out has no profile to be tagged with; grey
 * without a tag is read with the curve of sRGB. */
static void
plan_grey(BurnishInput *input)
{
	if (input->metadata->icc) {
		convert_from_profile(input, "grey");
		burnish_metadata_set(&input->metadata->icc, NULL);
	}
}

static int
plan_colour(BurnishInput *input, VipsImage *header)
{
	int colours = header->Bands - (input->alpha ? 1 : 0);
	BurnishSpace space;

	switch (vips_image_guess_interpretation(header)) {
	case VIPS_INTERPRETATION_B_W:
	case VIPS_INTERPRETATION_GREY16:
		input->space = "grey";
		space = BURNISH_SPACE_GREY;
		break;

	case VIPS_INTERPRETATION_sRGB:
	case VIPS_INTERPRETATION_RGB:
	case VIPS_INTERPRETATION_RGB16:
		input->space = "RGB";
		space = BURNISH_SPACE_RGB;
		break;

	case VIPS_INTERPRETATION_CMYK:
		input->space = "CMYK";
		space = BURNISH_SPACE_CMYK;
		break;

	case VIPS_INTERPRETATION_LAB:
	case VIPS_INTERPRETATION_LABQ:
	case VIPS_INTERPRETATION_LABS:
		input->space = "Lab";
		space = BURNISH_SPACE_LAB;
		break;

	default:
		vips_error(NULL, "%d bands of %s are not a picture that burnish knows", header->Bands,
			vips_enum_nick(VIPS_TYPE_INTERPRETATION, header->Type));
		return -1;
	}

	if (space != BURNISH_SPACE_LAB) {
		static const int bands[] = { [BURNISH_SPACE_GREY] = 1, [BURNISH_SPACE_RGB] = 3, [BURNISH_SPACE_CMYK] = 4 };

		if (colours != bands[space] ||
			(header->BandFmt != VIPS_FORMAT_UCHAR && header->BandFmt != VIPS_FORMAT_USHORT)) {
			vips_error(NULL, "%d bands of %s %s are not a picture that burnish knows",
				header->Bands, vips_enum_nick(VIPS_TYPE_BAND_FORMAT, header->BandFmt), input->space);
			return -1;
		}
	}

	/* A profile of another space, or none at all under that name. */
	if (input->metadata->icc && !has_profile(input, space)) {
		burnish_metadata_add_lost(input->metadata, "an ICC profile that does not fit the picture");
		burnish_metadata_set(&input->metadata->icc, NULL);
	}

	if (space == BURNISH_SPACE_RGB)
		return plan_rgb(input);
	if (space == BURNISH_SPACE_CMYK)
		plan_cmyk(input);
	else if (space == BURNISH_SPACE_GREY)
		plan_grey(input);
	else {
		add_conversion(input, "converted from Lab to sRGB");
		burnish_metadata_set(&input->metadata->icc, burnish_profile_srgb());
	}

	return 0;
}

/* libheif and libjxl turn the picture themselves, and EXIF must not turn it once
 * more. */
static gboolean
decoder_orients(const BurnishInput *input)
{
	return g_str_has_prefix(input->format->loader, "heif") ||
		g_str_has_prefix(input->format->loader, "jxl");
}

int
burnish_working_plan(BurnishInput *input, VipsImage *header)
{
	BurnishMetadata *metadata = input->metadata;
	const void *icc;
	size_t length;

	input->width = header->Xsize;
	input->height = header->Ysize;
	input->alpha = vips_image_hasalpha(header);
	input->depth = header->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16;
	if (metadata->bits == 0)
		metadata->bits = input->depth;

	if (vips_image_get_typeof(header, VIPS_META_ICC_NAME) &&
		!vips_image_get_blob(header, VIPS_META_ICC_NAME, &icc, &length))
		burnish_metadata_set(&metadata->icc, g_bytes_new(icc, length));

	if (metadata->exif && !decoder_orients(input))
		input->orientation = burnish_exif_orientation(metadata->exif);
	if (input->orientation > 1)
		add_conversion(input, "turned upright (EXIF orientation %d)", input->orientation);
	if (input->orientation >= 5) {
		input->width = header->Ysize;
		input->height = header->Xsize;
	}

	return plan_colour(input, header);
}

/* A picture without metadata, so that no saver finds any. */
static VipsImage *
strip(VipsImage *in)
{
	VipsImage *out;

	if (vips_copy(in, &out, NULL))
		return NULL;

	g_auto(GStrv) fields = vips_image_get_fields(out);
	for (int i = 0; fields[i]; i++)
		/* This one is not about the picture: it says how it is read. */
		if (!g_str_equal(fields[i], VIPS_META_SEQUENTIAL))
			vips_image_remove(out, fields[i]);

	return out;
}

static VipsImage *
turn(BurnishInput *input, VipsImage *in)
{
	g_autoptr(VipsImage) memory = NULL;
	g_autoptr(VipsImage) tagged = NULL;
	VipsImage *out;

	if (input->orientation == 1)
		return g_object_ref(in);

	/* All but a mirror image need the last line first. */
	if (vips_image_is_sequential(in) && input->orientation > 2 && !(memory = burnish_memory_read(in)))
		return NULL;
	if (vips_copy(memory ? memory : in, &tagged, NULL))
		return NULL;
	vips_image_set_int(tagged, VIPS_META_ORIENTATION, input->orientation);

	return vips_autorot(tagged, &out, NULL) ? NULL : out;
}

static VipsImage *
to_srgb(BurnishInput *input, VipsImage *in)
{
	VipsImage *out;

	if (g_str_equal(input->space, "Lab"))
		return vips_colourspace(in, &out, VIPS_INTERPRETATION_RGB16, NULL) ? NULL : out;

	if (!input->profile && !g_str_equal(input->space, "CMYK"))
		return g_object_ref(in);

	/* To 16 bits first: what is rounded to 8 on the way cannot be told apart again. With
	 * black-point compensation, as on the way out, or dark colours move. */
	g_autoptr(VipsImage) deep = NULL;
	g_autoptr(GBytes) from = input->profile ? g_bytes_ref(input->profile) : burnish_profile_built_in("cmyk");
	g_autoptr(GBytes) srgb = burnish_profile_srgb();
	if (!from || burnish_depth_set(in, &deep, 16) ||
		burnish_transform(from, srgb, VIPS_INTENT_RELATIVE, TRUE, deep, &out))
		return NULL;

	return out;
}

/* Grey through a profile comes out as three equal bands. */
static VipsImage *
to_grey(VipsImage *in)
{
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) joined = NULL;
	VipsImage *out;

	if (vips_extract_band(in, &colour, 1, NULL))
		return NULL;
	if (vips_image_hasalpha(in) && (vips_extract_band(in, &alpha, in->Bands - 1, NULL) || vips_bandjoin2(colour, alpha, &joined, NULL)))
		return NULL;

	return vips_copy(joined ? joined : colour, &out, "interpretation", VIPS_INTERPRETATION_GREY16, NULL) ? NULL : out;
}

VipsImage *
burnish_working_convert(BurnishInput *input, VipsImage *raw)
{
	g_autoptr(VipsImage) plain = NULL;
	g_autoptr(VipsImage) upright = NULL;
	g_autoptr(VipsImage) srgb = NULL;

	if (!(plain = strip(raw)) ||
		!(upright = turn(input, plain)) ||
		!(srgb = to_srgb(input, upright)))
		return NULL;
	if (g_str_equal(input->space, "grey") && srgb->Bands > 2)
		return to_grey(srgb);

	return g_steal_pointer(&srgb);
}
