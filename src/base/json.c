/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "json.h"

const char *
burnish_json_get_text(const cJSON *json, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));
}

double
burnish_json_get_number(const cJSON *json, const char *key, double otherwise)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);

	return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

void
burnish_json_put_text(cJSON *json, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(json, key, text);
}
