/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_PLACEMENT_H
#define BURNISH_REFRAME_PLACEMENT_H

#include "subject.h"

/* What the user says about the place of a crop. Shares of width and height; NAN
 * where nothing is said. */
typedef struct {
	/* The point that the crop is centred on. */
	double focus[2];
	/* Or the side that the crop is moved to: 0 is left or top, 1 right or
	 * bottom. */
	double gravity[2];
	/* What must not be cut. */
	BurnishBox keep;
} BurnishWishes;

/* Where along an axis of `size` pixels the crop of `length` pixels begins. */
int burnish_placement_find(const BurnishSubject *subject, const BurnishWishes *wishes,
	int axis, int size, int length);

/* The share of the subject that a crop from `start` keeps, of what any crop of that
 * length could. */
double burnish_placement_kept(const BurnishSubject *subject, int axis, int size, int length, int start);

#endif /*BURNISH_REFRAME_PLACEMENT_H*/
