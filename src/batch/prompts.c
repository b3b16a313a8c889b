/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lists of prompts. A line with a slip in it would be paid for, so JSON is read strictly. */

#include <string.h>

#include <burnish.h>
#include <cjson/cJSON.h>

#include "../base/suggest.h"

static const char *const keys[] = { "prompt", "id", "model", "size", "quality", "format", "style", "n", "transparent", NULL };

static void
prompt_free(void *data)
{
	BurnishPrompt *prompt = data;

	g_free(prompt->prompt);
	g_free(prompt->id);
	g_free(prompt->model);
	g_free(prompt->size);
	g_free(prompt->quality);
	g_free(prompt->format);
	g_free(prompt->style);
	g_free(prompt);
}

/* The field of a key that is a string; NULL for the others. */
static char **
field(BurnishPrompt *prompt, const char *key)
{
	char **fields[] = { &prompt->prompt, &prompt->id, &prompt->model, &prompt->size, &prompt->quality, &prompt->format, &prompt->style };

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_str_equal(key, keys[i]))
			return fields[i];

	return NULL;
}

static int
set(BurnishPrompt *prompt, const cJSON *item)
{
	char **text = field(prompt, item->string);

	if (!g_strv_contains(keys, item->string)) {
		g_autofree char *phrase = burnish_suggest_phrase(item->string, keys);

		vips_error(item->string, "no such key%s", phrase);
		return -1;
	}
	if (text) {
		if (!cJSON_IsString(item)) {
			vips_error(item->string, "must be a string");
			return -1;
		}
		g_free(*text);
		*text = g_strdup(item->valuestring);
	}
	else if (g_str_equal(item->string, "n")) {
		if (!cJSON_IsNumber(item) || item->valuedouble != item->valueint || item->valueint < 1) {
			vips_error("n", "must be a whole number above 0");
			return -1;
		}
		prompt->n = item->valueint;
	}
	else {
		if (!cJSON_IsBool(item)) {
			vips_error("transparent", "must be true or false");
			return -1;
		}
		prompt->transparent = cJSON_IsTrue(item);
	}

	return 0;
}

static int
read_json(BurnishPrompt *prompt, const char *line)
{
	cJSON *json = cJSON_Parse(line);
	const cJSON *item;
	int result = 0;

	if (!cJSON_IsObject(json)) {
		vips_error(NULL, "is no object of JSON");
		result = -1;
	}
	cJSON_ArrayForEach(item, json) {
		if (result == 0)
			result = set(prompt, item);
	}
	if (result == 0 && !prompt->prompt) {
		vips_error(NULL, "has no \"prompt\"");
		result = -1;
	}
	cJSON_Delete(json);

	return result;
}

GPtrArray *
burnish_prompts_new(void)
{
	return g_ptr_array_new_with_free_func(prompt_free);
}

GPtrArray *
burnish_prompts_read(const char *text, size_t length, const char *origin)
{
	g_autoptr(GPtrArray) prompts = burnish_prompts_new();
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	/* A byte order mark is no part of a prompt. */
	gboolean has_mark = g_str_has_prefix(copy, "\xef\xbb\xbf");

	for (int i = 0; lines[i]; i++) {
		char *line = g_strstrip(i == 0 && has_mark ? lines[i] + 3 : lines[i]);
		BurnishPrompt *prompt;

		if (!*line)
			continue;
		prompt = g_new0(BurnishPrompt, 1);
		prompt->n = prompt->transparent = -1;
		g_ptr_array_add(prompts, prompt);
		if (*line != '{')
			prompt->prompt = g_strdup(line);
		else if (read_json(prompt, line)) {
			g_autofree char *reason = vips_error_buffer_copy();

			vips_error_clear();
			vips_error(NULL, "%s:%d: %s", origin, i + 1, g_strchomp(reason));
			return NULL;
		}
	}
	if (prompts->len == 0) {
		vips_error(NULL, "%s: there is no prompt in it", origin);
		return NULL;
	}

	return g_steal_pointer(&prompts);
}
