/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* THE setter. The stock paths of libvips and GObject only warn about a value
 * that is out of range and go on with the default, and they read "0.5abc" as
 * a number; here a wrong value is an error, whoever wrote it.
 *
 * Text becomes the JSON that would say the same; from there on there is one way
 * in.
 */

#include <math.h>

#include "argument.h"
#include "object.h"
#include "suggest.h"

static void *
list_argument(VipsObject *object, GParamSpec *pspec, VipsArgumentClass *argument,
	VipsArgumentInstance *instance, void *a, void *b)
{
	GArray *list = a;
	VipsArgumentFlags flags = GPOINTER_TO_INT(b);
	BurnishArgument item = { pspec, argument, instance };

	if ((argument->flags & flags) == flags && !(argument->flags & VIPS_ARGUMENT_DEPRECATED))
		g_array_append_val(list, item);

	return NULL;
}

GArray *
burnish_argument_list(VipsObject *object, VipsArgumentFlags flags)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(BurnishArgument));

	vips_argument_map(object, list_argument, list, GINT_TO_POINTER(flags));

	return list;
}

gboolean
burnish_argument_is_writable(GParamSpec *pspec, VipsArgumentClass *argument)
{
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);

	if (!(argument->flags & VIPS_ARGUMENT_INPUT) ||
		argument->flags & VIPS_ARGUMENT_DEPRECATED)
		return FALSE;

	return type == G_TYPE_BOOLEAN || type == G_TYPE_INT || type == G_TYPE_DOUBLE ||
		type == G_TYPE_STRING || g_type_is_a(type, G_TYPE_ENUM) ||
		type == VIPS_TYPE_ARRAY_DOUBLE || type == VIPS_TYPE_ARRAY_INT ||
		type == VIPS_TYPE_INTERPOLATE;
}

/* Find an argument that may be set, or say what is wrong with the name. */
static int
find_writable(VipsObject *object, const char *name, GParamSpec **pspec)
{
	g_autoptr(GArray) list = burnish_argument_list(object, VIPS_ARGUMENT_INPUT);
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);
		const char *canonical = g_param_spec_get_name(item->pspec);

		if (!burnish_argument_is_writable(item->pspec, item->argument)) {
			if (g_str_equal(canonical, name)) {
				vips_error(name, "is an image and cannot be given here");
				return -1;
			}
			continue;
		}
		if (g_str_equal(canonical, name)) {
			*pspec = item->pspec;
			return 0;
		}
		g_ptr_array_add(known, (char *) canonical);
	}
	g_ptr_array_add(known, NULL);

	g_autofree char *phrase =
		burnish_suggest_phrase(name, (const char *const *) known->pdata);
	vips_error(name, "no such argument%s", phrase);

	return -1;
}

/* The checked way in: the declaration has the last word. */
static int
set_value(VipsObject *object, GParamSpec *pspec, GValue *value)
{
	const char *name = g_param_spec_get_name(pspec);
	g_auto(GValue) legal = G_VALUE_INIT;

	g_value_init(&legal, G_VALUE_TYPE(value));
	g_value_copy(value, &legal);
	if (g_param_value_validate(pspec, &legal)) {
		g_auto(GValue) was = G_VALUE_INIT;
		g_auto(GValue) limit = G_VALUE_INIT;

		g_value_init(&was, G_TYPE_DOUBLE);
		g_value_init(&limit, G_TYPE_DOUBLE);
		if (g_value_transform(value, &was) && g_value_transform(&legal, &limit)) {
			double a = g_value_get_double(&was);
			double b = g_value_get_double(&limit);
			vips_error(name, "%.15g is %s %.15g", a, a > b ? "above" : "below", b);
		}
		else
			vips_error(name, "value is not allowed");

		return -1;
	}

	g_object_set_property(G_OBJECT(object), name, value);

	return 0;
}

static int
wrong_kind(const char *name, const char *wanted)
{
	vips_error(name, "must be %s", wanted);
	return -1;
}

static int
get_number(const char *name, const cJSON *json, double *number)
{
	if (!cJSON_IsNumber(json))
		return wrong_kind(name, "a number");
	if (!isfinite(json->valuedouble)) {
		vips_error(name, "is not a finite number");
		return -1;
	}
	*number = json->valuedouble;

	return 0;
}

static int
get_whole(const char *name, const cJSON *json, int *whole)
{
	double number;

	if (get_number(name, json, &number))
		return -1;
	if (number != floor(number)) {
		vips_error(name, "%.15g is not a whole number", number);
		return -1;
	}
	if (fabs(number) > G_MAXINT) {
		vips_error(name, "%.15g is too large", number);
		return -1;
	}
	*whole = number;

	return 0;
}

static int
convert_number(const char *name, const cJSON *json, GValue *value)
{
	double number;
	int whole;

	if (G_VALUE_HOLDS_DOUBLE(value)) {
		if (get_number(name, json, &number))
			return -1;
		g_value_set_double(value, number);
	}
	else {
		if (get_whole(name, json, &whole))
			return -1;
		g_value_set_int(value, whole);
	}

	return 0;
}

static int
convert_array(const char *name, const cJSON *json, GValue *value)
{
	int n = cJSON_GetArraySize(json);
	g_autofree double *numbers = g_new(double, n);
	g_autofree int *whole = g_new(int, n);
	gboolean is_int = G_VALUE_TYPE(value) == VIPS_TYPE_ARRAY_INT;
	const cJSON *item;
	int i = 0;

	if (!cJSON_IsArray(json) || n == 0)
		return wrong_kind(name, "an array of numbers");
	cJSON_ArrayForEach(item, json) {
		if (is_int ? get_whole(name, item, &whole[i]) : get_number(name, item, &numbers[i]))
			return -1;
		i++;
	}

	if (is_int)
		vips_value_set_array_int(value, whole, n);
	else
		vips_value_set_array_double(value, numbers, n);

	return 0;
}

static int
convert_enum(const char *name, const char *nick, GValue *value)
{
	GEnumClass *class = g_type_class_ref(G_VALUE_TYPE(value));
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	int result = -1;

	for (guint i = 0; i < burnish_enum_size(class); i++) {
		if (g_str_equal(class->values[i].value_nick, nick)) {
			g_value_set_enum(value, class->values[i].value);
			result = 0;
		}
		g_ptr_array_add(known, (char *) class->values[i].value_nick);
	}
	g_ptr_array_add(known, NULL);

	if (result) {
		g_autofree char *all = g_strjoinv(", ", (char **) known->pdata);
		g_autofree char *phrase = burnish_suggest_phrase(nick, (const char *const *) known->pdata);

		vips_error(name, "\"%s\" is none of %s%s", nick, all, phrase);
	}
	g_type_class_unref(class);

	return result;
}

static int
convert_interpolate(const char *name, const char *nick, GValue *value)
{
	VipsInterpolate *interpolate = vips_interpolate_new(nick);

	if (!interpolate) {
		vips_error_clear();
		vips_error(name, "no interpolator \"%s\"", nick);
		return -1;
	}
	g_value_take_object(value, interpolate);

	return 0;
}

static int
convert_string(const char *name, const cJSON *json, GValue *value)
{
	GType type = G_VALUE_TYPE(value);

	if (!cJSON_IsString(json))
		return wrong_kind(name, "a string");
	if (type == VIPS_TYPE_INTERPOLATE)
		return convert_interpolate(name, json->valuestring, value);
	if (g_type_is_a(type, G_TYPE_ENUM))
		return convert_enum(name, json->valuestring, value);
	g_value_set_string(value, json->valuestring);

	return 0;
}

static int
convert_boolean(const char *name, const cJSON *json, GValue *value)
{
	if (!cJSON_IsBool(json))
		return wrong_kind(name, "true or false");
	g_value_set_boolean(value, cJSON_IsTrue(json));

	return 0;
}

int
burnish_argument_set_json(VipsObject *object, const char *name, const cJSON *json)
{
	GParamSpec *pspec;
	g_auto(GValue) value = G_VALUE_INIT;

	if (find_writable(object, name, &pspec))
		return -1;
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);
	g_value_init(&value, type);

	int (*convert)(const char *, const cJSON *, GValue *) = convert_string;
	if (type == G_TYPE_BOOLEAN)
		convert = convert_boolean;
	else if (type == G_TYPE_INT || type == G_TYPE_DOUBLE)
		convert = convert_number;
	else if (type == VIPS_TYPE_ARRAY_DOUBLE || type == VIPS_TYPE_ARRAY_INT)
		convert = convert_array;

	return convert(name, json, &value) || set_value(object, pspec, &value) ? -1 : 0;
}

static cJSON *
number_from_text(const char *text)
{
	char *end;
	double number = g_ascii_strtod(text, &end);

	if (end == text || *end || g_ascii_isspace(*text))
		return NULL;

	return cJSON_CreateNumber(number);
}

static cJSON *
array_from_text(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	cJSON *array = cJSON_CreateArray();

	for (int i = 0; words[i]; i++) {
		cJSON *number = number_from_text(words[i]);

		if (!number) {
			cJSON_Delete(array);
			return NULL;
		}
		cJSON_AddItemToArray(array, number);
	}

	return array;
}

static cJSON *
boolean_from_text(const char *text)
{
	static const char *const yes[] = { "true", "yes", "1", NULL };
	static const char *const no[] = { "false", "no", "0", NULL };

	if (!g_strv_contains(yes, text) && !g_strv_contains(no, text))
		return NULL;

	return cJSON_CreateBool(g_strv_contains(yes, text));
}

int
burnish_argument_set_text(VipsObject *object, const char *name, const char *text)
{
	GParamSpec *pspec;
	cJSON *json;
	const char *kind = "";

	if (find_writable(object, name, &pspec))
		return -1;

	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);
	if (type == G_TYPE_BOOLEAN) {
		json = boolean_from_text(text);
		kind = "true or false";
	}
	else if (type == G_TYPE_INT || type == G_TYPE_DOUBLE) {
		json = number_from_text(text);
		kind = "a number";
	}
	else if (type == VIPS_TYPE_ARRAY_DOUBLE || type == VIPS_TYPE_ARRAY_INT) {
		json = array_from_text(text);
		kind = "numbers with commas between them";
	}
	else {
		json = g_utf8_validate(text, -1, NULL) ? cJSON_CreateString(text) : NULL;
		kind = "UTF-8";
	}

	if (!json) {
		vips_error(name, "\"%s\" is not %s", text, kind);
		return -1;
	}
	int result = burnish_argument_set_json(object, name, json);
	cJSON_Delete(json);

	return result;
}

cJSON *
burnish_argument_get_json(VipsObject *object, const char *name)
{
	g_auto(GValue) value = G_VALUE_INIT;
	int n;

	GParamSpec *pspec = g_object_class_find_property(G_OBJECT_GET_CLASS(object), name);
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);
	g_value_init(&value, type);
	g_object_get_property(G_OBJECT(object), name, &value);

	if (type == G_TYPE_BOOLEAN)
		return cJSON_CreateBool(g_value_get_boolean(&value));
	if (type == G_TYPE_INT)
		return cJSON_CreateNumber(g_value_get_int(&value));
	if (type == G_TYPE_DOUBLE)
		return cJSON_CreateNumber(g_value_get_double(&value));
	if (type == G_TYPE_STRING && g_value_get_string(&value))
		return cJSON_CreateString(g_value_get_string(&value));
	if (g_type_is_a(type, G_TYPE_ENUM))
		return cJSON_CreateString(vips_enum_nick(type, g_value_get_enum(&value)));
	if (type == VIPS_TYPE_ARRAY_DOUBLE && g_value_get_boxed(&value)) {
		double *numbers = vips_value_get_array_double(&value, &n);
		return cJSON_CreateDoubleArray(numbers, n);
	}
	if (type == VIPS_TYPE_ARRAY_INT && g_value_get_boxed(&value)) {
		int *numbers = vips_value_get_array_int(&value, &n);
		return cJSON_CreateIntArray(numbers, n);
	}
	if (type == VIPS_TYPE_INTERPOLATE && g_value_get_object(&value))
		return cJSON_CreateString(
			VIPS_OBJECT_GET_CLASS(g_value_get_object(&value))->nickname);

	return NULL;
}
