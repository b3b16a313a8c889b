/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reports that come back from another process, as JSON.
 */

#include <string.h>

#include "../base/json.h"
#include "report.h"

/* FALSE when there is no such status. */
static gboolean
read_status(const cJSON *json, BurnishStatus *status)
{
	const char *name = burnish_json_get_text(json, "status");

	for (int i = 0; i <= BURNISH_STATUS_SKIPPED; i++)
		if (g_strcmp0(burnish_report_status_name(i), name) == 0) {
			*status = i;
			return TRUE;
		}

	return FALSE;
}

static void
read_lines(const cJSON *json, const char *key, GPtrArray *lines)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(json, key))
		if (cJSON_IsString(item))
			g_ptr_array_add(lines, g_strdup(item->valuestring));
}

static void
read_steps(const cJSON *json, GPtrArray *steps)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(json, "steps")) {
		const char *operation = burnish_json_get_text(item, "operation");
		const cJSON *found = cJSON_GetObjectItemCaseSensitive(item, "found");

		if (!operation)
			continue;
		BurnishReportStep *step = burnish_report_step_new(operation,
			cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "changed")),
			burnish_json_get_text(item, "reason"), found ? cJSON_Duplicate(found, TRUE) : NULL);
		step->idle = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "idle"));
		g_ptr_array_add(steps, step);
	}
}

BurnishReport *
burnish_report_read(const cJSON *json, const char *input, const char *output)
{
	const cJSON *recipe = cJSON_GetObjectItemCaseSensitive(json, "recipe");
	const cJSON *provenance = cJSON_GetObjectItemCaseSensitive(json, "provenance");
	BurnishStatus status;

	if (!read_status(json, &status))
		return NULL;

	BurnishReport *report = burnish_report_new(input, output);
	report->status = status;
	report->error = g_strdup(burnish_json_get_text(json, "error"));
	report->dry_run = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "dry-run"));
	report->format = g_strdup(burnish_json_get_text(json, "format"));
	report->width = burnish_json_get_number(json, "width", 0);
	report->height = burnish_json_get_number(json, "height", 0);
	report->seconds = burnish_json_get_number(json, "seconds", 0);
	read_lines(json, "files", report->files);
	read_steps(json, report->steps);
	read_lines(json, "notes", report->notes);
	read_lines(json, "lost", report->lost);
	report->provenance = provenance ? cJSON_Duplicate(provenance, TRUE) : NULL;
	report->recipe = recipe ? cJSON_Duplicate(recipe, TRUE) : NULL;

	return report;
}
