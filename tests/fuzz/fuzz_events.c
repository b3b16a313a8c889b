/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "generate/stream.h"

static void
count_partial(const BurnishApiImage *image, int index, void *user)
{
	g_assert_nonnull(image);
	(*(int *) user)++;
}

/* Feed it in pieces of so many bytes. */
static BurnishResponse *
read_stream(const guint8 *data, size_t size, size_t piece, int *partials)
{
	g_autoptr(BurnishStream) stream = burnish_stream_new(count_partial, partials);

	for (size_t at = 0; at < size; at += piece)
		burnish_stream_feed(stream, (const char *) data + at, MIN(piece, size - at));

	return burnish_stream_finish(stream);
}

/* An event stream means the same however it is split. */
int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	int partials = 0;
	int partials_again = 0;
	g_autoptr(BurnishResponse) whole = read_stream(data, size, size + 1, &partials);
	g_autoptr(BurnishResponse) split = read_stream(data, size, 1 + size % 7, &partials_again);

	g_assert_cmpint(partials, ==, partials_again);
	g_assert_cmpint(whole->error.kind, ==, split->error.kind);
	g_assert_cmpuint(whole->images->len, ==, split->images->len);
	for (guint i = 0; i < whole->images->len; i++) {
		const BurnishApiImage *a = whole->images->pdata[i];
		const BurnishApiImage *b = split->images->pdata[i];

		g_assert_true((a->bytes == NULL) == (b->bytes == NULL));
		if (a->bytes)
			g_assert_true(g_bytes_equal(a->bytes, b->bytes));
	}

	return 0;
}
