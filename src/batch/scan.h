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
} BurnishFound;

/* Turn names into inputs, in order; within a directory by name.
 *
 * Files that were named are taken whatever they are. Of a directory, those files
 * are taken that are pictures by their content or say so by their suffix, but no
 * hidden ones, no results and backups of burnish, and nothing in `output`, where
 * that is a directory. Links to directories are not followed, and without `links`
 * none is: who changes pictures in place means those in that directory. */
GPtrArray *burnish_scan(const char *const *inputs, gboolean recursive, gboolean links,
	const char *output);

#endif /*BURNISH_SCAN_H*/
