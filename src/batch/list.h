/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LIST_H
#define BURNISH_LIST_H

#include <burnish.h>

#include "scan.h"

/* The inputs of a job list: JSON lines, from a file or from "-". A line is an object:
 *
 *   {"input": "in/a.png", "output": "a.webp", "recipe": "web" or {…},
 *    "set": {"decast.strength": 0.5, "quality": 90}}
 *
 * of which only the input has to be there. Adds BurnishFound to `found`. -1 with
 * vips_error(), which names file and line. */
int burnish_list_read_jobs(const char *path, const BurnishRecipe *recipe, GPtrArray *found);

/* The same from text that is in memory already, ends with NUL and is changed; `origin` is
 * named in errors. */
int burnish_list_parse_jobs(char *text, gsize length, const char *origin, const BurnishRecipe *recipe, GPtrArray *found);

/* The directory of an input of a list, for a mirror of it: without what would lead out of
 * it. Free with g_free(). */
char *burnish_list_mirror(const char *path);

#endif /*BURNISH_LIST_H*/
