/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "inspection.h"
#include "report.h"

BurnishInspection *
burnish_inspection_new(const char *input)
{
	BurnishInspection *inspection = g_new0(BurnishInspection, 1);

	inspection->status = BURNISH_STATUS_UNCHANGED;
	inspection->input = g_strdup(input);
	inspection->facts = cJSON_CreateObject();
	inspection->lines = g_ptr_array_new_with_free_func(g_free);
	inspection->steps = g_ptr_array_new_with_free_func(burnish_report_step_free);
	inspection->explanations = g_ptr_array_new_with_free_func(g_object_unref);

	return inspection;
}

void
burnish_inspection_free(BurnishInspection *inspection)
{
	if (!inspection)
		return;

	g_free(inspection->input);
	g_free(inspection->error);
	cJSON_Delete(inspection->facts);
	g_ptr_array_unref(inspection->lines);
	g_ptr_array_unref(inspection->steps);
	g_ptr_array_unref(inspection->explanations);
	g_free(inspection);
}

void
burnish_inspection_add_line(BurnishInspection *inspection, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_ptr_array_add(inspection->lines, g_strdup_vprintf(format, ap));
	va_end(ap);
}

BurnishStatus
burnish_inspection_get_status(const BurnishInspection *inspection)
{
	return inspection->status;
}

char *
burnish_inspection_to_json(const BurnishInspection *inspection)
{
	cJSON *json = inspection->error ? cJSON_CreateObject() : cJSON_Duplicate(inspection->facts, TRUE);

	burnish_report_put_text(json, "input", inspection->input ? inspection->input : "-");
	if (inspection->error) {
		cJSON_AddStringToObject(json, "status",
			burnish_report_status_name(inspection->status));
		burnish_report_put_text(json, "error", inspection->error);
	}
	else {
		cJSON_AddStringToObject(json, "status", "inspected");
		cJSON *steps = cJSON_AddArrayToObject(json, "steps");
		for (guint i = 0; i < inspection->steps->len; i++)
			cJSON_AddItemToArray(steps, burnish_report_step_to_json(inspection->steps->pdata[i]));
	}

	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);

	return text;
}

char *
burnish_inspection_to_text(const BurnishInspection *inspection)
{
	GString *text = g_string_new(NULL);
	g_autofree char *input =
		burnish_text_show(inspection->input ? inspection->input : "standard input");

	if (inspection->error) {
		g_autofree char *error = burnish_text_show(inspection->error);
		g_string_append_printf(text, "%s: %s\n", input, error);
		return g_string_free(text, FALSE);
	}

	g_string_append_printf(text, "%s\n", input);
	for (guint i = 0; i < inspection->lines->len; i++)
		g_string_append_printf(text, "  %s\n", (char *) inspection->lines->pdata[i]);
	burnish_report_append_steps(text, inspection->steps);

	return g_string_free(text, FALSE);
}
