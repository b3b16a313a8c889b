/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SUMS_H
#define BURNISH_SUMS_H

#include <glib.h>

/* What a store compares bytes by. */

#define BURNISH_MD5_SIZE 16
/* As text, with its end. */
#define BURNISH_SHA256_SIZE 65

/* Of a part of a file, a block at a time; where `sha256` is NULL, the other only. -1 with
 * vips_error(). */
int burnish_sums_file(int fd, gint64 offset, gint64 length, guint8 *md5, char *sha256);

void burnish_sums_text(const char *text, guint8 *md5, char *sha256);

#endif /*BURNISH_SUMS_H*/
