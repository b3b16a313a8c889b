/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files that come into being whole or not at all.
 */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/output.h"
#include "support.h"

static int
entries(const char *path)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	int n = 0;

	while (g_dir_read_name(directory))
		n++;

	return n;
}

/* An empty directory of its own. */
static char *
make_directory(const char *name)
{
	char *path = scratch_path(name);

	g_assert_cmpint(g_mkdir_with_parents(path, 0755), ==, 0);

	return path;
}

static void
write_text(const char *path, const char *text)
{
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
assert_text(const char *path, const char *text)
{
	g_autofree char *contents = NULL;

	g_assert_true(g_file_get_contents(path, &contents, NULL, NULL));
	g_assert_cmpstr(contents, ==, text);
}

static int
produce(const char *path, BurnishOutputPolicy policy, const char *text)
{
	g_autoptr(BurnishOutput) output = burnish_output_open(path, policy);

	if (!output)
		return -1;
	assert_ok(burnish_output_write(burnish_output_fd(output), text, strlen(text)));

	return burnish_output_commit(output);
}

static void
test_new(void)
{
	g_autofree char *directory = make_directory("new");
	g_autofree char *path = g_build_filename(directory, "a", NULL);

	assert_ok(produce(path, BURNISH_OUTPUT_NEW, "one"));
	assert_text(path, "one");
	g_assert_cmpint(produce(path, BURNISH_OUTPUT_NEW, "two"), ==, -1);
	assert_error("will not overwrite");
	assert_text(path, "one");
	g_assert_cmpint(entries(directory), ==, 1);
}

/* A file that appears between opening and committing is not lost either. */
static void
test_race(void)
{
	g_autofree char *directory = make_directory("race");
	g_autofree char *path = g_build_filename(directory, "a", NULL);
	g_autoptr(BurnishOutput) output = burnish_output_open(path, BURNISH_OUTPUT_NEW);

	g_assert_nonnull(output);
	write_text(path, "theirs");
	g_assert_cmpint(burnish_output_commit(output), ==, -1);
	assert_error("will not overwrite");
	assert_text(path, "theirs");
	g_assert_cmpint(entries(directory), ==, 1);
}

/* Not even a link that points nowhere is overwritten. */
static void
test_dangling(void)
{
	g_autofree char *directory = make_directory("dangling");
	g_autofree char *path = g_build_filename(directory, "a", NULL);

	g_assert_cmpint(symlink("nowhere", path), ==, 0);
	g_assert_cmpint(produce(path, BURNISH_OUTPUT_NEW, "x"), ==, -1);
	assert_error("will not overwrite");
}

static void
test_abandoned(void)
{
	g_autofree char *directory = make_directory("abandoned");
	g_autofree char *path = g_build_filename(directory, "a", NULL);
	BurnishOutput *output = burnish_output_open(path, BURNISH_OUTPUT_NEW);

	assert_ok(burnish_output_write(burnish_output_fd(output), "half", 4));
	burnish_output_free(output);
	g_assert_cmpint(entries(directory), ==, 0);
}

static void
test_replace(void)
{
	g_autofree char *directory = make_directory("replace");
	g_autofree char *path = g_build_filename(directory, "a", NULL);
	struct stat status;

	write_text(path, "old");
	g_assert_cmpint(chmod(path, 0640), ==, 0);
	assert_ok(produce(path, BURNISH_OUTPUT_REPLACE, "new"));
	assert_text(path, "new");
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0640);
	g_assert_cmpint(entries(directory), ==, 1);

	/* And where there is nothing to replace. */
	g_autofree char *fresh = g_build_filename(directory, "b", NULL);
	assert_ok(produce(fresh, BURNISH_OUTPUT_REPLACE, "b"));
	assert_text(fresh, "b");
}

static void
test_backup(void)
{
	g_autofree char *directory = make_directory("backup");
	g_autofree char *path = g_build_filename(directory, "a", NULL);
	g_autofree char *backup = burnish_output_backup_name(path);

	write_text(path, "old");
	assert_ok(produce(path, BURNISH_OUTPUT_BACKUP, "new"));
	assert_text(path, "new");
	assert_text(backup, "old");

	/* The first original is the original. */
	g_assert_cmpint(produce(path, BURNISH_OUTPUT_BACKUP, "newer"), ==, -1);
	assert_error("cannot keep the original");
	assert_text(path, "new");
	assert_text(backup, "old");
	g_assert_cmpint(entries(directory), ==, 2);
}

static void
test_permissions(void)
{
	g_autofree char *directory = make_directory("permissions");
	g_autofree char *path = g_build_filename(directory, "a", NULL);
	struct stat status;
	mode_t mask = umask(027);

	assert_ok(produce(path, BURNISH_OUTPUT_NEW, "x"));
	umask(mask);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0640);
}

static void
test_no_directory(void)
{
	g_autofree char *path = scratch_path("no/such/place");

	g_assert_cmpint(produce(path, BURNISH_OUTPUT_NEW, "x"), ==, -1);
	assert_error("cannot write to");
}

static void
test_full(void)
{
	/* The kernel's own full device. */
	FILE *full = fopen("/dev/full", "w");

	if (!full) {
		g_test_skip("no /dev/full");
		return;
	}
	g_assert_cmpint(burnish_output_write(fileno(full), "x", 1), ==, -1);
	assert_error("No space left on device");
	fclose(full);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/output/new", test_new);
	g_test_add_func("/output/race", test_race);
	g_test_add_func("/output/dangling", test_dangling);
	g_test_add_func("/output/abandoned", test_abandoned);
	g_test_add_func("/output/replace", test_replace);
	g_test_add_func("/output/backup", test_backup);
	g_test_add_func("/output/permissions", test_permissions);
	g_test_add_func("/output/no-directory", test_no_directory);
	g_test_add_func("/output/full", test_full);

	return support_run();
}
