/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_CHANNELS_H
#define BURNISH_REFRAME_CHANNELS_H

#include <glib.h>

/* Pixels a side of a channel cell, and cells a side of a head window. */
#define BURNISH_CHANNEL_CELL 4
#define BURNISH_HEAD_CELLS 8
#define BURNISH_HEAD_WINDOW (BURNISH_CHANNEL_CELL * BURNISH_HEAD_CELLS)

/* Luma, red-green, yellow-blue, strength of the slope, and the slope in four
 * directions. */
#define BURNISH_CHANNELS 8
#define BURNISH_HEAD_FEATURES (BURNISH_CHANNELS * BURNISH_HEAD_CELLS * BURNISH_HEAD_CELLS)

/* Channel means of the cells of three planes of `width` x `height`: `cells` gets
 * BURNISH_CHANNELS floats for each whole cell, row by row. */
void burnish_channels_fill(const float *const planes[3], int width, int height, float *cells);

/* Planes scaled down by area: `to` has `width` x `height`. */
void burnish_channels_shrink(const float *from, int from_width, int from_height,
	float *to, int width, int height);

#endif /*BURNISH_REFRAME_CHANNELS_H*/
