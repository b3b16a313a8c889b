/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the arguments of caption choose from.
 */

#include "../../base/enumeration.h"
#include "choices.h"

static const GEnumValue modes[] = {
	{ BURNISH_CAPTION_AUTO, "BURNISH_CAPTION_AUTO", "auto" },
	{ BURNISH_CAPTION_MEASURE_ONLY, "BURNISH_CAPTION_MEASURE_ONLY", "measure-only" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_caption_mode_get_type, "BurnishCaptionMode", modes)

static const GEnumValue positions[] = {
	{ BURNISH_POSITION_AUTO, "BURNISH_POSITION_AUTO", "auto" },
	{ BURNISH_POSITION_TOP_LEFT, "BURNISH_POSITION_TOP_LEFT", "top-left" },
	{ BURNISH_POSITION_TOP, "BURNISH_POSITION_TOP", "top" },
	{ BURNISH_POSITION_TOP_RIGHT, "BURNISH_POSITION_TOP_RIGHT", "top-right" },
	{ BURNISH_POSITION_LEFT, "BURNISH_POSITION_LEFT", "left" },
	{ BURNISH_POSITION_CENTER, "BURNISH_POSITION_CENTER", "center" },
	{ BURNISH_POSITION_RIGHT, "BURNISH_POSITION_RIGHT", "right" },
	{ BURNISH_POSITION_BOTTOM_LEFT, "BURNISH_POSITION_BOTTOM_LEFT", "bottom-left" },
	{ BURNISH_POSITION_BOTTOM, "BURNISH_POSITION_BOTTOM", "bottom" },
	{ BURNISH_POSITION_BOTTOM_RIGHT, "BURNISH_POSITION_BOTTOM_RIGHT", "bottom-right" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_position_get_type, "BurnishPosition", positions)

static const GEnumValue aligns[] = {
	{ BURNISH_ALIGN_AUTO, "BURNISH_ALIGN_AUTO", "auto" },
	{ BURNISH_ALIGN_START, "BURNISH_ALIGN_START", "start" },
	{ BURNISH_ALIGN_END, "BURNISH_ALIGN_END", "end" },
	{ BURNISH_ALIGN_LEFT, "BURNISH_ALIGN_LEFT", "left" },
	{ BURNISH_ALIGN_CENTER, "BURNISH_ALIGN_CENTER", "center" },
	{ BURNISH_ALIGN_RIGHT, "BURNISH_ALIGN_RIGHT", "right" },
	{ BURNISH_ALIGN_JUSTIFY, "BURNISH_ALIGN_JUSTIFY", "justify" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_align_get_type, "BurnishAlign", aligns)

static const GEnumValue directions[] = {
	{ BURNISH_DIRECTION_AUTO, "BURNISH_DIRECTION_AUTO", "auto" },
	{ BURNISH_DIRECTION_LTR, "BURNISH_DIRECTION_LTR", "ltr" },
	{ BURNISH_DIRECTION_RTL, "BURNISH_DIRECTION_RTL", "rtl" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_direction_get_type, "BurnishDirection", directions)

static const GEnumValue plates[] = {
	{ BURNISH_PLATE_AUTO, "BURNISH_PLATE_AUTO", "auto" },
	{ BURNISH_PLATE_ON, "BURNISH_PLATE_ON", "on" },
	{ BURNISH_PLATE_OFF, "BURNISH_PLATE_OFF", "off" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_plate_get_type, "BurnishPlate", plates)
