/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One table of keys says what a step may have, and gives the checks and the schema.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <vips/vips.h>

#include "../base/suggest.h"
#include "make.h"

/* Which steps a key belongs to. */
enum {
	GENERATE = 1,
	EDIT = 2,
	LOAD = 4,
	FETCH = 8,
	CALL = GENERATE | EDIT,
	ALL = CALL | LOAD | FETCH
};

static const char *const kinds[] = { "generate", "edit", "load", "fetch", NULL };

typedef enum {
	VALUE_TEXT,
	VALUE_TEXTS,
	VALUE_NAME,
	VALUE_SWITCH,
	VALUE_INTEGER,
} ValueKind;

typedef struct {
	const char *key;
	int steps;
	/* Of those, the ones that cannot do without. */
	int required;
	ValueKind kind;
	int min;
	int max;
	const char *blurb;
} Key;

/* What a model, a size or a quality may be is data (presets/models.json), so they are text here. */
static const Key keys[] = {
	{ "as", ALL, 0, VALUE_NAME, 0, 0, "name of the result, for later steps and for files" },
	{ "save", ALL, 0, VALUE_SWITCH, 0, 0, "whether the result is fixed and saved; by default when no later step uses it" },
	{ "prompt", CALL, CALL, VALUE_TEXT, 0, 0, "what to make, or what to change" },
	{ "images", EDIT, 0, VALUE_TEXTS, 0, 0, "results, inputs or files to edit or combine; by default the result of the step before" },
	{ "mask", EDIT, 0, VALUE_TEXT, 0, 0, "result, input or file: what is white or transparent is changed" },
	{ "mask-box", EDIT, 0, VALUE_TEXT, 0, 0, "X,Y,WIDTH,HEIGHT to be changed" },
	{ "keep-outside", EDIT, 0, VALUE_SWITCH, 0, 0, "keep the original outside the mask; on by default" },
	{ "styles", CALL, 0, VALUE_TEXTS, 0, 0, "one result for each style" },
	{ "sizes", CALL, 0, VALUE_TEXTS, 0, 0, "one result for each size or ratio" },
	{ "n", CALL, 0, VALUE_INTEGER, 1, 10, "results for each of these" },
	{ "model", CALL, 0, VALUE_TEXT, 0, 0, "image model" },
	{ "quality", CALL, 0, VALUE_TEXT, 0, 0, "quality, as the model has them" },
	{ "transparent", CALL, 0, VALUE_SWITCH, 0, 0, "ask for a transparent background" },
	{ "format", CALL, 0, VALUE_TEXT, 0, 0, "file format of the API's answer" },
	{ "compression", CALL, 0, VALUE_INTEGER, 0, 100, "quality of its JPEG or WebP" },
	{ "moderation", CALL, 0, VALUE_TEXT, 0, 0, "auto or low" },
	{ "complexity", CALL, 0, VALUE_TEXT, 0, 0, "complexity, for models that have it" },
	{ "fidelity", EDIT, 0, VALUE_TEXT, 0, 0, "how close to stay to the references, for models that have it" },
	{ "via", CALL, 0, VALUE_TEXT, 0, 0, "images or responses: which interface makes it" },
	{ "mainline", CALL, 0, VALUE_TEXT, 0, 0, "model that talks to the image tool, via responses" },
	{ "instructions", CALL, 0, VALUE_TEXT, 0, 0, "instructions for that model" },
	{ "continue", EDIT, 0, VALUE_TEXT, 0, 0, "response or image: go on from that of the first picture, via responses" },
	{ "path", LOAD, LOAD, VALUE_TEXT, 0, 0, "file to read" },
	{ "from", FETCH, FETCH, VALUE_TEXT, 0, 0, "https URL of a picture, or a stored response's id" },
};

/* Words that a text can be, where burnish and not the API decides. */
static const struct {
	const char *key;
	const char *const words[3];
} choices[] = {
	{ "via", { "images", "responses" } },
	{ "continue", { "response", "image" } },
};

const char *
burnish_make_kind(const cJSON *step)
{
	return step->child->string;
}

const cJSON *
burnish_make_arguments(const cJSON *step)
{
	return step->child;
}

char *
burnish_make_name(const cJSON *step, int index)
{
	const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(burnish_make_arguments(step), "as"));

	return name ? g_strdup(name) : g_strdup_printf("step%d", index + 1);
}

gboolean
burnish_make_is_input(const char *reference, int *number)
{
	if (g_str_equal(reference, "inputs")) {
		*number = 0;
		return TRUE;
	}
	if (!g_str_has_prefix(reference, "input"))
		return FALSE;

	const char *digits = reference + strlen("input");
	*number = *digits ? atoi(digits) : 1;

	return *number > 0 && strspn(digits, "0123456789") == strlen(digits) && strlen(digits) < 6;
}

gboolean
burnish_make_is_path(const char *reference)
{
	return strpbrk(reference, "/.") != NULL;
}

static int
kind_flag(const char *kind)
{
	for (int i = 0; kinds[i]; i++)
		if (g_str_equal(kinds[i], kind))
			return 1 << i;

	return 0;
}

static const Key *
find_key(const char *name, int flag)
{
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].steps & flag && g_str_equal(keys[i].key, name))
			return &keys[i];

	return NULL;
}

static int
no_such_key(const char *name, int flag)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].steps & flag)
			g_ptr_array_add(known, (char *) keys[i].key);
	g_ptr_array_add(known, NULL);
	g_autofree char *phrase = burnish_suggest_phrase(name, (const char *const *) known->pdata);
	vips_error(name, "no such argument%s", phrase);

	return -1;
}

/* As in file names, and so that no reference can be taken for a path. */
static gboolean
is_name(const char *text)
{
	return g_ascii_isalpha(*text) && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(text);
}

/* Every {{ has its }} and a name in between. */
static int
check_braces(const char *name, const char *text)
{
	for (const char *p = text; (p = strstr(p, "{{")); p++) {
		const char *end = strstr(p, "}}");
		g_autofree char *variable = end ? g_strndup(p + 2, end - p - 2) : NULL;

		if (!variable || !is_name(variable)) {
			vips_error(name, "\"{{\" begins a variable: {{name}}");
			return -1;
		}
		p = end;
	}

	return 0;
}

static int
check_text(const char *name, const cJSON *value)
{
	if (!cJSON_IsString(value) || !*value->valuestring) {
		vips_error(name, "must be a string that is not empty");
		return -1;
	}
	for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
		if (g_str_equal(choices[i].key, name) && !g_strv_contains(choices[i].words, value->valuestring)) {
			vips_error(name, "\"%s\" is neither %s nor %s", value->valuestring, choices[i].words[0], choices[i].words[1]);
			return -1;
		}

	return check_braces(name, value->valuestring);
}

static int
check_texts(const char *name, const cJSON *value)
{
	const cJSON *item;

	if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) == 0) {
		vips_error(name, "must be an array of strings, with one at least");
		return -1;
	}
	cJSON_ArrayForEach(item, value) {
		if (check_text(name, item))
			return -1;
	}

	return 0;
}

static int
check_value(const Key *key, const cJSON *value)
{
	int number;

	switch (key->kind) {
	case VALUE_TEXT:
		return check_text(key->key, value);

	case VALUE_TEXTS:
		return check_texts(key->key, value);

	case VALUE_NAME:
		if (!cJSON_IsString(value) || !is_name(value->valuestring) || burnish_make_is_input(value->valuestring, &number)) {
			vips_error(key->key, "must be a name: letters, digits, - and _, and not that of an input");
			return -1;
		}
		return 0;

	case VALUE_SWITCH:
		if (!cJSON_IsBool(value)) {
			vips_error(key->key, "must be true or false");
			return -1;
		}
		return 0;

	case VALUE_INTEGER:
		if (!cJSON_IsNumber(value) || value->valuedouble != floor(value->valuedouble) ||
			value->valuedouble < key->min || value->valuedouble > key->max) {
			vips_error(key->key, "must be a whole number from %d to %d", key->min, key->max);
			return -1;
		}
		return 0;

	default:
		g_assert_not_reached();
	}
}

/* What single keys cannot say. */
static int
check_together(const cJSON *arguments)
{
	const char *via = cJSON_GetStringValue(cJSON_GetObjectItem(arguments, "via"));
	static const char *const only[] = { "mainline", "instructions", "continue" };

	if (cJSON_HasObjectItem(arguments, "mask") && cJSON_HasObjectItem(arguments, "mask-box")) {
		vips_error("mask", "mask and mask-box do not go together");
		return -1;
	}
	for (guint i = 0; i < G_N_ELEMENTS(only); i++)
		if (cJSON_HasObjectItem(arguments, only[i]) && g_strcmp0(via, "responses") != 0) {
			vips_error(only[i], "goes with \"via\": \"responses\"");
			return -1;
		}

	return 0;
}

/* `known`: the names of earlier results. */
static int
check_reference(const char *key, const char *reference, GPtrArray *known)
{
	int number;

	/* What a variable stands for is seen when it is known. */
	if (burnish_make_is_input(reference, &number) || burnish_make_is_path(reference) || strstr(reference, "{{"))
		return 0;
	for (guint i = 0; i < known->len; i++)
		if (g_str_equal(known->pdata[i], reference))
			return 0;

	g_ptr_array_add(known, NULL);
	g_autofree char *phrase = burnish_suggest_phrase(reference, (const char *const *) known->pdata);
	vips_error(key, "no result \"%s\" before this step, and no file is called so%s", reference, phrase);

	return -1;
}

static int
check_references(const cJSON *arguments, GPtrArray *known, const cJSON **where)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, cJSON_GetObjectItem(arguments, "images")) {
		*where = item;
		if (check_reference("images", item->valuestring, known))
			return -1;
	}
	const cJSON *mask = cJSON_GetObjectItem(arguments, "mask");
	*where = mask;

	return mask ? check_reference("mask", mask->valuestring, known) : 0;
}

static int
check_arguments(const cJSON *arguments, int flag, const cJSON **where)
{
	const cJSON *item;

	*where = arguments;
	if (!cJSON_IsObject(arguments)) {
		vips_error(NULL, "must be an object");
		return -1;
	}
	cJSON_ArrayForEach(item, arguments) {
		const Key *key = find_key(item->string, flag);

		*where = item;
		if (!key ? no_such_key(item->string, flag) : check_value(key, item))
			return -1;
	}
	*where = arguments;
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].required & flag && !cJSON_HasObjectItem(arguments, keys[i].key)) {
			vips_error(keys[i].key, "must be given");
			return -1;
		}

	return check_together(arguments);
}

/* Takes the step's name into `known`. */
static int
check_step(const cJSON *step, int index, GPtrArray *known, const cJSON **where)
{
	*where = step;
	if (!cJSON_IsObject(step) || cJSON_GetArraySize(step) != 1) {
		vips_error(NULL, "must be an object with one key: generate, edit, load or fetch");
		return -1;
	}

	int flag = kind_flag(burnish_make_kind(step));
	const cJSON *arguments = burnish_make_arguments(step);
	if (!flag) {
		g_autofree char *phrase = burnish_suggest_phrase(burnish_make_kind(step), kinds);
		*where = arguments;
		vips_error(burnish_make_kind(step), "no such step%s", phrase);
		return -1;
	}
	if (check_arguments(arguments, flag, where) || check_references(arguments, known, where))
		return -1;

	g_autofree char *name = burnish_make_name(step, index);
	*where = arguments;
	for (guint i = 0; i < known->len; i++)
		if (g_str_equal(known->pdata[i], name)) {
			vips_error("as", "an earlier result has the name \"%s\"", name);
			return -1;
		}
	g_ptr_array_add(known, g_steal_pointer(&name));

	return 0;
}

int
burnish_make_check(const cJSON *make, const cJSON **where)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
	const cJSON *step;
	int index = 0;

	*where = make;
	if (!cJSON_IsArray(make) || cJSON_GetArraySize(make) == 0) {
		vips_error("make", "must be an array of steps, with one at least");
		return -1;
	}
	cJSON_ArrayForEach(step, make) {
		if (check_step(step, index, known, where)) {
			g_autofree char *reason = g_strdup(vips_error_buffer());
			gboolean named = cJSON_IsObject(step) && step->child && kind_flag(step->child->string);

			vips_error_clear();
			vips_error(NULL, "make[%d]: %s%s%s", index, named ? step->child->string : "", named ? ": " : "", g_strchomp(reason));
			return -1;
		}
		index++;
	}

	return 0;
}

int
burnish_make_check_variables(const cJSON *variables, const cJSON **where)
{
	const cJSON *item;

	*where = variables;
	if (!cJSON_IsObject(variables)) {
		vips_error("variables", "must be an object of strings");
		return -1;
	}
	cJSON_ArrayForEach(item, variables) {
		*where = item;
		if (!is_name(item->string) || !cJSON_IsString(item)) {
			vips_error("variables", "%s: must be a name with a string", item->string);
			return -1;
		}
	}

	return 0;
}

/* NULL with vips_error() when there is no value. */
static char *
expand(const char *text, GHashTable *values)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *open;

	while ((open = strstr(text, "{{"))) {
		const char *close = strstr(open, "}}");
		g_autofree char *name = g_strndup(open + 2, close - open - 2);
		const char *value = g_hash_table_lookup(values, name);

		if (!value) {
			vips_error(NULL, "{{%s}} has no value: give one with --set %s=…", name, name);
			return NULL;
		}
		g_string_append_len(out, text, open - text);
		g_string_append(out, value);
		text = close + 2;
	}
	g_string_append(out, text);

	return g_string_free(g_steal_pointer(&out), FALSE);
}

int
burnish_make_substitute(cJSON *make, GHashTable *values)
{
	cJSON *item;

	if (cJSON_IsString(make)) {
		g_autofree char *text = expand(make->valuestring, values);

		return text && cJSON_SetValuestring(make, text) ? 0 : -1;
	}
	cJSON_ArrayForEach(item, make) {
		if (burnish_make_substitute(item, values))
			return -1;
	}

	return 0;
}

static cJSON *
key_schema(const Key *key)
{
	static const char *const types[] = {
		[VALUE_TEXT] = "string",
		[VALUE_TEXTS] = "array",
		[VALUE_NAME] = "string",
		[VALUE_SWITCH] = "boolean",
		[VALUE_INTEGER] = "integer",
	};
	cJSON *schema = cJSON_CreateObject();

	cJSON_AddStringToObject(schema, "type", types[key->kind]);
	cJSON_AddStringToObject(schema, "description", key->blurb);
	if (key->kind == VALUE_NAME)
		cJSON_AddStringToObject(schema, "pattern", "^[A-Za-z][A-Za-z0-9_-]*$");
	if (key->kind == VALUE_TEXT)
		cJSON_AddNumberToObject(schema, "minLength", 1);
	if (key->kind == VALUE_INTEGER) {
		cJSON_AddNumberToObject(schema, "minimum", key->min);
		cJSON_AddNumberToObject(schema, "maximum", key->max);
	}
	if (key->kind == VALUE_TEXTS) {
		cJSON_AddNumberToObject(schema, "minItems", 1);
		cJSON_AddStringToObject(cJSON_AddObjectToObject(schema, "items"), "type", "string");
	}
	for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
		if (g_str_equal(choices[i].key, key->key))
			cJSON_AddItemToObject(schema, "enum", cJSON_CreateStringArray(choices[i].words, 2));

	return schema;
}

cJSON *
burnish_make_schema(void)
{
	cJSON *schema = cJSON_CreateObject();

	cJSON_AddStringToObject(schema, "type", "array");
	cJSON_AddStringToObject(schema, "description", "where the pictures come from, in order");
	cJSON_AddNumberToObject(schema, "minItems", 1);
	cJSON *step = cJSON_AddObjectToObject(schema, "items");
	cJSON_AddStringToObject(step, "type", "object");
	cJSON_AddNumberToObject(step, "minProperties", 1);
	cJSON_AddNumberToObject(step, "maxProperties", 1);
	cJSON_AddBoolToObject(step, "additionalProperties", FALSE);
	cJSON *steps = cJSON_AddObjectToObject(step, "properties");

	for (int i = 0; kinds[i]; i++) {
		cJSON *arguments = cJSON_AddObjectToObject(steps, kinds[i]);
		cJSON *properties = cJSON_CreateObject();
		cJSON *required = cJSON_CreateArray();

		for (guint k = 0; k < G_N_ELEMENTS(keys); k++) {
			if (keys[k].steps & 1 << i)
				cJSON_AddItemToObject(properties, keys[k].key, key_schema(&keys[k]));
			if (keys[k].required & 1 << i)
				cJSON_AddItemToArray(required, cJSON_CreateString(keys[k].key));
		}
		cJSON_AddStringToObject(arguments, "type", "object");
		cJSON_AddBoolToObject(arguments, "additionalProperties", FALSE);
		cJSON_AddItemToObject(arguments, "properties", properties);
		cJSON_AddItemToObject(arguments, "required", required);
	}

	return schema;
}
