/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LOCATION_H
#define BURNISH_LOCATION_H

#include <glib.h>

/* Where an object is: s3://BUCKET/KEY, with the key as it is, not escaped in any way. The key
 * of a bucket itself is "". */
typedef struct {
	char *bucket;
	char *key;
} BurnishLocation;

/* NULL with vips_error() for what names no bucket, or has a key that no object has. */
BurnishLocation *burnish_location_parse(const char *name);
void burnish_location_free(BurnishLocation *location);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishLocation, burnish_location_free)

/* The name of an object; free with g_free(). */
char *burnish_location_name(const char *bucket, const char *key);

/* Whether the name is one of a prefix by its looks: a bucket, or with "/" at its end. */
gboolean burnish_location_is_prefix(const char *name);

/* The part of a name after the prefix `above`, without a slash before it; NULL when it is
 * not below it. */
const char *burnish_location_below(const char *above, const char *name);

/* Text as the path or the query of a signed request wants it: everything but letters, digits
 * and "-._~" escaped, and "/" where `slash` does not say that it stays. */
void burnish_location_escape(GString *out, const char *text, gboolean slash);

#endif /*BURNISH_LOCATION_H*/
