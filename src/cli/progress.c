/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdio.h>
#include <unistd.h>

#include <burnish.h>

#include "progress.h"

/* Enough to know a file by, short enough for one line. */
#define NAME_WIDTH 50

struct Progress {
	gboolean enabled;
	int total;
	int current;
	int shown;
	char *name;
};

static gboolean
is_terminal(void)
{
	return isatty(STDERR_FILENO) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

gboolean
progress_has_colour(void)
{
	const char *no_color = g_getenv("NO_COLOR");

	return is_terminal() && !(no_color && *no_color);
}

Progress *
progress_new(int total, gboolean quiet)
{
	Progress *progress = g_new0(Progress, 1);

	progress->enabled = !quiet && is_terminal();
	progress->total = total;

	return progress;
}

void
progress_free(Progress *progress)
{
	if (!progress)
		return;

	g_free(progress->name);
	g_free(progress);
}

void
progress_begin(Progress *progress, const char *name)
{
	g_autofree char *shown = burnish_text_show(name);

	progress->current++;
	progress->shown = -1;
	g_free(progress->name);
	progress->name = g_utf8_strlen(shown, -1) > NAME_WIDTH
		? g_strdup_printf("…%s", g_utf8_offset_to_pointer(shown, g_utf8_strlen(shown, -1) - NAME_WIDTH + 1))
		: g_strdup(shown);
	progress_update(0, progress);
}

void
progress_update(int percent, void *data)
{
	Progress *progress = data;

	if (!progress->enabled || percent == progress->shown)
		return;
	progress->shown = percent;
	fprintf(stderr, "\r\033[K[%d/%d] %3d %% %s", progress->current, progress->total, percent, progress->name);
	fflush(stderr);
}

void
progress_clear(Progress *progress)
{
	if (progress->enabled) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
}
