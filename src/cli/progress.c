/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "progress.h"

/* Enough to know a file by, short enough for one line. */
#define NAME_WIDTH 50

/* Cells of the bar, and microseconds between two looks of it. */
#define BAR 20
#define REDRAW 100000

/* Seconds between two lines in a log. */
#define LOG_INTERVAL 30
#define LOG_VARIABLE "BURNISH_LOG_INTERVAL"

struct Progress {
	/* On a terminal; in a log. */
	gboolean enabled;
	gboolean logged;
	int total;
	int current;
	int shown;
	char *name;

	gint64 start;
	gboolean measuring;
	/* When a line was last shown, and after how long the next one is due. */
	gint64 last;
	gint64 interval;
	/* The line that is on the terminal now. */
	gboolean visible;
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

static gint64
log_interval(void)
{
	const char *asked = g_getenv(LOG_VARIABLE);
	double seconds = asked ? g_ascii_strtod(asked, NULL) : 0;

	return (seconds > 0 ? seconds : LOG_INTERVAL) * 1e6;
}

Progress *
progress_new(int total, gboolean quiet)
{
	Progress *progress = g_new0(Progress, 1);

	progress->enabled = !quiet && is_terminal();
	progress->logged = !quiet && !progress->enabled;
	progress->total = total;
	progress->start = g_get_monotonic_time();
	progress->interval = progress->enabled ? REDRAW : log_interval();
	progress->last = progress->enabled ? 0 : progress->start;

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
	progress->visible = TRUE;
}

/* "1:02:03" or "2:03". */
static char *
print_time(double seconds)
{
	int all = seconds;

	return all >= 3600
		? g_strdup_printf("%d:%02d:%02d", all / 3600, all / 60 % 60, all % 60)
		: g_strdup_printf("%d:%02d", all / 60, all % 60);
}

/* "12/100   5.1/s  0:17 left  1 failed" */
static char *
describe(const Progress *progress, const BurnishBatchState *state, guint done)
{
	double seconds = (g_get_monotonic_time() - progress->start) / 1e6;
	/* What is skipped takes no time and says nothing of the rest. */
	double rate = seconds > 0 ? (done - state->skipped) / seconds : 0;
	guint failed = state->failed + state->refused;
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s%u/%u", state->measuring ? "measuring " : "", done, state->total);
	if (rate > 0) {
		g_autofree char *left = print_time((state->total - done) / rate);
		g_string_append_printf(text, "  %.1f/s  %s left", rate, left);
	}
	if (state->skipped > 0)
		g_string_append_printf(text, "  %u skipped", state->skipped);
	if (failed > 0)
		g_string_append_printf(text, "  %u failed", failed);

	return g_string_free(text, FALSE);
}

void
progress_set_state(Progress *progress, const BurnishBatchState *state)
{
	guint done = state->changed + state->unchanged + state->failed + state->refused + state->skipped;
	gint64 now = g_get_monotonic_time();

	if (!(progress->enabled || progress->logged) || state->total == 0)
		return;
	/* The time of one says nothing of the other. */
	if (progress->measuring && !state->measuring)
		progress->start = now;
	progress->measuring = state->measuring;
	/* A report took the line away: it is to be seen again. */
	if (now < progress->last + progress->interval && (progress->logged || progress->visible))
		return;
	progress->last = now;

	g_autofree char *text = describe(progress, state, done);
	if (progress->logged) {
		fprintf(stderr, "burnish: %s\n", text);
		return;
	}

	gboolean utf8 = g_get_charset(NULL);
	int filled = (gint64) BAR * done / state->total;
	g_autoptr(GString) bar = g_string_new(NULL);
	for (int i = 0; i < BAR; i++)
		g_string_append(bar, i < filled ? (utf8 ? "━" : "#") : (utf8 ? "╌" : "."));
	fprintf(stderr, "\r\033[K%s %3d %%  %s", bar->str, (int) ((gint64) 100 * done / state->total), text);
	fflush(stderr);
	progress->visible = TRUE;
}

void
progress_clear(Progress *progress)
{
	if (progress->visible) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
		progress->visible = FALSE;
	}
}
