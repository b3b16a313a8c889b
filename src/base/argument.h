/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ARGUMENT_H
#define BURNISH_ARGUMENT_H

#include <cjson/cJSON.h>
#include <vips/vips.h>

/* The arguments of an object that is not built yet, seen as a user sees them:
 * by canonical name ("max-pixels", not "max_pixels"), strictly checked against
 * the declaration. Text (flags) and JSON (recipes) meet in the same check.
 *
 * All of these return -1 with "name: reason" in vips_error() and leave the
 * object as it was.
 */
int burnish_argument_set_text(VipsObject *object, const char *name, const char *text);
int burnish_argument_set_json(VipsObject *object, const char *name, const cJSON *json);

/* The value of an argument as JSON; NULL for what JSON cannot hold (images).
 * Free with cJSON_Delete(). */
cJSON *burnish_argument_get_json(VipsObject *object, const char *name);

/* Why an argument has no value that a user could write: images and blobs
 * come from the pipeline, not from a recipe. */
gboolean burnish_argument_is_writable(GParamSpec *pspec, VipsArgumentClass *argument);

typedef struct {
	GParamSpec *pspec;
	VipsArgumentClass *argument;
	VipsArgumentInstance *instance;
} BurnishArgument;

/* The arguments with all of `flags`, in the order of their declaration, as
 * an array of BurnishArgument. Free with g_array_unref(). */
GArray *burnish_argument_list(VipsObject *object, VipsArgumentFlags flags);

#endif /*BURNISH_ARGUMENT_H*/
