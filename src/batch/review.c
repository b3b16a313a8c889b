/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../image/output.h"
#include "../report/page.h"
#include "review.h"
#include "thumbnail.h"

#define THUMBNAILS "thumbnails"
#define RECORDS "records.jsonl"

struct BurnishReview {
	char *directory;
	char *thumbnails;
	/* Records, one a line: the file of them, and where in it the last one of each
	 * picture begins. */
	int fd;
	gint64 end;
	GHashTable *offsets;
};

void
burnish_review_free(BurnishReview *review)
{
	if (!review)
		return;

	if (review->fd >= 0)
		close(review->fd);
	g_hash_table_unref(review->offsets);
	g_free(review->directory);
	g_free(review->thumbnails);
	g_free(review);
}

/* A picture is known by where its result goes. */
static char *
key_of(const BurnishPlanItem *item)
{
	char *key = g_compute_checksum_for_string(G_CHECKSUM_SHA1, item->output, -1);

	/* 64 bits tell some millions of pictures apart. */
	key[16] = '\0';

	return key;
}

char *
burnish_review_thumbnail(const BurnishReview *review, const BurnishPlanItem *item)
{
	g_autofree char *key = key_of(item);

	return g_build_filename(review->thumbnails, key, NULL);
}

static int
fail(const BurnishReview *review)
{
	vips_error(NULL, "cannot write the report in \"%s\": %s", review->directory, g_strerror(errno));

	return -1;
}

static void
remember(BurnishReview *review, const char *key, gint64 offset)
{
	gint64 *kept = g_new(gint64, 1);

	*kept = offset;
	g_hash_table_insert(review->offsets, g_strdup(key), kept);
}

/* Find the records of runs before. A line that was cut off is left out. */
static void
read_records(BurnishReview *review, GMappedFile *map)
{
	const char *text = g_mapped_file_get_contents(map);
	gsize length = g_mapped_file_get_length(map);
	const char *end = NULL;

	for (const char *p = text; p && p < text + length; p = end + 1) {
		if (!(end = memchr(p, '\n', text + length - p)))
			break;

		cJSON *json = cJSON_ParseWithLength(p, end - p);
		const char *key = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "key"));
		if (key)
			remember(review, key, p - text);
		cJSON_Delete(json);
		review->end = end + 1 - text;
	}
}

BurnishReview *
burnish_review_open(const char *directory)
{
	g_autoptr(BurnishReview) review = g_new0(BurnishReview, 1);
	g_autofree char *path = g_build_filename(directory, RECORDS, NULL);

	review->directory = g_strdup(directory);
	review->thumbnails = g_build_filename(directory, THUMBNAILS, NULL);
	review->offsets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	review->fd = -1;
	if (g_mkdir_with_parents(review->thumbnails, 0777) != 0 ||
		(review->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666)) < 0) {
		fail(review);
		return NULL;
	}

	if (flock(review->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		vips_error(NULL, "another run is writing the report in \"%s\"", directory);
		return NULL;
	}

	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(review->fd, FALSE, NULL);
	if (map)
		read_records(review, map);
	if (ftruncate(review->fd, review->end) != 0 || lseek(review->fd, review->end, SEEK_SET) < 0) {
		fail(review);
		return NULL;
	}

	return g_steal_pointer(&review);
}

gboolean
burnish_review_has(const BurnishReview *review, const BurnishPlanItem *item)
{
	g_autofree char *key = key_of(item);

	return g_hash_table_contains(review->offsets, key);
}

/* For a job list: as it is called below the directory of the results. */
static const char *
name_below(const BurnishPlanItem *item)
{
	size_t length = item->jail ? strlen(item->jail) : 0;

	if (length == 0 || strncmp(item->output, item->jail, length) != 0)
		return NULL;

	return item->output + length + strspn(item->output + length, "/");
}

int
burnish_review_add(BurnishReview *review, const BurnishPlanItem *item, const BurnishReport *report)
{
	g_autofree char *key = key_of(item);
	g_autofree char *before = g_strdup_printf("%s/%s" BURNISH_THUMBNAIL_BEFORE, review->thumbnails, key);
	g_autofree char *after = g_strdup_printf("%s/%s" BURNISH_THUMBNAIL_AFTER, review->thumbnails, key);
	const BurnishPageRecord record = {
		.key = key,
		.name = name_below(item),
		.before = g_file_test(before, G_FILE_TEST_EXISTS),
		.after = report->status == BURNISH_STATUS_CHANGED && g_file_test(after, G_FILE_TEST_EXISTS),
		.report = report,
	};
	g_autofree char *line = burnish_page_record(&record);
	g_autofree char *ended = g_strconcat(line, "\n", NULL);

	if (burnish_output_write(review->fd, ended, strlen(ended)))
		return fail(review);
	remember(review, key, review->end);
	review->end += strlen(ended);

	return 0;
}

int
burnish_review_write(BurnishReview *review, const GPtrArray *items)
{
	g_autofree char *path = g_build_filename(review->directory, "index.html", NULL);
	g_autoptr(BurnishOutput) output = burnish_output_open(path, BURNISH_OUTPUT_REPLACE);
	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(review->fd, FALSE, NULL);
	const char *text = map ? g_mapped_file_get_contents(map) : NULL;
	g_autoptr(GString) rows = g_string_new(NULL);

	if (!output)
		return -1;
	for (guint i = 0; i < items->len && text; i++) {
		g_autofree char *key = key_of(items->pdata[i]);
		const gint64 *offset = g_hash_table_lookup(review->offsets, key);

		if (!offset)
			continue;
		const char *start = text + *offset;
		const char *end = memchr(start, '\n', review->end - *offset);
		g_string_append_printf(rows, "%s\n%.*s", rows->len > 0 ? "," : "", (int) (end - start), start);
	}

	g_autoptr(GString) page = burnish_page_make(rows->str, THUMBNAILS);

	return burnish_output_write(burnish_output_fd(output), page->str, page->len) || burnish_output_commit(output) ? -1 : 0;
}
