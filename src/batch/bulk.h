/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BULK_H
#define BURNISH_BULK_H

#include <burnish.h>

/* A batch with its workers and its journal, for one plan after another.
 */
typedef struct BurnishBulk BurnishBulk;

/* `options` must outlive it; `total` is how many items there will be, as far as that is
 * known. NULL with vips_error(). */
BurnishBulk *burnish_bulk_new(const BurnishBatch *options, guint total);
void burnish_bulk_free(BurnishBulk *bulk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishBulk, burnish_bulk_free)

/* As burnish_batch_run(). */
int burnish_bulk_run(BurnishBulk *bulk, const GPtrArray *items);

#endif /*BURNISH_BULK_H*/
