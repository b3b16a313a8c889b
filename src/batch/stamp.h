/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STAMP_H
#define BURNISH_STAMP_H

#include <glib.h>

/* What tells a file that was not touched without reading it, as text: its size, when
 * it was written and, with `changed`, when anything about it was changed, which
 * nobody can set; of an object, its size and its ETag. NULL when there is no such file. Free with g_free(). */
char *burnish_stamp(const char *path, gboolean changed);

/* Whether two stamps are of files of one size. */
gboolean burnish_stamp_is_same_size(const char *a, const char *b);

/* A name for a file of this run alone: the time, by which such names sort, a label, and
 * chance. Free with g_free(). */
char *burnish_stamp_run(const char *label);

#endif /*BURNISH_STAMP_H*/
