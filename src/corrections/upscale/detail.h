/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DETAIL_H
#define BURNISH_DETAIL_H

#include <glib.h>

#include "network.h"

/* What a thread needs for the detail of tiles of up to max_side x max_side pixels of
 * input. */
typedef struct {
	const BurnishNetwork *network;
	BurnishScratch *scratch;

	/* 2, for a half turn, or 8 for all turns and reflections. */
	int passes;

	/* Luma in code values of 8 bits, with a margin around the tile, to be filled in
	 * by the caller: rows are `stride` apart. */
	float *luma;
	int margin;
	int stride;

	/* The result: scale times as large, in code values. */
	float *detail;

	float *turned;
	float *turned_detail;
} BurnishDetail;

BurnishDetail *burnish_detail_new(const BurnishNetwork *network, int max_side, int passes);
void burnish_detail_free(BurnishDetail *detail);

/* From `luma` of a tile to `detail`. */
void burnish_detail_run(BurnishDetail *detail, int width, int height);

#endif /*BURNISH_DETAIL_H*/
