/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <sys/stat.h>

#include <vips/vips.h>

#include "digest.h"
#include "resume.h"
#include "stamp.h"

/* Add the files that a recipe names anywhere, such as a reference. */
static void
add_files(GChecksum *sum, const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsString(json)) {
		g_autofree char *stamp = burnish_stamp(json->valuestring, FALSE);

		if (stamp)
			g_checksum_update(sum, (const guchar *) stamp, -1);
	}
	cJSON_ArrayForEach(item, json)
		add_files(sum, item);
}

char *
burnish_resume_key(const char *recipe)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
	cJSON *json = cJSON_Parse(recipe);

	g_checksum_update(sum, (const guchar *) recipe, -1);
	add_files(sum, cJSON_GetObjectItemCaseSensitive(json, "fix"));
	cJSON_Delete(json);
	char *key = g_strdup(g_checksum_get_string(sum));
	g_checksum_free(sum);

	return key;
}

/* The input is what it was: untouched, or touched but with the same content. */
static gboolean
is_same_input(const BurnishJournalEntry *entry, const char *input, const char *stamp)
{
	if (!stamp || !entry->stamp)
		return FALSE;
	if (g_str_equal(entry->stamp, stamp))
		return TRUE;
	if (!entry->digest || !burnish_stamp_is_same_size(entry->stamp, stamp))
		return FALSE;

	g_autofree char *digest = burnish_digest_file(input);

	return g_strcmp0(digest, entry->digest) == 0;
}

static gboolean
is_done(const BurnishJournalEntry *entry, const BurnishResume *resume, const char *input, const char *result)
{
	return entry->done && entry->result && result &&
		burnish_stamp_is_same_size(entry->result, result) &&
		g_strcmp0(entry->recipe, resume->recipe) == 0 &&
		g_strcmp0(entry->version, burnish_version()) == 0 &&
		is_same_input(entry, input, resume->stamp);
}

void
burnish_resume_look(BurnishResume *resume, const BurnishJournal *journal,
	const BurnishPlanItem *item, const char *key, BurnishOutputPolicy policy)
{
	const BurnishJournalEntry *entry = burnish_journal_find(journal, item->output);
	g_autofree char *result = burnish_stamp(item->output, FALSE);
	gboolean forced = policy == BURNISH_OUTPUT_REPLACE;

	*resume = (BurnishResume){
		.stamp = burnish_stamp(item->input, TRUE),
		.recipe = g_strdup(key),
	};
	resume->skip = !forced && entry && is_done(entry, resume, item->input, result);

	/* What a run before has begun where nothing was, or has left like this, is ours. */
	gboolean ours = entry && (entry->begun || (result && entry->done && g_strcmp0(entry->result, result) == 0));
	resume->policy = forced || ours ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_SAME;
}

int
burnish_resume_pass(BurnishJournal *journal, const BurnishPlanItem *item)
{
	const BurnishJournalEntry *entry = burnish_journal_find(journal, item->output);

	if (!entry->failed)
		return 0;

	/* With another recipe, or another input, in a run between: over, now that the result is
	 * what is asked for again. */
	BurnishJournalEntry done = *entry;
	done.failed = FALSE;

	return burnish_journal_end(journal, item->output, &done);
}

int
burnish_resume_begin(const BurnishResume *resume, BurnishJournal *journal, const BurnishPlanItem *item)
{
	g_autofree char *stamp = burnish_is_object(item->output) ? burnish_stamp(item->output, FALSE) : NULL;
	struct stat status;

	/* Else a run after a kill would take somebody's file for ours. */
	return stamp || lstat(item->output, &status) == 0 ? 0 : burnish_journal_begin(journal, item->output);
}

int
burnish_resume_end(const BurnishResume *resume, BurnishJournal *journal,
	const BurnishReport *report, const char *digest)
{
	g_autofree char *result = report->error ? NULL : burnish_stamp(report->output, FALSE);
	g_autofree char *stamp = burnish_stamp(report->input, TRUE);
	/* The digest may be of what the input has become meanwhile. */
	gboolean kept = g_strcmp0(stamp, resume->stamp) == 0;
	const BurnishJournalEntry entry = {
		.changed = report->status == BURNISH_STATUS_CHANGED,
		.failed = report->error != NULL,
		.stamp = resume->stamp,
		.digest = kept ? (char *) digest : NULL,
		.recipe = resume->recipe,
		.version = (char *) burnish_version(),
		.result = result,
		.error = report->error,
	};

	return burnish_journal_end(journal, report->output, &entry);
}

void
burnish_resume_clear(BurnishResume *resume)
{
	g_clear_pointer(&resume->stamp, g_free);
	g_clear_pointer(&resume->recipe, g_free);
}
