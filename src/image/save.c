/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The declaration of the save chapter.
 */

#include <burnish.h>

#include "../base/enumeration.h"
#include "../base/object.h"
#include "save.h"

G_DEFINE_TYPE(BurnishSave, burnish_save, VIPS_TYPE_OBJECT)

/* Above any row of burnish_formats. */
#define MAX_FORMATS 16

static GType
format_get_type(void)
{
	static GType type = 0;

	if (g_once_init_enter(&type)) {
		GEnumValue values[MAX_FORMATS + 2] = { { 0, "BURNISH_FORMAT_AUTO", "auto" } };

		for (int i = 0; burnish_formats[i].name; i++)
			values[i + 1] = (GEnumValue){ i + 1, burnish_formats[i].label, burnish_formats[i].name };
		g_once_init_leave(&type, burnish_enum_register("BurnishFormatName", values));
	}

	return type;
}

static const GEnumValue subsamplings[] = {
	{ BURNISH_SUBSAMPLING_AUTO, "BURNISH_SUBSAMPLING_AUTO", "auto" },
	{ BURNISH_SUBSAMPLING_444, "BURNISH_SUBSAMPLING_444", "4:4:4" },
	{ BURNISH_SUBSAMPLING_420, "BURNISH_SUBSAMPLING_420", "4:2:0" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, subsampling_get_type, "BurnishSubsampling", subsamplings)

static const GEnumValue tiff_compressions[] = {
	{ BURNISH_TIFF_ZIP, "BURNISH_TIFF_ZIP", "zip" },
	{ BURNISH_TIFF_LZW, "BURNISH_TIFF_LZW", "lzw" },
	{ BURNISH_TIFF_JPEG, "BURNISH_TIFF_JPEG", "jpeg" },
	{ BURNISH_TIFF_NONE, "BURNISH_TIFF_NONE", "none" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, tiff_compression_get_type, "BurnishTiffCompression", tiff_compressions)

static const GEnumValue depths[] = {
	{ BURNISH_DEPTH_AUTO, "BURNISH_DEPTH_AUTO", "auto" },
	{ BURNISH_DEPTH_8, "BURNISH_DEPTH_8", "8" },
	{ BURNISH_DEPTH_16, "BURNISH_DEPTH_16", "16" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, depth_get_type, "BurnishSaveDepth", depths)

static const GEnumValue intents[] = {
	{ VIPS_INTENT_RELATIVE, "BURNISH_INTENT_RELATIVE", "relative" },
	{ VIPS_INTENT_PERCEPTUAL, "BURNISH_INTENT_PERCEPTUAL", "perceptual" },
	{ VIPS_INTENT_SATURATION, "BURNISH_INTENT_SATURATION", "saturation" },
	{ VIPS_INTENT_ABSOLUTE, "BURNISH_INTENT_ABSOLUTE", "absolute" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, intent_get_type, "BurnishIntent", intents)

/* Switches of libvips are off by default. */
static const GEnumValue switches[] = {
	{ FALSE, "BURNISH_SWITCH_OFF", "off" },
	{ TRUE, "BURNISH_SWITCH_ON", "on" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, switch_get_type, "BurnishSwitch", switches)

static const GEnumValue orientations[] = {
	{ BURNISH_ORIENTATION_AUTO, "BURNISH_ORIENTATION_AUTO", "auto" },
	{ BURNISH_ORIENTATION_PORTRAIT, "BURNISH_ORIENTATION_PORTRAIT", "portrait" },
	{ BURNISH_ORIENTATION_LANDSCAPE, "BURNISH_ORIENTATION_LANDSCAPE", "landscape" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, orientation_get_type, "BurnishOrientation", orientations)

static const GEnumValue fits[] = {
	{ BURNISH_FIT_CROP, "BURNISH_FIT_CROP", "crop" },
	{ BURNISH_FIT_PAD, "BURNISH_FIT_PAD", "pad" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, fit_get_type, "BurnishFit", fits)

static const GEnumValue policies[] = {
	{ BURNISH_POLICY_KEEP, "BURNISH_POLICY_KEEP", "keep" },
	{ BURNISH_POLICY_PUBLISH, "BURNISH_POLICY_PUBLISH", "publish" },
	{ BURNISH_POLICY_STRIP, "BURNISH_POLICY_STRIP", "strip" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, policy_get_type, "BurnishMetadataPolicy", policies)

static const GEnumValue c2pas[] = {
	{ BURNISH_C2PA_RECORD, "BURNISH_C2PA_RECORD", "record" },
	{ BURNISH_C2PA_SIDECAR, "BURNISH_C2PA_SIDECAR", "sidecar" },
	{ BURNISH_C2PA_SIGN, "BURNISH_C2PA_SIGN", "sign" },
	{ BURNISH_C2PA_FAIL, "BURNISH_C2PA_FAIL", "fail" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, c2pa_get_type, "BurnishC2paPolicy", c2pas)

/* The parts of http://cv.iptc.org/newscodes/digitalsourcetype/ that a picture can be. */
const char *const burnish_source_types[] = {
	"auto",
	"trainedAlgorithmicMedia",
	"compositeWithTrainedAlgorithmicMedia",
	"compositeSynthetic",
	"algorithmicallyEnhanced",
	"algorithmicMedia",
	"humanEdits",
	"digitalCreation",
	"digitalCapture",
	"composite",
	NULL,
};

static GType
source_get_type(void)
{
	static GType type = 0;

	if (g_once_init_enter(&type)) {
		GEnumValue values[G_N_ELEMENTS(burnish_source_types)] = { 0 };

		for (int i = 0; burnish_source_types[i]; i++)
			values[i] = (GEnumValue){ i, burnish_source_types[i], burnish_source_types[i] };
		g_once_init_leave(&type, burnish_enum_register("BurnishSourceType", values));
	}

	return type;
}

static void
burnish_save_constructed(GObject *gobject)
{
	burnish_object_set_defaults(VIPS_OBJECT(gobject));
	G_OBJECT_CLASS(burnish_save_parent_class)->constructed(gobject);
}

static void
declare_format(BurnishSaveClass *class)
{
	VIPS_ARG_ENUM(class, "format", 1, "Format",
		"File format; auto: by the name of the output, else that of the input",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, format), format_get_type(), 0);

	VIPS_ARG_INT(class, "quality", 2, "Quality",
		"Quality of lossy formats; from 90 on, JPEG keeps colour at full resolution",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, quality), 1, 100, 90);

	VIPS_ARG_INT(class, "compression", 3, "Compression",
		"Effort of PNG compression, 0 for none",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, compression), 0, 9, 6);

	VIPS_ARG_BOOL(class, "lossless", 4, "Lossless",
		"Lossless WebP, AVIF, HEIC, JPEG XL or PDF",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, lossless), FALSE);

	VIPS_ARG_BOXED(class, "background", 5, "Background",
		"Red, green and blue, 0 to 255, behind transparency in formats without it, and of paper; default white",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, background), VIPS_TYPE_ARRAY_DOUBLE);

	VIPS_ARG_BOOL(class, "near-lossless", 6, "Near lossless",
		"Nearly lossless WebP: quality says how near",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, near_lossless), FALSE);

	VIPS_ARG_INT(class, "effort", 7, "Effort",
		"Effort of WebP, AVIF, HEIC and JPEG XL",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, effort), 0, 9, 4);

	VIPS_ARG_ENUM(class, "subsampling", 8, "Subsampling",
		"Resolution of colour in JPEG, AVIF and HEIC; auto: full from quality 90 on",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, subsampling), subsampling_get_type(), 0);
}

static void
declare_encoding(BurnishSaveClass *class)
{
	VIPS_ARG_BOOL(class, "progressive", 9, "Progressive",
		"JPEG that becomes sharper as it loads",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, progressive), FALSE);

	VIPS_ARG_BOOL(class, "optimise", 10, "Optimise",
		"Smaller JPEG through Huffman tables of its own",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, optimise), FALSE);

	VIPS_ARG_ENUM(class, "tiff-compression", 11, "TIFF compression",
		"Compression of TIFF; jpeg is lossy, by quality",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, tiff_compression), tiff_compression_get_type(), 0);

	VIPS_ARG_BOOL(class, "tile", 12, "Tile",
		"TIFF in tiles of 256 pixels",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, tile), FALSE);

	VIPS_ARG_ENUM(class, "depth", 13, "Depth",
		"Bits a sample where the format has a choice; auto: those of the input",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, depth), depth_get_type(), 0);

	VIPS_ARG_BOOL(class, "lossy-png", 14, "Lossy PNG",
		"PNG with at most 256 colours: quality says how near",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, lossy_png), FALSE);

	VIPS_ARG_STRING(class, "max-bytes", 15, "Maximum bytes",
		"The best quality whose file is no larger, such as 500k",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, max_bytes), NULL);

	VIPS_ARG_BOXED(class, "responsive", 16, "Responsive",
		"Also write reduced copies of these widths, and a snippet of HTML",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, responsive), VIPS_TYPE_ARRAY_INT);

	VIPS_ARG_STRING(class, "responsive-formats", 17, "Responsive formats",
		"Also write the copies in these formats, best first, such as avif,webp",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, responsive_formats), NULL);

	VIPS_ARG_BOOL(class, "icon", 18, "Icon",
		"Also write it in all sizes of an icon, as NAME.ico and as PNG",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, icon), FALSE);

	VIPS_ARG_BOXED(class, "icon-sizes", 19, "Icon sizes",
		"Sides of an icon in pixels, at most 256; default 16,24,32,48,64,128,256",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, icon_sizes), VIPS_TYPE_ARRAY_INT);
}

static void
declare_colour(BurnishSaveClass *class)
{
	VIPS_ARG_STRING(class, "profile", 20, "Profile",
		"Colour space to write: srgb, display-p3, adobe-rgb, cmyk, the name of an installed ICC profile, or a file",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, profile), NULL);

	VIPS_ARG_ENUM(class, "intent", 21, "Intent",
		"Rendering intent of the conversion",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, intent), intent_get_type(), VIPS_INTENT_RELATIVE);

	VIPS_ARG_ENUM(class, "black-point-compensation", 22, "Black-point compensation",
		"Map black to black in the conversion",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, black_point_compensation), switch_get_type(), TRUE);

	VIPS_ARG_BOOL(class, "proof", 23, "Proof",
		"Also write how the print will look, as NAME-proof.png",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, proof), FALSE);

	VIPS_ARG_BOOL(class, "gamut-warning", 24, "Gamut warning",
		"Also write where colours cannot be printed, as NAME-gamut.png",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, gamut_warning), FALSE);

	VIPS_ARG_INT(class, "ink-limit", 25, "Ink limit",
		"Most total area coverage, in percent; 0: what the profile keeps to",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, ink_limit), 0, 400, 0);
}

static void
declare_paper(BurnishSaveClass *class)
{
	VIPS_ARG_STRING(class, "paper", 30, "Paper",
		"Lay the picture out for a paper: a4, a3-landscape, letter, 10x15cm, 8x10in",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, paper), NULL);

	VIPS_ARG_DOUBLE(class, "dpi", 31, "Dots per inch",
		"Resolution; 0: 300 on paper, else that of the input",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, dpi), 0, 2400, 0);

	VIPS_ARG_ENUM(class, "orientation", 32, "Orientation",
		"Which way the paper lies; auto: like the picture, unless its name says it",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, orientation), orientation_get_type(), 0);

	VIPS_ARG_ENUM(class, "paper-fit", 33, "Paper fit",
		"Fill the paper and crop, or show all and pad",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, paper_fit), fit_get_type(), 0);

	VIPS_ARG_DOUBLE(class, "bleed", 34, "Bleed",
		"What is printed beyond the edge of the paper, in mm",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, bleed), 0, 50, 0);

	VIPS_ARG_BOOL(class, "crop-marks", 35, "Crop marks",
		"Marks around the bleed that show where to cut",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, crop_marks), FALSE);

	VIPS_ARG_DOUBLE(class, "print-sharpening", 36, "Print sharpening",
		"On paper, strength of the sharpening for the viewing distance",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, print_sharpening), 0.0, 2.0, 1.0);

	VIPS_ARG_DOUBLE(class, "viewing-distance", 37, "Viewing distance",
		"Distance that a print is looked at from, in cm; 0: its diagonal, at least 25",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, viewing_distance), 0, 10000, 0);
}

static void
declare_metadata(BurnishSaveClass *class)
{
	VIPS_ARG_ENUM(class, "metadata", 40, "Metadata",
		"Metadata to write; publish: rights and description only, nothing private",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, metadata), policy_get_type(), 0);

	VIPS_ARG_STRING(class, "title", 41, "Title",
		"Title of the picture",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, title), NULL);

	VIPS_ARG_STRING(class, "author", 42, "Author",
		"Who made it; several with a semicolon between them",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, author), NULL);

	VIPS_ARG_STRING(class, "copyright", 43, "Copyright",
		"Copyright notice",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, copyright), NULL);

	VIPS_ARG_STRING(class, "alt", 44, "Alternative text",
		"What can be seen, for those who cannot see it",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, alt), NULL);

	VIPS_ARG_STRING(class, "keywords", 45, "Keywords",
		"Keywords, with commas between them",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, keywords), NULL);

	VIPS_ARG_ENUM(class, "ai-source", 46, "Source type",
		"IPTC digital source type, where the file does not say it; auto: what is known",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, ai_source), source_get_type(), 0);
}

static void
declare_provenance(BurnishSaveClass *class)
{
	VIPS_ARG_ENUM(class, "c2pa", 50, "C2PA",
		"Content Credentials that a change makes invalid: record their claim, also keep them beside the result, sign anew, or fail",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, c2pa), c2pa_get_type(), 0);

	VIPS_ARG_STRING(class, "c2pa-certificate", 51, "C2PA certificate",
		"Certificate chain to sign with, a PEM file",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, c2pa_certificate), NULL);

	VIPS_ARG_STRING(class, "c2pa-key", 52, "C2PA key",
		"Private key to sign with, a PEM file",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, c2pa_key), NULL);

	VIPS_ARG_STRING(class, "c2pa-algorithm", 53, "C2PA algorithm",
		"Algorithm to sign with; default es256",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, c2pa_algorithm), NULL);
}

static void
burnish_save_class_init(BurnishSaveClass *class)
{
	GObjectClass *gobject_class = G_OBJECT_CLASS(class);
	VipsObjectClass *object_class = VIPS_OBJECT_CLASS(class);

	gobject_class->constructed = burnish_save_constructed;
	gobject_class->set_property = vips_object_set_property;
	gobject_class->get_property = vips_object_get_property;
	object_class->nickname = "save";
	object_class->description = "how the picture is written";

	declare_format(class);
	declare_encoding(class);
	declare_colour(class);
	declare_paper(class);
	declare_metadata(class);
	declare_provenance(class);
}

static void
burnish_save_init(BurnishSave *save)
{
}

BurnishSave *
burnish_save_new(void)
{
	return g_object_new(BURNISH_TYPE_SAVE, NULL);
}

const BurnishFormat *
burnish_save_get_format(BurnishSave *save)
{
	return save->format ? &burnish_formats[save->format - 1] : NULL;
}

const BurnishFormat *
burnish_save_get_format_of(BurnishSave *save, const char *filename)
{
	const BurnishFormat *named = burnish_format_by_suffix(filename);

	return named ? named : burnish_save_get_format(save);
}

gint64
burnish_save_max_bytes(const BurnishSave *save)
{
	gint64 size = 0;

	if (save->max_bytes)
		burnish_bytes_parse(save->max_bytes, &size);

	return size;
}

GPtrArray *
burnish_save_responsive_formats(const BurnishSave *save)
{
	g_autoptr(GPtrArray) formats = g_ptr_array_new();
	g_auto(GStrv) names = g_strsplit(save->responsive_formats ? save->responsive_formats : "", ",", -1);

	for (int i = 0; names[i]; i++) {
		const BurnishFormat *format = burnish_format_by_name(g_strstrip(names[i]));

		if (!format || !format->mime || !burnish_format_can_save(format)) {
			vips_error("responsive-formats", "\"%s\" is no format of the web that can be written", names[i]);
			return NULL;
		}
		g_ptr_array_add(formats, (void *) format);
	}

	return g_steal_pointer(&formats);
}

const int *
burnish_save_icon_sizes(const BurnishSave *save, int *n)
{
	/* What Windows, its older versions and browsers ask for. */
	static const int usual[] = { 16, 24, 32, 48, 64, 128, 256 };

	if (save->icon_sizes)
		return vips_array_int_get((VipsArrayInt *) save->icon_sizes, n);
	*n = G_N_ELEMENTS(usual);

	return usual;
}

VipsObject *
burnish_save_declaration(void)
{
	return VIPS_OBJECT(burnish_save_new());
}
