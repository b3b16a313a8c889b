/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BASE_H
#define BURNISH_BASE_H

#include <vips/vips.h>

#include "../base/luma.h"

/* The base layer of a picture: at each place, the mean of what lies near by and
 * is about as light, so that it follows edges. It is made of a proxy and read
 * at any size, row by row.
 */
typedef struct BurnishBase BurnishBase;

/* R, G and B, gamma-coded, 0..1, and a fourth for padding or a weight: what a
 * compiler can work on at once. */
typedef float BurnishVector __attribute__((vector_size(16)));

/* `proxy` is in memory: uchar or ushort, one or three bands and perhaps alpha.
 * Where alpha is 0 there is nothing to see. Never fails. */
BurnishBase *burnish_base_new(VipsImage *proxy);
void burnish_base_free(BurnishBase *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishBase, burnish_base_free)

/* One row of a picture of any size. */
typedef struct {
	const BurnishBase *base;
	float scale;
	const BurnishVector *rows[2];
	float fraction;
} BurnishBaseRow;

/* Row `y` of a picture of that size which looks like the proxy. */
void burnish_base_row(const BurnishBase *base, int width, int height, int y, BurnishBaseRow *row);

/* The base at column `x` of a pixel of that colour. A colour that the proxy does
 * not have near by is its own base. */
BurnishVector burnish_base_get(const BurnishBaseRow *row, int x, BurnishVector colour);

/* Luma of gamma-coded colour, by BT.709. */
static inline float
burnish_luma(BurnishVector v)
{
	return burnish_luma_709(v[0], v[1], v[2]);
}

#endif /*BURNISH_BASE_H*/
