/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_BORDERS_H
#define BURNISH_REFRAME_BORDERS_H

#include <vips/vips.h>

/* Find bars of one colour along the sides of a picture, and frames of them all
 * round, to the pixel: how many lines to cut at left, top, right and bottom. Only
 * what is surely painted on is found. Reads no more of the picture than the bars
 * and a few lines. */
int burnish_borders_find(VipsImage *image, int cut[4]);

#endif /*BURNISH_REFRAME_BORDERS_H*/
