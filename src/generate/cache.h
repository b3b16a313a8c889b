/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CACHE_H
#define BURNISH_CACHE_H

#include "request.h"
#include "response.h"

/* Answers that were paid for, on disk under the hash of their request, so that a recipe can be
 * run again for nothing. */

/* The directory: $XDG_CACHE_HOME/burnish/answers. Free with g_free(). */
char *burnish_cache_directory(void);

/* NULL when there is none, or a damaged one. */
BurnishResponse *burnish_cache_get(const BurnishRequest *request);
/* Only what succeeded with pictures in it. -1 with vips_error(). */
int burnish_cache_put(const BurnishRequest *request, const BurnishResponse *response);

#endif /*BURNISH_CACHE_H*/
