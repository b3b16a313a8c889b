/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "../recipe/recipe.h"
#include "wire.h"

static char *
print(cJSON *json)
{
	char *text = cJSON_PrintUnformatted(json);

	cJSON_Delete(json);

	return text;
}

static void
put(cJSON *json, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(json, key, text);
}

static const char *
get(const cJSON *json, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));
}

static double
get_number(const cJSON *json, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);

	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

char *
burnish_wire_job(const BurnishJob *job, const char *recipe, const char *thumbnail)
{
	cJSON *json = cJSON_CreateObject();

	put(json, "input", job->input);
	put(json, "output", job->output);
	put(json, "jail", job->jail);
	cJSON_AddNumberToObject(json, "policy", job->policy);
	cJSON_AddNumberToObject(json, "max-pixels", job->limits.max_pixels);
	cJSON_AddNumberToObject(json, "max-bytes", job->limits.max_bytes);
	cJSON_AddBoolToObject(json, "dry-run", job->dry_run);
	put(json, "recipe", recipe);
	put(json, "thumbnail", thumbnail);

	return print(json);
}

int
burnish_wire_read_job(const cJSON *json, BurnishJob *job, BurnishRecipe **recipe, const char **thumbnail)
{
	const char *text = get(json, "recipe");

	*recipe = NULL;
	if (!text || !get(json, "input") || !get(json, "output")) {
		vips_error(NULL, "not a job");
		return -1;
	}
	if (!(*recipe = burnish_recipe_parse(text, strlen(text), "recipe")))
		return -1;

	*thumbnail = get(json, "thumbnail");
	*job = (BurnishJob){
		.input = get(json, "input"),
		.output = get(json, "output"),
		.jail = get(json, "jail"),
		.policy = get_number(json, "policy"),
		.recipe = *recipe,
		.limits = { get_number(json, "max-pixels"), get_number(json, "max-bytes") },
		.dry_run = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "dry-run")),
	};

	return 0;
}

char *
burnish_wire_reply(const BurnishReport *report, const char *digest)
{
	g_autofree char *text = burnish_report_to_json(report);
	cJSON *json = cJSON_CreateObject();

	cJSON_AddRawToObject(json, "report", text);
	cJSON_AddNumberToObject(json, "pixels", report->pixels);
	cJSON_AddNumberToObject(json, "change", report->change);
	put(json, "digest", digest);

	return print(json);
}

BurnishReport *
burnish_wire_read_reply(const char *line, const char *input, const char *output, char **digest)
{
	cJSON *json = cJSON_Parse(line);
	BurnishReport *report =
		burnish_report_read(cJSON_GetObjectItemCaseSensitive(json, "report"), input, output);

	*digest = report ? g_strdup(get(json, "digest")) : NULL;
	if (report) {
		report->pixels = get_number(json, "pixels");
		report->change = get_number(json, "change");
	}
	cJSON_Delete(json);

	return report;
}
