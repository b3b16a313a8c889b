/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/schema.h"
#include "make.h"
#include "recipe.h"
#include "step.h"

static void
add_step(VipsOperation *operation, void *data)
{
	cJSON_AddItemToObject(data, burnish_step_nickname(operation),
		burnish_object_schema(VIPS_OBJECT(operation)));
}

static cJSON *
add_property(cJSON *properties, const char *name, const char *type, const char *description)
{
	cJSON *property = cJSON_AddObjectToObject(properties, name);

	cJSON_AddStringToObject(property, "type", type);
	cJSON_AddStringToObject(property, "description", description);

	return property;
}

static cJSON *
recipe_schema(void)
{
	static const char *const required[] = { "burnish", "fix" };
	cJSON *schema = cJSON_CreateObject();
	g_autoptr(BurnishSave) save = burnish_save_new();

	cJSON_AddStringToObject(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
	cJSON_AddStringToObject(schema, "title", "burnish recipe");
	cJSON_AddStringToObject(schema, "type", "object");
	cJSON_AddBoolToObject(schema, "additionalProperties", FALSE);
	cJSON_AddItemToObject(schema, "required", cJSON_CreateStringArray(required, G_N_ELEMENTS(required)));

	cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
	add_property(properties, "$schema", "string", "where this schema is, for editors");
	cJSON *version = add_property(properties, "burnish", "integer", "version of the recipe format");
	cJSON_AddNumberToObject(version, "const", BURNISH_RECIPE_VERSION);
	add_property(properties, "description", "string", "what the recipe is for");

	cJSON *variables = add_property(properties, "variables", "object", "what {{name}} stands for in the make chapter");
	cJSON_AddStringToObject(cJSON_AddObjectToObject(variables, "additionalProperties"), "type", "string");
	cJSON_AddItemToObject(properties, "make", burnish_make_schema());

	cJSON *fix = add_property(properties, "fix", "array", "the steps, in order");
	cJSON *step = cJSON_AddObjectToObject(fix, "items");
	cJSON_AddStringToObject(step, "type", "object");
	cJSON_AddNumberToObject(step, "minProperties", 1);
	cJSON_AddNumberToObject(step, "maxProperties", 1);
	cJSON_AddBoolToObject(step, "additionalProperties", FALSE);
	burnish_step_map(add_step, cJSON_AddObjectToObject(step, "properties"));

	cJSON_AddItemToObject(properties, "save", burnish_object_schema(VIPS_OBJECT(save)));

	return schema;
}

char *
burnish_schema(void)
{
	cJSON *schema = recipe_schema();
	char *text = cJSON_Print(schema);

	cJSON_Delete(schema);

	return text;
}
