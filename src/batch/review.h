/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REVIEW_H
#define BURNISH_REVIEW_H

#include "../report/report.h"

/* A page on which people look through what a batch did: DIR/index.html, with small
 * copies of the pictures beside it. What the page says of a picture is kept in
 * DIR/records.jsonl, so that a run which goes on where one was cut off, or does a part
 * again, has the whole on its page.
 */
typedef struct BurnishReview BurnishReview;

/* NULL with vips_error(). Of several shards, each run writes a part of its own, which is no
 * page: DIR/records-TIME-….jsonl. What opens the whole takes the parts in. */
BurnishReview *burnish_review_open(const char *directory, int shard, int shards);
void burnish_review_free(BurnishReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishReview, burnish_review_free)

/* Where the small copies of a picture go, but for the ends of their names (see
 * thumbnail.h). Free with g_free(). */
char *burnish_review_thumbnail(const BurnishReview *review, const BurnishPlanItem *item);

/* Whether something is known of a picture. */
gboolean burnish_review_has(const BurnishReview *review, const BurnishPlanItem *item);

/* What became of a picture; -1 with vips_error(). */
int burnish_review_add(BurnishReview *review, const BurnishPlanItem *item, const BurnishReport *report);

/* Write the page of all items that something is known of, in their order; with NULL, of all
 * pictures. A part has none. */
int burnish_review_write(BurnishReview *review, const GPtrArray *items);

#endif /*BURNISH_REVIEW_H*/
