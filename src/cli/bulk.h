/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_BULK_H
#define BURNISH_CLI_BULK_H

#include "print.h"

/* What the commands that fix pictures have for many of them. */

/* The first argument of a process that a batch starts. */
#define BULK_WORKER "--worker"

#define BULK_JOURNAL_HELP "Of results in an object store: where journals are kept"

/* As many workers as processors. */
#define BULK_ALL_PROCESSORS G_MININT

typedef struct {
	int workers;
	char *timeout;
	char *max_memory;
	char *files_from;
	char *files0_from;
	char *job_list;
	char *redo;
	char *report;
	char *state;
	gboolean resume;
	gboolean together;
	char *shard;
	int shards;

	/* What those say, once they were checked. */
	double seconds;
	gint64 bytes;
	char **listed;
	int part;
	int parts;
	char *journal;
} Bulk;

void bulk_clear(Bulk *bulk);

void bulk_add_options(Bulk *bulk, GOptionContext *context);

/* Whether inputs come from elsewhere than the command line. */
gboolean bulk_has_inputs(const Bulk *bulk);

/* Check and read what the options say; EXIT_OK, or EXIT_USAGE after a message. */
int bulk_check(Bulk *bulk, const char *command, const char *output, gboolean in_place);

/* For burnish_plan(). */
void bulk_set_plan(const Bulk *bulk, BurnishPlanOptions *plan);

/* Whether pictures have to go to workers. */
gboolean bulk_is_wanted(const Bulk *bulk, const GPtrArray *items);

/* Run a plan on workers: `batch` has the recipe, the policy, the limits. Returns an exit
 * status. `summary`: with a line of JSON at the end. */
int bulk_run(const Bulk *bulk, const char *command, BurnishBatch *batch, GPtrArray *items,
	const Print *print, gboolean summary);

/* The same over a directory, until we are interrupted. */
int bulk_watch(const Bulk *bulk, const char *command, BurnishBatch *batch, const char *directory,
	const BurnishPlanOptions *plan, const Print *print);

#endif /*BURNISH_CLI_BULK_H*/
