/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PAGE_H
#define BURNISH_PAGE_H

#include "report.h"

/* The page of a review: review.html, with records of pictures in it. */

typedef struct {
	/* What its small copies are called, and which there are. */
	const char *key;
	gboolean before;
	gboolean after;

	/* Of the result, below the directory of the results; NULL where there is none. */
	const char *name;

	/* Where among all pictures it is. */
	guint place;

	const BurnishReport *report;
} BurnishPageRecord;

/* A line of JSON that cannot end a script element. Free with g_free(). */
char *burnish_page_record(const BurnishPageRecord *record);

/* The page of records, with commas between them; `thumbnails` is where its small copies
 * are. Free with g_string_free(). */
GString *burnish_page_make(const char *records, const char *thumbnails);

#endif /*BURNISH_PAGE_H*/
