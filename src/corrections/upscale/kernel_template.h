/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One set of kernels, for vectors of LANES floats; kernels.c includes this once for each
 * kind of machine, with these macros defined:
 *
 *   NAME(x)       x with the kind in its name
 *   TARGET        the attribute that lets the compiler use the instructions
 *   LANES         floats in a vector
 *   PIXELS        pixels worked on at once: as many as leave registers for weights
 *   MULTIPLY_ADD  a * b + c on vectors of LANES, QUAD_ADD on vectors of 4
 *
 * A vector holds outputs of one pixel, so every pixel is computed by the same operations
 * in the same order, wherever it lies in a row: results do not depend on tiles.
 */

#define GROUPS (BURNISH_CHANNELS / LANES)

typedef float NAME(Vector) __attribute__((vector_size(LANES * sizeof(float))));
typedef int NAME(Mask) __attribute__((vector_size(LANES * sizeof(float))));

TARGET static inline __attribute__((always_inline)) void
NAME(store)(NAME(Vector) value, NAME(Vector) slope, NAME(Vector) *out)
{
	NAME(Mask)
	positive = value > (NAME(Vector)){ 0 };

	*out = (NAME(Vector))(positive & (NAME(Mask)) value) +
		slope * (NAME(Vector))(~positive & (NAME(Mask)) value);
}

TARGET static inline __attribute__((always_inline)) void
NAME(convolve)(const float *const *rows, int side, int inputs, const float *weights,
	const float *bias, const float *slope, float *out, int width)
{
	for (int x = 0; x < width; x += PIXELS) {
		NAME(Vector)
		sum[PIXELS][GROUPS];

		UNROLL
		for (int p = 0; p < PIXELS; p++)
			UNROLL
			for (int g = 0; g < GROUPS; g++)
				sum[p][g] = ((const NAME(Vector) *) bias)[g];

		const NAME(Vector) *w = (const NAME(Vector) *) weights;
		for (int dy = 0; dy < side; dy++) {
			const float *in = rows[dy] + x * inputs;

			/* The columns follow one another in memory. */
			for (int i = 0; i < side * inputs; i++, w += GROUPS) {
				UNROLL
				for (int p = 0; p < PIXELS; p++) {
					NAME(Vector)
					value = in[p * inputs + i] - (NAME(Vector)){ 0 };

					UNROLL
					for (int g = 0; g < GROUPS; g++)
						sum[p][g] = MULTIPLY_ADD(w[g], value, sum[p][g]);
				}
			}
		}

		UNROLL
		for (int p = 0; p < PIXELS; p++)
			UNROLL
			for (int g = 0; g < GROUPS; g++)
				NAME(store)
		(sum[p][g], ((const NAME(Vector) *) slope)[g],
			(NAME(Vector) *) (out + (x + p) * BURNISH_CHANNELS) + g);
	}
}

TARGET static void
NAME(first)(const float *const rows[5], const float *weights, const float *bias,
	const float *slope, float *out, int width)
{
	NAME(convolve)
	(rows, 5, 1, weights, bias, slope, out, width);
}

TARGET static void
NAME(body)(const float *const rows[3], const float *weights, const float *bias,
	const float *slope, float *out, int width)
{
	NAME(convolve)
	(rows, 3, BURNISH_CHANNELS, weights, bias, slope, out, width);
}

TARGET static void
NAME(last)(const float *const rows[3], const float *weights, const float *bias,
	float *out, int width)
{
	for (int x = 0; x < width; x += QUADS) {
		Quad sum[QUADS];

		UNROLL
		for (int p = 0; p < QUADS; p++)
			sum[p] = *(const Quad *) bias;

		const Quad *w = (const Quad *) weights;
		for (int dy = 0; dy < 3; dy++) {
			const float *in = rows[dy] + x * BURNISH_CHANNELS;

			for (int i = 0; i < 3 * BURNISH_CHANNELS; i++, w++) {
				UNROLL
				for (int p = 0; p < QUADS; p++) {
					Quad value = in[p * BURNISH_CHANNELS + i] - (Quad){ 0 };

					sum[p] = QUAD_ADD(*w, value, sum[p]);
				}
			}
		}

		UNROLL
		for (int p = 0; p < QUADS; p++)
			((Quad *) out)[x + p] = sum[p];
	}
}

static const BurnishKernels NAME(kernels) = { KIND, NAME(first), NAME(body), NAME(last) };
