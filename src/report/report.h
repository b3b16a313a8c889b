/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REPORT_H
#define BURNISH_REPORT_H

#include <cjson/cJSON.h>
#include <burnish.h>

/* What happened to one picture. A plain structure: it is filled by whoever did
 * the work, and knows nobody. */

typedef struct {
	char *operation;
	gboolean changed;
	char *reason;
	/* An object with the numbers that the step found. */
	cJSON *found;

	/* Nothing was asked for and nothing found: no line for people. */
	gboolean idle;
} BurnishReportStep;

struct BurnishReport {
	BurnishStatus status;

	/* As given; NULL for standard input and output. */
	char *input;
	char *output;

	/* One line, for FAILED and REFUSED. */
	char *error;

	/* Nothing was written, because that was not asked for. */
	gboolean dry_run;

	/* Of the result; no format where there was no look at the picture. */
	char *format;
	int width;
	int height;

	/* Of the input. */
	gint64 pixels;

	/* How far the result is from the input, mean CIEDE2000, where somebody has
	 * looked; -1 where that cannot be told. */
	double change;

	/* BurnishReportStep */
	GPtrArray *steps;

	/* Lines: what was converted, what a decoder complained of, what the
	 * new file does not have any more. */
	GPtrArray *notes;
	GPtrArray *lost;

	/* Paths of what was written beside the output. */
	GPtrArray *files;

	/* What the input says about where it comes from, NULL for nothing. */
	cJSON *provenance;

	/* The resolved recipe. */
	cJSON *recipe;

	double seconds;
};

BurnishReport *burnish_report_new(const char *input, const char *output);

/* `found` is owned by the step. Free with burnish_report_step_free(). */
BurnishReportStep *burnish_report_step_new(const char *operation,
	gboolean changed, const char *reason, cJSON *found);
void burnish_report_step_free(void *step);

/* What burnish_report_to_json() wrote, read again. The names are not taken from it:
 * JSON does not keep all that a name may be. NULL for what is no report. */
BurnishReport *burnish_report_read(const cJSON *json, const char *input, const char *output);

/* Foreign text as a JSON string that is valid UTF-8; NULL is left out. */
void burnish_report_put_text(cJSON *json, const char *key, const char *text);

const char *burnish_report_status_name(BurnishStatus status);

/* The lines of steps for people. */
void burnish_report_append_steps(GString *text, const GPtrArray *steps);

cJSON *burnish_report_step_to_json(const BurnishReportStep *step);

#endif /*BURNISH_REPORT_H*/
