/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef SUPPORT_H
#define SUPPORT_H

#include <burnish.h>

#include "base/error.h"
#include "base/object.h"

/* What the unit tests share. */

/* Start GLib's test harness and burnish. */
void support_init(int *argc, char ***argv);

/* Run the tests, stop burnish. */
int support_run(void);

/* The pending error must contain `text`; takes it. */
#define assert_error(text) \
	G_STMT_START \
	{ \
		g_autofree char *pending = burnish_error_take(); \
		if (!strstr(pending, text)) \
			g_error("%s:%d: expected an error with \"%s\", got \"%s\"", __FILE__, __LINE__, text, pending); \
	} \
	G_STMT_END

/* No call may have failed. */
#define assert_ok(call) \
	G_STMT_START \
	{ \
		if (call) { \
			g_autofree char *pending = burnish_error_take(); \
			g_error("%s:%d: %s failed: %s", __FILE__, __LINE__, #call, pending); \
		} \
	} \
	G_STMT_END

/* Two pictures must have the same size, format and pixels. */
void assert_same(VipsImage *a, VipsImage *b);

/* The largest difference of any sample. */
double max_difference(VipsImage *a, VipsImage *b);

/* A picture of one colour. */
/* In the midst of a wider ground: how much wider at left, top, right and bottom. */
VipsImage *with_bars(VipsImage *in, const int bars[4], const double *colour, int n);
VipsImage *flat(int width, int height, int bands, VipsBandFormat format,
	VipsInterpretation interpretation, const double *colour);

/* A directory for the files of one test, removed with all that is in it by
 * support_run(). */
const char *scratch(void);

/* A path in it. Free with g_free(). */
char *scratch_path(const char *name);

/* Write a picture to a file in it, by suffix and libvips options. Free the path
 * with g_free(). */
char *scratch_image(VipsImage *image, const char *name);

#endif /*SUPPORT_H*/
