/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_ANALYSIS_H
#define BURNISH_REFRAME_ANALYSIS_H

#include "subject.h"

/* What was found in a picture. It stays with the picture, so that several targets
 * share it; an atomic reference-counted box. */
typedef struct {
	/* Left, top, right, bottom: bars that are there, and those that were cut
	 * before looking for the subject. */
	gboolean looked_for_bars;
	int found[4];
	int cut[4];

	BurnishSubject *subject;
	/* The part of the proxy that was looked at, in memory. */
	VipsImage *seen;
} BurnishAnalysis;

/* Look for the subject on the part of a proxy within the bars that are cut, and leave
 * the analysis with `in`. `found` is NULL when bars were not looked for. */
BurnishAnalysis *burnish_analysis_new(VipsImage *in, VipsImage *proxy, const int *found, const int cut[4]);

/* The last analysis of a picture, NULL for none. It belongs to the picture. */
BurnishAnalysis *burnish_analysis_of(VipsImage *in);

void burnish_analysis_unref(void *analysis);

#endif /*BURNISH_REFRAME_ANALYSIS_H*/
