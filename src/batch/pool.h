/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_POOL_H
#define BURNISH_POOL_H

#include <burnish.h>

/* Worker processes. Each has one job at a time, as a line of text, and answers it
 * with a line. One that dies, takes too long or needs too much memory costs that job
 * only, and another takes its place.
 */
typedef struct BurnishPool BurnishPool;

/* `options` must outlive the pool; of it only what has to do with workers is used. */
BurnishPool *burnish_pool_new(const BurnishBatch *options);

/* Ends the workers, those at work as well. */
void burnish_pool_free(BurnishPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishPool, burnish_pool_free)

gboolean burnish_pool_has_room(const BurnishPool *pool);
int burnish_pool_running(const BurnishPool *pool);

/* Give a job to a worker that has none. -1 with vips_error() when there is no
 * starting one. */
int burnish_pool_send(BurnishPool *pool, guint id, const char *job);

/* A job is over: with a line, or with what became of its worker. */
typedef void (*BurnishPoolFn)(guint id, const char *line, const char *error, void *data);

/* Wait for jobs that end, for `milliseconds` at most or until a signal comes. -1 with
 * vips_error() when workers do not even start. */
int burnish_pool_wait(BurnishPool *pool, int milliseconds, BurnishPoolFn fn, void *data);

#endif /*BURNISH_POOL_H*/
