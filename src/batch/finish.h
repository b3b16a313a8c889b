/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FINISH_H
#define BURNISH_FINISH_H

#include <burnish.h>
#include <cjson/cJSON.h>

#include "../generate/size.h"

/* From the bytes that the API sent to the file that was asked for. They were paid for, so they are on
 * disk before anything else is tried with them. */
typedef struct {
	/* One for each shape that the recipe has; NULL: standard output. */
	char *const *outputs;
	BurnishOutputPolicy policy;
	/* NULL: leave it as it came. */
	const BurnishRecipe *fix;
	/* What size it shall have, NULL for any. */
	const BurnishSize *wish;
	/* To put back outside of a mask (image/mask.h) of its size; NULL both, or neither. */
	VipsImage *original;
	VipsImage *mask;
	/* It can be had again for nothing: not worth keeping when it is no picture. */
	gboolean is_free;
	/* How it came to be, for its metadata; may be NULL. */
	const cJSON *record;
	BurnishLimits limits;
} BurnishFinish;

/* Where the bytes are kept as they came, when the output is not them: free with g_free(). */
char *burnish_finish_kept_name(const char *output);

/* The place of a picture cannot be had any more: what was paid for goes where there is room, and
 * `notes` say where that is. The pending error stays. */
void burnish_finish_rescue(const char *path, GBytes *bytes, GPtrArray *notes);

/* How many pictures the recipe makes of one. */
guint burnish_finish_shapes(const BurnishFinish *finish);

/* -1 with vips_error(), and the bytes are kept nevertheless, where `notes` say. `reports` gets a
 * BurnishReport for each output, also of those that failed, or none when there was nothing to do; free
 * each. */
int burnish_finish(const BurnishFinish *finish, GBytes *bytes, GPtrArray *notes, GPtrArray *reports);

#endif /*BURNISH_FINISH_H*/
