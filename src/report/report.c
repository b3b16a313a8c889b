/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/text.h"
#include "report.h"

static const char *const status_names[] = {
	[BURNISH_STATUS_CHANGED] = "changed",
	[BURNISH_STATUS_UNCHANGED] = "unchanged",
	[BURNISH_STATUS_FAILED] = "failed",
	[BURNISH_STATUS_REFUSED] = "refused",
	[BURNISH_STATUS_INTERRUPTED] = "interrupted",
	[BURNISH_STATUS_SKIPPED] = "skipped",
};

void
burnish_report_step_free(void *data)
{
	BurnishReportStep *step = data;

	g_free(step->operation);
	g_free(step->reason);
	cJSON_Delete(step->found);
	g_free(step);
}

BurnishReport *
burnish_report_new(const char *input, const char *output)
{
	BurnishReport *report = g_new0(BurnishReport, 1);

	report->input = g_strdup(input);
	report->output = g_strdup(output);
	report->steps = g_ptr_array_new_with_free_func(burnish_report_step_free);
	report->notes = g_ptr_array_new_with_free_func(g_free);
	report->lost = g_ptr_array_new_with_free_func(g_free);
	report->files = g_ptr_array_new_with_free_func(g_free);

	return report;
}

void
burnish_report_free(BurnishReport *report)
{
	if (!report)
		return;

	g_free(report->input);
	g_free(report->output);
	g_free(report->error);
	g_free(report->format);
	g_ptr_array_unref(report->steps);
	g_ptr_array_unref(report->notes);
	g_ptr_array_unref(report->lost);
	g_ptr_array_unref(report->files);
	cJSON_Delete(report->provenance);
	cJSON_Delete(report->recipe);
	g_free(report);
}

BurnishReportStep *
burnish_report_step_new(const char *operation, gboolean changed, const char *reason, cJSON *found)
{
	BurnishReportStep *step = g_new(BurnishReportStep, 1);

	*step = (BurnishReportStep){ g_strdup(operation), changed, g_strdup(reason), found };

	return step;
}

const char *
burnish_report_status_name(BurnishStatus status)
{
	return status_names[status];
}

BurnishStatus
burnish_report_get_status(const BurnishReport *report)
{
	return report->status;
}

void
burnish_report_put_text(cJSON *json, const char *key, const char *text)
{
	if (text) {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		cJSON_AddStringToObject(json, key, valid);
	}
}

static void
add_lines(cJSON *json, const char *key, GPtrArray *lines)
{
	if (lines->len == 0)
		return;

	cJSON *array = cJSON_AddArrayToObject(json, key);
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *valid = g_utf8_make_valid(lines->pdata[i], -1);
		cJSON_AddItemToArray(array, cJSON_CreateString(valid));
	}
}

cJSON *
burnish_report_step_to_json(const BurnishReportStep *step)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "operation", step->operation);
	cJSON_AddBoolToObject(json, "changed", step->changed);
	burnish_report_put_text(json, "reason", step->reason);
	if (step->idle)
		cJSON_AddTrueToObject(json, "idle");
	if (step->found && step->found->child)
		cJSON_AddItemToObject(json, "found", cJSON_Duplicate(step->found, TRUE));

	return json;
}

/* What came out. */
static void
add_result(cJSON *json, const BurnishReport *report)
{
	burnish_report_put_text(json, "format", report->format);
	cJSON_AddNumberToObject(json, "width", report->width);
	cJSON_AddNumberToObject(json, "height", report->height);
	add_lines(json, "files", report->files);

	cJSON *steps = cJSON_AddArrayToObject(json, "steps");
	for (guint i = 0; i < report->steps->len; i++)
		cJSON_AddItemToArray(steps, burnish_report_step_to_json(report->steps->pdata[i]));
	if (report->provenance)
		cJSON_AddItemToObject(json, "provenance", cJSON_Duplicate(report->provenance, TRUE));
	if (report->recipe)
		cJSON_AddItemToObject(json, "recipe", cJSON_Duplicate(report->recipe, TRUE));
}

char *
burnish_report_to_json(const BurnishReport *report)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "status", burnish_report_status_name(report->status));
	burnish_report_put_text(json, "input", report->input ? report->input : "-");
	if (report->error)
		burnish_report_put_text(json, "error", report->error);
	else {
		burnish_report_put_text(json, "output", report->output ? report->output : "-");
		if (report->dry_run)
			cJSON_AddBoolToObject(json, "dry-run", TRUE);
		/* Nobody looked at a picture that was skipped or not begun. */
		if (report->format)
			add_result(json, report);
	}
	add_lines(json, "notes", report->notes);
	add_lines(json, "lost", report->lost);
	cJSON_AddNumberToObject(json, "seconds", report->seconds);

	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);

	return text;
}

static void
append_lines(GString *text, const char *label, GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *shown = burnish_text_show(lines->pdata[i]);
		g_string_append_printf(text, "  %s: %s\n", label, shown);
	}
}

void
burnish_report_append_steps(GString *text, const GPtrArray *steps)
{
	for (guint i = 0; i < steps->len; i++) {
		const BurnishReportStep *step = steps->pdata[i];

		/* Who names one correction wants to hear of it. */
		if (!step->idle || steps->len == 1)
			g_string_append_printf(text, "  %s: %s\n", step->operation, step->reason ? step->reason : "done");
	}
}

char *
burnish_report_to_text(const BurnishReport *report)
{
	GString *text = g_string_new(NULL);
	g_autofree char *input = burnish_text_show(report->input ? report->input : "standard input");
	g_autofree char *output = burnish_text_show(report->output ? report->output : "standard output");

	if (report->error) {
		g_autofree char *error = burnish_text_show(report->error);
		g_string_append_printf(text, "%s: %s\n", input, error);
		return g_string_free(text, FALSE);
	}

	if (report->status == BURNISH_STATUS_INTERRUPTED)
		g_string_append_printf(text, "%s: interrupted, nothing written\n", input);
	else if (report->status == BURNISH_STATUS_SKIPPED)
		g_string_append_printf(text, "%s: done already, see %s\n", input, output);
	else if (report->dry_run)
		g_string_append_printf(text, "%s: would be written to %s\n", input, output);
	else if (report->input && report->output && g_str_equal(report->input, report->output))
		g_string_append_printf(text, "%s: %s\n", input,
			report->status == BURNISH_STATUS_CHANGED ? "changed in place" : "left as it is");
	else
		g_string_append_printf(text, "%s -> %s\n", input, output);

	burnish_report_append_steps(text, report->steps);
	append_lines(text, "also", report->files);
	append_lines(text, "note", report->notes);
	append_lines(text, "lost", report->lost);

	return g_string_free(text, FALSE);
}
