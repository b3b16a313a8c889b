/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_THUMBNAIL_H
#define BURNISH_THUMBNAIL_H

#include <burnish.h>

/* Behind what small copies are called: directory scans leave them out, since they know the
 * mark of results. */
#define BURNISH_THUMBNAIL_BEFORE "-before.burnished.webp"
#define BURNISH_THUMBNAIL_AFTER "-after.burnished.webp"

/* A small copy of a picture in the file `to`, as WebP. NULL, and no error, for what cannot
 * be read: a job says why. Unref it. */
VipsImage *burnish_thumbnail_make(const char *from, const BurnishLimits *limits, const char *to);

/* How far two small copies are from each other, mean CIEDE2000; where they differ in
 * size, after bringing the second to the size of the first. -1 when it cannot be told. */
double burnish_thumbnail_compare(VipsImage *before, VipsImage *after);

#endif /*BURNISH_THUMBNAIL_H*/
