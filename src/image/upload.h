/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPLOAD_H
#define BURNISH_UPLOAD_H

#include "input.h"

/* A picture made ready to be sent to somebody who takes PNG, JPEG and WebP only. */
typedef struct {
	GBytes *bytes;
	/* "image/png", "image/jpeg" or "image/webp". */
	const char *mime;
	/* With the right suffix, for a form; never a path. */
	char *name;
	int width;
	int height;
} BurnishUpload;

/* Largest file, in bytes: below 50 MB in a form; in JSON, what makes a data URL of 20 971 520
 * characters (contract of the image API, sections 2 and 3). */
#define BURNISH_UPLOAD_FORM_BYTES (50 * 1000 * 1000 - 1)
#define BURNISH_UPLOAD_JSON_BYTES ((20971520 - 64) / 4 * 3)

/* Read a file (NULL: standard input). What is PNG, JPEG or WebP already, upright, in sRGB and
 * not too large goes as it is; everything else becomes a PNG, and what is still too large
 * is reduced. Says so in `notes`. `index` numbers the name. NULL with vips_error(). */
BurnishUpload *burnish_upload_open(const char *path, int index, const BurnishLimits *limits,
	gint64 max_bytes, GPtrArray *notes);

/* The same for bytes in memory; `name` is for messages. */
BurnishUpload *burnish_upload_new(GBytes *bytes, const char *name, int index, const BurnishLimits *limits,
	gint64 max_bytes, GPtrArray *notes);

void burnish_upload_free(BurnishUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishUpload, burnish_upload_free)

#endif /*BURNISH_UPLOAD_H*/
