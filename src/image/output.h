/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_OUTPUT_H
#define BURNISH_OUTPUT_H

#include <burnish.h>

/* A file that comes into being whole or not at all.
 *
 * It is written without a name, and gets its name only when it is complete and
 * on the disk. A full disk, a signal or a crash at any moment leaves nothing
 * behind and touches nothing that was there.
 */
typedef struct BurnishOutput BurnishOutput;

/* `path` NULL: a file without a directory, for standard output; s3://BUCKET/KEY: an object.
 * NULL with vips_error() on failure. */
BurnishOutput *burnish_output_open(const char *path, BurnishOutputPolicy policy);

/* The descriptor to write to: readable, writable, seekable, empty. */
int burnish_output_fd(BurnishOutput *output);

/* Give the file its name; for standard output, copy it there. 0 or -1. */
int burnish_output_commit(BurnishOutput *output);

/* Without a commit before it, drops the file. */
void burnish_output_free(BurnishOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishOutput, burnish_output_free)

/* Write everything or fail. */
int burnish_output_write(int fd, const void *data, size_t length);

/* All of it: a file with this content, complete or not there. 0 or -1. */
int burnish_output_save(const char *path, BurnishOutputPolicy policy, const void *data, size_t length);

/* Take away a result that was made, as far as that is possible. */
void burnish_output_remove(const char *path);

/* A name is on the disk only when its directory is. */
void burnish_output_sync_directory(const char *path);

/* Whether two paths name one file that is there. */
gboolean burnish_output_is_same(const char *a, const char *b);

/* What --backup renames the original to. Free with g_free(). */
char *burnish_output_backup_name(const char *path);

#endif /*BURNISH_OUTPUT_H*/
