/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SIZE_H
#define BURNISH_SIZE_H

#include <glib.h>

/* The size that somebody wishes for: "auto", a ratio such as "16:9", paper such as "A4"
 * or "letter-landscape" (at 300 pixels an inch), or pixels, "1920x1080". */
typedef struct {
	/* Both 0 for "auto". For a ratio, only the relation counts. */
	int width;
	int height;
	/* Whether it is pixels that are wished for. */
	gboolean is_pixels;
} BurnishSize;

/* -1 with vips_error(). */
int burnish_size_parse(const char *text, BurnishSize *size);

/* "1536x1024" to numbers, FALSE when it is none. */
gboolean burnish_size_scan(const char *text, int *width, int *height);

#endif /*BURNISH_SIZE_H*/
