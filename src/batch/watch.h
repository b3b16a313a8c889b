/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WATCH_H
#define BURNISH_WATCH_H

#include <burnish.h>

/* While the pixels of a picture, or of one made from it, are computed: tell the
 * job's progress, from..to percent, and stop when the job is interrupted. */
void burnish_watch(const BurnishJob *job, VipsImage *image, int from, int to);

#endif /*BURNISH_WATCH_H*/
