/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_NAMING_H
#define BURNISH_NAMING_H

#include <burnish.h>

/* What pictures that are made are called. */
typedef struct BurnishNaming BurnishNaming;

BurnishNaming *burnish_naming_new(void);
void burnish_naming_free(BurnishNaming *naming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishNaming, burnish_naming_free)

/* Append the names of picture `index` of `total` of a job, as many as its recipe has shapes; each name is
 * given once. A file that the user did not name himself never meets one that is there. A name is NULL for
 * standard output. -1 with vips_error(), also when a file is there that must not be replaced. */
int burnish_naming_next(BurnishNaming *naming, const BurnishMakeJob *job, const char *model,
	int index, int total, GPtrArray *names);

/* "a-red-bicycle" of "A red bicycle!". Free with g_free(). */
char *burnish_naming_slug(const char *prompt);

#endif /*BURNISH_NAMING_H*/
