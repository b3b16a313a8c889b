/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ONNX_H
#define BURNISH_ONNX_H

#include <glib.h>

/* A model in a file in the format of ONNX that enlarges pictures: one input and one output,
 * floats of 0 to 1 in the order 1, bands, rows, columns. Any number of threads may run it. */
typedef struct BurnishOnnx {
	/* 1 or 3. */
	int bands;

	/* How much larger its output is. */
	int scale;

	/* What it is to be given, the same in each run. */
	int width;
	int height;

	struct BurnishOnnxSession *session;
} BurnishOnnx;

/* NULL with vips_error(). */
BurnishOnnx *burnish_onnx_load(const char *path);
BurnishOnnx *burnish_onnx_ref(BurnishOnnx *onnx);
void burnish_onnx_unref(BurnishOnnx *onnx);

/* From bands * width * height values to scale * scale as many. -1 with vips_error(). */
int burnish_onnx_run(const BurnishOnnx *onnx, float *in, float *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishOnnx, burnish_onnx_unref)

#endif /*BURNISH_ONNX_H*/
