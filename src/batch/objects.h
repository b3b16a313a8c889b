/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_OBJECTS_H
#define BURNISH_OBJECTS_H

#include <glib.h>

/* Turn a name s3://BUCKET/… into inputs, as scan.h has it: an object, all that is under a prefix, or
 * what fits wildcards. Adds BurnishFound to `found`. What is under a prefix is taken by its
 * suffix, since looking into it would be to fetch it. -1 with vips_error(). */
int burnish_objects_scan(const char *name, gboolean recursive, const char *output, GPtrArray *found);

#endif /*BURNISH_OBJECTS_H*/
