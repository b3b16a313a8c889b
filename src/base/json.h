/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_JSON_H
#define BURNISH_JSON_H

#include <cjson/cJSON.h>

/* Members of an object that may be missing or of another type.
 */

/* NULL when it is no text. Belongs to `json`. */
const char *burnish_json_get_text(const cJSON *json, const char *key);

double burnish_json_get_number(const cJSON *json, const char *key, double otherwise);

/* NULL is left out. */
void burnish_json_put_text(cJSON *json, const char *key, const char *text);

#endif /*BURNISH_JSON_H*/
