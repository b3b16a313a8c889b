/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Objects as if they were files. Whoever works with a picture gets a file of this machine, which
 * has no name, so that nothing of it is left when we are killed.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vips/vips.h>

#include "../base/error.h"
#include "answers.h"
#include "fault.h"
#include "known.h"
#include "put.h"
#include "store.h"
#include "sums.h"

/* How often an object is fetched that is not what the store says it is. */
#define FETCHES 3

static BurnishAccount *account = NULL;

/* The object that is held. */
static struct {
	gboolean on;
	char *name;
	int fd;
} held = { FALSE, NULL, -1 };

/* ---- The account ---- */

static int
fail(void)
{
	burnish_error_prefix(BURNISH_STORE ": ");

	return -1;
}

int
burnish_store_open(void)
{
	if (!account && !(account = burnish_account_new()))
		return fail();

	return 0;
}

gboolean
burnish_store_is_closed(void)
{
	return burnish_fault_is_final();
}

char **
burnish_store_environment(char **base)
{
	return account ? burnish_account_environment(account, base) : g_strdupv(base);
}

void
burnish_store_inherit(void)
{
	/* Who asks for an object will be told what is wrong. */
	if (burnish_account_is_given() && burnish_store_open())
		vips_error_clear();
}

void
burnish_store_wipe_environment(char **environment)
{
	burnish_account_wipe_environment(environment);
}

/* ---- Lists ---- */

static char *
list_query(const char *prefix, gboolean recursive, const char *next)
{
	GString *query = g_string_new(NULL);

	if (next) {
		g_string_append(query, "continuation-token=");
		burnish_location_escape(query, next, FALSE);
		g_string_append_c(query, '&');
	}
	if (!recursive)
		g_string_append(query, "delimiter=%2F&");
	g_string_append(query, "encoding-type=url&list-type=2&prefix=");
	burnish_location_escape(query, prefix, FALSE);

	return g_string_free(query, FALSE);
}

static BurnishListing *
list_page(const BurnishLocation *bucket, const char *prefix, gboolean recursive, const char *next)
{
	g_autofree char *query = list_query(prefix, recursive, next);
	const BurnishExchange exchange = { .method = "GET", .location = bucket, .query = query, BURNISH_EXCHANGE_EMPTY };
	g_auto(BurnishAnswer) answer = { 0 };

	if (burnish_exchange(account, &exchange, &answer))
		return NULL;
	if (answer.status / 100 != 2) {
		burnish_fault_report(&exchange, &answer);
		return NULL;
	}

	return burnish_listing_parse(answer.body->str, answer.body->len);
}

static int
list(const BurnishLocation *location, gboolean recursive, BurnishStoreFn fn, void *data)
{
	const BurnishLocation bucket = { location->bucket, (char *) "" };
	g_autofree char *next = NULL;

	do {
		g_autoptr(BurnishListing) page = list_page(&bucket, location->key, recursive, next);

		if (!page)
			return -1;
		for (guint i = 0; i < page->objects->len; i++) {
			const BurnishObject *object = page->objects->pdata[i];
			g_autofree char *name = burnish_location_name(location->bucket, object->key);
			g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT ":%s", object->size, object->etag);

			if (!g_str_has_prefix(object->key, location->key))
				continue;
			burnish_known_put(name, stamp);
			fn(name, data);
		}
		g_free(next);
		next = g_steal_pointer(&page->next);
	} while (next);

	return 0;
}

int
burnish_store_list(const char *prefix, gboolean recursive, BurnishStoreFn fn, void *data)
{
	g_autoptr(BurnishLocation) location = burnish_location_parse(prefix);

	if (!location || burnish_store_open())
		return -1;
	if (list(location, recursive, fn, data)) {
		burnish_error_prefix("%s: ", prefix);
		return fail();
	}

	return 0;
}

/* ---- Fetching ---- */

int
burnish_store_temporary(void)
{
	g_autofree char *path = NULL;
	int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOSYS)) {
		path = g_build_filename(g_get_tmp_dir(), ".burnish-XXXXXX", NULL);
		if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
			unlink(path);
	}
	if (fd < 0)
		vips_error(NULL, "cannot write to \"%s\": %s (see TMPDIR)", g_get_tmp_dir(), g_strerror(errno));

	return fd;
}

static void
note(const char *name, gint64 size, const char *etag)
{
	g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT ":%s", size, etag ? etag : "");

	burnish_known_put(name, stamp);
}

/* Whether the store says of an object what fits these bytes; what it does not say fits. */
static gboolean
fits(const BurnishAnswer *answer, const guint8 *md5)
{
	g_autofree char *text = g_base64_encode(md5, 16);
	g_autofree char *hex = burnish_etag_of(md5);

	if (burnish_etag_is_md5(answer->etag) && !answer->is_sealed)
		return g_str_equal(answer->etag, hex);

	return !answer->md5_text || g_str_equal(answer->md5_text, text);
}

static int
fetch(const char *name, const BurnishLocation *location, gint64 max_bytes, int fd, gboolean *is_too_large)
{
	const BurnishExchange exchange = { .method = "GET", .location = location, .from = -1, .sink = fd, .max_bytes = max_bytes };
	struct stat status;

	for (int i = 0; i < FETCHES; i++) {
		g_auto(BurnishAnswer) answer = { 0 };
		int result = burnish_exchange(account, &exchange, &answer);

		*is_too_large = answer.is_too_large;
		if (result)
			return -1;
		if (answer.status / 100 != 2)
			return burnish_fault_report(&exchange, &answer);
		if (fits(&answer, answer.md5) && fstat(fd, &status) == 0) {
			note(name, status.st_size, answer.etag);
			return 0;
		}
	}
	vips_error(NULL, "what came does not fit its ETag, %d times", FETCHES);

	return -1;
}

int
burnish_store_fetch(const char *name, gint64 max_bytes, gboolean *is_too_large)
{
	*is_too_large = FALSE;
	if (held.name && g_str_equal(held.name, name))
		return fcntl(held.fd, F_DUPFD_CLOEXEC, 0);

	g_autoptr(BurnishLocation) location = burnish_location_parse(name);
	if (!location || burnish_store_open())
		return -1;
	int fd = burnish_store_temporary();
	if (fd < 0)
		return -1;
	if (fetch(name, location, max_bytes, fd, is_too_large)) {
		close(fd);
		return fail();
	}
	if (held.on) {
		burnish_store_hold(FALSE);
		held.on = TRUE;
		held.name = g_strdup(name);
		held.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	}

	return fd;
}

void
burnish_store_hold(gboolean hold)
{
	held.on = hold;
	if (hold || !held.name)
		return;
	close(held.fd);
	g_clear_pointer(&held.name, g_free);
}

/* ---- Looking ---- */

/* An answer without a body does not say why: what it would be with one. */
static int
find_reason(const BurnishLocation *location)
{
	static const char *const first[] = { "Range: bytes=0-0", NULL };
	const BurnishExchange exchange = { .method = "GET", .location = location, .headers = first, BURNISH_EXCHANGE_EMPTY };
	g_auto(BurnishAnswer) answer = { 0 };

	return burnish_exchange(account, &exchange, &answer) ? -1 : burnish_fault_report(&exchange, &answer);
}

/* 1 with what is known of the object, 0 when there is none. */
static int
look(const char *name, const BurnishLocation *location, BurnishAnswer *answer)
{
	const BurnishExchange exchange = { .method = "HEAD", .location = location, BURNISH_EXCHANGE_EMPTY };

	if (burnish_exchange(account, &exchange, answer))
		return -1;
	if (answer->status == 404) {
		burnish_known_forget(name);
		return 0;
	}
	if (answer->status / 100 != 2)
		return find_reason(location);
	note(name, answer->size, answer->etag);

	return 1;
}

int
burnish_store_exists(const char *name)
{
	g_autoptr(BurnishLocation) location = burnish_location_parse(name);
	g_auto(BurnishAnswer) answer = { 0 };

	if (!location || burnish_store_open())
		return -1;
	int result = look(name, location, &answer);

	return result < 0 ? fail() : result;
}

char *
burnish_store_stamp(const char *name)
{
	if (!burnish_known_get(name) && !burnish_known_is_below(name) && burnish_store_exists(name) < 0)
		vips_error_clear();

	return g_strdup(burnish_known_get(name));
}

void
burnish_store_note(const char *name, const char *stamp)
{
	if (stamp)
		burnish_known_put(name, stamp);
}

const char *
burnish_store_known(const char *name)
{
	return burnish_known_get(name);
}

static void
ignore(const char *name, void *data)
{
}

int
burnish_store_survey(const char *prefix)
{
	g_autofree char *slash = g_str_has_suffix(prefix, "/") ? g_strdup(prefix) : g_strconcat(prefix, "/", NULL);

	if (burnish_store_list(slash, TRUE, ignore, NULL))
		return -1;
	burnish_known_put_prefix(slash);

	return 0;
}

/* ---- Putting ---- */

/* Whether the object that is there has these bytes: 1 or 0, -1 with vips_error(). *is_there. */
static int
is_same(const char *name, const BurnishLocation *location, gint64 size, const guint8 *md5, gboolean *is_there)
{
	g_auto(BurnishAnswer) answer = { 0 };
	int result = look(name, location, &answer);

	*is_there = result > 0;
	if (result <= 0)
		return result;

	/* What says nothing of its bytes is not taken for ours. */
	return answer.size == size && ((burnish_etag_is_md5(answer.etag) && !answer.is_sealed) || answer.md5_text) && fits(&answer, md5);
}

static int
refuse_to_overwrite(const char *name)
{
	vips_error(NULL, "will not overwrite \"%s\": %s", name, g_strerror(EEXIST));

	return -1;
}

/* It was not made, or so it seems: libcurl and we send again what was not answered, and a
 * lost answer may have been a good one. */
static int
reconsider(const BurnishPut *made, const char *name, const guint8 *md5)
{
	g_autofree char *reason = burnish_error_take();
	gboolean is_there = FALSE;

	if ((made->is_taken || made->is_lost) && is_same(name, made->location, made->size, md5, &is_there) > 0)
		return 0;
	vips_error_clear();
	if (made->is_taken)
		return refuse_to_overwrite(name);
	vips_error(NULL, "%s", reason);

	return -1;
}

static int
put(const char *name, const BurnishLocation *location, int fd, const char *type, BurnishOutputPolicy policy)
{
	g_autofree char *type_line = type ? g_strconcat("Content-Type: ", type, NULL) : NULL;
	gboolean is_there = FALSE;
	guint8 md5[BURNISH_MD5_SIZE];
	struct stat status;
	int same = 0;

	if (fstat(fd, &status) != 0) {
		vips_error(NULL, "cannot read what is to be sent: %s", g_strerror(errno));
		return -1;
	}
	if (burnish_sums_file(fd, 0, status.st_size, md5, NULL))
		return -1;
	/* What shall be new was looked for before the work; here for a store that will not. */
	gboolean looks = policy == BURNISH_OUTPUT_SAME || (policy == BURNISH_OUTPUT_NEW && burnish_put_is_unconditional());
	if (looks && (same = is_same(name, location, status.st_size, md5, &is_there)) < 0)
		return -1;
	if (policy == BURNISH_OUTPUT_SAME && same)
		return 0;
	if (is_there)
		return refuse_to_overwrite(name);

	/* As rclone has it; of an object that came in parts, the ETag tells nothing. */
	g_autofree char *md5_text = g_base64_encode(md5, sizeof(md5));
	g_autofree char *md5_line = g_strconcat("x-amz-meta-md5chksum: ", md5_text, NULL);
	const char *about[] = { md5_line, type_line, NULL };
	BurnishPut made = {
		.account = account,
		.location = location,
		.fd = fd,
		.size = status.st_size,
		.about = about,
		.is_new = policy != BURNISH_OUTPUT_REPLACE,
	};
	int result = burnish_put(&made);

	if (result == 0)
		note(name, status.st_size, made.etag);
	else if ((result = reconsider(&made, name, md5)) && made.is_wrong) {
		g_autofree char *reason = burnish_error_take();

		if (burnish_store_remove(name))
			vips_error_clear();
		vips_error(NULL, "%s", reason);
	}
	g_free(made.etag);

	return result;
}

int
burnish_store_put(const char *name, int fd, const char *type, BurnishOutputPolicy policy)
{
	g_autoptr(BurnishLocation) location = burnish_location_parse(name);

	if (!location || burnish_store_open())
		return -1;

	return put(name, location, fd, type, policy) ? fail() : 0;
}

int
burnish_store_remove(const char *name)
{
	g_autoptr(BurnishLocation) location = burnish_location_parse(name);
	g_auto(BurnishAnswer) answer = { 0 };

	if (!location || burnish_store_open())
		return -1;

	const BurnishExchange exchange = { .method = "DELETE", .location = location, .is_cleanup = TRUE, BURNISH_EXCHANGE_EMPTY };
	if (burnish_exchange(account, &exchange, &answer) || (answer.status / 100 != 2 && burnish_fault_report(&exchange, &answer)))
		return fail();
	burnish_known_forget(name);

	return 0;
}
