/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Fan-out: a step is done once for each picture that its references stand for, for each style,
 * for each size, n times. Everything that can be wrong with a chain is found here, before
 * the first picture is paid for.
 */

#include <string.h>

#include "../base/error.h"
#include "../recipe/make.h"
#include "chain_plan.h"

/* So many pictures are a slip of the pen. */
#define MAX_UNITS 1000
/* Of a style in a name. */
#define MAX_SLUG 24

/* What the plan is made from while it grows. */
typedef struct {
	BurnishChainPlan *plan;
	const char *const *inputs;
	int n_inputs;
	/* Name of a result: array of BurnishChainLink. */
	GHashTable *results;
	/* Of the step before, NULL for the first. */
	GPtrArray *last;
} Builder;

static BurnishChainLink *
link_new(int unit, const char *path)
{
	BurnishChainLink *link = g_new(BurnishChainLink, 1);

	*link = (BurnishChainLink){ unit, g_strdup(path) };

	return link;
}

static void
link_free(void *data)
{
	BurnishChainLink *link = data;

	if (link)
		g_free(link->path);
	g_free(link);
}

static GPtrArray *
links_new(void)
{
	return g_ptr_array_new_with_free_func(link_free);
}

static void
unit_free(void *data)
{
	BurnishChainUnit *unit = data;

	g_free(unit->name);
	g_free(unit->style);
	g_free(unit->size);
	g_ptr_array_unref(unit->images);
	link_free(unit->mask);
	g_free(unit);
}

void
burnish_chain_plan_free(BurnishChainPlan *plan)
{
	if (!plan)
		return;

	g_ptr_array_unref(plan->units);
	cJSON_Delete(plan->make);
	g_free(plan);
}

const char *
burnish_chain_unit_text(const BurnishChainUnit *unit, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItem(unit->arguments, key));
}

gboolean
burnish_chain_unit_switch(const BurnishChainUnit *unit, const char *key, gboolean otherwise)
{
	const cJSON *value = cJSON_GetObjectItem(unit->arguments, key);

	return value ? cJSON_IsTrue(value) : otherwise;
}

int
burnish_chain_unit_number(const BurnishChainUnit *unit, const char *key)
{
	const cJSON *value = cJSON_GetObjectItem(unit->arguments, key);

	return value ? value->valueint : -1;
}

gboolean
burnish_chain_unit_is(const BurnishChainUnit *unit, const char *kind)
{
	return g_str_equal(unit->kind, kind);
}

gboolean
burnish_chain_unit_is_response(const BurnishChainUnit *unit)
{
	return g_strcmp0(burnish_chain_unit_text(unit, "via"), "responses") == 0;
}

/* The values of the variables: those of the recipe, then those that were given. */
static GHashTable *
get_values(const BurnishRecipe *recipe, const char *const *variables)
{
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const cJSON *item;

	cJSON_ArrayForEach(item, recipe->variables)
		g_hash_table_insert(values, g_strdup(item->string), g_strdup(item->valuestring));
	for (int i = 0; variables && variables[i]; i++) {
		const char *equals = strchr(variables[i], '=');

		if (!equals || equals == variables[i]) {
			vips_error(NULL, "--set: \"%s\" is not NAME=VALUE", variables[i]);
			return NULL;
		}
		g_hash_table_insert(values, g_strndup(variables[i], equals - variables[i]), g_strdup(equals + 1));
	}

	return g_steal_pointer(&values);
}

static int
add_input(const Builder *builder, int number, GPtrArray *links)
{
	if (number > builder->n_inputs) {
		vips_error(NULL, "needs %d input%s, and %d %s given", number, number == 1 ? "" : "s",
			builder->n_inputs, builder->n_inputs == 1 ? "was" : "were");
		return -1;
	}
	g_ptr_array_add(links, link_new(-1, builder->inputs[number - 1]));

	return 0;
}

/* What a reference stands for. NULL with vips_error(). */
static GPtrArray *
resolve(const Builder *builder, const char *reference)
{
	g_autoptr(GPtrArray) links = links_new();
	GPtrArray *result = g_hash_table_lookup(builder->results, reference);
	int number;

	if (result)
		return g_ptr_array_ref(result);
	if (burnish_make_is_input(reference, &number)) {
		if (number == 0 && builder->n_inputs == 0)
			return add_input(builder, 1, links) ? NULL : g_steal_pointer(&links);
		for (int i = number ? number : 1; i <= (number ? number : builder->n_inputs); i++)
			if (add_input(builder, i, links))
				return NULL;
	}
	else if (burnish_make_is_path(reference))
		g_ptr_array_add(links, link_new(-1, reference));
	else {
		vips_error(NULL, "no result \"%s\" before this step, and no file is called so", reference);
		return NULL;
	}

	return g_steal_pointer(&links);
}

/* Everything that a step's pictures stand for, an array of arrays, and the mask at its end. */
static GPtrArray *
resolve_all(const Builder *builder, const cJSON *arguments, gboolean *has_mask)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify) g_ptr_array_unref);
	const cJSON *images = cJSON_GetObjectItem(arguments, "images");
	const char *mask = cJSON_GetStringValue(cJSON_GetObjectItem(arguments, "mask"));
	const cJSON *item;
	GPtrArray *links;

	cJSON_ArrayForEach(item, images) {
		if (!(links = resolve(builder, item->valuestring)))
			return NULL;
		g_ptr_array_add(all, links);
	}
	if (!images) {
		if (!(links = builder->last ? g_ptr_array_ref(builder->last) : resolve(builder, "inputs")))
			return NULL;
		g_ptr_array_add(all, links);
	}
	*has_mask = mask != NULL;
	if (mask) {
		if (!(links = resolve(builder, mask)))
			return NULL;
		g_ptr_array_add(all, links);
	}

	return g_steal_pointer(&all);
}

/* How often a step is done for its references: each stands for one or for that many. -1 with
 * vips_error(). */
static int
count_rounds(const GPtrArray *all)
{
	guint rounds = 1;

	for (guint i = 0; i < all->len; i++) {
		GPtrArray *links = all->pdata[i];

		if (links->len != 1 && rounds != 1 && links->len != rounds) {
			vips_error(NULL, "its pictures come in %u and in %u, which do not pair", rounds, links->len);
			return -1;
		}
		rounds = VIPS_MAX(rounds, links->len);
	}

	return rounds;
}

/* A style or a size as a part of a name. */
static char *
slug(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text && out->len < MAX_SLUG; text++) {
		if (g_ascii_isalnum(*text))
			g_string_append_c(out, g_ascii_tolower(*text));
		else if (*text == ':')
			g_string_append_c(out, 'x');
		else if (out->len > 0 && out->str[out->len - 1] != '-')
			g_string_append_c(out, '-');
	}
	while (out->len > 0 && out->str[out->len - 1] == '-')
		g_string_truncate(out, out->len - 1);

	return g_string_free(out, FALSE);
}

static gboolean
name_is_taken(const BurnishChainPlan *plan, const char *name)
{
	for (guint i = 0; i < plan->units->len; i++)
		if (g_str_equal(((BurnishChainUnit *) plan->units->pdata[i])->name, name))
			return TRUE;

	return FALSE;
}

/* Takes `name`. Two styles may look the same in a name. */
static char *
unique_name(const BurnishChainPlan *plan, char *name)
{
	g_autofree char *first = name;
	char *unique = g_strdup(first);

	for (int i = 2; name_is_taken(plan, unique); i++) {
		g_free(unique);
		unique = g_strdup_printf("%s-%d", first, i);
	}

	return unique;
}

static const char *
item_text(const cJSON *array, int index)
{
	return cJSON_GetStringValue(cJSON_GetArrayItem(array, index));
}

/* One combination out of all. */
typedef struct {
	int round;
	int rounds;
	int style;
	int size;
	int copy;
	int copies;
} Turn;

static BurnishChainUnit *
unit_new(const Builder *builder, const cJSON *step, int index, const GPtrArray *all, gboolean has_mask, const Turn *turn)
{
	const cJSON *arguments = burnish_make_arguments(step);
	const cJSON *styles = cJSON_GetObjectItem(arguments, "styles");
	const cJSON *sizes = cJSON_GetObjectItem(arguments, "sizes");
	BurnishChainUnit *unit = g_new0(BurnishChainUnit, 1);
	g_autofree char *base = burnish_make_name(step, index);
	GString *name = g_string_new(base);

	unit->step = index;
	unit->kind = burnish_make_kind(step);
	unit->arguments = arguments;
	unit->style = g_strdup(item_text(styles, turn->style));
	unit->size = g_strdup(item_text(sizes, turn->size));
	unit->copy = turn->copy;
	unit->images = links_new();
	for (guint i = 0; all && i < all->len; i++) {
		GPtrArray *links = all->pdata[i];
		const BurnishChainLink *link = links->pdata[links->len == 1 ? 0 : turn->round];
		BurnishChainLink *copy = link_new(link->unit, link->path);

		if (has_mask && i == all->len - 1)
			unit->mask = copy;
		else
			g_ptr_array_add(unit->images, copy);
	}

	if (turn->rounds > 1)
		g_string_append_printf(name, "-%d", turn->round + 1);
	if (cJSON_GetArraySize(styles) > 1) {
		g_autofree char *part = slug(unit->style);
		g_string_append_printf(name, "-%s", part);
	}
	if (cJSON_GetArraySize(sizes) > 1) {
		g_autofree char *part = slug(unit->size);
		g_string_append_printf(name, "-%s", part);
	}
	if (turn->copies > 1)
		g_string_append_printf(name, "-%d", turn->copy + 1);
	unit->name = unique_name(builder->plan, g_string_free(name, FALSE));

	return unit;
}

/* What can only be seen now that it is known what the pictures are. */
static int
check_unit(const Builder *builder, const BurnishChainUnit *unit)
{
	const char *from = burnish_chain_unit_text(unit, "from");

	if (burnish_chain_unit_is(unit, "edit") && unit->images->len > 16) {
		vips_error(NULL, "takes up to 16 pictures");
		return -1;
	}
	if (burnish_chain_unit_text(unit, "continue")) {
		const BurnishChainLink *first = unit->images->pdata[0];

		if (first->unit < 0 || !burnish_chain_unit_is_response(builder->plan->units->pdata[first->unit])) {
			vips_error("continue", "its first picture must be made via responses");
			return -1;
		}
	}
	if (from && !g_str_has_prefix(from, "https://") && !g_str_has_prefix(from, "http://") && !g_str_has_prefix(from, "resp_")) {
		vips_error("from", "\"%s\" is neither a URL nor the id of a response", from);
		return -1;
	}

	return 0;
}

static int
add_unit(Builder *builder, BurnishChainUnit *unit, GPtrArray *result)
{
	GPtrArray *units = builder->plan->units;

	g_ptr_array_add(units, unit);
	if (units->len > MAX_UNITS) {
		vips_error(NULL, "makes more than %d pictures", MAX_UNITS);
		return -1;
	}
	g_ptr_array_add(result, link_new(units->len - 1, NULL));

	return check_unit(builder, unit);
}

static int
add_units(Builder *builder, const cJSON *step, int index, GPtrArray *result)
{
	const cJSON *arguments = burnish_make_arguments(step);
	int styles = VIPS_MAX(1, cJSON_GetArraySize(cJSON_GetObjectItem(arguments, "styles")));
	int sizes = VIPS_MAX(1, cJSON_GetArraySize(cJSON_GetObjectItem(arguments, "sizes")));
	const cJSON *copies = cJSON_GetObjectItem(arguments, "n");
	Turn turn = { .rounds = 1, .copies = copies ? copies->valueint : 1 };
	g_autoptr(GPtrArray) all = NULL;
	gboolean has_mask = FALSE;

	if (g_str_equal(burnish_make_kind(step), "edit") &&
		(!(all = resolve_all(builder, arguments, &has_mask)) || (turn.rounds = count_rounds(all)) < 0))
		return -1;
	for (turn.round = 0; turn.round < turn.rounds; turn.round++)
		for (turn.style = 0; turn.style < styles; turn.style++)
			for (turn.size = 0; turn.size < sizes; turn.size++)
				for (turn.copy = 0; turn.copy < turn.copies; turn.copy++)
					if (add_unit(builder, unit_new(builder, step, index, all, has_mask, &turn), result))
						return -1;

	return 0;
}

/* What no later step uses is what the chain is for, unless a step says otherwise. */
static void
choose_saved(BurnishChainPlan *plan)
{
	g_autofree gboolean *used = g_new0(gboolean, plan->units->len);

	for (guint i = 0; i < plan->units->len; i++) {
		const BurnishChainUnit *unit = plan->units->pdata[i];

		for (guint k = 0; k < unit->images->len; k++) {
			const BurnishChainLink *link = unit->images->pdata[k];
			if (link->unit >= 0)
				used[link->unit] = TRUE;
		}
		if (unit->mask && unit->mask->unit >= 0)
			used[unit->mask->unit] = TRUE;
	}
	for (guint i = 0; i < plan->units->len; i++) {
		BurnishChainUnit *unit = plan->units->pdata[i];
		unit->save = burnish_chain_unit_switch(unit, "save", !used[i]);
	}
}

static int
build(Builder *builder)
{
	const cJSON *step;
	int index = 0;

	cJSON_ArrayForEach(step, builder->plan->make) {
		g_autoptr(GPtrArray) result = links_new();

		if (add_units(builder, step, index, result)) {
			burnish_error_prefix("make[%d]: %s: ", index, burnish_make_kind(step));
			return -1;
		}
		builder->last = result;
		/* Only now, so that no step can refer to itself. */
		g_hash_table_insert(builder->results, burnish_make_name(step, index), g_steal_pointer(&result));
		index++;
	}
	choose_saved(builder->plan);

	return 0;
}

BurnishChainPlan *
burnish_chain_plan_new(const BurnishRecipe *recipe, const char *const *inputs, const char *const *variables)
{
	g_autoptr(BurnishChainPlan) plan = g_new0(BurnishChainPlan, 1);
	g_autoptr(GHashTable) values = get_values(recipe, variables);
	g_autoptr(GHashTable) results = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
	Builder builder = {
		.plan = plan,
		.inputs = inputs,
		.n_inputs = inputs ? (int) g_strv_length((char **) inputs) : 0,
		.results = results,
	};

	plan->units = g_ptr_array_new_with_free_func(unit_free);
	if (!values)
		return NULL;
	if (!recipe->make) {
		vips_error(NULL, "the recipe \"%s\" has no make chapter", recipe->name);
		return NULL;
	}
	plan->make = cJSON_Duplicate(recipe->make, TRUE);
	if (burnish_make_substitute(plan->make, values) || build(&builder))
		return NULL;

	return g_steal_pointer(&plan);
}
