/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SCAN_H
#define BURNISH_SCAN_H

#include <burnish.h>

#include "../image/format.h"

#define BURNISH_SCAN_MARK ".burnished."

/* An input. */
typedef struct {
	/* NULL for standard input. */
	char *path;

	/* The directory it was found in, below the one that was named; "" for
	 * a file that was named itself. */
	char *relative;

	/* By its first bytes; NULL for what is no picture of ours. */
	const BurnishFormat *format;

	/* Of a line of a job list, where it says so: what the output is called, below the
	 * directory of the results, and a recipe with its name and the format that it
	 * saves in, NULL for that of the input. */
	char *output;
	char *recipe;
	char *recipe_name;
	const BurnishFormat *save_format;
} BurnishFound;

/* Turn names into inputs, in order; within a directory by name. A name with wildcards
 * that no file has stands for the files that fit it.
 *
 * Files that were named are taken whatever they are. Of a directory, or of what fits
 * wildcards, those files are taken that are pictures by their content or say so by their suffix, but no
 * hidden ones, no results and backups of burnish, and nothing in `output`, where
 * that is a directory. Links to directories are not followed, and without `links`
 * none is: who changes pictures in place means those in that directory. NULL with
 * vips_error() when an object store does not say what it has. */
GPtrArray *burnish_scan(const char *const *inputs, gboolean recursive, gboolean links,
	const char *output);

/* One input, or NULL for standard input, as a name that was given is looked at. Free
 * with burnish_found_free(). */
BurnishFound *burnish_found_new(const char *path, const char *relative);
void burnish_found_free(void *found);

/* Whether a name that was given is a pattern for files, and none itself. */
gboolean burnish_scan_is_pattern(const char *text);

/* Whether a name is one of results and backups of burnish. */
gboolean burnish_scan_is_ours(const char *name);

/* The names in a directory, sorted; NULL when it cannot be read. */
GPtrArray *burnish_scan_names(const char *path);

#endif /*BURNISH_SCAN_H*/
