/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CHAIN_STORE_H
#define BURNISH_CHAIN_STORE_H

#include <cjson/cJSON.h>
#include <glib.h>

/* The work directory of a chain: every picture that was paid for, and what is known of it. A unit
 * of work is found again by its fingerprint, the hash of everything that decides what comes of it,
 * so a step that was changed is made anew and all others are not. */
typedef struct BurnishChainStore BurnishChainStore;

/* Make the directory if need be, and read what is in it. One run at a time may use it. NULL with
 * vips_error(). */
BurnishChainStore *burnish_chain_store_open(const char *directory);
void burnish_chain_store_free(BurnishChainStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishChainStore, burnish_chain_store_free)

/* The record of a unit whose picture is there, NULL else. Belongs to the store, until the next
 * change of it. */
const cJSON *burnish_chain_store_find(const BurnishChainStore *store, const char *fingerprint);

/* Where the picture of a record is. Free with g_free(). */
char *burnish_chain_store_path(const BurnishChainStore *store, const cJSON *record);

/* That a unit may be paid for from now on; -1 with vips_error(). */
int burnish_chain_store_begin(BurnishChainStore *store, const char *fingerprint, const char *name);
/* Under which id the API makes it, so that it can be asked for again. */
int burnish_chain_store_set_response(BurnishChainStore *store, const char *fingerprint, const char *id);
/* That it came to nothing, and nothing was paid. */
int burnish_chain_store_drop(BurnishChainStore *store, const char *fingerprint);
/* Whether it was begun and has not ended, and the id if it is known. */
gboolean burnish_chain_store_was_begun(const BurnishChainStore *store, const char *fingerprint, const char **id);

/* When that was, as text; NULL when nobody knows. */
const char *burnish_chain_store_sent(const BurnishChainStore *store, const char *fingerprint);

/* Keep a picture, as NUMBER-NAME-FINGERPRINT.SUFFIX, and its record, which is taken and gets the
 * members "name", "file" and "fingerprint". On the disk when this returns 0. */
int burnish_chain_store_put(BurnishChainStore *store, const char *fingerprint, int number, const char *name,
	GBytes *bytes, const char *suffix, cJSON *record);

#endif /*BURNISH_CHAIN_STORE_H*/
