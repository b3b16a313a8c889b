/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What every class with declared arguments needs, be it a correction or the
 * save chapter of a recipe.
 */

#include "object.h"

static void *
set_default(VipsObject *object, GParamSpec *pspec, VipsArgumentClass *argument,
	VipsArgumentInstance *instance, void *a, void *b)
{
	void *field = G_STRUCT_MEMBER_P(object, argument->offset);

	if (G_IS_PARAM_SPEC_BOOLEAN(pspec))
		*(gboolean *) field = G_PARAM_SPEC_BOOLEAN(pspec)->default_value;
	else if (G_IS_PARAM_SPEC_INT(pspec))
		*(int *) field = G_PARAM_SPEC_INT(pspec)->default_value;
	else if (G_IS_PARAM_SPEC_DOUBLE(pspec))
		*(double *) field = G_PARAM_SPEC_DOUBLE(pspec)->default_value;
	else if (G_IS_PARAM_SPEC_ENUM(pspec))
		*(int *) field = G_PARAM_SPEC_ENUM(pspec)->default_value;
	/* Libvips frees it with the object. */
	else if (G_IS_PARAM_SPEC_STRING(pspec) && !*(char **) field)
		*(char **) field = g_strdup(G_PARAM_SPEC_STRING(pspec)->default_value);

	return NULL;
}

void
burnish_object_set_defaults(VipsObject *object)
{
	vips_argument_map(object, set_default, NULL, NULL);
}

GType
burnish_enum_register(const char *name, const GEnumValue *values)
{
	/* Before 8.18, libvips took the last value of an enum for a sentinel
	 * and left it out of its help. */
	gboolean sentinel = vips_version(0) == 8 && vips_version(1) < 18;

	int n = 0;
	while (values[n].value_nick)
		n++;

	/* GLib keeps the pointer for the life of the process. */
	GEnumValue *copy = g_new0(GEnumValue, n + 2);
	memcpy(copy, values, n * sizeof(GEnumValue));
	if (sentinel)
		copy[n] = (GEnumValue){ n ? values[n - 1].value + 1 : 0, "LAST", "last" };

	return g_enum_register_static(name, copy);
}

guint
burnish_enum_size(GEnumClass *class)
{
	guint n = class->n_values;

	while (n > 0 && g_str_equal(class->values[n - 1].value_nick, "last"))
		n--;

	return n;
}
