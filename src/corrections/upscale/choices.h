/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPSCALE_CHOICES_H
#define BURNISH_UPSCALE_CHOICES_H

#include <glib-object.h>

typedef enum {
	BURNISH_QUALITY_FAST,
	BURNISH_QUALITY_FINE,
	BURNISH_QUALITY_BEST,
} BurnishQuality;

typedef enum {
	BURNISH_UPSCALE_AUTO,
	BURNISH_UPSCALE_PHOTO,
	BURNISH_UPSCALE_ART,
	BURNISH_UPSCALE_PIXEL,
	BURNISH_UPSCALE_MEASURE_ONLY,
} BurnishUpscaleMode;

typedef enum {
	BURNISH_ENGINE_BUILTIN,
	BURNISH_ENGINE_ONNX,
} BurnishEngine;

GType burnish_engine_get_type(void);
GType burnish_quality_get_type(void);
GType burnish_upscale_mode_get_type(void);

#endif /*BURNISH_UPSCALE_CHOICES_H*/
