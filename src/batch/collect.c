/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The files of a batch are large: they are written to disk as they come, and read a line at a time. The
 * file that went in says what was asked for, so nothing has to be remembered here.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../base/error.h"
#include "../generate/apierror.h"
#include "../generate/blobs.h"
#include "collect.h"
#include "made.h"

/* A file of lines, mapped. */
typedef struct {
	GMappedFile *map;
	const char *next;
	const char *end;
} Lines;

typedef struct {
	BurnishApi *api;
	const BurnishMakeJob *job;
	const BurnishMakeFns *fns;
	void *data;
	BurnishNaming *naming;
	/* Id: BurnishSettings, of what has not been answered. */
	GHashTable *asked;
	/* The same ids, in order. */
	GPtrArray *order;
} Collect;

int
burnish_collect_fail(const BurnishResponse *response)
{
	g_autofree char *text = burnish_api_error_to_text(&response->error);

	vips_error(NULL, "%s", text);

	return -1;
}

static const char *
get(const cJSON *json, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));

	return text && *text ? text : NULL;
}

/* A file without a name. */
static int
open_nameless(void)
{
	int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	g_autofree char *path = NULL;

	if (fd >= 0)
		return fd;
	/* File systems that have none. */
	if ((fd = g_file_open_tmp("burnish-XXXXXX", &path, NULL)) >= 0)
		unlink(path);
	else
		vips_error(NULL, "cannot write to \"%s\"", g_get_tmp_dir());

	return fd;
}

static int
download(BurnishApi *api, const char *file_id, Lines *lines)
{
	g_autofree char *escaped = g_uri_escape_string(file_id, NULL, FALSE);
	g_autofree char *path = g_strdup_printf("/files/%s/content", escaped);
	GError *error = NULL;
	int fd = open_nameless();

	if (fd < 0)
		return -1;
	g_autoptr(BurnishResponse) response = burnish_client_send(api->session->client, burnish_request_download(path, fd));
	if (response->error.kind != BURNISH_API_OK) {
		close(fd);
		return burnish_collect_fail(response);
	}
	lines->map = g_mapped_file_new_from_fd(fd, FALSE, &error);
	close(fd);
	if (!lines->map) {
		vips_g_error(&error);
		return -1;
	}
	lines->next = g_mapped_file_get_contents(lines->map);
	lines->end = lines->next ? lines->next + g_mapped_file_get_length(lines->map) : NULL;

	return 0;
}

static void
lines_clear(Lines *lines)
{
	g_clear_pointer(&lines->map, g_mapped_file_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lines, lines_clear)

/* The next line that is an object; NULL at the end. */
static cJSON *
next_line(Lines *lines, GPtrArray **blobs)
{
	while (lines->next && lines->next < lines->end) {
		const char *line = lines->next;
		const char *stop = memchr(line, '\n', lines->end - line);

		lines->next = stop ? stop + 1 : lines->end;
		g_clear_pointer(blobs, g_ptr_array_unref);
		cJSON *json = burnish_blobs_parse(line, (stop ? stop : lines->end) - line, blobs);
		if (cJSON_IsObject(json))
			return json;
		cJSON_Delete(json);
	}

	return NULL;
}

/* What a line of the input asked for, as far as names and records need it. */
static BurnishSettings *
settings_of(const cJSON *line)
{
	const cJSON *body = cJSON_GetObjectItemCaseSensitive(line, "body");
	BurnishSettings *settings = burnish_settings_new(get(body, "prompt") ? get(body, "prompt") : "", get(body, "model") ? get(body, "model") : "");

	settings->size = g_strdup(get(body, "size"));
	settings->quality = g_strdup(get(body, "quality"));
	settings->background = g_strdup(get(body, "background"));
	settings->format = g_strdup(get(body, "output_format"));

	return settings;
}

static int
read_input(Collect *collect, const char *file_id)
{
	g_auto(Lines) lines = { 0 };
	g_autoptr(GPtrArray) blobs = NULL;

	if (download(collect->api, file_id, &lines))
		return -1;
	for (cJSON *line; (line = next_line(&lines, &blobs));) {
		const char *id = get(line, "custom_id");

		if (id && !g_hash_table_contains(collect->asked, id)) {
			g_hash_table_insert(collect->asked, g_strdup(id), settings_of(line));
			g_ptr_array_add(collect->order, g_strdup(id));
		}
		cJSON_Delete(line);
	}

	return 0;
}

/* The answer in a line: {"response": {"status_code", "request_id", "body"}, "error"}. */
static BurnishResponse *
answer_of(cJSON *line, GPtrArray *blobs)
{
	cJSON *outer = cJSON_GetObjectItemCaseSensitive(line, "response");
	const cJSON *status = cJSON_GetObjectItemCaseSensitive(outer, "status_code");
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(line, "error");
	cJSON *body = cJSON_DetachItemFromObjectCaseSensitive(outer, "body");
	BurnishResponse *response;

	if (cJSON_IsObject(body))
		response = burnish_response_from_json(cJSON_IsNumber(status) ? status->valueint : 200, body, blobs);
	else {
		cJSON_Delete(body);
		response = burnish_response_new();
		if (cJSON_IsObject(error))
			burnish_api_error_read(&response->error, cJSON_IsNumber(status) ? status->valueint : 0, error);
	}
	response->request_id = g_strdup(get(outer, "request_id"));
	burnish_response_expect_images(response);

	return response;
}

static void
deliver(Collect *collect, const char *id, const BurnishSettings *settings, const BurnishResponse *response)
{
	BurnishMakeJob job = *collect->job;
	const BurnishDelivery delivery = { .job = &job, .settings = settings, .is_batch = TRUE };
	BurnishSession *session = collect->api->session;
	BurnishCost cost = burnish_cost_of(session->models, settings, response);

	burnish_cost_discount(session->models, &cost);
	burnish_cost_add(&session->spent, &cost);
	job.custom_id = id;
	job.format = settings->format;
	for (guint i = 0; i < response->images->len; i++) {
		g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

		if (burnish_naming_next(collect->naming, &job, settings->model, i, response->images->len, names)) {
			BurnishMade *made = burnish_made_new(id, settings->model);

			burnish_made_fail_here(made);
			if (collect->fns->made)
				collect->fns->made(made, collect->data);
			burnish_made_free(made);
			continue;
		}
		burnish_api_deliver(collect->api, &delivery, response, i, (char *const *) names->pdata, collect->fns, collect->data);
	}
	if (response->error.kind != BURNISH_API_OK) {
		g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);

		g_ptr_array_add(notes, g_strdup_printf("request %s of the batch", id));
		burnish_api_deliver_error(settings, &response->error, notes, collect->fns, collect->data);
	}
}

static int
read_output(Collect *collect, const char *file_id)
{
	g_auto(Lines) lines = { 0 };
	g_autoptr(GPtrArray) blobs = NULL;

	if (!file_id)
		return 0;
	if (download(collect->api, file_id, &lines))
		return -1;
	for (cJSON *line; (line = next_line(&lines, &blobs));) {
		const char *id = get(line, "custom_id");
		BurnishSettings *settings = id ? g_hash_table_lookup(collect->asked, id) : NULL;

		/* Twice, or never asked for. */
		if (settings) {
			g_autoptr(BurnishResponse) response = answer_of(line, blobs);
			deliver(collect, id, settings, response);
			g_hash_table_remove(collect->asked, id);
		}
		cJSON_Delete(line);
	}

	return 0;
}

static void
report_missing(Collect *collect, const char *status)
{
	for (guint i = 0; i < collect->order->len; i++) {
		const char *id = collect->order->pdata[i];
		const BurnishSettings *settings = g_hash_table_lookup(collect->asked, id);
		g_autoptr(BurnishResponse) response = burnish_response_new();

		if (!settings)
			continue;
		burnish_response_fail(response, BURNISH_API_SERVER, "the batch (%s) has no result of it; it can be submitted again", status);
		deliver(collect, id, settings, response);
	}
}

gboolean
burnish_collect_is_done(const BurnishResponse *batch)
{
	static const char *const ends[] = { "completed", "failed", "expired", "cancelled", NULL };
	const char *status = get(batch->json, "status");

	return status && g_strv_contains(ends, status);
}

BurnishResponse *
burnish_collect_look(BurnishApi *api, const char *id)
{
	g_autofree char *escaped = g_uri_escape_string(id, NULL, FALSE);
	g_autofree char *path = g_strconcat("/batches/", escaped, NULL);

	return burnish_client_send(api->session->client, burnish_request_get(path));
}

static void
free_settings(void *settings)
{
	burnish_settings_free(settings);
}

/* The files of a batch that will not get more. */
static int
read_files(Collect *collect, const cJSON *batch)
{
	const char *input = get(batch, "input_file_id");

	if (!input || read_input(collect, input) ||
		read_output(collect, get(batch, "output_file_id")) ||
		read_output(collect, get(batch, "error_file_id")))
		return -1;
	report_missing(collect, get(batch, "status"));

	return 0;
}

int
burnish_collect(BurnishApi *api, const char *id, const BurnishMakeJob *job, const BurnishMakeFns *fns, void *data)
{
	g_autoptr(BurnishResponse) response = burnish_collect_look(api, id);
	g_autoptr(BurnishNaming) naming = burnish_naming_new();
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_settings);
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(g_free);
	Collect collect = { api, job, fns, data, naming, asked, order };

	if (response->error.kind != BURNISH_API_OK)
		return burnish_collect_fail(response);
	if (!burnish_collect_is_done(response)) {
		vips_error(NULL, "%s is not done: %s", id, get(response->json, "status") ? get(response->json, "status") : "no status");
		return -1;
	}

	return read_files(&collect, response->json);
}
