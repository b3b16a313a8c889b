/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RESUME_H
#define BURNISH_RESUME_H

#include "../report/report.h"
#include "journal.h"

/* What a journal means for a job: whether it has to be done, and whether a result that
 * is there is one of ours. */
typedef struct {
	gboolean skip;
	BurnishOutputPolicy policy;

	/* To be written into the journal when the job ends. Free with
	 * burnish_resume_clear(). */
	char *stamp;
	char *recipe;
} BurnishResume;

/* A word that tells what would be done to a picture: a recipe, as JSON text, and the
 * files that it names. Free with g_free(). */
char *burnish_resume_key(const char *recipe);

/* Look at a job. `key` is that of its recipe; `policy` is what the user asked for. */
void burnish_resume_look(BurnishResume *resume, const BurnishJournal *journal,
	const BurnishPlanItem *item, const char *key, BurnishOutputPolicy policy);

/* The job is skipped; it begins; it has ended. -1 with vips_error(). */
int burnish_resume_pass(BurnishJournal *journal, const BurnishPlanItem *item);
int burnish_resume_begin(const BurnishResume *resume, BurnishJournal *journal, const BurnishPlanItem *item);
int burnish_resume_end(const BurnishResume *resume, BurnishJournal *journal,
	const BurnishReport *report, const char *digest);

void burnish_resume_clear(BurnishResume *resume);

#endif /*BURNISH_RESUME_H*/
