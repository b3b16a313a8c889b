/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_JOURNAL_H
#define BURNISH_JOURNAL_H

#include <cjson/cJSON.h>
#include <glib.h>

/* What was done in a directory of results, kept in it; for results in a store, on this machine.
 *
 * Each run writes a file of its own, DIR/.burnish/TIME-….journal, and reads those of
 * all runs before it: so runs of several machines, or one run twice, never write into
 * one file. A line is a checksum and an object of JSON; a line that does not fit its
 * checksum was being written when the lights went out, and does not count. Lines are
 * only ever appended:
 *
 *   {"journal":1,"burnish":"0.1.0"}  the first line
 *   {"run":"2/4","jobs":25}          a run over a shard began, here of 25 jobs
 *   {"begin":"more/a.png"}           the result did not exist and is being made
 *   {"end":"more/a.png", …}          what became of it
 *   {"finished":"2/4"}               nothing of the shard was left to do
 *
 * Results are named as seen from the directory, so that it can be moved.
 */
typedef struct BurnishJournal BurnishJournal;

/* What is known of a result. */
typedef struct {
	/* A run began to make it, where nothing was, and did not say how that ended. */
	gboolean begun;

	/* It was made; then the rest is set. */
	gboolean done;
	gboolean changed;
	gboolean failed;

	/* Of the input: its stamp and its digest. */
	char *stamp;
	char *digest;

	/* Of what was done with it, and by which version. */
	char *recipe;
	char *version;

	/* Of the result, its stamp. */
	char *result;

	/* With `failed`, from the last time that it was tried: why. */
	char *error;
} BurnishJournalEntry;

/* A shard that runs were made over; "1/1" is everything. */
typedef struct {
	char *shard;
	guint jobs;
	gboolean finished;
} BurnishJournalShard;

/* Read the journals of a directory. `state`: for results in a store, where journals are
 * kept; NULL for the usual place. NULL with vips_error(). */
BurnishJournal *burnish_journal_open(const char *directory, const char *state);

/* Take in lines of another journal, from memory; `path` is for errors. */
int burnish_journal_parse(BurnishJournal *journal, const char *lines, gsize length, const char *path);

void burnish_journal_free(BurnishJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishJournal, burnish_journal_free)

/* Begin a journal of this run, over the shard i of n. -1 with vips_error(). */
int burnish_journal_start(BurnishJournal *journal, int i, int n, guint jobs);

/* NULL for a result that nothing is known of. */
const BurnishJournalEntry *burnish_journal_find(const BurnishJournal *journal, const char *output);

/* All that is known: names to BurnishJournalEntry; BurnishJournalShard. */
GHashTable *burnish_journal_entries(const BurnishJournal *journal);
GPtrArray *burnish_journal_shards(const BurnishJournal *journal);

/* Write a line; -1 with vips_error() when the disk will not have it. Of `entry` nothing
 * is kept. What was written since the last sync is lost with the power, but with nothing
 * else. */
int burnish_journal_begin(BurnishJournal *journal, const char *output);
int burnish_journal_end(BurnishJournal *journal, const char *output, const BurnishJournalEntry *entry);
int burnish_journal_finish(BurnishJournal *journal);

/* Lines that were damaged, but for the last one of each run. */
int burnish_journal_damaged(const BurnishJournal *journal);

/* One journal instead of many. -1 with vips_error(), also when a run is still writing. */
int burnish_journal_merge(BurnishJournal *journal);

#endif /*BURNISH_JOURNAL_H*/
