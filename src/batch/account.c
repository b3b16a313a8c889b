/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the account has: its models. */

#include <string.h>

#include "../base/error.h"
#include "../base/json.h"
#include "api.h"
#include "made.h"

/* Models that make pictures: those that the data says so of, and those whose names do. */
static gboolean
makes_pictures(const BurnishModels *models, const char *name)
{
	const BurnishModel *model = burnish_models_find(models, name);

	if (model)
		return !cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(model, "mainline"));

	return strstr(name, "image") || g_str_has_prefix(name, "dall-e");
}

/* What the API says goes before what we know. */
static cJSON *
describe(const BurnishApi *api, const char *name, const cJSON *said)
{
	const BurnishModels *models = api->session->models;
	const BurnishModel *model = burnish_models_find(models, name);
	const char *shutdown = burnish_json_get_text(said, "shutdown_date") ? burnish_json_get_text(said, "shutdown_date") : burnish_model_shutdown(model);
	const char *replacement = burnish_model_replacement(model);
	g_autofree char *warning = burnish_session_warning(api->session, name);
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "model", name);
	if (shutdown)
		cJSON_AddStringToObject(json, "shutdown", shutdown);
	if (shutdown && replacement)
		cJSON_AddStringToObject(json, "replacement", replacement);
	if (g_strcmp0(name, burnish_models_default(models)) == 0)
		cJSON_AddBoolToObject(json, "default", TRUE);
	if (warning)
		cJSON_AddStringToObject(json, "warning", warning);

	return json;
}

static void
append(GString *text, const cJSON *model, gboolean json)
{
	if (json) {
		char *printed = cJSON_PrintUnformatted(model);
		g_string_append_printf(text, "%s\n", printed);
		cJSON_free(printed);
		return;
	}

	g_autofree char *name = burnish_text_show(burnish_json_get_text(model, "model"));
	g_autofree char *shutdown = burnish_text_show(burnish_json_get_text(model, "shutdown") ? burnish_json_get_text(model, "shutdown") : "");
	const char *warning = burnish_json_get_text(model, "warning");
	g_string_append_printf(text, "%-28s", name);
	if (warning)
		g_string_append_printf(text, " %s", warning);
	else if (*shutdown)
		g_string_append_printf(text, " will be shut down on %s", shutdown);
	else if (cJSON_HasObjectItem(model, "default"))
		g_string_append(text, " the default");
	g_strchomp(text->str);
	text->len = strlen(text->str);
	g_string_append_c(text, '\n');
}

static const cJSON *
find(const cJSON *list, const char *name)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (g_strcmp0(burnish_json_get_text(item, "id"), name) == 0)
			return item;
	}

	return NULL;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* The names to show: those asked for, or those that there are. */
static GPtrArray *
choose(const BurnishApi *api, const cJSON *list, const char *const *names, gboolean all)
{
	const BurnishModels *models = api->session->models;
	g_autofree const char **known = burnish_models_names(models);
	GPtrArray *chosen = g_ptr_array_new();
	const cJSON *item;

	for (int i = 0; names && names[i]; i++)
		g_ptr_array_add(chosen, (char *) names[i]);
	if (names)
		return chosen;
	cJSON_ArrayForEach(item, list) {
		if (burnish_json_get_text(item, "id") && (all || makes_pictures(models, burnish_json_get_text(item, "id"))))
			g_ptr_array_add(chosen, (char *) burnish_json_get_text(item, "id"));
	}
	for (int i = 0; !list && known[i]; i++)
		if (all || makes_pictures(models, known[i]))
			g_ptr_array_add(chosen, (char *) known[i]);
	g_ptr_array_sort(chosen, compare);

	return chosen;
}

char *
burnish_api_models(BurnishApi *api, const char *const *names, gboolean all, gboolean json, BurnishMadeStatus *status)
{
	gboolean has_key = burnish_endpoint_has_key(api->session->endpoint);
	g_autoptr(BurnishResponse) response = has_key
		? burnish_client_send(api->session->client, burnish_request_get("/models"))
		: burnish_response_new();
	g_autoptr(GString) text = g_string_new(NULL);

	*status = burnish_made_status_of(response->error.kind);
	if (response->error.kind != BURNISH_API_OK) {
		g_autofree char *reason = burnish_api_error_to_text(&response->error);
		vips_error(NULL, "%s", reason);
		return NULL;
	}

	const cJSON *list = cJSON_GetObjectItemCaseSensitive(response->json, "data");
	g_autoptr(GPtrArray) chosen = choose(api, list, names, all);
	for (guint i = 0; i < chosen->len; i++) {
		const cJSON *said = find(list, chosen->pdata[i]);
		cJSON *model = describe(api, chosen->pdata[i], said);

		if (list && !said && names)
			cJSON_AddBoolToObject(model, "missing", TRUE);
		append(text, model, json);
		cJSON_Delete(model);
	}

	return g_string_free(g_steal_pointer(&text), FALSE);
}
