/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdio.h>

#include "print.h"
#include "progress.h"

void
print_report(const Print *print, const BurnishReport *report)
{
	BurnishStatus status = burnish_report_get_status(report);
	gboolean bad = status == BURNISH_STATUS_FAILED || status == BURNISH_STATUS_REFUSED;

	if (print->json) {
		g_autofree char *json = burnish_report_to_json(report);
		puts(json);
		fflush(stdout);
		return;
	}

	g_autofree char *text = burnish_report_to_text(report);
	if (bad) {
		gboolean colour = progress_has_colour();
		fprintf(stderr, "%sburnish: %s%s", colour ? "\033[31m" : "", text, colour ? "\033[0m" : "");
	}
	else if (!print->quiet) {
		fputs(text, print->to_stdout ? stderr : stdout);
		fflush(stdout);
	}
}

/* Megapixels a second. */
static double
speed(double seconds, gint64 pixels)
{
	return seconds > 0 ? pixels / 1e6 / seconds : 0;
}

void
print_tally(const Tally *tally, double seconds, gint64 pixels)
{
	fprintf(stderr, "%d picture%s: %d changed, %d left as they were", tally->total, tally->total == 1 ? "" : "s",
		tally->changed, tally->unchanged);
	const struct {
		int number;
		const char *what;
	} others[] = {
		{ tally->skipped, "skipped" },
		{ tally->failed, "failed" },
		{ tally->refused, "refused" },
		{ tally->interrupted, "not done" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (others[i].number > 0)
			fprintf(stderr, ", %d %s", others[i].number, others[i].what);
	fprintf(stderr, "; %.1f s, %.1f Mpx/s\n", seconds, speed(seconds, pixels));
}

void
print_tally_json(const Tally *tally, double seconds, gint64 pixels)
{
	printf("{\"summary\":{\"total\":%d,\"changed\":%d,\"unchanged\":%d,\"skipped\":%d,\"failed\":%d,"
		   "\"refused\":%d,\"interrupted\":%d,\"seconds\":%.3f,\"megapixels-per-second\":%.3f}}\n",
		tally->total, tally->changed, tally->unchanged, tally->skipped, tally->failed, tally->refused,
		tally->interrupted, seconds, speed(seconds, pixels));
	fflush(stdout);
}
