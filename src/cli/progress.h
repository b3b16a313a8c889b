/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_PROGRESS_H
#define BURNISH_CLI_PROGRESS_H

#include <glib.h>

/* One line on standard error that says where we are; only on a terminal. */
typedef struct Progress Progress;

Progress *progress_new(int total, gboolean quiet);
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* The next picture begins. */
void progress_begin(Progress *progress, const char *name);

/* A BurnishProgress; `data` is the Progress. */
void progress_update(int percent, void *data);

/* Take the line away, so that something else can be printed. */
void progress_clear(Progress *progress);

/* Whether standard error may be coloured: a terminal, and no NO_COLOR
 * (no-color.org). */
gboolean progress_has_colour(void);

#endif /*BURNISH_CLI_PROGRESS_H*/
