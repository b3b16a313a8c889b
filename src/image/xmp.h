/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_XMP_H
#define BURNISH_XMP_H

#include <glib.h>

/* An XMP packet that is edited, by exempi. */
typedef struct _BurnishXmp BurnishXmp;

/* Namespaces that are not in exempi's own header, and ours. */
#define BURNISH_NS_IPTC_CORE "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
#define BURNISH_NS_IPTC_EXT "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#define BURNISH_NS "urn:burnish:xmp:1.0/"

/* NULL for none: an empty packet. NULL, without an error, when the packet is damaged, or
 * made to harm (a DTD, thousands of levels, megabytes). */
BurnishXmp *burnish_xmp_open(GBytes *packet);

void burnish_xmp_free(BurnishXmp *xmp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishXmp, burnish_xmp_free)

/* The packet; NULL when it is empty. */
GBytes *burnish_xmp_to_bytes(BurnishXmp *xmp);

/* A packet that says what the first does, and the simple values of `more` that it does not have. `packet`
 * may be NULL; NULL when it is damaged. */
GBytes *burnish_xmp_merge(GBytes *packet, GBytes *more);

/* The value of a property, of a list the items joined with `separator`, of a text in
 * several languages the default; NULL when there is none. Free with g_free(). */
char *burnish_xmp_get(BurnishXmp *xmp, const char *schema, const char *name, const char *separator);

/* Path below a property: "History[2]/stEvt:action". */
void burnish_xmp_set(BurnishXmp *xmp, const char *schema, const char *path, const char *value);
void burnish_xmp_set_localized(BurnishXmp *xmp, const char *schema, const char *name, const char *value);

/* A list, ordered or not, made of the parts of `text`. */
void burnish_xmp_set_list(BurnishXmp *xmp, const char *schema, const char *name,
	const char *text, const char *separator, gboolean ordered);

/* A structure, alone or as a further item of an ordered list. Returns the index of the
 * item, from 1. */
void burnish_xmp_set_structure(BurnishXmp *xmp, const char *schema, const char *name);
int burnish_xmp_append_structure(BurnishXmp *xmp, const char *schema, const char *name);

int burnish_xmp_count(BurnishXmp *xmp, const char *schema, const char *name);
void burnish_xmp_delete(BurnishXmp *xmp, const char *schema, const char *name);

/* Drop all properties but those that `keep` says TRUE of, by schema and name with prefix,
 * "dc:title". Returns how many went. */
typedef gboolean (*BurnishXmpKeepFn)(const char *schema, const char *name);
int burnish_xmp_filter(BurnishXmp *xmp, BurnishXmpKeepFn keep);

#endif /*BURNISH_XMP_H*/
