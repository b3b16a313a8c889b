/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the correction can be asked, and what it tells.
 */

#include "../../base/object.h"
#include "arguments.h"

static void
add_targets(BurnishReframeClass *class)
{
	VIPS_ARG_STRING(class, "aspect", 10, "Aspect",
		"Shape of the result: a ratio such as 16:9 or 1.91:1, or a paper such as a4 or a3-landscape; "
		"in a recipe or on the command line several with commas, for a result each",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, aspect), NULL);
	VIPS_ARG_INT(class, "width", 11, "Width",
		"Width of the result in pixels, at most; 0 for any",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, width), 0, BURNISH_REFRAME_MAX_SIDE, 0);
	VIPS_ARG_INT(class, "height", 12, "Height",
		"Height of the result in pixels, at most; 0 for any",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, height), 0, BURNISH_REFRAME_MAX_SIDE, 0);
	VIPS_ARG_DOUBLE(class, "dpi", 13, "DPI",
		"With a paper: dots per inch, which give width and height; 0 for any",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, dpi), 0, 2400, 0);
	VIPS_ARG_ENUM(class, "mode", 14, "Mode",
		"auto: crop, or extend where a crop would lose more of the subject than max-loss; "
		"crop; extend: add canvas that goes on with the picture; pad: add canvas of one colour; "
		"fit: reduce only; measure-only: report and change nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, mode), burnish_reframe_mode_get_type(), BURNISH_REFRAME_AUTO);
}

static void
add_placement(BurnishReframeClass *class)
{
	VIPS_ARG_ENUM(class, "gravity", 20, "Gravity",
		"Side that a crop is taken from, or that the picture is put to on a larger canvas; auto: by what the picture shows",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, gravity), burnish_gravity_get_type(), BURNISH_GRAVITY_AUTO);
	VIPS_ARG_BOXED(class, "focus", 21, "Focus",
		"Point x,y to centre on, as shares of width and height, instead of what is found",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, focus), VIPS_TYPE_ARRAY_DOUBLE);
	VIPS_ARG_BOXED(class, "keep", 22, "Keep",
		"Box left,top,width,height that must not be cut, as shares of width and height",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, keep), VIPS_TYPE_ARRAY_DOUBLE);
	VIPS_ARG_ENUM(class, "trim", 23, "Trim",
		"auto: cut bars and frames that are surely painted on; off: take them for a part of the picture",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, trim), burnish_trim_get_type(), BURNISH_TRIM_AUTO);
	VIPS_ARG_DOUBLE(class, "max-loss", 24, "Max loss",
		"In mode auto: share of the subject that a crop may lose before the canvas is extended instead",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, max_loss), 0.0, 1.0, 0.2);
	VIPS_ARG_ENUM(class, "fill", 25, "Fill",
		"What added canvas shows. continue: the colours, gradient and grain of the side; "
		"mirror: the picture mirrored, going out of focus; blur: the picture enlarged and blurred; "
		"solid: the background; transparent; auto: what suits the picture",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, fill), burnish_fill_get_type(), BURNISH_FILL_AUTO);
	VIPS_ARG_BOXED(class, "background", 26, "Background",
		"Colour of solid canvas: one number or red,green,blue, 0 to 255 (default white)",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, background), VIPS_TYPE_ARRAY_DOUBLE);
	VIPS_ARG_BOOL(class, "show-saliency", 27, "Show saliency",
		"Instead of the result, show what was seen: subject red, focus cyan, text yellow, heads green, crop white",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, show_saliency), FALSE);
	VIPS_ARG_BOXED(class, "bars", 28, "Bars",
		"Pixels of bars to cut at left,top,right,bottom, instead of looking for them",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, bars), VIPS_TYPE_ARRAY_INT);
	VIPS_ARG_BOXED(class, "crop", 29, "Crop",
		"Part left,top,width,height to take, in pixels, whatever the shape; it may reach beyond the picture",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishReframe, crop), VIPS_TYPE_ARRAY_INT);
}

static void
add_outputs(BurnishReframeClass *class)
{
	VIPS_ARG_BOXED(class, "subject", 110, "Subject",
		"Where the subject was found: left, top, width and height in pixels",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, subject_box), VIPS_TYPE_ARRAY_INT);
	VIPS_ARG_STRING(class, "cut-at", 111, "Cut at",
		"Sides of the picture at which something that stands out is cut",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, cut_at), NULL);
	VIPS_ARG_DOUBLE(class, "lost", 112, "Lost",
		"Share of the subject that the crop loses",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, lost), 0.0, 1.0, 0.0);
	VIPS_ARG_DOUBLE(class, "missing-scale", 113, "Missing scale",
		"Factor by which the result is to be enlarged to get the asked size",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, missing_scale), 1.0, BURNISH_REFRAME_MAX_SIDE, 1.0);
	VIPS_ARG_BOXED(class, "applied-bars", 114, "Applied bars",
		"Pixels cut as bars at left, top, right and bottom",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, applied_bars), VIPS_TYPE_ARRAY_INT);
	VIPS_ARG_BOXED(class, "applied-crop", 115, "Applied crop",
		"Part that was taken: left, top, width and height in pixels",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, applied_crop), VIPS_TYPE_ARRAY_INT);
	VIPS_ARG_ENUM(class, "applied-fill", 116, "Applied fill",
		"What added canvas shows",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishReframe, applied_fill), burnish_fill_get_type(), BURNISH_FILL_AUTO);
}

void
burnish_reframe_class_add_arguments(BurnishReframeClass *class)
{
	add_targets(class);
	add_placement(class);
	add_outputs(class);
}
