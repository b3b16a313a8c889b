/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_KERNELS_H
#define BURNISH_KERNELS_H

/* Maps of features between the convolutions. */
#define BURNISH_CHANNELS 16

/* What a row of pixels may be read and written beyond its width: kernels work on blocks
 * of pixels. What is in there does not matter. */
#define BURNISH_SLACK 16

/* Weights in the order row, column, input, output; aligned to 64 bytes, all three. */
typedef struct {
	const float *weights;
	const float *bias;

	/* Of PReLU. */
	const float *slope;
} BurnishConvolution;

/* Each gives a row of `width` pixels of a convolution from the rows that it needs, which
 * are longer by the size of the convolution less one. */
typedef struct {
	const char *name;

	/* 5 x 5, from one map to 16, then PReLU. */
	void (*first)(const float *const rows[5], const BurnishConvolution *convolution, float *out, int width);

	/* 3 x 3, from 16 maps to 16, then PReLU. */
	void (*body)(const float *const rows[3], const BurnishConvolution *convolution, float *out, int width);

	/* 3 x 3, from 16 maps to 4, and nothing after it. */
	void (*last)(const float *const rows[3], const BurnishConvolution *convolution, float *out, int width);
} BurnishKernels;

/* The fastest that this machine can run; the environment variable
 * BURNISH_VECTOR=plain|avx2|avx512, for tests, names one. */
const BurnishKernels *burnish_kernels(void);

/* By name, or NULL where the machine cannot run them. */
const BurnishKernels *burnish_kernels_named(const char *name);

#endif /*BURNISH_KERNELS_H*/
