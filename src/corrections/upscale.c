/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Enlarge pictures, with detail that a small network has learned to put back. Does
 * nothing unless a larger size is asked for.
 */

#include <math.h>

#include <burnish.h>

#include "../base/object.h"
#include "correction.h"
#include "upscale.h"
#include "upscale/choices.h"
#include "upscale/enlarge.h"
#include "upscale/look.h"
#include "upscale/size.h"

/* Less is blurred in print, more is seen by nobody. */
#define MIN_DPI 30.0
#define MAX_DPI 2400.0
#define DEFAULT_DPI 300.0

#define MM_PER_INCH 25.4

/* Of the noise of full contrast. */
#define MAX_GRAIN 255.0

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	double scale;
	char *to;
	char *paper;
	double dpi;
	gboolean cover;
	BurnishEngine engine;
	char *model;
	BurnishQuality quality;
	double sharpness;
	double clean;
	double grain;
	gboolean faithful;
	BurnishUpscaleMode mode;

	/* Outputs. */
	BurnishUpscaleMode applied_mode;
	double applied_grain;

	/* The size that it will have. */
	int width;
	int height;
} BurnishUpscale;

typedef BurnishCorrectionClass BurnishUpscaleClass;

G_DEFINE_TYPE(BurnishUpscale, burnish_upscale, BURNISH_TYPE_CORRECTION)

static BurnishSizeWish
get_wish(const BurnishUpscale *upscale)
{
	return (BurnishSizeWish){ upscale->scale, upscale->to, upscale->paper, upscale->dpi, upscale->cover };
}

static gboolean
is_idle(BurnishCorrection *correction)
{
	const BurnishSizeWish wish = get_wish((BurnishUpscale *) correction);

	return !burnish_size_is_asked(&wish);
}

static gboolean
has_mode(const BurnishUpscale *upscale)
{
	return upscale->mode != BURNISH_UPSCALE_AUTO && upscale->mode != BURNISH_UPSCALE_MEASURE_ONLY;
}

/* Grain counts in photographs only. */
static gboolean
is_given(BurnishCorrection *correction)
{
	const BurnishUpscale *upscale = (BurnishUpscale *) correction;

	return is_idle(correction) ||
		(has_mode(upscale) && (upscale->grain >= 0 || upscale->mode != BURNISH_UPSCALE_PHOTO));
}

static int
check(BurnishCorrection *correction, gboolean thorough)
{
	const BurnishSizeWish wish = get_wish((BurnishUpscale *) correction);

	return burnish_size_check(&wish);
}

/* Edges and grids do not show in a proxy. */
static int
measure_whole(BurnishCorrection *correction, VipsImage *in)
{
	BurnishUpscaleMode kind;
	double grain;

	if (burnish_look(in, &kind, &grain))
		return -1;
	/* As a recipe writes it, so that it gives the same again. */
	g_object_set(correction, "applied-mode", kind, "applied-grain", fmin(rint(10 * grain) / 10, MAX_GRAIN), NULL);

	return 0;
}

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	return 0;
}

/* A model is opened only when it is needed, and only for those who say so twice. */
static int
check_model(const BurnishUpscale *upscale)
{
	gboolean has_model = upscale->model && *upscale->model;

	if (has_model == (upscale->engine == BURNISH_ENGINE_ONNX))
		return 0;
	vips_error("upscale", has_model ? "model: is for engine onnx, which was not asked for" : "engine: onnx needs a model");

	return -1;
}

static int
decide(BurnishCorrection *correction)
{
	BurnishUpscale *upscale = (BurnishUpscale *) correction;
	const BurnishSizeWish wish = get_wish(upscale);
	int width = correction->in->Xsize;
	int height = correction->in->Ysize;

	if (check_model(upscale))
		return -1;
	if (has_mode(upscale))
		g_object_set(upscale, "applied-mode", upscale->mode, NULL);
	if (upscale->grain >= 0)
		g_object_set(upscale, "applied-grain", upscale->grain, NULL);
	if (!burnish_size_is_asked(&wish)) {
		burnish_correction_set_idle(correction, "no larger size asked for");
		return 0;
	}
	if (burnish_size_find(&wish, width, height, &upscale->width, &upscale->height))
		return -1;

	const char *kind = vips_enum_nick(burnish_upscale_mode_get_type(), upscale->applied_mode);
	if (upscale->width <= width && upscale->height <= height)
		burnish_correction_set_verdict(correction, FALSE, "%dx%d is as large as asked for; not changed", width, height);
	else if (upscale->mode == BURNISH_UPSCALE_MEASURE_ONLY)
		burnish_correction_set_verdict(correction, FALSE, "%s, to be enlarged from %dx%d to %dx%d; not changed",
			kind, width, height, upscale->width, upscale->height);
	else {
		gboolean is_ours = upscale->engine == BURNISH_ENGINE_BUILTIN || upscale->applied_mode == BURNISH_UPSCALE_PIXEL;
		g_autofree char *model = is_ours ? NULL : g_path_get_basename(upscale->model);

		burnish_correction_set_verdict(correction, TRUE, "%s, enlarged from %dx%d to %dx%d%s%s",
			kind, width, height, upscale->width, upscale->height, model ? " by " : "", model ? model : "");
	}

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	const BurnishUpscale *upscale = (BurnishUpscale *) correction;
	const BurnishEnlarge settings = {
		.width = upscale->width,
		.height = upscale->height,
		.kind = upscale->applied_mode,
		.quality = upscale->quality,
		.model = upscale->engine == BURNISH_ENGINE_ONNX ? upscale->model : NULL,
		.sharpness = upscale->sharpness,
		.clean = upscale->clean,
		.grain = upscale->applied_grain,
		.faithful = upscale->faithful,
	};
	/* Tiles overlap. */
	g_autoptr(VipsImage) ready = burnish_correction_keep(in);
	g_autoptr(VipsImage) large = NULL;

	if (!ready || burnish_enlarge(ready, &large, &settings))
		return -1;
	/* Resolution is part of what was asked for on paper. */
	if (upscale->paper && *upscale->paper)
		return vips_copy(large, out, "xres", upscale->dpi / MM_PER_INCH, "yres", upscale->dpi / MM_PER_INCH, NULL);
	*out = g_steal_pointer(&large);

	return 0;
}

static void
add_size(BurnishUpscaleClass *class)
{
	VIPS_ARG_DOUBLE(class, "scale", 10, "Scale",
		"How many times as wide and high, such as 2, 4 or 1.5; 1: as it is",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, scale),
		1.0, BURNISH_MAX_SCALE, 1.0);

	VIPS_ARG_STRING(class, "to", 11, "To",
		"As large as fits into this many pixels, such as 3508x4961, 3508x or x4961; empty: not given",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, to), "");

	VIPS_ARG_STRING(class, "paper", 12, "Paper",
		"As large as fits on this paper, such as a3, letter or 10x15cm, turned as the picture is; empty: not given",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, paper), "");

	VIPS_ARG_DOUBLE(class, "dpi", 13, "Dpi",
		"Pixels per inch of paper",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, dpi),
		MIN_DPI, MAX_DPI, DEFAULT_DPI);

	VIPS_ARG_BOOL(class, "cover", 21, "Cover",
		"Cover the size or the paper, as far as 16 times goes, instead of fitting into it",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, cover), FALSE);
}

static void
add_manner(BurnishUpscaleClass *class)
{
	VIPS_ARG_ENUM(class, "quality", 14, "Quality",
		"fast: a small network; fine: a larger one; best: the mean of eight runs of it; all of them built in",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, quality),
		burnish_quality_get_type(), BURNISH_QUALITY_FINE);

	VIPS_ARG_DOUBLE(class, "sharpness", 15, "Sharpness",
		"More of the detail that is put back, above 0, or less of it; -1 for none",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, sharpness), -1.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "clean", 16, "Clean",
		"How much grain and noise of JPEG to take out first, 0 for none",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, clean), 0.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "grain", 22, "Grain",
		"Deviation, in code values of 8 bits, of the grain of a photograph, which is kept as it is and "
		"not drawn out; 0: no grain, all is detail; -1: measured",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, grain), -1.0, MAX_GRAIN, -1.0);

	VIPS_ARG_BOOL(class, "faithful", 17, "Faithful",
		"Make the result give the picture again when it is reduced",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, faithful), FALSE);

	VIPS_ARG_ENUM(class, "mode", 18, "Mode",
		"auto: by what the picture is; photo: with all detail; art: nothing beyond the colours "
		"around an edge; pixel: keep blocks; measure-only: report and change nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, mode),
		burnish_upscale_mode_get_type(), BURNISH_UPSCALE_AUTO);

	VIPS_ARG_ENUM(class, "engine", 19, "Engine",
		"builtin: the networks of burnish; onnx: a model in a file, by ONNX Runtime where that is installed",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, engine),
		burnish_engine_get_type(), BURNISH_ENGINE_BUILTIN);

	VIPS_ARG_STRING(class, "model", 20, "Model",
		"The file of that model, whose input and output are floats of 0 to 1 in the order 1, bands, rows, columns; empty: none",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishUpscale, model), "");

	VIPS_ARG_ENUM(class, "applied-mode", 110, "Applied mode",
		"The mode that was used, or would be",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishUpscale, applied_mode),
		burnish_upscale_mode_get_type(), BURNISH_UPSCALE_AUTO);

	VIPS_ARG_DOUBLE(class, "applied-grain", 111, "Applied grain",
		"The deviation of the grain that was found or given, 0 where that did not count",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishUpscale, applied_grain), 0.0, MAX_GRAIN, 0.0);
}

static void
burnish_upscale_class_init(BurnishUpscaleClass *class)
{
	burnish_correction_class_set_names(class, "upscale", "enlarge with detail put back, for print");
	/* The model is a file that may change. */
	VIPS_OPERATION_CLASS(class)->flags |= VIPS_OPERATION_NOCACHE;
	class->whole_image = TRUE;
	class->check = check;
	class->is_idle = is_idle;
	class->is_given = is_given;
	class->measure_whole = measure_whole;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;
	add_size(class);
	add_manner(class);
}

static void
burnish_upscale_init(BurnishUpscale *upscale)
{
}

int
burnish_upscale(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("upscale", ap, in, out);
	va_end(ap);

	return result;
}
