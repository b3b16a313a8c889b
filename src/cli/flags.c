/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "flags.h"

/* One flag that was given. */
typedef struct {
	const char *chapter;
	char *argument;
	char *text;
	/* As it was written, for errors. */
	char *flag;
	/* --no-NICKNAME */
	gboolean drop;
} Edit;

/* The flags of one class. */
typedef struct {
	Flags *flags;
	const char *chapter;
	const char *prefix;
	GArray *entries;
} Group;

struct Flags {
	GPtrArray *edits;
	GPtrArray *groups;
	/* Strings that GOptionEntry only points to. */
	GPtrArray *strings;
};

static void
edit_free(void *data)
{
	Edit *edit = data;

	g_free(edit->argument);
	g_free(edit->text);
	g_free(edit->flag);
	g_free(edit);
}

static void
group_free(void *data)
{
	Group *group = data;

	g_array_unref(group->entries);
	g_free(group);
}

Flags *
flags_new(void)
{
	Flags *flags = g_new(Flags, 1);

	flags->edits = g_ptr_array_new_with_free_func(edit_free);
	flags->groups = g_ptr_array_new_with_free_func(group_free);
	flags->strings = g_ptr_array_new_with_free_func(g_free);

	return flags;
}

void
flags_free(Flags *flags)
{
	if (!flags)
		return;

	g_ptr_array_unref(flags->edits);
	g_ptr_array_unref(flags->groups);
	g_ptr_array_unref(flags->strings);
	g_free(flags);
}

typedef struct {
	VipsArgumentFlags direction;
	FlagsFn fn;
	void *data;
} Map;

static void *
map_argument(VipsObject *object, GParamSpec *pspec, VipsArgumentClass *argument,
	VipsArgumentInstance *instance, void *a, void *b)
{
	const Map *map = a;
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);

	if (argument->flags & map->direction && !(argument->flags & VIPS_ARGUMENT_DEPRECATED) &&
		!g_type_is_a(type, VIPS_TYPE_OBJECT))
		map->fn(pspec, map->data);

	return NULL;
}

void
flags_map_inputs(VipsObject *object, FlagsFn fn, void *data)
{
	Map map = { VIPS_ARGUMENT_INPUT, fn, data };

	vips_argument_map(object, map_argument, &map, NULL);
}

void
flags_map_outputs(VipsObject *object, FlagsFn fn, void *data)
{
	Map map = { VIPS_ARGUMENT_OUTPUT, fn, data };

	vips_argument_map(object, map_argument, &map, NULL);
}

/* The choices of an enum; libvips before 8.18 has a sentinel among them. */
static char *
choices(GParamSpecEnum *pspec)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < pspec->enum_class->n_values; i++) {
		const char *nick = pspec->enum_class->values[i].value_nick;

		if (!g_str_equal(nick, "last"))
			g_string_append_printf(text, "%s%s", i ? "|" : "", nick);
	}

	return g_string_free(text, FALSE);
}

char *
flags_placeholder(GParamSpec *pspec)
{
	GType type = G_PARAM_SPEC_VALUE_TYPE(pspec);

	if (type == G_TYPE_BOOLEAN)
		return NULL;
	if (type == G_TYPE_INT)
		return g_strdup("N");
	if (type == G_TYPE_DOUBLE)
		return g_strdup("NUMBER");
	if (g_type_is_a(type, G_TYPE_ENUM))
		return choices(G_PARAM_SPEC_ENUM(pspec));
	if (type == VIPS_TYPE_ARRAY_DOUBLE || type == VIPS_TYPE_ARRAY_INT)
		return g_strdup("N,N,…");

	return g_strdup("TEXT");
}

char *
flags_describe(GParamSpec *pspec)
{
	const char *blurb = g_param_spec_get_blurb(pspec);

	if (G_IS_PARAM_SPEC_DOUBLE(pspec)) {
		GParamSpecDouble *spec = G_PARAM_SPEC_DOUBLE(pspec);
		return g_strdup_printf("%s (%g to %g, default %g)", blurb,
			spec->minimum, spec->maximum, spec->default_value);
	}
	if (G_IS_PARAM_SPEC_INT(pspec)) {
		GParamSpecInt *spec = G_PARAM_SPEC_INT(pspec);
		return g_strdup_printf("%s (%d to %d, default %d)", blurb,
			spec->minimum, spec->maximum, spec->default_value);
	}
	if (G_IS_PARAM_SPEC_ENUM(pspec))
		return g_strdup_printf("%s (default %s)", blurb,
			vips_enum_nick(G_PARAM_SPEC_VALUE_TYPE(pspec), G_PARAM_SPEC_ENUM(pspec)->default_value));

	return g_strdup(blurb);
}

static gboolean
on_flag(const char *name, const char *value, void *data, GError **error)
{
	const Group *group = data;
	const char *argument = name + 2 + strlen(group->prefix);
	Edit *edit = g_new0(Edit, 1);

	edit->chapter = group->chapter;
	edit->argument = g_strdup(argument);
	edit->flag = g_strdup(name);
	edit->text = g_strdup(value ? value : "true");
	g_ptr_array_add(group->flags->edits, edit);

	return TRUE;
}

static gboolean
on_drop(const char *name, const char *value, void *data, GError **error)
{
	const Group *group = data;
	Edit *edit = g_new0(Edit, 1);

	edit->chapter = group->chapter;
	edit->drop = TRUE;
	g_ptr_array_add(group->flags->edits, edit);

	return TRUE;
}

/* Keep a string for as long as the flags live. */
static const char *
keep(Flags *flags, char *string)
{
	if (string)
		g_ptr_array_add(flags->strings, string);

	return string;
}

static void
add_entry(GParamSpec *pspec, void *data)
{
	Group *group = data;
	gboolean is_switch = G_PARAM_SPEC_VALUE_TYPE(pspec) == G_TYPE_BOOLEAN;
	GOptionEntry entry = {
		.long_name = keep(group->flags, g_strconcat(group->prefix, g_param_spec_get_name(pspec), NULL)),
		.flags = is_switch ? G_OPTION_FLAG_NO_ARG : 0,
		.arg = G_OPTION_ARG_CALLBACK,
		.arg_data = on_flag,
		.description = keep(group->flags, flags_describe(pspec)),
		.arg_description = keep(group->flags, flags_placeholder(pspec)),
	};

	g_array_append_val(group->entries, entry);
}

static void
add_group(Flags *flags, GOptionContext *context, VipsObject *object,
	const char *chapter, const char *prefix, gboolean can_drop)
{
	VipsObjectClass *class = VIPS_OBJECT_GET_CLASS(object);
	Group *group = g_new(Group, 1);

	*group = (Group){ flags, chapter, prefix, g_array_new(TRUE, TRUE, sizeof(GOptionEntry)) };
	g_ptr_array_add(flags->groups, group);
	flags_map_inputs(object, add_entry, group);
	if (can_drop) {
		GOptionEntry entry = {
			.long_name = keep(flags, g_strconcat("no-", chapter, NULL)),
			.flags = G_OPTION_FLAG_NO_ARG,
			.arg = G_OPTION_ARG_CALLBACK,
			.arg_data = on_drop,
			.description = keep(flags, g_strdup_printf("Leave %s out", chapter)),
		};
		g_array_append_val(group->entries, entry);
	}

	/* Flags are listed in full by --help, under the name of their class. */
	g_autofree char *title = g_strdup_printf("%s: %s", class->nickname, class->description);
	GOptionGroup *options = g_option_group_new(chapter, title, title, group, NULL);
	g_option_group_add_entries(options, (GOptionEntry *) group->entries->data);
	g_option_context_add_group(context, options);
}

void
flags_add_correction(Flags *flags, GOptionContext *context, const char *nickname)
{
	VipsOperation *operation = vips_operation_new(nickname);
	const char *prefix = keep(flags, g_strconcat(nickname, ".", NULL));

	add_group(flags, context, VIPS_OBJECT(operation), nickname, prefix, TRUE);
	g_object_unref(operation);
}

void
flags_add_single(Flags *flags, GOptionContext *context, const char *nickname)
{
	VipsOperation *operation = vips_operation_new(nickname);

	add_group(flags, context, VIPS_OBJECT(operation), nickname, "", FALSE);
	g_object_unref(operation);
}

void
flags_add_save(Flags *flags, GOptionContext *context)
{
	VipsObject *save = burnish_save_declaration();

	add_group(flags, context, save, "save", "", FALSE);
	g_object_unref(save);
}

gboolean
flags_has(const Flags *flags, const char *chapter, const char *argument)
{
	for (guint i = 0; i < flags->edits->len; i++) {
		const Edit *edit = flags->edits->pdata[i];

		if (!edit->drop && g_str_equal(edit->chapter, chapter) && g_str_equal(edit->argument, argument))
			return TRUE;
	}

	return FALSE;
}

/* Let the pending error name the flag and not the argument: "--decast.strength: 5 is
 * above 1". */
static void
name_flag(const Edit *edit)
{
	g_autofree char *text = vips_error_buffer_copy();
	g_autofree char *argument = g_strconcat(edit->argument, ": ", NULL);

	vips_error_clear();
	vips_error(edit->flag, "%s",
		g_strchomp(text) + (g_str_has_prefix(text, argument) ? strlen(argument) : 0));
}

int
flags_apply(const Flags *flags, BurnishRecipe *recipe)
{
	for (guint i = 0; i < flags->edits->len; i++) {
		const Edit *edit = flags->edits->pdata[i];

		if (edit->drop)
			burnish_recipe_drop(recipe, edit->chapter);
		else if (burnish_recipe_set(recipe, edit->chapter, edit->argument, edit->text)) {
			name_flag(edit);
			return -1;
		}
	}

	/* Once more: what is left out on paper is known when the paper is. */
	for (guint i = 0; i < flags->edits->len; i++) {
		const Edit *edit = flags->edits->pdata[i];

		if (edit->drop)
			burnish_recipe_drop(recipe, edit->chapter);
	}

	return 0;
}
