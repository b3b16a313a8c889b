/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CAPTION_ARGUMENTS_H
#define BURNISH_CAPTION_ARGUMENTS_H

#include "../correction.h"
#include "inks.h"
#include "lettering.h"
#include "place.h"

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	char *text;
	gboolean markup;
	char *font;
	double size;
	BurnishPosition position;
	VipsArrayDouble *box;
	double margin;
	BurnishAlign align;
	double line_spacing;
	char *language;
	BurnishDirection direction;
	char *color;
	char *stroke;
	double stroke_width;
	BurnishPlate plate;
	char *plate_color;
	double plate_opacity;
	double padding;
	double radius;
	BurnishCaptionMode mode;

	/* Outputs. */
	double contrast;
	int lines;
	VipsArrayInt *placed;
	double applied_size;
	char *applied_color;
	char *applied_stroke;
	double applied_stroke_width;
	BurnishPlate applied_plate;
	char *applied_plate_color;
	double applied_plate_opacity;

	/* What will be drawn; NULL when nothing is. */
	BurnishLettering *lettering;
	BurnishPlace place_found;
	BurnishInks inks;
} BurnishCaption;

typedef BurnishCorrectionClass BurnishCaptionClass;

/* For class_init. */
void burnish_caption_class_add_arguments(BurnishCaptionClass *class);

#endif /*BURNISH_CAPTION_ARGUMENTS_H*/
