/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STORE_H
#define BURNISH_STORE_H

#include <burnish.h>

/* Objects of a store that speaks S3, as files are used here: fetched whole, put whole or not
 * at all. Names are s3://BUCKET/KEY. One account, with its connections, for the whole process.
 */

/* Errors of a store have this domain. */
#define BURNISH_STORE "object store"

/* Read the account, if that was not done; the rest does it by itself. -1 with vips_error(). */
int burnish_store_open(void);

/* Whether the store said what makes every other try useless as well. */
gboolean burnish_store_is_closed(void);

/* For a process of ours that works for us: `base` with the account. A copy of `base` when no
 * store is open. Free with burnish_store_wipe_environment(). */
char **burnish_store_environment(char **base);
void burnish_store_wipe_environment(char **environment);
/* In such a process, at its beginning: take the account from there. */
void burnish_store_inherit(void);

/* Call a function for each object whose name begins so, in the order of the bytes of their keys; without
 * `recursive`, for those with no further slash. -1 with vips_error(). */
typedef void (*BurnishStoreFn)(const char *name, void *data);
int burnish_store_list(const char *prefix, gboolean recursive, BurnishStoreFn fn, void *data);

/* A file without a name that has an object in it, checked against what the store says of it; to be
 * closed. -1 with vips_error(), and *is_too_large when it has more than `max_bytes`. */
int burnish_store_fetch(const char *name, gint64 max_bytes, gboolean *is_too_large);

/* From now on, the last object that was fetched is kept, for another fetch of it; or not
 * any more. */
void burnish_store_hold(gboolean hold);

/* An empty file without a name, which its owner only can read. -1 with vips_error(). */
int burnish_store_temporary(void);

/* Whether there is such an object: 1 or 0, -1 with vips_error(). */
int burnish_store_exists(const char *name);

/* Make an object of a file, with its media type, which may be NULL. Nobody sees it before it
 * is whole. -1 with vips_error(). */
int burnish_store_put(const char *name, int fd, const char *type, BurnishOutputPolicy policy);

int burnish_store_remove(const char *name);

/* What tells an object from what it was before, as text that begins with its size and ":".
 * As far as it is known from a list, or from fetching or putting it, nobody is asked. NULL when there
 * is none, or it cannot be known. Free with g_free(). */
char *burnish_store_stamp(const char *name);
/* As another process has learnt it. NULL is ignored. */
void burnish_store_note(const char *name, const char *stamp);
/* Only what is known already. */
const char *burnish_store_known(const char *name);

/* Learn all that there is under a prefix, at once. -1 with vips_error(). */
int burnish_store_survey(const char *prefix);

#endif /*BURNISH_STORE_H*/
