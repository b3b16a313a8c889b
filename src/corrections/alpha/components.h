/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COMPONENTS_H
#define BURNISH_COMPONENTS_H

#include <glib.h>

typedef struct {
	/* In pixels, and the box around them. */
	gsize area;
	int left;
	int top;
	int right;
	int bottom;
	/* Touches the edge of the picture. */
	gboolean border;
} BurnishComponent;

/* Pixels of a row that follow each other, from `left` to before `right`. */
typedef struct {
	guint32 label;
	int y;
	int left;
	int right;
} BurnishMaskRun;

typedef struct {
	/* One a pixel: 0 outside the mask, else the number of its part. */
	guint32 *label;
	/* By number; the first, number 0, is unused. */
	BurnishComponent *items;
	guint32 n;
	/* The same as runs, row by row. */
	BurnishMaskRun *runs;
	guint n_runs;
} BurnishComponents;

/* The connected parts of the pixels whose mask is TRUE (the others are FALSE), by edges (4)
 * or by edges and corners (8). */
BurnishComponents *burnish_components_new(const guint8 *mask, int width, int height, int connectivity);
void burnish_components_free(BurnishComponents *components);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishComponents, burnish_components_free)

#endif /*BURNISH_COMPONENTS_H*/
