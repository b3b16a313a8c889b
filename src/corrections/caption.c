/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Write on a picture. Models draw letters as shapes and misspell; what is to be read is
 * written over the finished picture, by a library that knows every script. Does nothing
 * unless there is a text.
 */

#include <math.h>

#include <burnish.h>

#include "../base/object.h"
#include "caption.h"
#include "caption/arguments.h"
#include "caption/draw.h"
#include "caption/paint.h"

#define NICKNAME "caption"

/* Letters may reach out of the space that they take up: by a share of their size. */
#define OVERHANG 0.5

/* What is around a letter, for its contrast: so far from it, as a share of the size. */
#define HALO 0.12

G_DEFINE_TYPE(BurnishCaption, burnish_caption, BURNISH_TYPE_CORRECTION)

static gboolean
is_idle(BurnishCorrection *correction)
{
	const BurnishCaption *caption = (BurnishCaption *) correction;
	g_autofree char *text = g_strdup(caption->text ? caption->text : "");

	return !*g_strstrip(text);
}

static BurnishInkWish
get_ink_wish(const BurnishCaption *caption)
{
	return (BurnishInkWish){ caption->color, caption->stroke, caption->stroke_width, caption->plate,
		caption->plate_color, caption->plate_opacity };
}

/* The column that a text is in says how its lines stand. */
static BurnishAlign
get_align(const BurnishCaption *caption)
{
	static const BurnishAlign columns[] = { BURNISH_ALIGN_LEFT, BURNISH_ALIGN_CENTER, BURNISH_ALIGN_RIGHT };

	if (caption->align != BURNISH_ALIGN_AUTO)
		return caption->align;

	return caption->position == BURNISH_POSITION_AUTO
		? BURNISH_ALIGN_CENTER
		: columns[(caption->position - BURNISH_POSITION_TOP_LEFT) % 3];
}

static int
check_box(const BurnishCaption *caption)
{
	int n;
	const double *box = caption->box ? vips_array_double_get(caption->box, &n) : NULL;

	if (!box || (n == 4 && box[0] >= 0 && box[1] >= 0 && box[2] > 0 && box[3] > 0 && box[0] + box[2] <= 1 + 1e-9 && box[1] + box[3] <= 1 + 1e-9))
		return 0;
	vips_error(NICKNAME, "box: takes left,top,width,height within the picture, as shares from 0 to 1");

	return -1;
}

/* What has to stay free around the letters: a plate, or a stroke that may still be
 * chosen. */
static double
get_border(const BurnishCaption *caption)
{
	double stroke = caption->stroke_width >= 0 ? caption->stroke_width : BURNISH_AUTO_STROKE;
	double padding = caption->plate == BURNISH_PLATE_OFF ? 0 : caption->padding;

	return VIPS_MAX(stroke, padding) / 100;
}

static int
set_lettering(BurnishCaption *caption, const VipsImage *in)
{
	int n;
	const BurnishLetteringStyle style = {
		.text = caption->text,
		.markup = caption->markup,
		.font = caption->font ? caption->font : "",
		.language = caption->language ? caption->language : "",
		.direction = caption->direction,
		.align = get_align(caption),
		.line_spacing = caption->line_spacing,
	};
	const BurnishPlaceWish wish = {
		.width = in->Xsize,
		.height = in->Ysize,
		.position = caption->position,
		.box = caption->box ? vips_array_double_get(caption->box, &n) : NULL,
		.margin = caption->margin,
		.size = caption->size,
		.border = get_border(caption),
	};

	return (caption->lettering = burnish_lettering_new(&style)) &&
			!burnish_place_find(&wish, caption->lettering, &caption->place_found)
		? 0
		: -1;
}

static VipsRect
grow(const VipsRect *rect, int by)
{
	return (VipsRect){ rect->left - by, rect->top - by, rect->width + 2 * by, rect->height + 2 * by };
}

static VipsRect
get_plate(const BurnishCaption *caption)
{
	return grow(&caption->place_found.block, rint(caption->padding / 100 * caption->place_found.size));
}

/* Everything that may be painted, as far as it is in the picture. */
static BurnishDrawing
get_drawing(const BurnishCaption *caption)
{
	const BurnishPlace *place = &caption->place_found;
	const VipsImage *in = caption->parent_instance.in;
	VipsRect picture = { 0, 0, in->Xsize, in->Ysize };
	VipsRect plate = get_plate(caption);
	VipsRect letters = grow(&place->block,
		ceil((OVERHANG + VIPS_MAX(caption->inks.stroke_width / 100, HALO)) * place->size));
	BurnishDrawing drawing = { caption->lettering, place->left, place->top, { 0 } };

	vips_rect_unionrect(&plate, &letters, &drawing.rect);
	vips_rect_intersectrect(&drawing.rect, &picture, &drawing.rect);

	return drawing;
}

static int
choose_inks(BurnishCaption *caption, VipsImage *in)
{
	const BurnishInkWish wish = get_ink_wish(caption);
	const BurnishDrawing drawing = get_drawing(caption);
	const VipsRect *rect = &drawing.rect;
	g_autoptr(VipsImage) halo = burnish_draw_stroke(&drawing, HALO * caption->place_found.size);
	g_autoptr(VipsImage) part = NULL;
	BurnishGround ground;

	if (!halo || vips_extract_area(in, &part, rect->left, rect->top, rect->width, rect->height, NULL) ||
		burnish_ground_measure(&ground, part, halo))
		return -1;
	burnish_inks_choose(&wish, &ground, &caption->inks);

	return 0;
}

/* Letters are set and looked at on the whole picture: they are too fine for a proxy. */
static int
measure_whole(BurnishCorrection *correction, VipsImage *in)
{
	BurnishCaption *caption = (BurnishCaption *) correction;
	const BurnishInkWish wish = get_ink_wish(caption);

	return check_box(caption) || burnish_inks_check(&wish) || set_lettering(caption, in) || choose_inks(caption, in) ? -1 : 0;
}

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	return 0;
}

static void
report(BurnishCaption *caption)
{
	const BurnishInks *inks = &caption->inks;
	const VipsRect *block = &caption->place_found.block;
	g_autofree char *color = burnish_ink_name(inks->color);
	g_autofree char *stroke = burnish_ink_name(inks->stroke);
	g_autofree char *plate = burnish_ink_name(inks->plate);
	VipsArrayInt *placed = vips_array_int_newv(4, block->left, block->top, block->width, block->height);

	g_object_set(caption,
		"contrast", inks->contrast,
		"lines", burnish_lettering_lines(caption->lettering),
		"placed", placed,
		"applied-size", caption->place_found.percent,
		"applied-color", color,
		"applied-stroke", stroke,
		"applied-stroke-width", inks->stroke_width,
		"applied-plate", inks->plate_opacity > 0 ? BURNISH_PLATE_ON : BURNISH_PLATE_OFF,
		"applied-plate-color", plate,
		"applied-plate-opacity", inks->plate_opacity,
		NULL);
	vips_area_unref(VIPS_AREA(placed));
}

/* What it looks like, for the verdict. */
static char *
describe(const BurnishCaption *caption)
{
	GString *text = g_string_new(NULL);
	const BurnishInks *inks = &caption->inks;
	g_autofree char *missing = NULL;
	g_autofree char *family = burnish_lettering_family(caption->lettering, &missing);

	g_string_append_printf(text, "%d line%s of %s at %.0f pixels, %s", caption->lines, caption->lines == 1 ? "" : "s",
		family ? family : "no font", caption->place_found.size, caption->applied_color);
	if (inks->stroke_width > 0)
		g_string_append_printf(text, " outlined in %s", caption->applied_stroke);
	if (inks->plate_opacity > 0)
		g_string_append_printf(text, " on a plate of %s, %.0f %% opaque", caption->applied_plate_color, inks->plate_opacity * 100);
	if (missing)
		g_string_append_printf(text, " (no font \"%s\" is installed)", missing);
	g_string_append_printf(text, ", contrast %.1f:1", inks->contrast);
	if (inks->contrast < BURNISH_CONTRAST_ENOUGH)
		g_string_append_printf(text, ": warning: hard to read below %g:1", BURNISH_CONTRAST_ENOUGH);

	return g_string_free(text, FALSE);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishCaption *caption = (BurnishCaption *) correction;

	if (!caption->lettering) {
		burnish_correction_set_verdict(correction, FALSE, "no text given");
		return 0;
	}
	report(caption);
	g_autofree char *looks = describe(caption);
	gboolean changed = caption->mode != BURNISH_CAPTION_MEASURE_ONLY;
	burnish_correction_set_verdict(correction, changed, "%s%s", looks, changed ? "" : "; not changed");

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	const BurnishCaption *caption = (BurnishCaption *) correction;
	const BurnishInks *inks = &caption->inks;
	const BurnishPlace *place = &caption->place_found;
	const BurnishDrawing drawing = get_drawing(caption);
	const VipsRect plate_rect = get_plate(caption);
	g_autoptr(VipsImage) letters = burnish_draw_letters(&drawing, inks->color);
	g_autoptr(VipsImage) stroke = inks->stroke_width > 0
		? burnish_draw_stroke(&drawing, inks->stroke_width / 100 * place->size)
		: NULL;
	g_autoptr(VipsImage) plate = inks->plate_opacity > 0
		? burnish_draw_plate(&drawing, &plate_rect, caption->radius / 100 * place->size, inks->plate_opacity)
		: NULL;
	BurnishPaint paint = { .rect = drawing.rect, .plate = plate, .stroke = stroke, .letters = letters };

	if (!letters || (inks->stroke_width > 0 && !stroke) || (inks->plate_opacity > 0 && !plate))
		return -1;
	for (int i = 0; i < 3; i++) {
		paint.plate_color[i] = inks->plate[i];
		paint.stroke_color[i] = inks->stroke[i];
	}

	return burnish_paint_apply(in, out, &paint);
}

static void
burnish_caption_finalize(GObject *gobject)
{
	BurnishCaption *caption = (BurnishCaption *) gobject;

	burnish_lettering_free(caption->lettering);
	G_OBJECT_CLASS(burnish_caption_parent_class)->finalize(gobject);
}

static void
burnish_caption_class_init(BurnishCaptionClass *class)
{
	burnish_correction_class_set_names(class, NICKNAME, "write a text on the picture, in any script");
	G_OBJECT_CLASS(class)->finalize = burnish_caption_finalize;
	/* Letters are opaque where the picture is not. */
	class->whole_image = TRUE;
	class->on_request = TRUE;
	class->is_idle = is_idle;
	/* All that can be left to it needs the picture. */
	class->is_given = is_idle;
	class->measure_whole = measure_whole;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;
	burnish_caption_class_add_arguments(class);
}

static void
burnish_caption_init(BurnishCaption *caption)
{
}

int
burnish_caption(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split(NICKNAME, ap, in, out);
	va_end(ap);

	return result;
}
