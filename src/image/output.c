/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Atomic output: O_TMPFILE and linkat() where the file system has them, else a
 * hidden name in the same directory.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vips/vips.h>

#include "../store/store.h"
#include "format.h"
#include "output.h"

struct BurnishOutput {
	char *path;
	char *directory;
	BurnishOutputPolicy policy;
	int fd;

	/* The hidden name, once there is one. */
	char *hidden;

	/* It goes into a store, from a file that has no name here. */
	gboolean is_object;
};

static int
fail(int errnum, const char *path, const char *what)
{
	vips_error(NULL, "%s \"%s\": %s", what, path, g_strerror(errnum));

	return -1;
}

char *
burnish_output_backup_name(const char *path)
{
	return g_strconcat(path, ".orig", NULL);
}

/* A name that no directory scan takes for a picture, and that says whose it
 * is. */
static char *
hidden_template(const BurnishOutput *output)
{
	return g_strdup_printf("%s/.burnish-XXXXXX", output->directory);
}

static int
open_hidden(BurnishOutput *output)
{
	output->hidden = hidden_template(output);
	output->fd = mkostemp(output->hidden, O_CLOEXEC);
	if (output->fd < 0) {
		int errnum = errno;

		g_clear_pointer(&output->hidden, g_free);
		return fail(errnum, output->directory, "cannot write to");
	}

	/* mkostemp() makes files for the owner only. */
	mode_t mask = umask(0);
	umask(mask);
	fchmod(output->fd, 0666 & ~mask);

	return 0;
}

static int
open_nameless(BurnishOutput *output)
{
	output->fd = open(output->directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	if (output->fd >= 0)
		return 0;

	/* What file systems and kernels without O_TMPFILE answer. */
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOSYS)
		return open_hidden(output);

	return fail(errno, output->directory, "cannot write to");
}

static int
open_object(BurnishOutput *output)
{
	output->is_object = TRUE;
	if (output->policy == BURNISH_OUTPUT_BACKUP) {
		vips_error(NULL, "an object cannot be changed in place");
		return -1;
	}
	if (output->policy == BURNISH_OUTPUT_NEW) {
		int there = burnish_store_exists(output->path);

		if (there)
			return there < 0 ? -1 : fail(EEXIST, output->path, "will not overwrite");
	}
	output->fd = burnish_store_temporary();

	return output->fd < 0 ? -1 : 0;
}

/* A device, a pipe, /dev/stdout: nobody means that a file is put in its place. */
static gboolean
is_special(const char *path)
{
	g_autofree char *target = g_file_read_link(path, NULL);
	struct stat info;

	return (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) || (target && g_str_has_prefix(target, "/proc/"));
}

BurnishOutput *
burnish_output_open(const char *path, BurnishOutputPolicy policy)
{
	g_autoptr(BurnishOutput) output = g_new0(BurnishOutput, 1);

	output->policy = policy;
	output->fd = -1;

	if (!path) {
		output->fd = memfd_create("burnish", MFD_CLOEXEC);
		if (output->fd < 0) {
			fail(errno, "memory", "cannot write to");
			return NULL;
		}
		return g_steal_pointer(&output);
	}

	output->path = g_strdup(path);
	if (burnish_is_object(path))
		return open_object(output) ? NULL : g_steal_pointer(&output);
	output->directory = g_path_get_dirname(path);
	if (policy == BURNISH_OUTPUT_NEW && g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)) {
		fail(EEXIST, path, "will not overwrite");
		return NULL;
	}
	if (is_special(path)) {
		vips_error(NULL, "\"%s\" is no regular file; it will not be replaced", path);
		return NULL;
	}
	if (open_nameless(output))
		return NULL;

	return g_steal_pointer(&output);
}

int
burnish_output_fd(BurnishOutput *output)
{
	return output->fd;
}

int
burnish_output_write(int fd, const void *data, size_t length)
{
	const char *p = data;

	while (length > 0) {
		ssize_t n = write(fd, p, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			vips_error(NULL, "write failed: %s", g_strerror(errno));
			return -1;
		}
		p += n;
		length -= n;
	}

	return 0;
}

static int
copy_to_stdout(BurnishOutput *output)
{
	GError *error = NULL;
	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(output->fd, FALSE, &error);

	if (!map) {
		vips_g_error(&error);
		return -1;
	}

	return burnish_output_write(STDOUT_FILENO,
		g_mapped_file_get_contents(map), g_mapped_file_get_length(map));
}

/* Link the nameless file to `name`. Fails when that exists. */
static int
link_nameless(BurnishOutput *output, const char *name)
{
	g_autofree char *self = g_strdup_printf("/proc/self/fd/%d", output->fd);

	return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/* A nameless file can only be linked to a name that is free, so one that shall
 * replace another goes by way of a hidden one. */
static int
make_hidden(BurnishOutput *output)
{
	if (output->hidden)
		return 0;

	for (int i = 0; i < 100; i++) {
		g_autofree char *name = g_strdup_printf("%s/.burnish-%08x", output->directory, g_random_int());

		if (link_nameless(output, name) == 0) {
			output->hidden = g_steal_pointer(&name);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}

	return fail(errno, output->path, "cannot write");
}

static int
commit_new(BurnishOutput *output)
{
	if (!output->hidden) {
		if (link_nameless(output, output->path) == 0)
			return 0;
		return fail(errno, output->path, errno == EEXIST ? "will not overwrite" : "cannot write");
	}

	if (renameat2(AT_FDCWD, output->hidden, AT_FDCWD, output->path, RENAME_NOREPLACE) == 0) {
		g_clear_pointer(&output->hidden, g_free);
		return 0;
	}
	/* File systems without that flag have link(), or have neither and then
	 * the check at opening must do. */
	if (errno == EINVAL || errno == ENOSYS) {
		if (link(output->hidden, output->path) == 0)
			return 0;
		if (errno == EPERM && rename(output->hidden, output->path) == 0) {
			g_clear_pointer(&output->hidden, g_free);
			return 0;
		}
	}

	return fail(errno, output->path, errno == EEXIST ? "will not overwrite" : "cannot write");
}

/* Whether the file that is there has the bytes of ours. */
static gboolean
is_there(const BurnishOutput *output)
{
	g_autoptr(GMappedFile) ours = g_mapped_file_new_from_fd(output->fd, FALSE, NULL);
	g_autoptr(GMappedFile) theirs = g_mapped_file_new(output->path, FALSE, NULL);
	size_t length = ours ? g_mapped_file_get_length(ours) : 0;

	return length > 0 && theirs && g_mapped_file_get_length(theirs) == length &&
		memcmp(g_mapped_file_get_contents(ours), g_mapped_file_get_contents(theirs), length) == 0;
}

/* Put the file where the old one is, which stays where it is on failure. */
static int
replace(BurnishOutput *output)
{
	/* Where nothing is, no name is needed in between, which a kill could leave. */
	if (!output->hidden && link_nameless(output, output->path) == 0)
		return 0;
	if (!output->hidden && errno != EEXIST)
		return fail(errno, output->path, "cannot write");
	if (make_hidden(output))
		return -1;
	if (rename(output->hidden, output->path) != 0)
		return fail(errno, output->path, "cannot replace");
	g_clear_pointer(&output->hidden, g_free);

	return 0;
}

static int
commit_replace(BurnishOutput *output)
{
	g_autofree char *backup = burnish_output_backup_name(output->path);
	struct stat old;

	/* Ownership can be kept by root only; anyone else owns the file. */
	if (stat(output->path, &old) == 0) {
		if (fchown(output->fd, old.st_uid, old.st_gid) != 0 && geteuid() == 0)
			return fail(errno, output->path, "cannot keep the owner of");
		fchmod(output->fd, old.st_mode & 07777);
	}

	if (output->policy == BURNISH_OUTPUT_BACKUP && link(output->path, backup) != 0)
		return fail(errno, backup, "cannot keep the original as");
	if (replace(output)) {
		if (output->policy == BURNISH_OUTPUT_BACKUP)
			unlink(backup);
		return -1;
	}

	return 0;
}

/* File systems that cannot sync a directory have nothing to lose. */
void
burnish_output_sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Another process may put the same file there at the same time. */
static int
commit_same(BurnishOutput *output)
{
	if (is_there(output))
		return 0;
	if (commit_new(output)) {
		if (!is_there(output))
			return -1;
		vips_error_clear();
	}

	return 0;
}

static int
commit(BurnishOutput *output)
{
	switch (output->policy) {
	case BURNISH_OUTPUT_NEW:
		return commit_new(output);
	case BURNISH_OUTPUT_SAME:
		return commit_same(output);
	default:
		return commit_replace(output);
	}
}

/* What a browser that is led to the object takes it for; NULL for what none shows. */
static const char *
media_type(const char *path)
{
	static const struct {
		const char *suffix;
		const char *type;
	} others[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".c2pa", "application/c2pa" },
		{ ".tif", "image/tiff" },
		{ ".tiff", "image/tiff" },
		{ ".pdf", "application/pdf" },
	};
	const BurnishFormat *format = burnish_format_by_suffix(path);

	if (format && format->mime)
		return format->mime;
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_has_suffix(path, others[i].suffix))
			return others[i].type;

	return NULL;
}

int
burnish_output_commit(BurnishOutput *output)
{
	if (!output->path)
		return copy_to_stdout(output);
	if (output->is_object)
		return burnish_store_put(output->path, output->fd, media_type(output->path), output->policy);

	if (fsync(output->fd) != 0)
		return fail(errno, output->path, "cannot write");
	if (commit(output))
		return -1;
	burnish_output_sync_directory(output->directory);

	return 0;
}

void
burnish_output_free(BurnishOutput *output)
{
	if (!output)
		return;

	if (output->hidden)
		unlink(output->hidden);
	if (output->fd >= 0)
		close(output->fd);
	g_free(output->hidden);
	g_free(output->directory);
	g_free(output->path);
	g_free(output);
}

int
burnish_output_save(const char *path, BurnishOutputPolicy policy, const void *data, size_t length)
{
	g_autoptr(BurnishOutput) output = burnish_output_open(path, policy);

	return !output || burnish_output_write(output->fd, data, length) || burnish_output_commit(output) ? -1 : 0;
}

void
burnish_output_remove(const char *path)
{
	if (!burnish_is_object(path))
		unlink(path);
	else if (burnish_store_remove(path))
		vips_error_clear();
}

gboolean
burnish_output_is_same(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 &&
		first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
