/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_ARGUMENTS_H
#define BURNISH_REFRAME_ARGUMENTS_H

#include "../correction.h"
#include "analysis.h"
#include "choices.h"

/* The largest side of a target, as of a JPEG. */
#define BURNISH_REFRAME_MAX_SIDE 65500

typedef struct {
	BurnishCorrection parent_instance;

	char *aspect;
	int width;
	int height;
	double dpi;
	BurnishReframeMode mode;
	BurnishGravity gravity;
	VipsArrayDouble *focus;
	VipsArrayDouble *keep;
	BurnishTrim trim;
	double max_loss;
	BurnishFill fill;
	VipsArrayDouble *background;
	gboolean show_saliency;
	VipsArrayInt *bars;
	VipsArrayInt *crop;

	VipsArrayInt *subject_box;
	char *cut_at;
	double lost;
	double missing_scale;
	VipsArrayInt *applied_bars;
	VipsArrayInt *applied_crop;
	BurnishFill applied_fill;

	/* Left, top, right, bottom. */
	gboolean looked_for_bars;
	int found[4];
	int cut[4];
	/* NULL when nothing had to be measured. */
	BurnishAnalysis *analysis;
	/* What apply() does: this part of the picture, brought to this size. */
	VipsRect rect;
	int out_width;
	int out_height;
} BurnishReframe;

typedef BurnishCorrectionClass BurnishReframeClass;

/* For class_init: all arguments but those that every correction has. */
void burnish_reframe_class_add_arguments(BurnishReframeClass *class);

#endif /*BURNISH_REFRAME_ARGUMENTS_H*/
