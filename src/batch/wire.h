/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WIRE_H
#define BURNISH_WIRE_H

#include <burnish.h>

#include "../report/report.h"

/* What a batch and its workers say to each other: one line of JSON for a job, one
 * for what became of it. Names go as the bytes that they are. */

/* A job; `recipe` is JSON text, and the job's own recipe is not looked at. `thumbnail`,
 * which may be NULL, is where small copies go (see review.h). Free with g_free(). */
char *burnish_wire_job(const BurnishJob *job, const char *recipe, const char *thumbnail);

/* The same read again. Strings point into `json`; `recipe` is to be freed by whoever
 * asked. NULL recipe, and -1 with vips_error(), for what is no job. */
int burnish_wire_read_job(const cJSON *json, BurnishJob *job, BurnishRecipe **recipe, const char **thumbnail);

/* What a worker has learnt besides. */
typedef struct {
	/* Tells the content of an input that is a file. */
	char *digest;
	/* Of objects, as they were fetched and put: see stamp.h. */
	char *input;
	char *output;
	/* The store will do nothing for us, whatever we ask. */
	gboolean is_closed;
} BurnishNews;

void burnish_news_clear(BurnishNews *news);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishNews, burnish_news_clear)

char *burnish_wire_reply(const BurnishReport *report, const BurnishNews *news);

/* NULL for what is no reply. `news` is to be cleared in any case. */
BurnishReport *burnish_wire_read_reply(const char *line, const char *input, const char *output,
	BurnishNews *news);

#endif /*BURNISH_WIRE_H*/
