/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <zlib.h>

#include "../../src/batch/journal.h"
#include "fuzz.h"

/* Lines as they are, which hardly ever fit their checksums, and lines that are given
 * the right one. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(BurnishJournal) journal = burnish_journal_open("/nonexistent", NULL);
	g_autofree char *text = g_strndup((const char *) data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	burnish_journal_parse(journal, (const char *) data, size, "fuzz");
	for (char **line = lines; *line; line++) {
		g_autofree char *fit = g_strdup_printf("%08lx %s\n", crc32(0, (const Bytef *) *line, strlen(*line)), *line);
		burnish_journal_parse(journal, fit, strlen(fit), "fuzz");
	}
	vips_error_clear();

	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, burnish_journal_entries(journal));
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const BurnishJournalEntry *entry = value;
		g_assert(!entry->failed || entry->error);
	}

	return 0;
}
