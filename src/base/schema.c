/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The schema writer: what the setter in argument.c accepts, written down for
 * editors and other programs.
 */

#include <math.h>
#include <string.h>

#include "argument.h"
#include "object.h"
#include "schema.h"

/* JSON knows no infinity, and no limit is no keyword. */
static void
add_number(cJSON *property, const char *key, double value)
{
	if (isfinite(value))
		cJSON_AddNumberToObject(property, key, value);
}

static void
add_range(cJSON *property, double minimum, double maximum)
{
	add_number(property, "minimum", minimum);
	add_number(property, "maximum", maximum);
}

static void
add_choices(cJSON *property, GParamSpecEnum *pspec)
{
	cJSON *choices = cJSON_AddArrayToObject(property, "enum");

	for (guint i = 0; i < burnish_enum_size(pspec->enum_class); i++)
		cJSON_AddItemToArray(choices,
			cJSON_CreateString(pspec->enum_class->values[i].value_nick));
	cJSON_AddStringToObject(property, "default",
		vips_enum_nick(G_PARAM_SPEC_VALUE_TYPE(pspec), pspec->default_value));
}

static void
add_array(cJSON *property, const char *item)
{
	cJSON_AddStringToObject(property, "type", "array");
	cJSON_AddNumberToObject(property, "minItems", 1);
	cJSON_AddStringToObject(cJSON_AddObjectToObject(property, "items"), "type", item);
}

static cJSON *
describe(GParamSpec *pspec)
{
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);
	cJSON *property = cJSON_CreateObject();

	cJSON_AddStringToObject(property, "description", g_param_spec_get_blurb(pspec));

	if (type == G_TYPE_BOOLEAN) {
		cJSON_AddStringToObject(property, "type", "boolean");
		cJSON_AddBoolToObject(property, "default",
			G_PARAM_SPEC_BOOLEAN(pspec)->default_value);
	}
	else if (type == G_TYPE_INT) {
		GParamSpecInt *spec = G_PARAM_SPEC_INT(pspec);

		cJSON_AddStringToObject(property, "type", "integer");
		add_range(property, spec->minimum, spec->maximum);
		cJSON_AddNumberToObject(property, "default", spec->default_value);
	}
	else if (type == G_TYPE_DOUBLE) {
		GParamSpecDouble *spec = G_PARAM_SPEC_DOUBLE(pspec);

		cJSON_AddStringToObject(property, "type", "number");
		add_range(property, spec->minimum, spec->maximum);
		add_number(property, "default", spec->default_value);
	}
	else if (g_type_is_a(type, G_TYPE_ENUM))
		add_choices(property, G_PARAM_SPEC_ENUM(pspec));
	else if (type == VIPS_TYPE_ARRAY_DOUBLE)
		add_array(property, "number");
	else if (type == VIPS_TYPE_ARRAY_INT)
		add_array(property, "integer");
	else
		cJSON_AddStringToObject(property, "type", "string");

	return property;
}

cJSON *
burnish_object_schema(VipsObject *object)
{
	VipsObjectClass *class = VIPS_OBJECT_GET_CLASS(object);
	g_autoptr(GArray) list = burnish_argument_list(object, VIPS_ARGUMENT_INPUT);
	cJSON *schema = cJSON_CreateObject();
	cJSON *required = cJSON_CreateArray();

	cJSON_AddStringToObject(schema, "description", class->description);
	cJSON_AddStringToObject(schema, "type", "object");
	cJSON_AddBoolToObject(schema, "additionalProperties", FALSE);

	cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);
		const char *name = g_param_spec_get_name(item->pspec);

		if (!burnish_argument_is_writable(item->pspec, item->argument))
			continue;
		cJSON_AddItemToObject(properties, name, describe(item->pspec));
		if (item->argument->flags & VIPS_ARGUMENT_REQUIRED)
			cJSON_AddItemToArray(required, cJSON_CreateString(name));
	}

	if (cJSON_GetArraySize(required) > 0)
		cJSON_AddItemToObject(schema, "required", required);
	else
		cJSON_Delete(required);

	return schema;
}
