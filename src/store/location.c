/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include <burnish.h>

#include "location.h"

#define SCHEME "s3://"

/* The limit of every store that speaks S3. */
#define MAX_KEY 1024

/* Old buckets have up to 255 characters, capitals and "_". */
#define MAX_BUCKET 255

gboolean
burnish_is_object(const char *name)
{
	return name && g_str_has_prefix(name, SCHEME);
}

/* The bucket becomes part of the name of a host. */
static gboolean
is_bucket(const char *bucket)
{
	gsize length = strlen(bucket);

	if (length < 1 || length > MAX_BUCKET || !g_ascii_isalnum(*bucket) || !g_ascii_isalnum(bucket[length - 1]))
		return FALSE;
	for (const char *p = bucket; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr(".-_", *p))
			return FALSE;

	return strstr(bucket, "..") == NULL;
}

void
burnish_location_free(BurnishLocation *location)
{
	if (!location)
		return;

	g_free(location->bucket);
	g_free(location->key);
	g_free(location);
}

BurnishLocation *
burnish_location_parse(const char *name)
{
	const char *bucket = name + strlen(SCHEME);
	gsize length = strcspn(bucket, "/");
	g_autoptr(BurnishLocation) location = g_new0(BurnishLocation, 1);

	location->bucket = g_strndup(bucket, length);
	location->key = g_strdup(bucket[length] ? bucket + length + 1 : "");
	if (!is_bucket(location->bucket)) {
		vips_error(NULL, "\"%s\" is no name of an object (" SCHEME "bucket/key)", name);
		return NULL;
	}
	if (strlen(location->key) > MAX_KEY || !g_utf8_validate(location->key, -1, NULL)) {
		vips_error(NULL, "\"%s\" is no name of an object: a key is UTF-8 of up to %d bytes", name, MAX_KEY);
		return NULL;
	}

	return g_steal_pointer(&location);
}

char *
burnish_location_name(const char *bucket, const char *key)
{
	return g_strconcat(SCHEME, bucket, "/", key, NULL);
}

gboolean
burnish_location_is_prefix(const char *name)
{
	return g_str_has_suffix(name, "/") || !strchr(name + strlen(SCHEME), '/');
}

const char *
burnish_location_below(const char *above, const char *name)
{
	gsize length = strlen(above);

	while (length > strlen(SCHEME) && above[length - 1] == '/')
		length--;
	if (strncmp(name, above, length) != 0 || name[length] != '/')
		return NULL;

	return name + length + strspn(name + length, "/");
}

void
burnish_location_escape(GString *out, const char *text, gboolean slash)
{
	g_string_append_uri_escaped(out, text, slash ? "/" : NULL, FALSE);
}
