/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What was paid for must survive whatever happens next. So the record of a picture is on the disk
 * first, then the picture, then the state that names both, and only then does the next step begin.
 * Whoever is killed in between finds the pair again by its record.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <vips/vips.h>

#include "../image/output.h"
#include "chain_store.h"

#define STATE "state.json"
#define LOCK "lock"
#define VERSION 1

/* Of a fingerprint in a file name; all of it is in the record. */
#define SHORT 12

struct BurnishChainStore {
	char *directory;
	int lock;

	/* {"burnish", "units": {FINGERPRINT: record}, "under-way": {FINGERPRINT: {"name", "sent", "response"}}} */
	cJSON *state;
};

static cJSON *
units(const BurnishChainStore *store)
{
	return cJSON_GetObjectItem(store->state, "units");
}

static cJSON *
under_way(const BurnishChainStore *store)
{
	return cJSON_GetObjectItem(store->state, "under-way");
}

static char *
path_in(const BurnishChainStore *store, const char *name)
{
	return g_build_filename(store->directory, name, NULL);
}

char *
burnish_chain_store_path(const BurnishChainStore *store, const cJSON *record)
{
	return path_in(store, cJSON_GetStringValue(cJSON_GetObjectItem(record, "file")));
}

static int
write_json(const char *path, const cJSON *json)
{
	char *text = cJSON_Print(json);
	int result = burnish_output_save(path, BURNISH_OUTPUT_REPLACE, text, strlen(text));

	cJSON_free(text);

	return result;
}

static int
save(const BurnishChainStore *store)
{
	g_autofree char *path = path_in(store, STATE);

	return write_json(path, store->state);
}

/* A record that makes sense, with its picture there; no name may lead out of the directory. */
static gboolean
is_record(const BurnishChainStore *store, const cJSON *record)
{
	const char *file = cJSON_GetStringValue(cJSON_GetObjectItem(record, "file"));
	g_autofree char *path = file && !strchr(file, '/') ? path_in(store, file) : NULL;

	return path && cJSON_GetStringValue(cJSON_GetObjectItem(record, "fingerprint")) &&
		g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static cJSON *
read_json(const char *path)
{
	g_autofree char *text = NULL;
	gsize length;

	return g_file_get_contents(path, &text, &length, NULL) ? cJSON_ParseWithLength(text, length) : NULL;
}

/* Pictures that the state does not know, because the run was killed before it was written. */
static void
adopt(BurnishChainStore *store)
{
	g_autoptr(GDir) directory = g_dir_open(store->directory, 0, NULL);
	const char *name;

	while (directory && (name = g_dir_read_name(directory))) {
		g_autofree char *path = path_in(store, name);
		cJSON *record = g_str_has_suffix(name, ".json") && !g_str_equal(name, STATE) ? read_json(path) : NULL;
		const char *fingerprint = cJSON_GetStringValue(cJSON_GetObjectItem(record, "fingerprint"));

		if (record && is_record(store, record) && !cJSON_HasObjectItem(units(store), fingerprint)) {
			cJSON_DeleteItemFromObject(under_way(store), fingerprint);
			cJSON_AddItemToObject(units(store), fingerprint, g_steal_pointer(&record));
		}
		cJSON_Delete(record);
	}
}

static int
load(BurnishChainStore *store)
{
	g_autofree char *path = path_in(store, STATE);

	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		store->state = read_json(path);
		if (cJSON_GetNumberValue(cJSON_GetObjectItem(store->state, "burnish")) != VERSION ||
			!cJSON_IsObject(units(store)) || !cJSON_IsObject(under_way(store))) {
			vips_error(NULL, "%s: is not the state of a chain; --work names another directory", path);
			return -1;
		}
	}
	else {
		store->state = cJSON_CreateObject();
		cJSON_AddNumberToObject(store->state, "burnish", VERSION);
		cJSON_AddObjectToObject(store->state, "units");
		cJSON_AddObjectToObject(store->state, "under-way");
	}
	adopt(store);

	return 0;
}

/* Held until the descriptor is closed, however the process ends. */
static int
lock(BurnishChainStore *store)
{
	g_autofree char *path = path_in(store, LOCK);
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (store->lock < 0) {
		vips_error(NULL, "cannot write to \"%s\": %s", store->directory, g_strerror(errno));
		return -1;
	}
	if (fcntl(store->lock, F_OFD_SETLK, &whole) != 0) {
		vips_error(NULL, "\"%s\" is in use by another run", store->directory);
		return -1;
	}

	return 0;
}

BurnishChainStore *
burnish_chain_store_open(const char *directory)
{
	g_autoptr(BurnishChainStore) store = g_new0(BurnishChainStore, 1);

	store->directory = g_strdup(directory);
	store->lock = -1;
	if (g_mkdir_with_parents(directory, 0777) != 0) {
		vips_error(NULL, "cannot make the directory \"%s\": %s", directory, g_strerror(errno));
		return NULL;
	}

	return lock(store) || load(store) ? NULL : g_steal_pointer(&store);
}

void
burnish_chain_store_free(BurnishChainStore *store)
{
	if (!store)
		return;

	if (store->lock >= 0)
		close(store->lock);
	cJSON_Delete(store->state);
	g_free(store->directory);
	g_free(store);
}

const cJSON *
burnish_chain_store_find(const BurnishChainStore *store, const char *fingerprint)
{
	const cJSON *record = cJSON_GetObjectItem(units(store), fingerprint);

	return record && is_record(store, record) ? record : NULL;
}

int
burnish_chain_store_begin(BurnishChainStore *store, const char *fingerprint, const char *name)
{
	cJSON_DeleteItemFromObject(under_way(store), fingerprint);
	cJSON *item = cJSON_AddObjectToObject(under_way(store), fingerprint);
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *date = g_date_time_format_iso8601(now);
	cJSON_AddStringToObject(item, "name", name);
	cJSON_AddStringToObject(item, "sent", date);

	return save(store);
}

int
burnish_chain_store_set_response(BurnishChainStore *store, const char *fingerprint, const char *id)
{
	cJSON *item = cJSON_GetObjectItem(under_way(store), fingerprint);

	cJSON_DeleteItemFromObject(item, "response");
	cJSON_AddStringToObject(item, "response", id);

	return save(store);
}

int
burnish_chain_store_drop(BurnishChainStore *store, const char *fingerprint)
{
	cJSON_DeleteItemFromObject(under_way(store), fingerprint);

	return save(store);
}

gboolean
burnish_chain_store_was_begun(const BurnishChainStore *store, const char *fingerprint, const char **id)
{
	const cJSON *item = cJSON_GetObjectItem(under_way(store), fingerprint);

	*id = cJSON_GetStringValue(cJSON_GetObjectItem(item, "response"));

	return item != NULL;
}

const char *
burnish_chain_store_sent(const BurnishChainStore *store, const char *fingerprint)
{
	return cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetObjectItem(under_way(store), fingerprint), "sent"));
}

int
burnish_chain_store_put(BurnishChainStore *store, const char *fingerprint, int number, const char *name,
	GBytes *bytes, const char *suffix, cJSON *record)
{
	g_autofree char *file = g_strdup_printf("%02d-%s-%.*s%s", number, name, SHORT, fingerprint, suffix);
	g_autofree char *path = path_in(store, file);
	g_autofree char *beside = g_strconcat(path, ".json", NULL);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);

	cJSON_AddStringToObject(record, "name", name);
	cJSON_AddStringToObject(record, "file", file);
	cJSON_AddStringToObject(record, "fingerprint", fingerprint);
	cJSON_DeleteItemFromObject(units(store), fingerprint);
	cJSON_AddItemToObject(units(store), fingerprint, record);
	cJSON_DeleteItemFromObject(under_way(store), fingerprint);

	return write_json(beside, record) || burnish_output_save(path, BURNISH_OUTPUT_REPLACE, data, size) || save(store) ? -1 : 0;
}
