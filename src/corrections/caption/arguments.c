/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the correction can be asked, and what it tells.
 */

#include "arguments.h"

/* For arguments: not given. */
#define AUTOMATIC (-1.0)

static void
add_text(BurnishCaptionClass *class)
{
	VIPS_ARG_STRING(class, "text", 10, "Text",
		"What to write, in any script; \\n begins a new line; empty: nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, text), "");
	VIPS_ARG_BOOL(class, "markup", 11, "Markup",
		"Take the text for Pango markup, such as <i>this</i>; else every character is itself",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, markup), FALSE);
	VIPS_ARG_STRING(class, "font", 12, "Font",
		"Family and style of an installed font, such as Serif Bold Italic; others stand in for what it has not",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, font), "Sans Bold");
	VIPS_ARG_DOUBLE(class, "size", 13, "Size",
		"Size of the font, in percent of the height of the picture, reduced to a quarter at most to make the text fit; "
		"0: as large as fits the box, or 6 percent of the shorter side",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, size), 0.0, 100.0, 0.0);
	VIPS_ARG_ENUM(class, "align", 17, "Align",
		"How lines stand to each other; start and end go by the direction of each paragraph; auto: by the position",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, align), burnish_align_get_type(), BURNISH_ALIGN_AUTO);
	VIPS_ARG_DOUBLE(class, "line-spacing", 18, "Line spacing",
		"From line to line, as a multiple of what the font has",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, line_spacing), 0.5, 4.0, 1.0);
	VIPS_ARG_STRING(class, "language", 19, "Language",
		"Language of the text, such as ja or zh-Hant, for glyphs and line breaks that depend on it; empty: any",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, language), "");
	VIPS_ARG_ENUM(class, "direction", 20, "Direction",
		"Which way the text runs; auto: that of its letters, for each paragraph",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, direction), burnish_direction_get_type(), BURNISH_DIRECTION_AUTO);
}

static void
add_place(BurnishCaptionClass *class)
{
	VIPS_ARG_ENUM(class, "position", 14, "Position",
		"Where the text is; auto: at the bottom, or at the center of the box",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, position), burnish_position_get_type(), BURNISH_POSITION_AUTO);
	VIPS_ARG_BOXED(class, "box", 15, "Box",
		"Box left,top,width,height that the text stays in, as shares of width and height",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, box), VIPS_TYPE_ARRAY_DOUBLE);
	VIPS_ARG_DOUBLE(class, "margin", 16, "Margin",
		"Free at the edges of the picture where no box is given, in percent of its shorter side",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, margin), 0.0, 40.0, 4.0);
}

static void
add_colours(BurnishCaptionClass *class)
{
	VIPS_ARG_STRING(class, "color", 30, "Color",
		"Colour of the text, such as white or #ffcc00; auto: white or black, whichever is read better",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, color), "auto");
	VIPS_ARG_STRING(class, "stroke", 31, "Stroke",
		"Colour of an outline around the letters; auto: white or black, against that of the text",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, stroke), "auto");
	VIPS_ARG_DOUBLE(class, "stroke-width", 32, "Stroke width",
		"Width of the outline in percent of the size of the text, 0 for none; -1: none, unless without a plate "
		"the contrast is too low",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, stroke_width), AUTOMATIC, 50.0, AUTOMATIC);
	VIPS_ARG_ENUM(class, "plate", 33, "Plate",
		"A plate behind the text; auto: where the contrast to the picture is too low",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, plate), burnish_plate_get_type(), BURNISH_PLATE_AUTO);
	VIPS_ARG_STRING(class, "plate-color", 34, "Plate color",
		"Colour of the plate; auto: white or black, against that of the text",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, plate_color), "auto");
	VIPS_ARG_DOUBLE(class, "plate-opacity", 35, "Plate opacity",
		"How opaque the plate is, 0 for not at all; -1: as little as makes the contrast high enough",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, plate_opacity), AUTOMATIC, 1.0, AUTOMATIC);
	VIPS_ARG_DOUBLE(class, "padding", 36, "Padding",
		"Free on the plate around the text, in percent of its size",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, padding), 0.0, 200.0, 35.0);
	VIPS_ARG_DOUBLE(class, "radius", 37, "Radius",
		"Radius of the corners of the plate, in percent of the size of the text",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, radius), 0.0, 200.0, 25.0);
	VIPS_ARG_ENUM(class, "mode", 40, "Mode",
		"auto: write; measure-only: report place and contrast and change nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishCaption, mode), burnish_caption_mode_get_type(), BURNISH_CAPTION_AUTO);
}

static void
add_findings(BurnishCaptionClass *class)
{
	VIPS_ARG_DOUBLE(class, "contrast", 110, "Contrast",
		"Contrast ratio of the text to what is around it, as WCAG defines it: 95 percent of it have that or more",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, contrast), 0.0, 21.0, 0.0);
	VIPS_ARG_INT(class, "lines", 111, "Lines",
		"Lines that the text takes",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, lines), 0, 10000, 0);
	VIPS_ARG_BOXED(class, "placed", 112, "Placed",
		"Where the text is: left, top, width and height in pixels",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, placed), VIPS_TYPE_ARRAY_INT);
}

static void
add_applied(BurnishCaptionClass *class)
{
	VIPS_ARG_DOUBLE(class, "applied-size", 120, "Applied size",
		"Size that was used, in percent of the height",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_size), 0.0, 100.0, 0.0);
	VIPS_ARG_STRING(class, "applied-color", 121, "Applied color",
		"Colour of the text that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_color), NULL);
	VIPS_ARG_STRING(class, "applied-stroke", 122, "Applied stroke",
		"Colour of the outline that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_stroke), NULL);
	VIPS_ARG_DOUBLE(class, "applied-stroke-width", 123, "Applied stroke width",
		"Width of the outline that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_stroke_width), AUTOMATIC, 50.0, AUTOMATIC);
	VIPS_ARG_ENUM(class, "applied-plate", 124, "Applied plate",
		"Whether there is a plate",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_plate), burnish_plate_get_type(), BURNISH_PLATE_AUTO);
	VIPS_ARG_STRING(class, "applied-plate-color", 125, "Applied plate color",
		"Colour of the plate that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_plate_color), NULL);
	VIPS_ARG_DOUBLE(class, "applied-plate-opacity", 126, "Applied plate opacity",
		"How opaque the plate is",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishCaption, applied_plate_opacity), AUTOMATIC, 1.0, AUTOMATIC);
}

void
burnish_caption_class_add_arguments(BurnishCaptionClass *class)
{
	add_text(class);
	add_place(class);
	add_colours(class);
	add_findings(class);
	add_applied(class);
}
