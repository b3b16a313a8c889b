/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_PROGRESS_H
#define BURNISH_CLI_PROGRESS_H

#include <burnish.h>

/* One line on standard error that says where we are: on a terminal it is kept up to
 * date, in a log there is a new one from time to time. */
typedef struct Progress Progress;

Progress *progress_new(int total, gboolean quiet);
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* A single picture begins; how far it is. The latter is a BurnishProgress, whose `data`
 * is the Progress; both on a terminal only. */
void progress_begin(Progress *progress, const char *name);
void progress_update(int percent, void *data);

/* How far a batch is: a bar, how many a second, how long it will take, failures. */
void progress_set_state(Progress *progress, const BurnishBatchState *state);

/* Take the line away, so that something else can be printed. */
void progress_clear(Progress *progress);

/* Whether standard error may be coloured: a terminal, and no NO_COLOR
 * (no-color.org). */
gboolean progress_has_colour(void);

#endif /*BURNISH_CLI_PROGRESS_H*/
