/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A fuzz target as an ordinary test, without libFuzzer:
 *
 *   replay MUTATIONS FILE|DIRECTORY…
 *
 * Every file goes in as it is, then shortened to every length (of the first 512) and
 * changed at random: the same changes each time.
 */

#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

/* Values at which counts and lengths go wrong. */
static const guint8 edges[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff, '"', '{', '<', '/' };

static void
add_files(GPtrArray *seeds, const char *path)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	const char *name;
	char *data;
	gsize size;

	while (directory && (name = g_dir_read_name(directory))) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		add_files(seeds, child);
	}
	if (!directory && g_file_get_contents(path, &data, &size, NULL))
		g_ptr_array_add(seeds, g_bytes_new_take(data, size));
}

static void
run(const GByteArray *bytes)
{
	/* In a block of its own, where a sanitizer sees a step too far; nothing is not
	 * NULL. */
	g_autofree guint8 *exact = g_malloc(MAX(bytes->len, 1));

	if (bytes->len > 0)
		memcpy(exact, bytes->data, bytes->len);
	LLVMFuzzerTestOneInput(exact, bytes->len);
}

static void
change(GRand *random, GByteArray *bytes, const GByteArray *other)
{
	guint at = bytes->len ? g_rand_int_range(random, 0, bytes->len) : 0;
	guint length = g_rand_int_range(random, 1, 17);

	switch (bytes->len ? g_rand_int_range(random, 0, 6) : 5) {
	case 0:
		bytes->data[at] ^= 1 << g_rand_int_range(random, 0, 8);
		break;
	case 1:
		bytes->data[at] = edges[g_rand_int_range(random, 0, G_N_ELEMENTS(edges))];
		break;
	case 2:
		for (guint i = at; i < MIN(at + 4, bytes->len); i++)
			bytes->data[i] = g_rand_boolean(random) ? 0xff : 0;
		break;
	case 3:
		g_byte_array_set_size(bytes, at);
		break;
	case 4:
		g_byte_array_remove_range(bytes, at, MIN(length, bytes->len - at));
		break;
	case 5:
		/* A piece of another seed. */
		if (other->len > 0) {
			guint from = g_rand_int_range(random, 0, other->len);
			g_byte_array_append(bytes, other->data + from, MIN(length, other->len - from));
		}
		break;
	}
}

static GByteArray *
copy(GBytes *seed)
{
	GByteArray *bytes = g_byte_array_new();
	gsize size;
	const guint8 *data = g_bytes_get_data(seed, &size);

	return g_byte_array_append(bytes, data, size);
}

static void
mutate(const GPtrArray *seeds, int n)
{
	GRand *random = g_rand_new_with_seed(1);

	for (int i = 0; i < n; i++) {
		g_autoptr(GByteArray) bytes = copy(seeds->pdata[i % seeds->len]);
		g_autoptr(GByteArray) other = copy(seeds->pdata[g_rand_int_range(random, 0, seeds->len)]);
		int changes = g_rand_int_range(random, 1, 6);

		while (changes-- > 0)
			change(random, bytes, other);
		run(bytes);
	}
	g_rand_free(random);
}

static void
replay(const GPtrArray *seeds)
{
	for (guint i = 0; i < seeds->len; i++) {
		g_autoptr(GByteArray) bytes = copy(seeds->pdata[i]);

		run(bytes);
		for (guint length = MIN(bytes->len, 512); length > 0; length--) {
			g_byte_array_set_size(bytes, length - 1);
			run(bytes);
		}
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);

	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 2; i < argc; i++)
		add_files(seeds, argv[i]);
	if (argc < 3 || seeds->len == 0) {
		fprintf(stderr, "replay: no seeds\n");
		return 1;
	}
	replay(seeds);
	mutate(seeds, atoi(argv[1]));
	burnish_shutdown();

	return 0;
}
