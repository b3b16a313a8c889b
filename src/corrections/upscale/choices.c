/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the arguments of upscale choose from.
 */

#include "../../base/enumeration.h"
#include "choices.h"

static const GEnumValue engines[] = {
	{ BURNISH_ENGINE_BUILTIN, "BURNISH_ENGINE_BUILTIN", "builtin" },
	{ BURNISH_ENGINE_ONNX, "BURNISH_ENGINE_ONNX", "onnx" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_engine_get_type, "BurnishEngine", engines)

static const GEnumValue qualities[] = {
	{ BURNISH_QUALITY_FAST, "BURNISH_QUALITY_FAST", "fast" },
	{ BURNISH_QUALITY_FINE, "BURNISH_QUALITY_FINE", "fine" },
	{ BURNISH_QUALITY_BEST, "BURNISH_QUALITY_BEST", "best" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_quality_get_type, "BurnishQuality", qualities)

static const GEnumValue modes[] = {
	{ BURNISH_UPSCALE_AUTO, "BURNISH_UPSCALE_AUTO", "auto" },
	{ BURNISH_UPSCALE_PHOTO, "BURNISH_UPSCALE_PHOTO", "photo" },
	{ BURNISH_UPSCALE_ART, "BURNISH_UPSCALE_ART", "art" },
	{ BURNISH_UPSCALE_PIXEL, "BURNISH_UPSCALE_PIXEL", "pixel" },
	{ BURNISH_UPSCALE_MEASURE_ONLY, "BURNISH_UPSCALE_MEASURE_ONLY", "measure-only" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(GType, burnish_upscale_mode_get_type, "BurnishUpscaleMode", modes)
