/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include <gio/gio.h>

#include "page.h"

#define RESOURCE "/burnish/report/review.html"

/* Of the numbers that a step found, those that are one number or a word. */
static void
add_found(cJSON *json, const cJSON *found)
{
	const cJSON *item;
	cJSON *numbers = cJSON_AddObjectToObject(json, "found");

	cJSON_ArrayForEach(item, found) {
		if (!cJSON_IsArray(item) && !cJSON_IsObject(item))
			cJSON_AddItemToObject(numbers, item->string, cJSON_Duplicate(item, TRUE));
	}
}

static void
add_steps(cJSON *json, const GPtrArray *steps)
{
	cJSON *array = cJSON_AddArrayToObject(json, "steps");

	for (guint i = 0; i < steps->len; i++) {
		const BurnishReportStep *step = steps->pdata[i];
		cJSON *item = step->idle ? NULL : cJSON_CreateObject();

		if (!item)
			continue;
		cJSON_AddStringToObject(item, "operation", step->operation);
		cJSON_AddBoolToObject(item, "changed", step->changed);
		burnish_report_put_text(item, "reason", step->reason);
		add_found(item, step->found);
		cJSON_AddItemToArray(array, item);
	}
}

static void
add_lines(cJSON *json, const char *key, const GPtrArray *lines)
{
	cJSON *array = cJSON_AddArrayToObject(json, key);

	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *valid = g_utf8_make_valid(lines->pdata[i], -1);
		cJSON_AddItemToArray(array, cJSON_CreateString(valid));
	}
}

char *
burnish_page_record(const BurnishPageRecord *record)
{
	const BurnishReport *report = record->report;
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "key", record->key);
	cJSON_AddStringToObject(json, "status", burnish_report_status_name(report->status));
	burnish_report_put_text(json, "input", report->input);
	burnish_report_put_text(json, "output", report->output);
	burnish_report_put_text(json, "name", record->name);
	burnish_report_put_text(json, "error", report->error);
	cJSON_AddNumberToObject(json, "place", record->place);
	cJSON_AddBoolToObject(json, "before", record->before);
	cJSON_AddBoolToObject(json, "after", record->after);
	cJSON_AddNumberToObject(json, "change", report->change);
	cJSON_AddNumberToObject(json, "width", report->width);
	cJSON_AddNumberToObject(json, "height", report->height);
	cJSON_AddNumberToObject(json, "seconds", report->seconds);
	add_steps(json, report->steps);
	add_lines(json, "notes", report->notes);
	add_lines(json, "lost", report->lost);

	g_autofree char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);

	/* Outside of strings, JSON has no "<". */
	g_autoptr(GString) safe = g_string_new(text);
	g_string_replace(safe, "<", "\\u003c", 0);

	return g_strdup(safe->str);
}

GString *
burnish_page_make(const char *records, const char *thumbnails)
{
	g_autoptr(GBytes) bytes = g_resources_lookup_data(RESOURCE, 0, NULL);
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	GString *page = g_string_new_len(text, length);

	g_string_replace(page, "@THUMBNAILS@", thumbnails, 1);
	g_string_replace(page, "@VERSION@", burnish_version(), 1);
	g_string_replace(page, "@RECORDS@", records, 1);

	return page;
}
