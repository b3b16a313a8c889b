/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../../base/object.h"
#include "choices.h"

GType
burnish_reframe_mode_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_REFRAME_AUTO, "BURNISH_REFRAME_AUTO", "auto" },
		{ BURNISH_REFRAME_CROP, "BURNISH_REFRAME_CROP", "crop" },
		{ BURNISH_REFRAME_EXTEND, "BURNISH_REFRAME_EXTEND", "extend" },
		{ BURNISH_REFRAME_PAD, "BURNISH_REFRAME_PAD", "pad" },
		{ BURNISH_REFRAME_FIT, "BURNISH_REFRAME_FIT", "fit" },
		{ BURNISH_REFRAME_MEASURE_ONLY, "BURNISH_REFRAME_MEASURE_ONLY", "measure-only" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishReframeMode", values));

	return type;
}

GType
burnish_trim_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_TRIM_AUTO, "BURNISH_TRIM_AUTO", "auto" },
		{ BURNISH_TRIM_OFF, "BURNISH_TRIM_OFF", "off" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishTrim", values));

	return type;
}

GType
burnish_gravity_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_GRAVITY_AUTO, "BURNISH_GRAVITY_AUTO", "auto" },
		{ BURNISH_GRAVITY_CENTRE, "BURNISH_GRAVITY_CENTRE", "centre" },
		{ BURNISH_GRAVITY_NORTH, "BURNISH_GRAVITY_NORTH", "north" },
		{ BURNISH_GRAVITY_NORTH_EAST, "BURNISH_GRAVITY_NORTH_EAST", "north-east" },
		{ BURNISH_GRAVITY_EAST, "BURNISH_GRAVITY_EAST", "east" },
		{ BURNISH_GRAVITY_SOUTH_EAST, "BURNISH_GRAVITY_SOUTH_EAST", "south-east" },
		{ BURNISH_GRAVITY_SOUTH, "BURNISH_GRAVITY_SOUTH", "south" },
		{ BURNISH_GRAVITY_SOUTH_WEST, "BURNISH_GRAVITY_SOUTH_WEST", "south-west" },
		{ BURNISH_GRAVITY_WEST, "BURNISH_GRAVITY_WEST", "west" },
		{ BURNISH_GRAVITY_NORTH_WEST, "BURNISH_GRAVITY_NORTH_WEST", "north-west" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishGravity", values));

	return type;
}

GType
burnish_fill_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_FILL_AUTO, "BURNISH_FILL_AUTO", "auto" },
		{ BURNISH_FILL_CONTINUE, "BURNISH_FILL_CONTINUE", "continue" },
		{ BURNISH_FILL_MIRROR, "BURNISH_FILL_MIRROR", "mirror" },
		{ BURNISH_FILL_BLUR, "BURNISH_FILL_BLUR", "blur" },
		{ BURNISH_FILL_SOLID, "BURNISH_FILL_SOLID", "solid" },
		{ BURNISH_FILL_TRANSPARENT, "BURNISH_FILL_TRANSPARENT", "transparent" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishFill", values));

	return type;
}
