/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_NETWORK_H
#define BURNISH_NETWORK_H

/* A convolutional network on luma that gives the detail which an interpolation misses.
 * Made once from the table in weights.c, and kept. */
typedef struct BurnishNetwork BurnishNetwork;

/* By the name in weights.c, such as "fine2"; NULL where there is none. */
const BurnishNetwork *burnish_network_find(const char *name);

/* How much larger its output is. */
int burnish_network_scale(const BurnishNetwork *network);

/* How far around a pixel it looks. */
int burnish_network_margin(const BurnishNetwork *network);

/* What a run needs; one for each thread. For results of up to max_width input pixels
 * in a row. */
typedef struct BurnishScratch BurnishScratch;

BurnishScratch *burnish_scratch_new(const BurnishNetwork *network, int max_width);
void burnish_scratch_free(BurnishScratch *scratch);

/* Give the detail of width x height pixels of input, scale times as large, in code
 * values of 8 bits. `luma` begins margin pixels to the left of and above these; its rows
 * may be read BURNISH_SLACK floats beyond their end. Rows of `detail` are
 * width * scale floats. */
void burnish_network_run(const BurnishNetwork *network, BurnishScratch *scratch,
	const float *luma, int stride, int width, int height, float *detail);

#endif /*BURNISH_NETWORK_H*/
