/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* "Did you mean …": the optimal string alignment distance (Damerau 1964,
 * restricted to one edit a place), which counts swapped neighbours, the
 * commonest slip of the fingers, as one.
 */

#include <string.h>

#include "suggest.h"

/* Longer words are not names of ours; the table stays on the stack. */
#define MAX_WORD 40

static int
distance(const char *a, const char *b)
{
	int n = strlen(a);
	int m = strlen(b);
	int d[MAX_WORD + 1][MAX_WORD + 1];

	for (int i = 0; i <= n; i++)
		for (int j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}

			int change = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
			d[i][j] = MIN(MIN(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
		}

	return d[n][m];
}

const char *
burnish_suggest(const char *word, const char *const *known)
{
	int length = strlen(word);
	const char *best = NULL;
	/* One slip in a short name, up to three in a long one. */
	int limit = CLAMP(length / 3, 1, 3) + 1;

	if (length == 0 || length > MAX_WORD)
		return NULL;

	for (int i = 0; known[i]; i++) {
		if (strlen(known[i]) > MAX_WORD)
			continue;

		int d = distance(word, known[i]);
		if (d < limit) {
			limit = d;
			best = known[i];
		}
	}

	return best;
}

char *
burnish_suggest_phrase(const char *word, const char *const *known)
{
	const char *near = burnish_suggest(word, known);

	return near ? g_strdup_printf("; did you mean \"%s\"?", near) : g_strdup("");
}
