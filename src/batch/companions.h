/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COMPANIONS_H
#define BURNISH_COMPANIONS_H

#include <burnish.h>

#include "../image/encode.h"

/* The files that the save chapter asks for beside the result: reduced copies for the web
 * and their snippet, a proof, a gamut warning, the Content Credentials of the input. Like
 * the result, they come into being whole or not at all. */
typedef struct BurnishCompanions BurnishCompanions;

/* Find their names, and that they are free, before any work. path: of the result.
 * NULL with vips_error(). */
BurnishCompanions *burnish_companions_new(BurnishSave *save, const char *path, BurnishOutputPolicy policy);

void burnish_companions_free(BurnishCompanions *companions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishCompanions, burnish_companions_free)

/* Write them, still without names. metadata: what the result has, before it was written.
 * c2pa: may be NULL. */
int burnish_companions_write(BurnishCompanions *companions, const BurnishPrepared *prepared,
	const BurnishMetadata *metadata, GBytes *c2pa, int depth);

/* Give those that were written their names, and add them to `paths`. On failure, new ones
 * are taken away again. */
int burnish_companions_commit(BurnishCompanions *companions, GPtrArray *paths);

#endif /*BURNISH_COMPANIONS_H*/
