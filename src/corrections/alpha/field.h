/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FIELD_H
#define BURNISH_FIELD_H

#include <glib.h>

/* Arithmetic on planes of floats and masks, row by row. */

/* The sum over a square window of 2 * radius + 1, cut off at the edges. In
 * place. */
void burnish_field_box_sum(float *data, int width, int height, int radius);

/* About a Gaussian of a standard deviation of about `sigma` (1 or more) pixels, by boxes;
 * what lies beyond the edges is 0. In place. */
void burnish_field_blur(float *data, int width, int height, double sigma);

/* The distance of every pixel to the nearest one whose mask is `value`, in fifths of a
 * pixel; chamfer 5-7-11, exact to 2 %. Free with g_free(). */
#define BURNISH_FIELD_PIXEL 5
gint16 *burnish_field_distance(const guint8 *mask, guint8 value, int width, int height);

/* Fill a field of up to 4 `bands`, values a pixel from its samples: `weight` (0 or more,
 * one a pixel) says how much a sample counts. Where there is none the surroundings
 * decide, ever wider ones the emptier it is (pull-push); where there is one it
 * stays, as far as its weight reaches 1. */
void burnish_field_fill(float *data, const float *weight, int width, int height, int bands);

/* The same for three colours, from the pixels marked as source to those marked as
 * target. */
enum {
	BURNISH_FIELD_SOURCE = 1,
	BURNISH_FIELD_TARGET,
};
void burnish_field_fill_marked(float *data, const guint8 *mark, int width, int height);

/* A field of w x h cells of `side` pixels. */
typedef struct {
	const float *data;
	int w;
	int h;
	int bands;
	int side;
} BurnishFieldCells;

/* Row `y` of a picture of `width`, bilinear. */
void burnish_field_enlarge_row(const BurnishFieldCells *cells, int y, float *row, int width);

#endif /*BURNISH_FIELD_H*/
