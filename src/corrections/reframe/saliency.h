/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_SALIENCY_H
#define BURNISH_REFRAME_SALIENCY_H

#include "look.h"

/* The maps that say what stands out, in cells of the look, 0 (5th percentile) to
 * 1 (98th). */
typedef enum {
	/* How high a step lies between a cell and every side of the picture. */
	BURNISH_SALIENCY_BARRIER,
	/* Sharp detail: what the focus is on. */
	BURNISH_SALIENCY_DETAIL,
	/* Distance from the mean colour. */
	BURNISH_SALIENCY_RARITY,
	BURNISH_SALIENCY_MAPS,
} BurnishSaliencyMap;

/* Where along an axis a map has certain shares of its sum. */
#define BURNISH_SALIENCY_QUANTILES 7

/* Quantiles of a row of masses, as shares of its length; of an empty one those of an
 * even one. */
void burnish_saliency_quantiles(const double *mass, int n, double out[BURNISH_SALIENCY_QUANTILES]);

typedef struct {
	int columns;
	int rows;
	float *map[BURNISH_SALIENCY_MAPS];
} BurnishSaliency;

/* `texts` are blocks of lettering: they are kept apart from the subject. */
BurnishSaliency *burnish_saliency_new(const BurnishLook *look, const GArray *texts);
void burnish_saliency_free(BurnishSaliency *saliency);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSaliency, burnish_saliency_free)

/* Quantiles of one map along x or y, 0..1. */
void burnish_saliency_find_quantiles(const BurnishSaliency *saliency, BurnishSaliencyMap map, gboolean vertical,
	double out[BURNISH_SALIENCY_QUANTILES]);

#endif /*BURNISH_REFRAME_SALIENCY_H*/
