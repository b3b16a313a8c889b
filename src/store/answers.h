/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ANSWERS_H
#define BURNISH_ANSWERS_H

#include <glib.h>

/* What an object store says, as XML: pure functions of bytes that nobody vouches for. */

/* An object of a list. */
typedef struct {
	char *key;
	/* Without its quotes. */
	char *etag;
	gint64 size;
} BurnishObject;

/* A page of a list. */
typedef struct {
	/* BurnishObject */
	GPtrArray *objects;
	/* How to ask for the next page; NULL for the last one. */
	char *next;
} BurnishListing;

/* Of ListObjectsV2 with encoding-type=url, and of what answers without it. NULL with
 * vips_error(). */
BurnishListing *burnish_listing_parse(const char *text, gsize length);
void burnish_listing_free(BurnishListing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishListing, burnish_listing_free)

/* The text of the first element of a name in an answer whose outermost element has the name
 * `root`; NULL when there is none. Free with g_free(). */
char *burnish_answer_text(const char *text, gsize length, const char *root, const char *name);

/* An ETag as it is in a header or an answer, without quotes. */
char *burnish_etag_bare(const char *text);

/* The ETag of bytes with this MD5, where it is one. */
char *burnish_etag_of(const guint8 *md5);
gboolean burnish_etag_is_md5(const char *etag);

#endif /*BURNISH_ANSWERS_H*/
