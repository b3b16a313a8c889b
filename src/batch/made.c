/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "../base/text.h"
#include "../generate/record.h"
#include "../report/report.h"
#include "made.h"

static const char *const status_names[] = {
	[BURNISH_MADE_OK] = "made",
	[BURNISH_MADE_DECLINED] = "declined",
	[BURNISH_MADE_REFUSED] = "refused",
	[BURNISH_MADE_REMOTE] = "failed",
	[BURNISH_MADE_LATER] = "try-again",
	[BURNISH_MADE_FAILED] = "failed",
	[BURNISH_MADE_INTERRUPTED] = "interrupted",
};

BurnishMade *
burnish_made_new(const char *prompt, const char *model)
{
	BurnishMade *made = g_new0(BurnishMade, 1);

	made->prompt = g_strdup(prompt);
	made->model = g_strdup(model);
	made->notes = g_ptr_array_new_with_free_func(g_free);

	return made;
}

void
burnish_made_free(BurnishMade *made)
{
	if (!made)
		return;

	g_free(made->output);
	g_free(made->prompt);
	g_free(made->model);
	g_free(made->error);
	cJSON_Delete(made->details);
	g_ptr_array_unref(made->notes);
	cJSON_Delete(made->record);
	burnish_report_free(made->fixed);
	g_free(made);
}

BurnishMadeStatus
burnish_made_status_of(BurnishApiKind kind)
{
	switch (kind) {
	case BURNISH_API_OK:
		return BURNISH_MADE_OK;
	case BURNISH_API_DECLINED:
		return BURNISH_MADE_DECLINED;
	case BURNISH_API_BUDGET:
		return BURNISH_MADE_REFUSED;
	case BURNISH_API_RATE:
	case BURNISH_API_SERVER:
	case BURNISH_API_NETWORK:
		return BURNISH_MADE_LATER;
	case BURNISH_API_INTERRUPTED:
		return BURNISH_MADE_INTERRUPTED;
	default:
		return BURNISH_MADE_REMOTE;
	}
}

cJSON *
burnish_made_details(const BurnishApiError *error)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "kind", burnish_api_kind_name(error->kind));
	if (error->status)
		cJSON_AddNumberToObject(json, "http-status", error->status);
	burnish_report_put_text(json, "code", error->code);
	burnish_report_put_text(json, "type", error->type);
	burnish_report_put_text(json, "param", error->param);
	burnish_report_put_text(json, "stage", error->stage);
	if (error->categories)
		cJSON_AddItemToObject(json, "categories",
			cJSON_CreateStringArray((const char *const *) error->categories, g_strv_length(error->categories)));
	burnish_report_put_text(json, "request-id", error->request_id);
	burnish_report_put_text(json, "message", error->message);

	return json;
}

void
burnish_made_fail(BurnishMade *made, const BurnishApiError *error)
{
	made->status = burnish_made_status_of(error->kind);
	g_free(made->error);
	made->error = burnish_api_error_to_text(error);
	cJSON_Delete(made->details);
	made->details = burnish_made_details(error);
}

void
burnish_made_fail_here(BurnishMade *made)
{
	made->status = burnish_interrupted() ? BURNISH_MADE_INTERRUPTED : BURNISH_MADE_FAILED;
	g_free(made->error);
	made->error = burnish_error_take();
}

BurnishMadeStatus
burnish_made_get_status(const BurnishMade *made)
{
	return made->status;
}

char *
burnish_made_to_json(const BurnishMade *made)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "status", status_names[made->status]);
	if (made->status == BURNISH_MADE_OK)
		burnish_report_put_text(json, "output", made->output ? made->output : "-");
	else
		burnish_report_put_text(json, "error", made->error);
	if (made->details)
		cJSON_AddItemToObject(json, "details", cJSON_Duplicate(made->details, TRUE));
	burnish_report_put_text(json, "prompt", made->prompt);
	burnish_report_put_text(json, "model", made->model);
	if (made->record)
		cJSON_AddItemToObject(json, "record", cJSON_Duplicate(made->record, TRUE));
	if (made->is_cached)
		cJSON_AddBoolToObject(json, "cached", TRUE);
	if (made->notes->len > 0)
		cJSON_AddItemToObject(json, "notes", cJSON_CreateStringArray((const char *const *) made->notes->pdata, made->notes->len));
	if (made->fixed) {
		g_autofree char *text = burnish_report_to_json(made->fixed);
		cJSON_AddItemToObject(json, "fix", cJSON_Parse(text));
	}

	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);

	return text;
}

static const char *
get(const BurnishMade *made, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(made->record, key));
}

/* The steps and losses of the fix chapter, without its first line, which names files of ours. */
static void
append_fixed(GString *text, const BurnishReport *report)
{
	g_autofree char *all = burnish_report_to_text(report);
	const char *rest = strchr(all, '\n');

	if (!report->error && rest)
		g_string_append(text, rest + 1);
}

/* What it cost, where it did. */
static void
append_cost(GString *text, const BurnishMade *made)
{
	g_autofree char *cost = burnish_cost_to_text(&made->cost);
	const char *what = made->is_fetched ? "fetched" : made->is_cached ? "from the cache"
																	  : cost;

	g_string_append_printf(text, "%s %s\n", text->str[text->len - 1] == ':' ? "" : ",", what);
}

char *
burnish_made_to_text(const BurnishMade *made)
{
	GString *text = g_string_new(NULL);
	g_autofree char *output = burnish_text_show(made->output ? made->output : "standard output");

	if (made->status != BURNISH_MADE_OK) {
		g_autofree char *prompt = burnish_text_shorten(made->prompt ? made->prompt : output, 60);
		g_autofree char *error = burnish_text_show(made->error ? made->error : "");
		g_string_append_printf(text, "\"%s\": %s\n", prompt, error);
	}
	else {
		const char *facts[] = { made->model, get(made, "size"), get(made, "quality") };

		g_string_append_printf(text, "%s:", output);
		for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
			if (facts[i] && *facts[i]) {
				g_autofree char *shown = burnish_text_show(facts[i]);
				g_string_append_printf(text, " %s", shown);
			}
		append_cost(text, made);
	}
	if (get(made, "revised-prompt")) {
		g_autofree char *revised = burnish_text_shorten(get(made, "revised-prompt"), 400);
		g_string_append_printf(text, "  prompt that was used: %s\n", revised);
	}
	for (guint i = 0; i < made->notes->len; i++) {
		g_autofree char *shown = burnish_text_show(made->notes->pdata[i]);
		g_string_append_printf(text, "  note: %s\n", shown);
	}
	if (made->fixed)
		append_fixed(text, made->fixed);

	return g_string_free(text, FALSE);
}
