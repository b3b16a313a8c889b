/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef CUTOUT_H
#define CUTOUT_H

#include <vips/vips.h>

/* Drawings whose alpha and colours are known, for the tests of clean_alpha. */

#define SIDE 256

/* A drawing, straight, 0 to 255: colours r, g, b, then alpha. */
typedef float Truth[SIDE * SIDE][4];

extern const float red[3];
extern const float blue[3];
extern const float white[3];

/* The place of pixel `i`. */
int x_of(int i);
int y_of(int i);

/* Lay a colour over pixel `i`, 0 to 1 of it. */
void put(Truth truth, int i, float r, float g, float b, float cover);
void disc(Truth truth, float cx, float cy, float radius, const float *colour);

/* A red ball with a blue rim and a white eye; a doughnut: a ball with a hole. */
void draw_ball(Truth truth);
void draw_ring(Truth truth);

guint32 noise(guint32 i);

/* What is behind, at a place. */
typedef void (*GroundFn)(int x, int y, float *colour);
void checkerboard(int x, int y, float *colour);
void cream(int x, int y, float *colour);

/* The drawing on a ground, opaque; and by itself, with alpha. */
VipsImage *paint(Truth truth, GroundFn ground);
VipsImage *cut_out(Truth truth);

int get_alpha(VipsImage *image, int x, int y);

/* The mean error of alpha, of 255; and the mean error of what is seen on a magenta
 * ground. */
void get_errors(VipsImage *image, Truth truth, double *alpha, double *seen);
void assert_errors(VipsImage *image, Truth truth, double alpha, double seen);

#endif /*CUTOUT_H*/
