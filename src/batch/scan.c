/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../image/output.h"
#include "glob.h"
#include "list.h"
#include "objects.h"
#include "scan.h"

/* Enough for every signature that we know. */
#define SNIFF 64

typedef struct {
	GPtrArray *found;
	gboolean recursive;
	gboolean links;

	/* The directory of the results, to be left out. */
	gboolean has_output;
	struct stat output;
} Scan;

void
burnish_found_free(void *data)
{
	BurnishFound *found = data;

	g_free(found->path);
	g_free(found->relative);
	g_free(found->output);
	g_free(found->recipe);
	g_free(found->recipe_name);
	g_free(found);
}

/* By content; only of regular files, since looking into a pipe empties it. */
static const BurnishFormat *
sniff(const char *path)
{
	guint8 head[SNIFF];
	struct stat status;
	ssize_t n = -1;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, head, sizeof(head));
		close(fd);
	}

	return n > 0 ? burnish_format_sniff(head, n) : NULL;
}

BurnishFound *
burnish_found_new(const char *path, const char *relative)
{
	BurnishFound *found = g_new(BurnishFound, 1);

	*found = (BurnishFound){ g_strdup(path), g_strdup(relative), path ? sniff(path) : NULL };

	return found;
}

static void
add(Scan *scan, const char *path, const char *relative)
{
	g_ptr_array_add(scan->found, burnish_found_new(path, relative));
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

GPtrArray *
burnish_scan_names(const char *path)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	const char *name;

	if (!directory)
		return NULL;

	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(directory)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare);

	return names;
}

static gboolean
is_output(const Scan *scan, const struct stat *status)
{
	return scan->has_output && scan->output.st_dev == status->st_dev &&
		scan->output.st_ino == status->st_ino;
}

gboolean
burnish_scan_is_ours(const char *name)
{
	g_autofree char *backup = burnish_output_backup_name("");

	return strstr(name, BURNISH_SCAN_MARK) || g_str_has_suffix(name, backup);
}

/* A file that was found and not named: whether it is meant is to be seen. */
static void
consider(Scan *scan, const char *path, const char *relative)
{
	g_autofree char *name = g_path_get_basename(path);
	struct stat status;

	if (burnish_scan_is_ours(name) || lstat(path, &status) != 0)
		return;
	if (S_ISLNK(status.st_mode) && (!scan->links || stat(path, &status) != 0))
		return;
	if (!S_ISREG(status.st_mode))
		return;

	BurnishFound *found = burnish_found_new(path, relative);
	if (found->format || burnish_format_by_suffix(name))
		g_ptr_array_add(scan->found, found);
	else
		burnish_found_free(found);
}

static void
scan_directory(Scan *scan, const char *path, const char *relative)
{
	g_autoptr(GPtrArray) names = burnish_scan_names(path);

	/* Pictures in it would be left out in silence: let the job say why. */
	if (!names) {
		add(scan, path, relative);
		return;
	}

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *child = g_build_filename(path, name, NULL);
		struct stat status;

		if (*name == '.' || lstat(child, &status) != 0)
			continue;
		if (!S_ISDIR(status.st_mode)) {
			consider(scan, child, relative);
			continue;
		}

		g_autofree char *below = g_build_filename(relative, name, NULL);
		if (scan->recursive && !burnish_scan_is_ours(name) && !is_output(scan, &status))
			scan_directory(scan, child, below);
	}
}

static void
on_match(const char *path, const char *relative, void *data)
{
	/* Which may have "..", where the pattern has. */
	g_autofree char *below = g_build_filename(relative, "x", NULL);
	g_autofree char *mirror = burnish_list_mirror(below);

	consider(data, path, mirror);
}

/* Nothing that fits is an error, which the job of the pattern itself will tell. */
static void
scan_pattern(Scan *scan, const char *pattern)
{
	guint before = scan->found->len;

	burnish_glob_map(pattern, on_match, scan);
	if (scan->found->len == before)
		add(scan, pattern, "");
}

gboolean
burnish_scan_is_pattern(const char *text)
{
	return burnish_glob_is(text) && !g_file_test(text, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

GPtrArray *
burnish_scan(const char *const *inputs, gboolean recursive, gboolean links, const char *output)
{
	Scan scan = { g_ptr_array_new_with_free_func(burnish_found_free), recursive, links };

	scan.has_output = output && stat(output, &scan.output) == 0;

	for (int i = 0; inputs[i]; i++)
		if (g_str_equal(inputs[i], "-"))
			add(&scan, NULL, "");
		else if (burnish_is_object(inputs[i])) {
			if (burnish_objects_scan(inputs[i], recursive, output, scan.found)) {
				g_ptr_array_unref(scan.found);
				return NULL;
			}
		}
		else if (g_file_test(inputs[i], G_FILE_TEST_IS_DIR))
			scan_directory(&scan, inputs[i], "");
		else if (burnish_scan_is_pattern(inputs[i]))
			scan_pattern(&scan, inputs[i]);
		else
			add(&scan, inputs[i], "");

	return scan.found;
}
