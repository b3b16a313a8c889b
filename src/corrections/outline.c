/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The outline around a sticker. Only pictures with alpha have something to go around; how
 * it is drawn is in outline/.
 */

#include <math.h>

#include <burnish.h>

#include "../base/enumeration.h"
#include "../base/luma.h"
#include "../base/srgb.h"
#include "correction.h"
#include "outline.h"
#include "outline/border.h"

#define NICKNAME "outline"

/* An outline that is wider is a plate. */
#define MAX_WIDTH 1000.0
#define MAX_PERCENT 50.0

/* Not given: the shadow goes by the outline. */
#define AUTOMATIC (-1.0)

/* Of the width of the outline: down, and how soft. */
#define SHADOW_DOWN 0.4
#define SHADOW_BLUR 0.5

typedef enum {
	BURNISH_HOLES_FILL,
	BURNISH_HOLES_KEEP,
} BurnishHoles;

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	BurnishMode mode;
	char *width;
	char *color;
	BurnishHoles holes;
	int margin;
	double shadow;
	VipsArrayDouble *shadow_offset;
	double shadow_blur;

	/* Outputs. */
	char *applied_width;

	BurnishBorder border;
	gboolean is_there;
	gboolean has_alpha;
	BurnishMatte *matte;
} BurnishOutline;

typedef BurnishCorrectionClass BurnishOutlineClass;

G_DEFINE_TYPE(BurnishOutline, burnish_outline, BURNISH_TYPE_CORRECTION)

/* "12", "12px" or "2%" of the smaller side, in pixels. */
static int
parse_width(const char *text, const VipsImage *in, double *width)
{
	char *end;
	double value = g_ascii_strtod(text, &end);
	gboolean percent = g_str_equal(end, "%");
	double most = percent ? MAX_PERCENT : MAX_WIDTH;

	if (end == text || (!percent && *end && !g_str_equal(end, "px"))) {
		vips_error(NICKNAME, "width: \"%s\" is neither pixels nor a percentage, such as 12 or 2%%", text);
		return -1;
	}
	if (!(value > 0 && value <= most)) {
		vips_error(NICKNAME, "width: %s is not above 0 and up to %g%s", text, most, percent ? "%" : "");
		return -1;
	}
	*width = percent ? value / 100 * VIPS_MIN(in->Xsize, in->Ysize) : value;

	return 0;
}

static int
parse_border(BurnishOutline *outline)
{
	const VipsImage *in = outline->parent_instance.in;
	BurnishBorder *border = &outline->border;
	double rgb[3];
	int n = 0;

	*border = (BurnishBorder){
		.fill_holes = outline->holes == BURNISH_HOLES_FILL,
		.margin = outline->margin,
		.shadow = outline->shadow,
	};
	if (parse_width(outline->width, in, &border->width))
		return -1;
	if (!burnish_srgb_parse(outline->color, rgb)) {
		vips_error(NICKNAME, "color: \"%s\" is not of the form #rrggbb", outline->color);
		return -1;
	}
	for (int b = 0; b < 3; b++)
		border->colour[b] = rgb[b] * 255;
	/* As the grey of a picture that has nothing else. */
	if (in->Bands < 3)
		border->colour[0] = burnish_luma_709(border->colour[0], border->colour[1], border->colour[2]);

	const double *offset = outline->shadow_offset ? vips_array_double_get(outline->shadow_offset, &n) : NULL;
	if (offset && (n != 2 || !(fabs(offset[0]) <= MAX_WIDTH) || !(fabs(offset[1]) <= MAX_WIDTH))) {
		vips_error(NICKNAME, "shadow-offset: takes the pixels to the right and down, up to %g", MAX_WIDTH);
		return -1;
	}
	border->offset[0] = offset ? offset[0] : 0;
	border->offset[1] = offset ? offset[1] : SHADOW_DOWN * border->width;
	border->blur = outline->shadow_blur >= 0 ? outline->shadow_blur : SHADOW_BLUR * border->width;

	return 0;
}

/* Without alpha there is nothing to go around, whatever is painted. */
static gboolean
screen(BurnishCorrection *correction, VipsImage *proxy, double factor)
{
	return !vips_image_hasalpha(proxy);
}

static int
measure(BurnishCorrection *correction, VipsImage *in)
{
	BurnishOutline *outline = (BurnishOutline *) correction;

	outline->has_alpha = vips_image_hasalpha(in);
	if (!outline->has_alpha)
		return 0;
	if (parse_border(outline) || !(outline->matte = burnish_matte_new(in)))
		return -1;
	outline->is_there = outline->mode != BURNISH_MODE_ALWAYS && burnish_border_is_there(outline->matte, &outline->border);

	return 0;
}

static void
explain(BurnishOutline *outline, gboolean seen, int width, int height)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(outline);
	const BurnishBorder *border = &outline->border;
	g_autofree char *shadow = border->shadow > 0 ? g_strdup_printf(" and a shadow of %.0f %%", border->shadow * 100) : g_strdup("");

	if (!outline->has_alpha)
		burnish_correction_set_verdict(correction, FALSE,
			"opaque throughout: nothing to go around; clean_alpha takes a picture off its ground");
	else if (!seen)
		burnish_correction_set_verdict(correction, FALSE, "nothing of it is opaque");
	else if (outline->is_there)
		burnish_correction_set_verdict(correction, FALSE, "has an outline of %s of %.1f pixels already; not changed",
			outline->color, border->width);
	else if (outline->mode == BURNISH_MODE_MEASURE_ONLY)
		burnish_correction_set_verdict(correction, FALSE, "would get an outline of %s of %.1f pixels; not changed",
			outline->color, border->width);
	else
		burnish_correction_set_verdict(correction, TRUE, "an outline of %s of %.1f pixels%s, on %d x %d",
			outline->color, border->width, shadow, width, height);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishOutline *outline = (BurnishOutline *) correction;
	BurnishMatte *matte = outline->matte;
	gboolean go = outline->mode != BURNISH_MODE_MEASURE_ONLY && !outline->is_there;
	gboolean seen = FALSE;

	/* Of a picture that was not looked at, too. */
	if (!matte && parse_border(outline))
		return -1;
	for (gsize i = 0; matte && !seen && i < matte->n; i++)
		seen = matte->alpha[i] > 0;
	if (matte && go)
		seen = burnish_border_draw(matte, &outline->border);

	char width[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(width, sizeof(width), "%.3f", outline->border.width);
	g_object_set(outline, "applied-width", width, NULL);
	explain(outline, seen, matte ? matte->width : 0, matte ? matte->height : 0);

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishOutline *outline = (BurnishOutline *) correction;

	*out = burnish_matte_to_image(outline->matte, in);
	g_clear_pointer(&outline->matte, burnish_matte_free);

	return *out ? 0 : -1;
}

static void
burnish_outline_finalize(GObject *gobject)
{
	BurnishOutline *outline = (BurnishOutline *) gobject;

	g_clear_pointer(&outline->matte, burnish_matte_free);
	G_OBJECT_CLASS(burnish_outline_parent_class)->finalize(gobject);
}

static const GEnumValue holes[] = {
	{ BURNISH_HOLES_FILL, "BURNISH_HOLES_FILL", "fill" },
	{ BURNISH_HOLES_KEEP, "BURNISH_HOLES_KEEP", "keep" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, holes_type, "BurnishHoles", holes)

static void
add_inputs(BurnishOutlineClass *class)
{
	VIPS_ARG_ENUM(class, "mode", 10, "Mode",
		"auto: unless it has that outline already; always: another one around that; "
		"measure-only: report and change nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, mode),
		burnish_mode_get_type(), BURNISH_MODE_AUTO);

	VIPS_ARG_STRING(class, "width", 11, "Width",
		"How wide, in pixels or as a percentage of the smaller side of the picture, such as 12 or 2%",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, width), "2%");

	VIPS_ARG_STRING(class, "color", 12, "Color",
		"Its colour, as #rrggbb",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, color), "#ffffff");

	VIPS_ARG_ENUM(class, "holes", 13, "Holes",
		"fill: clear areas that the picture encloses get the colour, too; keep: they get an outline of their own",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, holes),
		holes_type(), BURNISH_HOLES_FILL);

	VIPS_ARG_INT(class, "margin", 14, "Margin",
		"Clear pixels around all of it, for which the canvas grows",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, margin), 0, 10000, 8);

	VIPS_ARG_DOUBLE(class, "shadow", 15, "Shadow",
		"Opacity of a soft shadow under the outline, 0 for none",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, shadow), 0.0, 1.0, 0.0);

	VIPS_ARG_BOXED(class, "shadow-offset", 16, "Shadow offset",
		"Pixels by which the shadow lies to the right and down; not given: down, by the width of the outline",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, shadow_offset), VIPS_TYPE_ARRAY_DOUBLE);

	VIPS_ARG_DOUBLE(class, "shadow-blur", 17, "Shadow blur",
		"Standard deviation of the soft edge of the shadow, in pixels; -1: by the width of the outline",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishOutline, shadow_blur), AUTOMATIC, 500.0, AUTOMATIC);
}

static void
burnish_outline_class_init(BurnishOutlineClass *class)
{
	burnish_correction_class_set_names(class, NICKNAME, "lay an outline around what is not transparent, as stickers have it");
	G_OBJECT_CLASS(class)->finalize = burnish_outline_finalize;
	class->owns_alpha = TRUE;
	class->on_request = TRUE;
	class->screen = screen;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;
	add_inputs(class);

	VIPS_ARG_STRING(class, "applied-width", 110, "Applied width",
		"How wide the outline is, in pixels",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishOutline, applied_width), NULL);
}

static void
burnish_outline_init(BurnishOutline *outline)
{
}

int
burnish_outline(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split(NICKNAME, ap, in, out);
	va_end(ap);

	return result;
}
