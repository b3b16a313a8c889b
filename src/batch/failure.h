/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FAILURE_H
#define BURNISH_FAILURE_H

#include <burnish.h>

/* Take the pending error out of libvips and tell what kind it is: failed, refused
 * or interrupted. Free the text with g_free(). */
char *burnish_failure_take(BurnishStatus *status);

#endif /*BURNISH_FAILURE_H*/
