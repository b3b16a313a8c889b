/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../../base/enumeration.h"
#include "choices.h"

static const GEnumValue modes[] = {
	{ BURNISH_REFRAME_AUTO, "BURNISH_REFRAME_AUTO", "auto" },
	{ BURNISH_REFRAME_CROP, "BURNISH_REFRAME_CROP", "crop" },
	{ BURNISH_REFRAME_EXTEND, "BURNISH_REFRAME_EXTEND", "extend" },
	{ BURNISH_REFRAME_PAD, "BURNISH_REFRAME_PAD", "pad" },
	{ BURNISH_REFRAME_FIT, "BURNISH_REFRAME_FIT", "fit" },
	{ BURNISH_REFRAME_MEASURE_ONLY, "BURNISH_REFRAME_MEASURE_ONLY", "measure-only" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_reframe_mode_get_type, "BurnishReframeMode", modes)

static const GEnumValue trims[] = {
	{ BURNISH_TRIM_AUTO, "BURNISH_TRIM_AUTO", "auto" },
	{ BURNISH_TRIM_OFF, "BURNISH_TRIM_OFF", "off" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_trim_get_type, "BurnishTrim", trims)

static const GEnumValue gravities[] = {
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
BURNISH_ENUM(GType, burnish_gravity_get_type, "BurnishGravity", gravities)

static const GEnumValue fills[] = {
	{ BURNISH_FILL_AUTO, "BURNISH_FILL_AUTO", "auto" },
	{ BURNISH_FILL_CONTINUE, "BURNISH_FILL_CONTINUE", "continue" },
	{ BURNISH_FILL_MIRROR, "BURNISH_FILL_MIRROR", "mirror" },
	{ BURNISH_FILL_BLUR, "BURNISH_FILL_BLUR", "blur" },
	{ BURNISH_FILL_SOLID, "BURNISH_FILL_SOLID", "solid" },
	{ BURNISH_FILL_TRANSPARENT, "BURNISH_FILL_TRANSPARENT", "transparent" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_fill_get_type, "BurnishFill", fills)
