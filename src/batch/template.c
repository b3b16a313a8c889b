/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include <vips/vips.h>

#include "../base/suggest.h"
#include "template.h"

static const char *const names[] = { "stem", "name", "ext", "dir", "recipe", "aspect", "index", NULL };

gboolean
burnish_template_is(const char *text)
{
	return strchr(text, '{') != NULL;
}

int
burnish_template_check(const char *text)
{
	return burnish_template_check_fields(text, names);
}

int
burnish_template_check_fields(const char *text, const char *const *known)
{
	for (const char *p = text; (p = strpbrk(p, "{}")); p++) {
		const char *end = *p == '{' ? strpbrk(p + 1, "{}") : NULL;

		if (!end || *end != '}') {
			vips_error(NULL, "\"%s\": a brace without its partner", text);
			return -1;
		}

		g_autofree char *name = g_strndup(p + 1, end - p - 1);
		if (!g_strv_contains(known, name)) {
			g_autofree char *all = g_strjoinv("}, {", (char **) known);
			g_autofree char *phrase = burnish_suggest_phrase(name, known);

			vips_error(NULL, "\"%s\": {%s} is none of {%s}%s", text, name, all, phrase);
			return -1;
		}
		p = end;
	}

	return 0;
}

/* Returns FALSE when the field is empty. */
static gboolean
append_field(GString *out, const char *name, size_t length, const BurnishField *fields)
{
	size_t before = out->len;

	for (; fields->name; fields++)
		if (strlen(fields->name) == length && strncmp(fields->name, name, length) == 0) {
			g_autofree char *value = g_strdup(fields->value);

			if (!g_str_equal(fields->name, "dir"))
				g_strdelimit(value, "/", '_');
			g_string_append(out, value);
		}

	return out->len > before;
}

char *
burnish_template_expand(const char *text, const BurnishField *fields)
{
	GString *out = g_string_new(NULL);

	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;

		if (end) {
			gboolean filled = append_field(out, text + 1, end - text - 1, fields);

			text = end + 1;
			/* "{dir}/{stem}" without a directory must not become
			 * "/photo". */
			if (!filled)
				text += strspn(text, "/");
		}
		else
			g_string_append_c(out, *text++);
	}

	return g_string_free(out, FALSE);
}

char *
burnish_template_jail(const char *text)
{
	g_autofree char *fixed = g_strndup(text, strchr(text, '{') - text);

	return g_path_get_dirname(fixed);
}
