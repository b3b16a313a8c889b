/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FOREGROUND_H
#define BURNISH_FOREGROUND_H

#include "matte.h"

/* Replace the colours of a matte, seen over a known ground, by the colours of
 * the foreground alone, also where it is hardly or not there.
 *
 * ground: three floats a pixel; NULL where the colours are the foreground's
 * already, and only those under little alpha are to be made up. */
void burnish_foreground_estimate(BurnishMatte *matte, const float *ground);

#endif /*BURNISH_FOREGROUND_H*/
