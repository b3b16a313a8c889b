/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The declaration of the save chapter.
 */

#include <burnish.h>

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

static void
burnish_save_constructed(GObject *gobject)
{
	burnish_object_set_defaults(VIPS_OBJECT(gobject));
	G_OBJECT_CLASS(burnish_save_parent_class)->constructed(gobject);
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
		"Lossless WebP, AVIF, HEIC or JPEG XL",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, lossless), FALSE);

	VIPS_ARG_BOXED(class, "background", 5, "Background",
		"Red, green and blue, 0 to 255, behind transparency in formats without it; default white",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishSave, background), VIPS_TYPE_ARRAY_DOUBLE);
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

int
burnish_save_check(BurnishSave *save)
{
	int n = 3;
	const double *background = save->background
		? vips_array_double_get((VipsArrayDouble *) save->background, &n)
		: NULL;

	if (n != 3) {
		vips_error("background", "must be three numbers");
		return -1;
	}
	for (int i = 0; background && i < n; i++)
		if (background[i] < 0 || background[i] > 255) {
			vips_error("background", "%g is not from 0 to 255", background[i]);
			return -1;
		}

	return 0;
}

VipsObject *
burnish_save_declaration(void)
{
	return VIPS_OBJECT(burnish_save_new());
}
