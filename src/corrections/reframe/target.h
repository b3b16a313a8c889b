/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_TARGET_H
#define BURNISH_REFRAME_TARGET_H

#include <glib.h>

/* What shape and size a picture is to have. */
typedef struct {
	/* Width to height; 0 when it is free. */
	double ratio;
	/* In pixels; 0 when it is free. With a ratio, both are set or none is. */
	int width;
	int height;
} BurnishTarget;

/* `aspect` is a ratio ("16:9", "1.91:1", "1.5") or a paper ("a4", "letter-landscape"),
 * or NULL; width and height are pixels or 0; dpi gives the pixels of a paper, or is
 * 0. -1 with vips_error(`domain`) when they are no shape or do not go together. */
int burnish_target_parse(const char *domain, const char *aspect, int width, int height,
	double dpi, BurnishTarget *target);

#endif /*BURNISH_REFRAME_TARGET_H*/
