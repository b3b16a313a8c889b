/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LOCATE_H
#define BURNISH_LOCATE_H

#include <cjson/cJSON.h>

/* The line on which an item of a parsed text begins, from 1; cJSON does not keep
 * it. `root` is what cJSON made of `text`, `item` any item below it. */
int burnish_locate(const char *text, const cJSON *root, const cJSON *item);

#endif /*BURNISH_LOCATE_H*/
