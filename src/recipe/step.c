/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What can be a step, and running one. Everything is found in the declaration of
 * the class; no operation is known here by name.
 */

#include <string.h>

#include "../base/argument.h"
#include "../base/object.h"
#include "../base/suggest.h"
#include "../corrections/correction.h"
#include "step.h"

/* What a correction reports for an argument that stood on automatic. */
#define APPLIED "applied-"

static gboolean
is_image(const BurnishArgument *item)
{
	return G_PARAM_SPEC_VALUE_TYPE(item->pspec) == VIPS_TYPE_IMAGE;
}

/* The name of the only required image among the arguments with these flags;
 * NULL when there is none or more, or something required that a recipe cannot
 * hold. */
static const char *
only_image(VipsObject *object, VipsArgumentFlags flags)
{
	g_autoptr(GArray) list = burnish_argument_list(object, flags | VIPS_ARGUMENT_REQUIRED);
	const char *name = NULL;

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);

		if (is_image(item) && !name)
			name = g_param_spec_get_name(item->pspec);
		else if (is_image(item) || flags & VIPS_ARGUMENT_OUTPUT ||
			!burnish_argument_is_writable(item->pspec, item->argument))
			return NULL;
	}

	return name;
}

/* Loaders and savers have side effects, and what is blocked is blocked. */
static gboolean
is_allowed(VipsOperation *operation)
{
	VipsOperationFlags flags = VIPS_OPERATION_GET_CLASS(operation)->flags;
	VipsOperationFlags bad = VIPS_OPERATION_DEPRECATED | VIPS_OPERATION_UNTRUSTED | VIPS_OPERATION_BLOCKED;

	return !(flags & bad) && !g_type_is_a(G_OBJECT_TYPE(operation), VIPS_TYPE_FOREIGN) &&
		!g_str_equal(burnish_step_nickname(operation), "system");
}

static gboolean
is_step(VipsOperation *operation)
{
	VipsObject *object = VIPS_OBJECT(operation);

	return is_allowed(operation) && only_image(object, VIPS_ARGUMENT_INPUT) &&
		only_image(object, VIPS_ARGUMENT_OUTPUT);
}

const char *
burnish_step_nickname(VipsOperation *step)
{
	return VIPS_OBJECT_GET_CLASS(step)->nickname;
}

typedef struct {
	BurnishStepFn fn;
	void *data;
} Map;

static void *
map_class(GType type, void *data)
{
	Map *map = data;

	if (!G_TYPE_IS_ABSTRACT(type)) {
		g_autoptr(VipsOperation) operation = g_object_new(type, NULL);

		if (is_step(operation))
			map->fn(operation, map->data);
	}

	return NULL;
}

void
burnish_step_map(BurnishStepFn fn, void *data)
{
	Map map = { fn, data };

	vips_type_map_all(VIPS_TYPE_OPERATION, (VipsTypeMapFn) map_class, &map);
}

static void
add_nickname(VipsOperation *operation, void *data)
{
	g_ptr_array_add(data, (char *) burnish_step_nickname(operation));
}

VipsOperation *
burnish_step_new(const char *nickname)
{
	GType type = vips_type_find("VipsOperation", nickname);
	g_autoptr(VipsOperation) operation = type && !G_TYPE_IS_ABSTRACT(type) ? g_object_new(type, NULL) : NULL;

	/* vips_type_find() takes the names of types as well. */
	if (operation && g_str_equal(burnish_step_nickname(operation), nickname)) {
		if (is_step(operation))
			return g_steal_pointer(&operation);
		vips_error(nickname, "cannot be a step: it must take one picture and give one");
		return NULL;
	}

	g_autoptr(GPtrArray) known = g_ptr_array_new();
	burnish_step_map(add_nickname, known);
	g_ptr_array_add(known, NULL);
	g_autofree char *phrase = burnish_suggest_phrase(nickname, (const char *const *) known->pdata);
	vips_error(nickname, "no such operation%s", phrase);

	return NULL;
}

static void
ignore(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
}

int
burnish_step_check(VipsOperation *step)
{
	BurnishCorrectionClass *class = BURNISH_IS_CORRECTION(step) ? BURNISH_CORRECTION_GET_CLASS(step) : NULL;

	if (!class || !class->check)
		return 0;

	/* What a decoder says of each line of a broken file is in the error, once. */
	guint handler = g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE, ignore, NULL);
	int result = class->check(BURNISH_CORRECTION(step), TRUE);
	g_log_remove_handler("VIPS", handler);

	return result;
}

/* Copy the arguments that were set, but for pictures. */
static VipsOperation *
copy_arguments(VipsOperation *from)
{
	VipsOperation *to = g_object_new(G_OBJECT_TYPE(from), NULL);
	g_autoptr(GArray) list = burnish_argument_list(VIPS_OBJECT(from), VIPS_ARGUMENT_INPUT);

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);
		const char *name = g_param_spec_get_name(item->pspec);
		g_auto(GValue) value = G_VALUE_INIT;

		if (!item->instance->assigned || !burnish_argument_is_writable(item->pspec, item->argument))
			continue;
		g_value_init(&value, G_PARAM_SPEC_VALUE_TYPE(item->pspec));
		g_object_get_property(G_OBJECT(from), name, &value);
		g_object_set_property(G_OBJECT(to), name, &value);
	}

	return to;
}

VipsOperation *
burnish_step_copy(VipsOperation *step)
{
	return copy_arguments(step);
}

VipsOperation *
burnish_step_run(VipsOperation *step, VipsImage *in, VipsImage *proxy)
{
	VipsOperation *operation = copy_arguments(step);
	const char *input = only_image(VIPS_OBJECT(operation), VIPS_ARGUMENT_INPUT);

	g_object_set(operation, input, in, NULL);
	if (proxy && BURNISH_IS_CORRECTION(operation))
		g_object_set(operation, "proxy", proxy, NULL);

	if (vips_object_build(VIPS_OBJECT(operation))) {
		burnish_step_free_done(operation);
		return NULL;
	}

	return operation;
}

void
burnish_step_free_done(void *done)
{
	vips_object_unref_outputs(VIPS_OBJECT(done));
	g_object_unref(done);
}

VipsImage *
burnish_step_get_out(VipsOperation *done)
{
	const char *output = only_image(VIPS_OBJECT(done), VIPS_ARGUMENT_OUTPUT);
	VipsImage *out;

	g_object_get(done, output, &out, NULL);

	return out;
}

VipsOperation *
burnish_step_resolve(VipsOperation *done)
{
	VipsOperation *resolved = copy_arguments(done);
	g_autoptr(GArray) list = burnish_argument_list(VIPS_OBJECT(done), VIPS_ARGUMENT_OUTPUT);

	for (guint i = 0; i < list->len; i++) {
		const char *name = g_param_spec_get_name(g_array_index(list, BurnishArgument, i).pspec);
		cJSON *value = g_str_has_prefix(name, APPLIED)
			? burnish_argument_get_json(VIPS_OBJECT(done), name)
			: NULL;

		if (value && burnish_argument_set_json(VIPS_OBJECT(resolved), name + strlen(APPLIED), value))
			g_error("%s: %s is not a value of the argument that it is named for",
				burnish_step_nickname(done), name);
		cJSON_Delete(value);
	}

	return resolved;
}
