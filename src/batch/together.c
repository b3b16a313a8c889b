/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One correction for a series: all pictures of a directory are measured, and then every one
 * of them gets what one of them needs, the one in the middle. Values are never averaged:
 * those of one picture fit each other, whatever kinds they are.
 */

#include <math.h>
#include <string.h>

#include <burnish.h>

#include "../base/interrupt.h"
#include "../corrections/correction.h"
#include "../recipe/recipe.h"
#include "../recipe/step.h"
#include "../report/report.h"

/* What was decided for a picture. */
typedef struct {
	BurnishPlanItem *item;
	/* The resolved steps, and which of them changed something. */
	cJSON *steps;
	GArray *changed;
} Member;

typedef struct {
	const BurnishBatch *options;
	/* Those that are measured. */
	GPtrArray *items;
	guint next;

	/* Directory and recipe, as one text, to an array of Member; the keys in order. */
	GHashTable *groups;
	GPtrArray *order;
} Together;

static void
member_free(void *data)
{
	Member *member = data;

	cJSON_Delete(member->steps);
	g_array_unref(member->changed);
	g_free(member);
}

static char *
key_of(const BurnishPlanItem *item)
{
	g_autofree char *directory = g_path_get_dirname(item->input);

	return g_strconcat(directory, "\n", item->recipe, NULL);
}

/* Reports come in the order of the items. */
static void
on_report(const BurnishPlanItem *unused, const BurnishReport *report, void *data)
{
	Together *together = data;
	BurnishPlanItem *item = together->items->pdata[together->next++];
	const cJSON *fix = cJSON_GetObjectItemCaseSensitive(report->recipe, "fix");

	if (report->error || !fix || (guint) cJSON_GetArraySize(fix) != report->steps->len)
		return;

	g_autofree char *key = key_of(item);
	GPtrArray *group = g_hash_table_lookup(together->groups, key);
	if (!group) {
		group = g_ptr_array_new_with_free_func(member_free);
		g_ptr_array_add(together->order, g_strdup(key));
		g_hash_table_insert(together->groups, g_steal_pointer(&key), group);
	}

	Member *member = g_new(Member, 1);
	*member = (Member){ item, cJSON_Duplicate(fix, TRUE), g_array_new(FALSE, FALSE, sizeof(gboolean)) };
	for (guint i = 0; i < report->steps->len; i++)
		g_array_append_val(member->changed, ((BurnishReportStep *) report->steps->pdata[i])->changed);
	g_ptr_array_add(group, member);
}

static void
on_progress(const BurnishBatchState *state, void *data)
{
	const Together *together = data;
	BurnishBatchState told = *state;

	told.measuring = TRUE;
	if (together->options->progress)
		together->options->progress(&told, together->options->data);
}

static gboolean
is_changed(const Member *member, guint step)
{
	return g_array_index(member->changed, gboolean, step);
}

/* The resolved arguments of a step. */
static cJSON *
arguments_of(const Member *member, guint step)
{
	return cJSON_GetArrayItem(member->steps, step)->child;
}

/* All numbers of a step, one after another. */
static void
add_numbers(const cJSON *json, GArray *numbers)
{
	const cJSON *item;

	if (cJSON_IsNumber(json))
		g_array_append_val(numbers, json->valuedouble);
	cJSON_ArrayForEach(item, json)
		add_numbers(item, numbers);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The median of a column of numbers, and the width that half of them lie in. */
static double
find_median(const GPtrArray *rows, guint column, double *width)
{
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < rows->len; i++) {
		GArray *row = rows->pdata[i];
		if (column < row->len)
			g_array_append_val(values, g_array_index(row, double, column));
	}
	g_array_sort(values, compare);
	*width = g_array_index(values, double, values->len * 3 / 4) - g_array_index(values, double, values->len / 4);

	return g_array_index(values, double, values->len / 2);
}

/* Of some pictures, the one whose numbers are closest to the median of all. */
static Member *
find_middle(const GPtrArray *members, guint step)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
	g_autofree double *distance = g_new0(double, members->len);
	guint columns = 0;
	guint best = 0;

	for (guint i = 0; i < members->len; i++) {
		GArray *row = g_array_new(FALSE, FALSE, sizeof(double));

		add_numbers(arguments_of(members->pdata[i], step), row);
		g_ptr_array_add(rows, row);
		columns = MAX(columns, row->len);
	}
	for (guint column = 0; column < columns; column++) {
		double width;
		double median = find_median(rows, column, &width);

		for (guint i = 0; i < members->len; i++) {
			GArray *row = rows->pdata[i];
			double apart = column < row->len ? fabs(g_array_index(row, double, column) - median) : width;

			distance[i] += width > 0 ? apart / width : apart;
		}
	}
	for (guint i = 1; i < members->len; i++)
		if (distance[i] < distance[best])
			best = i;

	return members->pdata[best];
}

/* The picture that a step is done for as all others get it. What most of them need nothing
 * of, none gets. */
static Member *
find_common(const GPtrArray *group, guint step, guint *n_changed)
{
	g_autoptr(GPtrArray) changed = g_ptr_array_new();
	g_autoptr(GPtrArray) unchanged = g_ptr_array_new();

	for (guint i = 0; i < group->len; i++)
		g_ptr_array_add(is_changed(group->pdata[i], step) ? changed : unchanged, group->pdata[i]);
	*n_changed = changed->len;

	return find_middle(changed->len >= unchanged->len ? changed : unchanged, step);
}

/* Only what is the same at every place can be the same for pictures of any shape. */
static gboolean
is_common(VipsOperation *step)
{
	return BURNISH_IS_CORRECTION(step) && BURNISH_CORRECTION_GET_CLASS(step)->pointwise;
}

static void
tell(const Together *together, const GPtrArray *group, const char *text)
{
	g_autofree char *directory = g_path_get_dirname(((Member *) group->pdata[0])->item->input);
	g_autofree char *shown = burnish_text_show(directory);
	g_autofree char *line = g_strdup_printf("burnish: %s: %u pictures together%s\n", shown, group->len, text);

	if (together->options->message)
		together->options->message(line, together->options->data);
}

static void
unify(const Together *together, const GPtrArray *group)
{
	const BurnishPlanItem *first = ((Member *) group->pdata[0])->item;
	g_autoptr(BurnishRecipe) recipe = first->recipe
		? burnish_recipe_parse(first->recipe, strlen(first->recipe), "recipe")
		: burnish_recipe_copy(together->options->recipe);
	cJSON *json = burnish_recipe_to_json(recipe);
	cJSON *fix = cJSON_GetObjectItemCaseSensitive(json, "fix");
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < recipe->steps->len; i++) {
		guint n_changed;

		if (!is_common(recipe->steps->pdata[i]))
			continue;
		Member *member = find_common(group, i, &n_changed);
		g_autofree char *shown = burnish_text_show(member->item->input);
		cJSON_ReplaceItemInArray(fix, i, cJSON_Duplicate(cJSON_GetArrayItem(member->steps, i), TRUE));
		if (is_changed(member, i))
			g_string_append_printf(words, "; %s as in %s (needed by %u)", burnish_step_nickname(recipe->steps->pdata[i]), shown, n_changed);
		else
			g_string_append_printf(words, "; no %s (needed by %u)", burnish_step_nickname(recipe->steps->pdata[i]), n_changed);
	}
	g_autofree char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	for (guint i = 0; i < group->len; i++)
		((Member *) group->pdata[i])->item->recipe = g_intern_string(text);
	tell(together, group, words->str);
}

/* All that is in a group with something of ours. A group is measured whole, whichever part
 * of it is ours: so all parts come to the same, and none has to wait for another. */
static GPtrArray *
find_measured(const GPtrArray *items)
{
	g_autoptr(GHashTable) ours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *measured = g_ptr_array_new();

	for (guint i = 0; i < items->len; i++)
		if (!((BurnishPlanItem *) items->pdata[i])->other)
			g_hash_table_add(ours, key_of(items->pdata[i]));
	for (guint i = 0; i < items->len; i++) {
		g_autofree char *key = key_of(items->pdata[i]);
		if (g_hash_table_contains(ours, key))
			g_ptr_array_add(measured, items->pdata[i]);
	}

	return measured;
}

static void
leave_out_others(GPtrArray *items)
{
	guint n = 0;

	for (guint i = 0; i < items->len; i++) {
		BurnishPlanItem *item = items->pdata[i];

		if (item->other)
			continue;
		items->pdata[i] = items->pdata[n];
		items->pdata[n++] = item;
	}
	g_ptr_array_set_size(items, n);
}

int
burnish_batch_unify(const BurnishBatch *options, GPtrArray *items)
{
	g_autoptr(GPtrArray) measured = find_measured(items);
	Together together = { .options = options, .items = measured };
	BurnishBatch measure = *options;
	int result;

	together.groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
	together.order = g_ptr_array_new_with_free_func(g_free);
	measure.dry_run = TRUE;
	measure.journal = NULL;
	measure.review = NULL;
	measure.report = on_report;
	measure.progress = on_progress;
	measure.message = NULL;
	measure.data = &together;

	result = burnish_batch_run(&measure, measured);
	if (result == 0 && burnish_interrupted()) {
		vips_error(NULL, "interrupted while measuring; nothing was done");
		result = -1;
	}
	for (guint i = 0; i < together.order->len && result == 0; i++)
		unify(&together, g_hash_table_lookup(together.groups, together.order->pdata[i]));
	g_hash_table_unref(together.groups);
	g_ptr_array_unref(together.order);
	leave_out_others(items);

	return result;
}
