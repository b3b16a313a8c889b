/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the journals of a directory say together.
 */

#include <string.h>

#include <burnish.h>

#include "../base/text.h"
#include "../report/report.h"
#include "journal.h"

typedef struct {
	int changed;
	int unchanged;
	int failed;
	int begun;
	/* Names of those that failed, in order. */
	GList *failures;
	/* Shards that were not finished, or that nobody began. */
	GPtrArray *missing;
} Sum;

static void
add_entries(Sum *sum, BurnishJournal *journal)
{
	GHashTableIter iter;
	gpointer name;
	gpointer value;

	g_hash_table_iter_init(&iter, burnish_journal_entries(journal));
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		const BurnishJournalEntry *entry = value;

		if (entry->failed) {
			sum->failed++;
			sum->failures = g_list_prepend(sum->failures, name);
		}
		else if (entry->done)
			*(entry->changed ? &sum->changed : &sum->unchanged) += 1;
		else
			sum->begun++;
	}
	sum->failures = g_list_sort(sum->failures, (GCompareFunc) strcmp);
}

static gboolean
is_finished(const GPtrArray *shards, const char *name)
{
	for (guint i = 0; i < shards->len; i++) {
		const BurnishJournalShard *shard = shards->pdata[i];
		if (g_str_equal(shard->shard, name))
			return shard->finished;
	}

	return FALSE;
}

/* Of the last division that was used, all parts. */
static void
find_missing(Sum *sum, const GPtrArray *shards)
{
	const BurnishJournalShard *last = shards->len > 0 ? shards->pdata[shards->len - 1] : NULL;
	const char *slash = last ? strchr(last->shard, '/') : NULL;
	int n = slash ? CLAMP(g_ascii_strtoll(slash + 1, NULL, 10), 0, 1000000) : 0;

	for (int i = 1; i <= n; i++) {
		g_autofree char *name = g_strdup_printf("%d/%d", i, n);
		if (!is_finished(shards, name))
			g_ptr_array_add(sum->missing, g_steal_pointer(&name));
	}
}

static char *
to_json(const Sum *sum, BurnishJournal *journal)
{
	cJSON *json = cJSON_CreateObject();
	const struct {
		const char *key;
		int value;
	} numbers[] = {
		{ "changed", sum->changed },
		{ "unchanged", sum->unchanged },
		{ "failed", sum->failed },
		{ "begun", sum->begun },
	};

	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		cJSON_AddNumberToObject(json, numbers[i].key, numbers[i].value);
	cJSON *missing = cJSON_AddArrayToObject(json, "unfinished-shards");
	for (guint i = 0; i < sum->missing->len; i++)
		cJSON_AddItemToArray(missing, cJSON_CreateString(sum->missing->pdata[i]));
	cJSON *failures = cJSON_AddArrayToObject(json, "failures");
	for (GList *item = sum->failures; item; item = item->next) {
		const BurnishJournalEntry *entry = g_hash_table_lookup(burnish_journal_entries(journal), item->data);
		cJSON *failure = cJSON_CreateObject();

		burnish_report_put_text(failure, "output", item->data);
		burnish_report_put_text(failure, "error", entry->error);
		cJSON_AddItemToArray(failures, failure);
	}
	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);

	return text;
}

static char *
to_text(const Sum *sum, BurnishJournal *journal)
{
	GString *text = g_string_new(NULL);

	for (GList *item = sum->failures; item; item = item->next) {
		const BurnishJournalEntry *entry = g_hash_table_lookup(burnish_journal_entries(journal), item->data);
		g_autofree char *name = burnish_text_show(item->data);
		g_autofree char *error = burnish_text_show(entry->error);

		g_string_append_printf(text, "%s: %s\n", name, error);
	}
	for (guint i = 0; i < sum->missing->len; i++)
		g_string_append_printf(text, "shard %s is not finished\n", (char *) sum->missing->pdata[i]);
	g_string_append_printf(text, "%d changed, %d left as they were, %d failed", sum->changed, sum->unchanged, sum->failed);
	if (sum->begun > 0)
		g_string_append_printf(text, ", %d begun but not finished", sum->begun);

	return g_string_free(text, FALSE);
}

char *
burnish_batch_merge(const char *directory, const char *state, gboolean json, gboolean *complete)
{
	g_autoptr(BurnishJournal) journal = burnish_journal_open(directory, state);

	if (!journal)
		return NULL;
	if (burnish_journal_shards(journal)->len == 0) {
		vips_error(NULL, "\"%s\" has no journal", directory);
		return NULL;
	}
	if (burnish_journal_merge(journal))
		return NULL;

	Sum sum = { .missing = g_ptr_array_new_with_free_func(g_free) };
	add_entries(&sum, journal);
	find_missing(&sum, burnish_journal_shards(journal));
	*complete = sum.failed == 0 && sum.begun == 0 && sum.missing->len == 0;
	char *text = json ? to_json(&sum, journal) : to_text(&sum, journal);
	g_list_free(sum.failures);
	g_ptr_array_unref(sum.missing);

	return text;
}
