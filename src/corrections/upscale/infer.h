/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INFER_H
#define BURNISH_INFER_H

#include <vips/vips.h>

#include "onnx.h"

typedef struct {
	BurnishOnnx *onnx;

	/* What the difference from an interpolation is multiplied by. */
	double gain;

	/* Values stay between those of the nearest pixels. */
	gboolean bounded;
} BurnishInfer;

/* Enlarge by the scale of a model. As burnish_magnify(). */
int burnish_infer(VipsImage *in, VipsImage **out, const BurnishInfer *infer, VipsBandFormat format);

#endif /*BURNISH_INFER_H*/
