/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The convolutions of the networks, where the time goes: the vector extensions of GCC
 * and Clang, compiled for several kinds of machine, of which the fastest is picked when
 * the program runs.
 */

#include <glib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "kernels.h"

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef float Quad __attribute__((vector_size(4 * sizeof(float))));

/* Sums kept in registers by the last convolution; 8 leave some in the smallest sets. */
#define QUADS 8

#if defined(__aarch64__)
/* 32 registers; NEON is always there. */
#define PIXELS 6
#define QUAD_ADD(a, b, c) ((Quad) vfmaq_f32((float32x4_t) (c), (float32x4_t) (a), (float32x4_t) (b)))
#else
#define PIXELS 2
#define QUAD_ADD(a, b, c) ((a) * (b) + (c))
#endif
#define KIND "plain"
#define NAME(x) plain_##x
#define TARGET
#define LANES 4
#define MULTIPLY_ADD QUAD_ADD
#include "kernels.inc"
#undef KIND
#undef NAME
#undef TARGET
#undef LANES
#undef PIXELS
#undef MULTIPLY_ADD
#undef QUAD_ADD

#if defined(__x86_64__)

#define QUAD_ADD(a, b, c) ((Quad) _mm_fmadd_ps((__m128) (a), (__m128) (b), (__m128) (c)))

#define KIND "avx2"
#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define PIXELS 6
#define MULTIPLY_ADD(a, b, c) ((avx2_Vector) _mm256_fmadd_ps((__m256) (a), (__m256) (b), (__m256) (c)))
#include "kernels.inc"
#undef KIND
#undef NAME
#undef TARGET
#undef LANES
#undef PIXELS
#undef MULTIPLY_ADD

#define KIND "avx512"
#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f,avx512vl,avx2,fma")))
#define LANES 16
#define PIXELS 14
#define MULTIPLY_ADD(a, b, c) ((avx512_Vector) _mm512_fmadd_ps((__m512) (a), (__m512) (b), (__m512) (c)))
#include "kernels.inc"

#endif

const BurnishKernels *
burnish_kernels_named(const char *name)
{
#if defined(__x86_64__)
	if (g_str_equal(name, "avx512"))
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") ? &avx512_kernels : NULL;
	if (g_str_equal(name, "avx2"))
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_kernels : NULL;
#endif

	return g_str_equal(name, "plain") ? &plain_kernels : NULL;
}

const BurnishKernels *
burnish_kernels(void)
{
	static const char *const names[] = { "avx512", "avx2", "plain" };
	const char *wanted = g_getenv("BURNISH_VECTOR");
	const BurnishKernels *found = wanted ? burnish_kernels_named(wanted) : NULL;

	for (guint i = 0; !found; i++)
		found = burnish_kernels_named(names[i]);

	return found;
}
