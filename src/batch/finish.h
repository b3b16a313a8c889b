/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FINISH_H
#define BURNISH_FINISH_H

#include <burnish.h>
#include <cjson/cJSON.h>

#include "../generate/size.h"

/* From the bytes that the API sent to the file that was asked for. They were paid for, so they are on
 * disk before anything else is tried with them. */
typedef struct {
	/* NULL: standard output. */
	const char *output;
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

/* -1 with vips_error(), and the bytes are kept nevertheless, where `notes` say. *report is that of the
 * fix chapter, or NULL when there was nothing to do; free it. */
int burnish_finish(const BurnishFinish *finish, GBytes *bytes, GPtrArray *notes, BurnishReport **report);

#endif /*BURNISH_FINISH_H*/
