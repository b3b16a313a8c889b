/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SHARD_H
#define BURNISH_SHARD_H

/* Which of so many shards, counted from 1, a picture is in. It depends on its name only,
 * so it stays the same when others come and go. */
int burnish_shard_of(const char *name, int shards);

#endif /*BURNISH_SHARD_H*/
