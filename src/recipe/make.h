/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MAKE_H
#define BURNISH_MAKE_H

#include <cjson/cJSON.h>
#include <burnish.h>

/* The make chapter of a recipe: where the pictures come from. It is kept as the JSON that it came
 * as, checked: what it means is up to those who make pictures (batch/chain.h). */

/* Check the chapter, or that of variables. -1 with vips_error(), and *where is the culprit. */
int burnish_make_check(const cJSON *make, const cJSON **where);
int burnish_make_check_variables(const cJSON *variables, const cJSON **where);

/* Replace every {{name}} in every string of a checked chapter by what `values` (strings by
 * name) has for it. -1 with vips_error() when it has nothing. */
int burnish_make_substitute(cJSON *make, GHashTable *values);

/* The kind of a step, "generate", and its arguments. */
const char *burnish_make_kind(const cJSON *step);
const cJSON *burnish_make_arguments(const cJSON *step);

/* The name of its result: "as", or "stepN" for the Nth. Free with g_free(). */
char *burnish_make_name(const cJSON *step, int index);

/* Whether a reference is to a picture that was given, "input", "input2" or, for all of them,
 * "inputs"; *number counts from 1 and is 0 for all. */
gboolean burnish_make_is_input(const char *reference, int *number);
/* Whether it is to a file. */
gboolean burnish_make_is_path(const char *reference);

/* The JSON Schema of the chapter. */
cJSON *burnish_make_schema(void);

#endif /*BURNISH_MAKE_H*/
