/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BLOBS_H
#define BURNISH_BLOBS_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Pictures in JSON are strings of megabytes in base64, and a JSON parser would copy
 * each of them several times. They are decoded straight out of the text, and the parser sees
 * a small text with their numbers in it. */

/* Parse JSON text that need not end with NUL. Long strings that are base64 become an array of
 * one number, their place in `blobs`, an array of GBytes that is made here. NULL when it is no
 * JSON. */
cJSON *burnish_blobs_parse(const char *text, gsize length, GPtrArray **blobs);

/* The bytes that a member stands for, be it one of these or a short string in base64; NULL
 * when there is none or it is broken. Unref it. */
GBytes *burnish_blobs_get(GPtrArray *blobs, const cJSON *json, const char *key);

/* Strictly: NULL for a character that has no place in base64, or an end in the middle. */
GBytes *burnish_base64_decode(const char *text, gsize length);

#endif /*BURNISH_BLOBS_H*/
