/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INSPECTION_H
#define BURNISH_INSPECTION_H

#include <cjson/cJSON.h>

#include <burnish.h>

/* What was seen in a picture, filled by whoever looked. */
struct BurnishInspection {
	BurnishStatus status;
	char *input;
	char *error;

	/* The same facts as an object and as lines of text. */
	cJSON *facts;
	GPtrArray *lines;

	/* BurnishReportStep: what each correction thinks of it. */
	GPtrArray *steps;

	/* VipsImage: what those that can show it rest on. */
	GPtrArray *explanations;
};

BurnishInspection *burnish_inspection_new(const char *input);

void burnish_inspection_add_line(BurnishInspection *inspection, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

#endif /*BURNISH_INSPECTION_H*/
