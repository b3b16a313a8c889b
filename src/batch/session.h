/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SESSION_H
#define BURNISH_SESSION_H

#include <burnish.h>

/* A batch with its workers and its journal, for one plan after another.
 */
typedef struct BurnishSession BurnishSession;

/* `options` must outlive it; `total` is how many items there will be, as far as that is
 * known. NULL with vips_error(). */
BurnishSession *burnish_session_new(const BurnishBatch *options, guint total);
void burnish_session_free(BurnishSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSession, burnish_session_free)

/* As burnish_batch_run(). */
int burnish_session_run(BurnishSession *session, const GPtrArray *items);

#endif /*BURNISH_SESSION_H*/
