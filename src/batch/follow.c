/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A directory that pictures keep coming into. What the system tells of it says when to
 * look, and never what is there: events get lost, and file systems over a network send
 * none of what others do. So we look at everything, after each event and from time to
 * time, and take what is complete and was not taken as it is now.
 */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <gio/gio.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "bulk.h"
#include "stamp.h"

/* A file that is not written to for so long is complete, if nobody has it open for
 * writing. */
#define SETTLE (G_GINT64_CONSTANT(500) * 1000)

/* How long to wait for events at a time, and how often to look without one, in
 * microseconds. */
#define WAIT (G_GINT64_CONSTANT(100) * 1000)
#define LOOK (G_GINT64_CONSTANT(10) * 1000 * 1000)

/* A file that was seen. */
typedef struct {
	char *stamp;
	/* Since when it has that stamp. */
	gint64 since;
	/* It was taken, as it is. */
	gboolean taken;
} Seen;

typedef struct {
	const BurnishBatch *options;
	const BurnishPlanOptions *plan;
	const char *directory;
	GMainContext *context;

	/* By the path of each directory, GFileMonitor; by that of each picture, Seen. */
	GHashTable *monitors;
	GHashTable *seen;

	gboolean event;
	/* The last complaint about all pictures together. */
	char *complaint;
} Follow;

static void
seen_free(void *data)
{
	Seen *seen = data;

	g_free(seen->stamp);
	g_free(seen);
}

static void
on_event(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, void *data)
{
	((Follow *) data)->event = TRUE;
}

static void
add_monitor(Follow *follow, const char *path)
{
	if (g_hash_table_contains(follow->monitors, path))
		return;

	g_autoptr(GFile) file = g_file_new_for_path(path);
	GFileMonitor *monitor = g_file_monitor_directory(file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
	/* Without one, we look from time to time. */
	if (monitor) {
		g_signal_connect(monitor, "changed", G_CALLBACK(on_event), follow);
		g_hash_table_insert(follow->monitors, g_strdup(path), monitor);
	}
}

/* Directories come and go. */
static void
add_monitors(Follow *follow, const char *path)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	const char *name;

	add_monitor(follow, path);
	while (follow->plan->recursive && directory && (name = g_dir_read_name(directory))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (*name != '.' && g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
			add_monitors(follow, child);
	}
}

/* The kernel gives a read lease only on a file that nobody has open for writing. It gives
 * none on file systems of others, and then the time must tell. */
static gboolean
is_being_written(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	gboolean busy = fd >= 0 && fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;

	if (fd >= 0)
		close(fd);

	return busy;
}

/* Whether a picture is complete, and not the one that was taken under that name. */
static gboolean
is_ready(Follow *follow, const char *path)
{
	g_autofree char *stamp = burnish_stamp(path, FALSE);
	Seen *seen = g_hash_table_lookup(follow->seen, path);
	gint64 now = g_get_monotonic_time();

	if (!stamp)
		return FALSE;
	if (!seen || !g_str_equal(seen->stamp, stamp)) {
		seen = g_new(Seen, 1);
		*seen = (Seen){ g_steal_pointer(&stamp), now, FALSE };
		g_hash_table_insert(follow->seen, g_strdup(path), seen);
		/* To be looked at again. */
		follow->event = TRUE;
		return FALSE;
	}
	if (seen->taken)
		return FALSE;
	if (now < seen->since + SETTLE || is_being_written(path)) {
		follow->event = TRUE;
		return FALSE;
	}
	seen->taken = TRUE;

	return TRUE;
}

/* What is wrong with all of it is said once. */
static void
complain(Follow *follow)
{
	g_autofree char *text = burnish_error_take();

	vips_error_clear();
	if (g_strcmp0(text, follow->complaint) == 0)
		return;
	if (follow->options->message) {
		g_autofree char *line = g_strconcat(text, "\n", NULL);
		follow->options->message(line, follow->options->data);
	}
	g_free(follow->complaint);
	follow->complaint = g_steal_pointer(&text);
}

/* Take what is ready out of a plan of everything. */
static void
leave_ready(Follow *follow, GPtrArray *items)
{
	guint n = 0;

	while (n < items->len)
		if (is_ready(follow, ((BurnishPlanItem *) items->pdata[n])->input))
			n++;
		else
			g_ptr_array_remove_index(items, n);
}

static gboolean
is_gone(void *path, void *seen, void *data)
{
	return !g_file_test(path, G_FILE_TEST_EXISTS);
}

static int
look(Follow *follow, BurnishBulk *bulk)
{
	const char *const inputs[] = { follow->directory, NULL };

	follow->event = FALSE;
	g_hash_table_foreach_remove(follow->seen, is_gone, NULL);
	add_monitors(follow, follow->directory);
	g_autoptr(GPtrArray) items = burnish_plan(inputs, follow->plan);
	if (!items) {
		complain(follow);
		return 0;
	}
	g_clear_pointer(&follow->complaint, g_free);
	leave_ready(follow, items);

	return items->len > 0 ? burnish_bulk_run(bulk, items) : 0;
}

static gboolean
on_time(void *data)
{
	return G_SOURCE_CONTINUE;
}

/* Until something happens, or it is time to look all the same. */
static void
wait_for_event(Follow *follow)
{
	gint64 end = g_get_monotonic_time() + LOOK;
	GSource *clock = g_timeout_source_new(WAIT / 1000);

	g_source_set_callback(clock, on_time, NULL, NULL);
	g_source_attach(clock, follow->context);
	do
		g_main_context_iteration(follow->context, TRUE);
	while (!follow->event && !burnish_interrupted() && g_get_monotonic_time() < end);
	g_source_destroy(clock);
	g_source_unref(clock);
}

int
burnish_batch_watch(const BurnishBatch *options, const char *directory, const BurnishPlanOptions *plan)
{
	Follow follow = { .options = options, .plan = plan, .directory = directory };
	int result = 0;

	if (!g_file_test(directory, G_FILE_TEST_IS_DIR)) {
		vips_error(NULL, "\"%s\" is not a directory", directory);
		return -1;
	}

	g_autoptr(BurnishBulk) bulk = burnish_bulk_new(options, 0);
	if (!bulk)
		return -1;
	follow.context = g_main_context_new();
	follow.monitors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
	follow.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, seen_free);
	g_main_context_push_thread_default(follow.context);

	while (result == 0 && !burnish_interrupted()) {
		result = look(&follow, bulk);
		if (result == 0)
			wait_for_event(&follow);
	}

	g_main_context_pop_thread_default(follow.context);
	g_hash_table_unref(follow.monitors);
	g_hash_table_unref(follow.seen);
	g_main_context_unref(follow.context);
	g_free(follow.complaint);

	return result;
}
