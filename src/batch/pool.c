/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Worker processes, seen from the process that has the jobs. They are started anew from
 * the program and not forked, since a fork is safe only from a process without threads,
 * which neither libvips nor a program that uses burnish can promise.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/text.h"
#include "../store/store.h"
#include "pool.h"

/* Decoders lose a little memory here and there: a worker gives way to a new one after
 * this many jobs. Starting one costs 45 ms, less than half a percent of the shortest
 * thousand jobs. */
#define LIFE 1000

/* What a worker said before it died, in bytes: the end of it has the reason. */
#define LAST_WORDS 2000

/* And of that, in characters, what a line of a report shows. */
#define SHOWN 160

/* Where a worker finds its jobs. */
#define JOBS_FD 3

typedef struct {
	GPid pid;
	/* To and from it; its standard error. */
	int fd;
	int errors;
	GString *line;
	GString *words;

	/* It said that it is there. */
	gboolean ready;
	gboolean busy;
	gboolean expired;
	guint id;
	/* Monotonic time at which the job has to be over. */
	gint64 deadline;
	int jobs;
} Worker;

struct BurnishPool {
	const BurnishBatch *options;
	char **environment;
	/* Worker */
	GPtrArray *workers;
	int limit;
	int running;
	/* One of them was there: a worker can start. */
	gboolean proven;
};

/* The threads of each worker, so that all of them fit the processors. Who asked libvips
 * for fewer gets fewer. */
static int
threads_for(int workers)
{
	const char *asked = g_getenv("VIPS_CONCURRENCY");
	int most = asked ? atoi(asked) : 0;
	int threads = MAX(1, (int) g_get_num_processors() / workers);

	return most > 0 ? MIN(most, threads) : threads;
}

BurnishPool *
burnish_pool_new(const BurnishBatch *options)
{
	BurnishPool *pool = g_new0(BurnishPool, 1);

	pool->options = options;
	pool->limit = options->workers > 0 ? options->workers : (int) g_get_num_processors();
	pool->workers = g_ptr_array_new();

	g_autofree char *threads = g_strdup_printf("%d", threads_for(pool->limit));
	pool->environment = g_environ_setenv(g_get_environ(), "VIPS_CONCURRENCY", threads, TRUE);

	return pool;
}

/* In the process that becomes a worker. */
static void
become_worker(void *data)
{
	const BurnishBatch *options = data;

	/* Whether a batch goes on is for us to say; a terminal tells all. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	/* Whoever has the jobs may be killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (options->max_memory > 0) {
		/* What a process may write to, its stacks included, but not the
		 * files and libraries that it has mapped. */
		struct rlimit limit = { options->max_memory, options->max_memory };
		setrlimit(RLIMIT_DATA, &limit);
	}
}

static Worker *
worker_new(BurnishPool *pool)
{
	g_autoptr(GError) error = NULL;
	int target = JOBS_FD;
	int pair[2];
	Worker *worker = g_new0(Worker, 1);

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		vips_error(NULL, "cannot start a worker: %s", g_strerror(errno));
		g_free(worker);
		return NULL;
	}
	char **environment = burnish_store_environment(pool->environment);
	gboolean started = g_spawn_async_with_pipes_and_fds(NULL, pool->options->worker,
		(const char *const *) environment, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
		become_worker, (void *) pool->options, -1, -1, -1, &pair[1], &target, 1, &worker->pid, NULL, NULL, &worker->errors, &error);
	burnish_store_wipe_environment(environment);
	close(pair[1]);
	if (!started) {
		vips_error(NULL, "cannot start a worker: %s", error->message);
		close(pair[0]);
		g_free(worker);
		return NULL;
	}

	worker->fd = pair[0];
	fcntl(worker->fd, F_SETFL, O_NONBLOCK);
	fcntl(worker->errors, F_SETFL, O_NONBLOCK);
	fcntl(worker->errors, F_SETFD, FD_CLOEXEC);
	worker->line = g_string_new(NULL);
	worker->words = g_string_new(NULL);

	return worker;
}

/* Everything that can be read now. FALSE when nothing more will come. */
static gboolean
drain(int fd, GString *into)
{
	char buffer[65536];

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));

		if (n > 0)
			g_string_append_len(into, buffer, n);
		else if (n == 0)
			return FALSE;
		else if (errno != EINTR)
			return errno == EAGAIN;
	}
}

static gboolean
hear(Worker *worker)
{
	gboolean open = drain(worker->errors, worker->words);

	if (worker->words->len > LAST_WORDS)
		g_string_erase(worker->words, 0, worker->words->len - LAST_WORDS);

	return open;
}

/* Let a worker end, and say what it said that belongs to no job. */
static int
worker_end(BurnishPool *pool, Worker *worker, gboolean kill_it)
{
	int status = 0;

	close(worker->fd);
	if (kill_it)
		kill(worker->pid, SIGKILL);
	/* Its last words may fill the pipe. */
	fcntl(worker->errors, F_SETFL, 0);
	hear(worker);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(worker->errors);
	g_ptr_array_remove_fast(pool->workers, worker);

	return status;
}

static void
worker_free(Worker *worker)
{
	g_string_free(worker->line, TRUE);
	g_string_free(worker->words, TRUE);
	g_free(worker);
}

static void
retire(BurnishPool *pool, Worker *worker, gboolean kill_it)
{
	worker_end(pool, worker, kill_it);
	if (worker->words->len > 0 && pool->options->message)
		pool->options->message(worker->words->str, pool->options->data);
	worker_free(worker);
}

void
burnish_pool_free(BurnishPool *pool)
{
	if (!pool)
		return;

	/* All at once: each takes a moment to end. */
	for (guint i = 0; i < pool->workers->len; i++)
		shutdown(((Worker *) pool->workers->pdata[i])->fd, SHUT_RDWR);
	while (pool->workers->len > 0) {
		Worker *worker = pool->workers->pdata[0];
		retire(pool, worker, worker->busy);
	}
	g_ptr_array_unref(pool->workers);
	g_strfreev(pool->environment);
	g_free(pool);
}

static Worker *
find_idle(const BurnishPool *pool)
{
	for (guint i = 0; i < pool->workers->len; i++) {
		Worker *worker = pool->workers->pdata[i];
		if (!worker->busy)
			return worker;
	}

	return NULL;
}

gboolean
burnish_pool_has_room(const BurnishPool *pool)
{
	return pool->running < pool->limit;
}

int
burnish_pool_running(const BurnishPool *pool)
{
	return pool->running;
}

/* A line is written at once: it is smaller than the buffer of a socket, or the worker is
 * there to read it. A worker that died is noticed when its answer is waited for. */
static void
send_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd waiting = { fd, POLLOUT, 0 };
			poll(&waiting, 1, -1);
		}
		else if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			left -= n;
		}
	}
}

int
burnish_pool_send(BurnishPool *pool, guint id, const char *job)
{
	Worker *worker = find_idle(pool);
	g_autofree char *line = g_strconcat(job, "\n", NULL);

	if (!worker) {
		if (!(worker = worker_new(pool)))
			return -1;
		g_ptr_array_add(pool->workers, worker);
	}

	worker->busy = TRUE;
	worker->expired = FALSE;
	worker->id = id;
	worker->jobs++;
	worker->deadline = pool->options->timeout > 0
		? g_get_monotonic_time() + (gint64) (pool->options->timeout * 1e6)
		: G_MAXINT64;
	pool->running++;
	send_all(worker->fd, line);

	return 0;
}

/* The last thing that a worker said, which often is why it died. */
static char *
last_line(const Worker *worker)
{
	g_auto(GStrv) lines = g_strsplit(worker->words->str, "\n", -1);
	const char *last = NULL;

	for (char **line = lines; *line; line++)
		if (*g_strstrip(*line))
			last = *line;

	return last ? burnish_text_shorten(last, SHOWN) : NULL;
}

static char *
describe_death(const BurnishPool *pool, const Worker *worker, int status)
{
	GString *text = g_string_new(NULL);
	g_autofree char *last = last_line(worker);

	if (worker->expired)
		g_string_append_printf(text, "took longer than %g s and was stopped (see --timeout)", pool->options->timeout);
	else if (WIFSIGNALED(status)) {
		const char *name = sigabbrev_np(WTERMSIG(status));

		g_string_append_printf(text, "crashed: the worker was killed by SIG%s (signal %d)",
			name ? name : "?", WTERMSIG(status));
		if (pool->options->max_memory > 0)
			g_string_append(text, ", maybe for want of memory (see --max-memory)");
	}
	else
		g_string_append_printf(text, "crashed: the worker ended with status %d", WEXITSTATUS(status));
	if (last && !worker->expired)
		g_string_append_printf(text, ": %s", last);

	return g_string_free(text, FALSE);
}

/* A worker is gone, or has to go. */
static int
bury(BurnishPool *pool, Worker *worker, BurnishPoolFn fn, void *data)
{
	int status = worker_end(pool, worker, TRUE);
	g_autofree char *error = describe_death(pool, worker, status);
	gboolean busy = worker->busy;
	guint id = worker->id;
	gboolean expired = worker->expired;

	worker_free(worker);
	if (!busy)
		return 0;
	pool->running--;
	if (!pool->proven && !expired) {
		vips_error(NULL, "workers do not start: %s", error);
		return -1;
	}
	fn(id, NULL, error, data);

	return 0;
}

/* Take what a worker sends. */
static int
listen_to(BurnishPool *pool, Worker *worker, BurnishPoolFn fn, void *data)
{
	gboolean open = drain(worker->fd, worker->line);

	/* The empty line that a worker begins with. */
	if (!worker->ready && worker->line->len > 0) {
		worker->ready = TRUE;
		pool->proven = TRUE;
		g_string_erase(worker->line, 0, 1);
	}

	char *end = strchr(worker->line->str, '\n');
	if (end && worker->busy) {
		g_autofree char *line = g_strndup(worker->line->str, end - worker->line->str);

		g_string_truncate(worker->line, 0);
		worker->busy = FALSE;
		pool->running--;
		fn(worker->id, line, NULL, data);
		if (open && worker->jobs >= LIFE)
			retire(pool, worker, FALSE);
		if (open)
			return 0;
	}
	if (!open)
		return bury(pool, worker, fn, data);

	return 0;
}

/* Until the next deadline. */
static int
time_left(const BurnishPool *pool, int milliseconds)
{
	gint64 now = g_get_monotonic_time();

	for (guint i = 0; i < pool->workers->len; i++) {
		const Worker *worker = pool->workers->pdata[i];

		if (worker->busy && worker->deadline != G_MAXINT64)
			milliseconds = CLAMP((worker->deadline - now) / 1000 + 1, 0, milliseconds);
	}

	return milliseconds;
}

int
burnish_pool_wait(BurnishPool *pool, int milliseconds, BurnishPoolFn fn, void *data)
{
	guint n = pool->workers->len;
	g_autofree struct pollfd *waiting = g_new0(struct pollfd, 2 * n + 1);
	g_autofree Worker **workers = g_memdup2(pool->workers->pdata, n * sizeof(Worker *));
	int result = 0;

	for (guint i = 0; i < n; i++) {
		waiting[2 * i] = (struct pollfd){ workers[i]->fd, POLLIN, 0 };
		waiting[2 * i + 1] = (struct pollfd){ workers[i]->errors, POLLIN, 0 };
	}
	if (poll(waiting, 2 * n, time_left(pool, milliseconds)) < 0)
		return 0;

	gint64 now = g_get_monotonic_time();
	for (guint i = 0; i < n && result == 0; i++) {
		if (waiting[2 * i + 1].revents)
			hear(workers[i]);
		if (waiting[2 * i].revents)
			result = listen_to(pool, workers[i], fn, data);
		else if (workers[i]->busy && now >= workers[i]->deadline) {
			workers[i]->expired = TRUE;
			result = bury(pool, workers[i], fn, data);
		}
	}

	return result;
}
