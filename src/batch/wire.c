/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "../base/json.h"
#include "../recipe/recipe.h"
#include "wire.h"

static char *
print(cJSON *json)
{
	char *text = cJSON_PrintUnformatted(json);

	cJSON_Delete(json);

	return text;
}

char *
burnish_wire_job(const BurnishJob *job, const char *recipe, const char *thumbnail)
{
	cJSON *json = cJSON_CreateObject();

	burnish_json_put_text(json, "input", job->input);
	burnish_json_put_text(json, "output", job->output);
	burnish_json_put_text(json, "jail", job->jail);
	cJSON_AddNumberToObject(json, "policy", job->policy);
	cJSON_AddNumberToObject(json, "max-pixels", job->limits.max_pixels);
	cJSON_AddNumberToObject(json, "max-bytes", job->limits.max_bytes);
	cJSON_AddBoolToObject(json, "dry-run", job->dry_run);
	burnish_json_put_text(json, "recipe", recipe);
	burnish_json_put_text(json, "thumbnail", thumbnail);

	return print(json);
}

int
burnish_wire_read_job(const cJSON *json, BurnishJob *job, BurnishRecipe **recipe, const char **thumbnail)
{
	const char *text = burnish_json_get_text(json, "recipe");

	*recipe = NULL;
	if (!text || !burnish_json_get_text(json, "input") || !burnish_json_get_text(json, "output")) {
		vips_error(NULL, "not a job");
		return -1;
	}
	if (!(*recipe = burnish_recipe_parse(text, strlen(text), "recipe")))
		return -1;

	*thumbnail = burnish_json_get_text(json, "thumbnail");
	*job = (BurnishJob){
		.input = burnish_json_get_text(json, "input"),
		.output = burnish_json_get_text(json, "output"),
		.jail = burnish_json_get_text(json, "jail"),
		.policy = burnish_json_get_number(json, "policy", 0),
		.recipe = *recipe,
		.limits = { burnish_json_get_number(json, "max-pixels", 0), burnish_json_get_number(json, "max-bytes", 0) },
		.dry_run = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "dry-run")),
	};

	return 0;
}

void
burnish_news_clear(BurnishNews *news)
{
	g_clear_pointer(&news->digest, g_free);
	g_clear_pointer(&news->input, g_free);
	g_clear_pointer(&news->output, g_free);
}

char *
burnish_wire_reply(const BurnishReport *report, const BurnishNews *news)
{
	g_autofree char *text = burnish_report_to_json(report);
	cJSON *json = cJSON_CreateObject();

	cJSON_AddRawToObject(json, "report", text);
	cJSON_AddNumberToObject(json, "pixels", report->pixels);
	cJSON_AddNumberToObject(json, "change", report->change);
	burnish_json_put_text(json, "digest", news->digest);
	burnish_json_put_text(json, "input", news->input);
	burnish_json_put_text(json, "output", news->output);
	cJSON_AddBoolToObject(json, "closed", news->is_closed);

	return print(json);
}

BurnishReport *
burnish_wire_read_reply(const char *line, const char *input, const char *output, BurnishNews *news)
{
	cJSON *json = cJSON_Parse(line);
	BurnishReport *report =
		burnish_report_read(cJSON_GetObjectItemCaseSensitive(json, "report"), input, output);

	*news = (BurnishNews){ NULL };
	if (report) {
		report->pixels = burnish_json_get_number(json, "pixels", 0);
		report->change = burnish_json_get_number(json, "change", 0);
		*news = (BurnishNews){
			g_strdup(burnish_json_get_text(json, "digest")),
			g_strdup(burnish_json_get_text(json, "input")),
			g_strdup(burnish_json_get_text(json, "output")),
			cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "closed")),
		};
	}
	cJSON_Delete(json);

	return report;
}
