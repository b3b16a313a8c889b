/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_READINGS_H
#define BURNISH_REFRAME_READINGS_H

#include "net.h"
#include "saliency.h"

/* Where one map says that the subject, or its focus, begins and ends along an axis, as
 * shares of it. */
typedef struct {
	double start;
	double end;
} BurnishReading;

/* Where the network's maps of subject and focus, and those of saliency, rise above some
 * level; between which of their quantiles they lie; and parts of four of these extents,
 * as a focus is a part of its subject. */
#define BURNISH_READINGS_LEVELS (2 * 5 + BURNISH_SALIENCY_MAPS * 4)
#define BURNISH_READINGS_QUANTILES ((4 + BURNISH_SALIENCY_MAPS) * 3)
#define BURNISH_READINGS_PARTS (4 * 6)
#define BURNISH_READINGS (BURNISH_READINGS_LEVELS + BURNISH_READINGS_QUANTILES + BURNISH_READINGS_PARTS)

/* Fill `readings`, across or down. */
void burnish_readings_find(const BurnishNetMaps *net, const BurnishSaliency *saliency, gboolean vertical,
	BurnishReading readings[BURNISH_READINGS]);

#endif /*BURNISH_REFRAME_READINGS_H*/
