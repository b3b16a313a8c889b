/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BASE_SCHEMA_H
#define BURNISH_BASE_SCHEMA_H

#include <cjson/cJSON.h>
#include <vips/vips.h>

/* The JSON Schema (2020-12) of an object whose keys are the writable
 * arguments of a class: types, ranges, choices, defaults and descriptions, all
 * from the declarations. Free with cJSON_Delete(). */
cJSON *burnish_object_schema(VipsObject *object);

#endif /*BURNISH_BASE_SCHEMA_H*/
