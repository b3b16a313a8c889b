/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The input reads "operation argument value".
 */

#include "base/argument.h"
#include "base/text.h"
#include "fuzz.h"
#include "recipe/step.h"

static void
set(VipsOperation *step, const char *argument, const char *value)
{
	if (burnish_argument_set_text(VIPS_OBJECT(step), argument, value)) {
		g_assert(*vips_error_buffer());
		return;
	}

	/* What was taken from text is taken from JSON as well. */
	cJSON *json = burnish_argument_get_json(VIPS_OBJECT(step), argument);
	g_assert(json);
	g_assert(burnish_argument_set_json(VIPS_OBJECT(step), argument, json) == 0);
	cJSON_Delete(json);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *) data, size);
	g_autofree char *shown = burnish_text_show(text);
	g_autofree char *brief = burnish_text_shorten(text, 10);
	g_auto(GStrv) words = g_strsplit(text, " ", 3);

	g_assert(g_utf8_validate(shown, -1, NULL) && g_utf8_validate(brief, -1, NULL));
	if (g_strv_length(words) == 3) {
		VipsOperation *step = burnish_step_new(words[0]);

		if (step) {
			set(step, words[1], words[2]);
			g_object_unref(step);
		}
	}
	vips_error_clear();

	return 0;
}
