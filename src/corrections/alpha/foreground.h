/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FOREGROUND_H
#define BURNISH_FOREGROUND_H

#include "matte.h"

/* Replace the colours of what is partly transparent, seen over a known ground, by those
 * of the foreground alone.
 *
 * ground: three floats, the next pixel's `stride` floats on; 0 for one colour. */
void burnish_foreground_estimate(BurnishMatte *matte, const float *ground, int stride);

#endif /*BURNISH_FOREGROUND_H*/
