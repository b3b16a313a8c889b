/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <burnish.h>

#include "../base/error.h"
#include "../base/json.h"
#include "../image/output.h"
#include "../store/location.h"
#include "journal.h"
#include "stamp.h"

#define FOLDER ".burnish"
#define SUFFIX ".journal"
#define VERSION 1

/* What a power cut may cost at most: results whose making is not on the disk, and that
 * are made again. */
#define SYNC_LINES 64
#define SYNC_MICROSECONDS 1000000

struct BurnishJournal {
	char *directory;
	char *folder;
	GHashTable *entries;
	GPtrArray *shards;
	/* The journals that were read, by path. */
	GPtrArray *paths;
	int damaged;

	/* That of this run. */
	char *shard;
	int fd;
	int unsynced;
	gint64 synced;
};

static void
entry_free(void *data)
{
	BurnishJournalEntry *entry = data;

	g_free(entry->stamp);
	g_free(entry->digest);
	g_free(entry->recipe);
	g_free(entry->version);
	g_free(entry->result);
	g_free(entry->error);
	g_free(entry);
}

static void
shard_free(void *data)
{
	BurnishJournalShard *shard = data;

	g_free(shard->shard);
	g_free(shard);
}

void
burnish_journal_free(BurnishJournal *journal)
{
	if (!journal)
		return;

	if (journal->fd >= 0) {
		fdatasync(journal->fd);
		close(journal->fd);
	}
	g_free(journal->shard);
	g_free(journal->directory);
	g_free(journal->folder);
	g_hash_table_unref(journal->entries);
	g_ptr_array_unref(journal->shards);
	g_ptr_array_unref(journal->paths);
	g_free(journal);
}

GHashTable *
burnish_journal_entries(const BurnishJournal *journal)
{
	return journal->entries;
}

GPtrArray *
burnish_journal_shards(const BurnishJournal *journal)
{
	return journal->shards;
}

int
burnish_journal_damaged(const BurnishJournal *journal)
{
	return journal->damaged;
}

static BurnishJournalEntry *
get_entry(BurnishJournal *journal, const char *name)
{
	BurnishJournalEntry *entry = g_hash_table_lookup(journal->entries, name);

	if (!entry) {
		entry = g_new0(BurnishJournalEntry, 1);
		g_hash_table_insert(journal->entries, g_strdup(name), entry);
	}

	return entry;
}

static BurnishJournalShard *
get_shard(BurnishJournal *journal, const char *name)
{
	for (guint i = 0; i < journal->shards->len; i++) {
		BurnishJournalShard *shard = journal->shards->pdata[i];
		if (g_str_equal(shard->shard, name))
			return shard;
	}

	BurnishJournalShard *shard = g_new0(BurnishJournalShard, 1);
	shard->shard = g_strdup(name);
	g_ptr_array_add(journal->shards, shard);

	return shard;
}

static void
read_end(BurnishJournal *journal, const cJSON *json, const char *name)
{
	BurnishJournalEntry *entry = get_entry(journal, name);
	const char *status = burnish_json_get_text(json, "status");

	entry->begun = FALSE;
	g_free(entry->error);
	entry->error = g_strdup(burnish_json_get_text(json, "error"));
	entry->failed = entry->error != NULL;
	/* A later failure leaves the result of before where it is. */
	if (entry->failed)
		return;

	const struct {
		const char *key;
		char **field;
	} fields[] = {
		{ "stamp", &entry->stamp },
		{ "digest", &entry->digest },
		{ "recipe", &entry->recipe },
		{ "version", &entry->version },
		{ "result", &entry->result },
	};
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_free(*fields[i].field);
		*fields[i].field = g_strdup(burnish_json_get_text(json, fields[i].key));
	}
	entry->done = TRUE;
	entry->changed = g_strcmp0(status, "changed") == 0;
}

/* Take a line for what it says; -1 for one that only a later version understands. */
static int
read_object(BurnishJournal *journal, const cJSON *json, const char *path)
{
	const cJSON *version = cJSON_GetObjectItemCaseSensitive(json, "journal");
	const cJSON *jobs = cJSON_GetObjectItemCaseSensitive(json, "jobs");
	const char *name;

	if (version && !(cJSON_IsNumber(version) && version->valueint <= VERSION)) {
		vips_error(NULL, "\"%s\" was written by a later version of burnish", path);
		return -1;
	}
	if ((name = burnish_json_get_text(json, "begin")))
		get_entry(journal, name)->begun = TRUE;
	else if ((name = burnish_json_get_text(json, "end")))
		read_end(journal, json, name);
	else if ((name = burnish_json_get_text(json, "run"))) {
		get_shard(journal, name)->finished = FALSE;
		get_shard(journal, name)->jobs = cJSON_IsNumber(jobs) ? jobs->valueint : 0;
	}
	else if ((name = burnish_json_get_text(json, "finished")))
		get_shard(journal, name)->finished = TRUE;

	return 0;
}

/* The object of a line, or NULL when it is damaged. */
static cJSON *
check_line(const char *line, size_t length)
{
	g_autofree char *head = g_strndup(line, MIN(length, 9));
	char *end;
	guint64 sum = g_ascii_strtoull(head, &end, 16);

	if (length < 9 || end != head + 8 || *end != ' ' ||
		sum != crc32(0, (const Bytef *) line + 9, length - 9))
		return NULL;

	return cJSON_ParseWithLength(line + 9, length - 9);
}

int
burnish_journal_parse(BurnishJournal *journal, const char *p, gsize length, const char *path)
{
	const char *end = p + length;
	int result = 0;

	while (p && p < end && result == 0) {
		const char *newline = memchr(p, '\n', end - p);
		cJSON *json = newline ? check_line(p, newline - p) : NULL;

		if (json)
			result = read_object(journal, json, path);
		else if (newline && newline + 1 < end)
			journal->damaged++;
		cJSON_Delete(json);
		p = newline ? newline + 1 : end;
	}

	return result;
}

static int
read_journal(BurnishJournal *journal, const char *path)
{
	GError *error = NULL;
	GMappedFile *map = g_mapped_file_new(path, FALSE, &error);

	if (!map) {
		vips_g_error(&error);
		return -1;
	}
	int result = burnish_journal_parse(journal, g_mapped_file_get_contents(map), g_mapped_file_get_length(map), path);
	g_mapped_file_unref(map);

	return result;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Appending, locking and syncing is what a store cannot do, so journals of results in one are on
 * this machine: under a name that tells people of which bucket, and us of which prefix. */
static char *
folder_for(const char *directory, const char *state)
{
	if (!burnish_is_object(directory))
		return g_build_filename(directory, FOLDER, NULL);

	g_autoptr(BurnishLocation) location = burnish_location_parse(directory);
	gsize length = strlen(directory);
	while (length > 0 && directory[length - 1] == '/')
		length--;
	g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *) directory, length);
	g_autofree char *name = g_strdup_printf("%s-%.16s", location ? location->bucket : "", sum);
	g_autofree char *usual = g_build_filename(g_get_user_state_dir(), "burnish", NULL);

	return g_build_filename(state ? state : usual, name, NULL);
}

static BurnishJournal *
journal_new(const char *directory, const char *folder)
{
	BurnishJournal *journal = g_new0(BurnishJournal, 1);

	journal->directory = g_strdup(directory);
	journal->folder = g_strdup(folder);
	journal->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
	journal->shards = g_ptr_array_new_with_free_func(shard_free);
	journal->paths = g_ptr_array_new_with_free_func(g_free);
	journal->fd = -1;

	return journal;
}

BurnishJournal *
burnish_journal_open(const char *directory, const char *state)
{
	g_autofree char *place = folder_for(directory, state);
	g_autoptr(BurnishJournal) journal = journal_new(directory, place);
	g_autoptr(GDir) folder = g_dir_open(journal->folder, 0, NULL);
	const char *name;
	while (folder && (name = g_dir_read_name(folder)))
		if (g_str_has_suffix(name, SUFFIX))
			g_ptr_array_add(journal->paths, g_build_filename(journal->folder, name, NULL));
	/* Their names begin with the time. */
	g_ptr_array_sort(journal->paths, compare);
	for (guint i = 0; i < journal->paths->len; i++)
		if (read_journal(journal, journal->paths->pdata[i]))
			return NULL;

	return g_steal_pointer(&journal);
}

static int
sync_now(BurnishJournal *journal)
{
	journal->unsynced = 0;
	journal->synced = g_get_monotonic_time();
	if (fdatasync(journal->fd) != 0) {
		vips_error(NULL, "cannot write the journal in \"%s\": %s", journal->folder, g_strerror(errno));
		return -1;
	}

	return 0;
}

/* A line is written by one call, so that a kill comes before it or after it. */
static int
write_line(BurnishJournal *journal, cJSON *json)
{
	g_autofree char *text = cJSON_PrintUnformatted(json);
	g_autofree char *line = g_strdup_printf("%08lx %s\n",
		crc32(0, (const Bytef *) text, strlen(text)), text);

	/* For a run that comes back to the same picture. */
	read_object(journal, json, journal->folder);
	cJSON_Delete(json);
	if (burnish_output_write(journal->fd, line, strlen(line))) {
		burnish_error_prefix("the journal in \"%s\": ", journal->folder);
		return -1;
	}
	journal->unsynced++;
	if (journal->unsynced >= SYNC_LINES || g_get_monotonic_time() > journal->synced + SYNC_MICROSECONDS)
		return sync_now(journal);

	return 0;
}

static cJSON *
line_new(const char *key, const char *text)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, key, text);

	return json;
}

static int
write_header(BurnishJournal *journal)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddNumberToObject(json, "journal", VERSION);
	cJSON_AddStringToObject(json, "burnish", burnish_version());

	return write_line(journal, json);
}

static int
write_run(BurnishJournal *journal, const char *shard, guint jobs)
{
	cJSON *json = line_new("run", shard);

	cJSON_AddNumberToObject(json, "jobs", jobs);

	return write_line(journal, json);
}

static int
make_folder(const BurnishJournal *journal)
{
	if (g_mkdir_with_parents(journal->folder, 0777) != 0) {
		vips_error(NULL, "cannot make directory \"%s\": %s", journal->folder, g_strerror(errno));
		return -1;
	}

	return 0;
}

/* A journal of a name that no other run has, and that is locked for as long as the run
 * goes on. */
static int
create(BurnishJournal *journal, const char *shard)
{
	g_autofree char *label = g_strdelimit(g_strdup(shard), "/", '-');
	g_autofree char *name = burnish_stamp_run(label);
	g_autofree char *path = g_strdup_printf("%s/%s" SUFFIX, journal->folder, name);

	journal->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (journal->fd < 0) {
		vips_error(NULL, "cannot write \"%s\": %s", path, g_strerror(errno));
		return -1;
	}
	/* Where there are no locks, merging has to trust the user. */
	flock(journal->fd, LOCK_EX | LOCK_NB);
	g_ptr_array_add(journal->paths, g_steal_pointer(&path));
	burnish_output_sync_directory(journal->folder);
	g_autofree char *above = g_path_get_dirname(journal->folder);
	burnish_output_sync_directory(above);

	return write_header(journal);
}

int
burnish_journal_start(BurnishJournal *journal, int i, int n, guint jobs)
{
	journal->shard = g_strdup_printf("%d/%d", i, n);

	return make_folder(journal) || create(journal, journal->shard) || write_run(journal, journal->shard, jobs) ? -1 : 0;
}

/* As seen from the directory, where it is below. */
static const char *
name_of(const BurnishJournal *journal, const char *output)
{
	size_t length = strlen(journal->directory);

	if (strncmp(output, journal->directory, length) != 0 || (output[length] != '/' && !g_str_has_suffix(journal->directory, "/")))
		return output;
	output += length;

	return output + strspn(output, "/");
}

const BurnishJournalEntry *
burnish_journal_find(const BurnishJournal *journal, const char *output)
{
	return g_hash_table_lookup(journal->entries, name_of(journal, output));
}

int
burnish_journal_begin(BurnishJournal *journal, const char *output)
{
	return write_line(journal, line_new("begin", name_of(journal, output)));
}

static int
write_end(BurnishJournal *journal, const char *name, const BurnishJournalEntry *entry)
{
	const struct {
		const char *key;
		const char *value;
	} fields[] = {
		{ "stamp", entry->stamp },
		{ "digest", entry->digest },
		{ "recipe", entry->recipe },
		{ "version", entry->version },
		{ "result", entry->result },
	};
	cJSON *json = line_new("end", name);

	cJSON_AddStringToObject(json, "status", entry->failed ? "failed" : entry->changed ? "changed"
																					  : "unchanged");
	if (entry->failed)
		cJSON_AddStringToObject(json, "error", entry->error);
	else
		for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
			if (fields[i].value)
				cJSON_AddStringToObject(json, fields[i].key, fields[i].value);

	return write_line(journal, json);
}

int
burnish_journal_end(BurnishJournal *journal, const char *output, const BurnishJournalEntry *entry)
{
	return write_end(journal, name_of(journal, output), entry);
}

int
burnish_journal_finish(BurnishJournal *journal)
{
	return write_line(journal, line_new("finished", journal->shard)) || sync_now(journal) ? -1 : 0;
}

/* Write all that one journal knows into another. */
static int
write_all(BurnishJournal *to, const BurnishJournal *from)
{
	GHashTableIter iter;
	gpointer name;
	gpointer value;

	for (guint i = 0; i < from->shards->len; i++) {
		const BurnishJournalShard *shard = from->shards->pdata[i];

		if (write_run(to, shard->shard, shard->jobs) ||
			(shard->finished && write_line(to, line_new("finished", shard->shard))))
			return -1;
	}
	g_hash_table_iter_init(&iter, from->entries);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		const BurnishJournalEntry *entry = value;
		BurnishJournalEntry success = *entry;

		success.failed = FALSE;
		if ((entry->done && write_end(to, name, &success)) ||
			(entry->failed && write_end(to, name, entry)) ||
			(entry->begun && write_line(to, line_new("begin", name))))
			return -1;
	}

	return sync_now(to);
}

/* -1 when a run has its journal open. */
static int
check_unlocked(const BurnishJournal *journal)
{
	for (guint i = 0; i < journal->paths->len; i++) {
		const char *path = journal->paths->pdata[i];
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		gboolean busy = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;

		if (fd >= 0)
			close(fd);
		if (busy) {
			vips_error(NULL, "a run is still writing \"%s\"", path);
			return -1;
		}
	}

	return 0;
}

int
burnish_journal_merge(BurnishJournal *journal)
{
	g_autoptr(BurnishJournal) merged = NULL;

	if (check_unlocked(journal))
		return -1;
	if (journal->paths->len < 2)
		return 0;
	merged = journal_new(journal->directory, journal->folder);
	if (create(merged, "merged") || write_all(merged, journal)) {
		if (merged->fd >= 0)
			unlink(merged->paths->pdata[0]);
		return -1;
	}
	/* Nothing is taken away before everything is on the disk. */
	for (guint i = 0; i < journal->paths->len; i++)
		unlink(journal->paths->pdata[i]);
	burnish_output_sync_directory(journal->folder);

	return 0;
}
