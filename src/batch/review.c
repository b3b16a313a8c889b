/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../base/json.h"
#include "../image/output.h"
#include "../report/page.h"
#include "review.h"
#include "scan.h"
#include "stamp.h"
#include "thumbnail.h"

#define THUMBNAILS "thumbnails"
#define RECORDS "records.jsonl"
#define PART "records-"

struct BurnishReview {
	char *directory;
	char *thumbnails;
	/* What we write: a part only, or records, one a line. */
	gboolean is_part;
	int fd;
	gint64 end;
	/* Keys of pictures to Place. */
	GHashTable *known;
};

/* Of a picture, where its last record begins, and where among all others it is. */
typedef struct {
	gint64 offset;
	guint place;
} Place;

void
burnish_review_free(BurnishReview *review)
{
	if (!review)
		return;

	if (review->fd >= 0)
		close(review->fd);
	g_hash_table_unref(review->known);
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
remember(BurnishReview *review, const char *key, gint64 offset, guint place)
{
	Place *kept = g_new(Place, 1);

	*kept = (Place){ offset, place };
	g_hash_table_insert(review->known, g_strdup(key), kept);
}

/* Find the records in a file that will lie, or lies, at an offset of ours; how long they are
 * together. A line that was cut off is left out. */
static gsize
read_records(BurnishReview *review, GMappedFile *map, gint64 offset)
{
	const char *text = map ? g_mapped_file_get_contents(map) : NULL;
	gsize length = map ? g_mapped_file_get_length(map) : 0;
	const char *p = text;
	const char *end;

	while (p && (end = memchr(p, '\n', text + length - p))) {
		cJSON *json = cJSON_ParseWithLength(p, end - p);
		const char *key = burnish_json_get_text(json, "key");

		if (key)
			remember(review, key, offset + (p - text), burnish_json_get_number(json, "place", 0));
		cJSON_Delete(json);
		p = end + 1;
	}

	return p - text;
}

/* The parts that runs over shards left, in the order of their time. */
static GPtrArray *
find_parts(const BurnishReview *review)
{
	g_autoptr(GPtrArray) names = burnish_scan_names(review->directory);
	GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; names && i < names->len; i++)
		if (g_str_has_prefix(names->pdata[i], PART))
			g_ptr_array_add(parts, g_build_filename(review->directory, names->pdata[i], NULL));

	return parts;
}

/* A file of this run alone, so that any shard may run at any time, also twice. Of the
 * others it matters only which pictures they know. */
static int
open_part(BurnishReview *review, int shard, int shards)
{
	g_autoptr(GPtrArray) others = find_parts(review);
	g_autofree char *label = g_strdup_printf("%d-%d", shard, shards);
	g_autofree char *name = burnish_stamp_run(label);
	g_autofree char *path = g_strdup_printf("%s/" PART "%s.jsonl", review->directory, name);

	g_ptr_array_add(others, g_build_filename(review->directory, RECORDS, NULL));
	for (guint i = 0; i < others->len; i++) {
		GMappedFile *map = g_mapped_file_new(others->pdata[i], FALSE, NULL);

		read_records(review, map, 0);
		if (map)
			g_mapped_file_unref(map);
	}
	review->is_part = TRUE;
	if ((review->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
		return fail(review);
	flock(review->fd, LOCK_EX | LOCK_NB);

	return 0;
}

static int
lock(int fd, const char *directory)
{
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		vips_error(NULL, "another run is writing the report in \"%s\"", directory);
		return -1;
	}

	return 0;
}

/* Take in what a part says. */
static int
absorb(BurnishReview *review, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(review);
	GMappedFile *map = g_mapped_file_new_from_fd(fd, FALSE, NULL);
	int result = lock(fd, review->directory);
	if (result == 0 && map) {
		gsize length = read_records(review, map, review->end);

		result = burnish_output_write(review->fd, g_mapped_file_get_contents(map), length);
		review->end += length;
	}
	if (map)
		g_mapped_file_unref(map);
	close(fd);

	return result;
}

/* The records of all runs; those of parts become ours. */
static int
open_all(BurnishReview *review)
{
	g_autofree char *path = g_build_filename(review->directory, RECORDS, NULL);
	g_autoptr(GPtrArray) parts = find_parts(review);

	if ((review->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666)) < 0)
		return fail(review);
	if (lock(review->fd, review->directory))
		return -1;

	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(review->fd, FALSE, NULL);
	review->end = read_records(review, map, 0);
	if (ftruncate(review->fd, review->end) != 0 || lseek(review->fd, review->end, SEEK_SET) < 0)
		return fail(review);
	for (guint i = 0; i < parts->len; i++)
		if (absorb(review, parts->pdata[i]))
			return -1;
	/* Nothing is taken away before everything is on the disk. */
	if (parts->len > 0 && fdatasync(review->fd) != 0)
		return fail(review);
	for (guint i = 0; i < parts->len; i++)
		unlink(parts->pdata[i]);

	return 0;
}

BurnishReview *
burnish_review_open(const char *directory, int shard, int shards)
{
	g_autoptr(BurnishReview) review = g_new0(BurnishReview, 1);

	review->directory = g_strdup(directory);
	review->thumbnails = g_build_filename(directory, THUMBNAILS, NULL);
	review->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	review->fd = -1;
	if (g_mkdir_with_parents(review->thumbnails, 0777) != 0) {
		fail(review);
		return NULL;
	}

	return (shards > 1 ? open_part(review, shard, shards) : open_all(review)) ? NULL : g_steal_pointer(&review);
}

gboolean
burnish_review_has(const BurnishReview *review, const BurnishPlanItem *item)
{
	g_autofree char *key = key_of(item);

	return g_hash_table_contains(review->known, key);
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
		.place = item->place,
		.before = g_file_test(before, G_FILE_TEST_EXISTS),
		.after = report->status == BURNISH_STATUS_CHANGED && g_file_test(after, G_FILE_TEST_EXISTS),
		.report = report,
	};
	g_autofree char *line = burnish_page_record(&record);
	g_autofree char *ended = g_strconcat(line, "\n", NULL);

	if (burnish_output_write(review->fd, ended, strlen(ended)))
		return fail(review);
	remember(review, key, review->end, item->place);
	review->end += strlen(ended);

	return 0;
}

static int
compare(const void *a, const void *b)
{
	const Place *x = *(Place *const *) a;
	const Place *y = *(Place *const *) b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : (x->offset > y->offset) - (x->offset < y->offset);
}

/* Where the records of items are, in their order; without items, of all that are known. */
static GPtrArray *
find_places(const BurnishReview *review, const GPtrArray *items)
{
	GPtrArray *places = g_ptr_array_new();
	GHashTableIter iter;
	gpointer place;

	for (guint i = 0; items && i < items->len; i++) {
		g_autofree char *key = key_of(items->pdata[i]);
		if ((place = g_hash_table_lookup(review->known, key)))
			g_ptr_array_add(places, place);
	}
	g_hash_table_iter_init(&iter, review->known);
	while (!items && g_hash_table_iter_next(&iter, NULL, &place))
		g_ptr_array_add(places, place);
	if (!items)
		g_ptr_array_sort(places, compare);

	return places;
}

int
burnish_review_write(BurnishReview *review, const GPtrArray *items)
{
	if (review->is_part)
		return 0;

	g_autofree char *path = g_build_filename(review->directory, "index.html", NULL);
	g_autoptr(GPtrArray) places = find_places(review, items);
	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(review->fd, FALSE, NULL);
	const char *text = map ? g_mapped_file_get_contents(map) : NULL;
	g_autoptr(GString) rows = g_string_new(NULL);

	for (guint i = 0; i < places->len && text; i++) {
		gint64 offset = ((Place *) places->pdata[i])->offset;
		const char *start = text + offset;
		const char *end = memchr(start, '\n', review->end - offset);

		g_string_append_printf(rows, "%s\n%.*s", rows->len > 0 ? "," : "", (int) (end - start), start);
	}

	g_autoptr(GString) page = burnish_page_make(rows->str, THUMBNAILS);

	return burnish_output_save(path, BURNISH_OUTPUT_REPLACE, page->str, page->len);
}

int
burnish_batch_merge_review(const char *directory)
{
	g_autofree char *thumbnails = g_build_filename(directory, THUMBNAILS, NULL);
	g_autoptr(BurnishReview) review = NULL;

	if (!g_file_test(thumbnails, G_FILE_TEST_IS_DIR)) {
		vips_error(NULL, "\"%s\" has no report", directory);
		return -1;
	}
	review = burnish_review_open(directory, 1, 1);

	return review && burnish_review_write(review, NULL) == 0 ? 0 : -1;
}
