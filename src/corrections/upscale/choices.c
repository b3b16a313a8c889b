/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the arguments of upscale choose from.
 */

#include "../../base/object.h"
#include "choices.h"

GType
burnish_engine_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_ENGINE_BUILTIN, "BURNISH_ENGINE_BUILTIN", "builtin" },
		{ BURNISH_ENGINE_ONNX, "BURNISH_ENGINE_ONNX", "onnx" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishEngine", values));

	return type;
}

GType
burnish_quality_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_QUALITY_FAST, "BURNISH_QUALITY_FAST", "fast" },
		{ BURNISH_QUALITY_FINE, "BURNISH_QUALITY_FINE", "fine" },
		{ BURNISH_QUALITY_BEST, "BURNISH_QUALITY_BEST", "best" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishQuality", values));

	return type;
}

GType
burnish_upscale_mode_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_UPSCALE_AUTO, "BURNISH_UPSCALE_AUTO", "auto" },
		{ BURNISH_UPSCALE_PHOTO, "BURNISH_UPSCALE_PHOTO", "photo" },
		{ BURNISH_UPSCALE_ART, "BURNISH_UPSCALE_ART", "art" },
		{ BURNISH_UPSCALE_PIXEL, "BURNISH_UPSCALE_PIXEL", "pixel" },
		{ BURNISH_UPSCALE_MEASURE_ONLY, "BURNISH_UPSCALE_MEASURE_ONLY", "measure-only" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishUpscaleMode", values));

	return type;
}
