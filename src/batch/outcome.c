/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/argument.h"
#include "../corrections/correction.h"
#include "../recipe/step.h"
#include "outcome.h"

/* The outputs of an operation that are numbers or words. */
static cJSON *
found(VipsOperation *done)
{
	g_autoptr(GArray) list = burnish_argument_list(VIPS_OBJECT(done), VIPS_ARGUMENT_OUTPUT);
	cJSON *json = cJSON_CreateObject();

	for (guint i = 0; i < list->len; i++) {
		const char *name = g_param_spec_get_name(g_array_index(list, BurnishArgument, i).pspec);
		/* These two are said beside the numbers. */
		cJSON *value = g_str_equal(name, "reason") || g_str_equal(name, "changed")
			? NULL
			: burnish_argument_get_json(VIPS_OBJECT(done), name);

		if (value)
			cJSON_AddItemToObject(json, name, value);
	}

	return json;
}

void
burnish_outcome_add(GPtrArray *steps, VipsOperation *done)
{
	gboolean changed = TRUE;
	g_autofree char *reason = NULL;

	if (BURNISH_IS_CORRECTION(done))
		g_object_get(done, "changed", &changed, "reason", &reason, NULL);

	BurnishReportStep *step = burnish_report_step_new(burnish_step_nickname(done), changed, reason, found(done));
	step->idle = BURNISH_IS_CORRECTION(done) && BURNISH_CORRECTION(done)->idle;
	g_ptr_array_add(steps, step);
}
