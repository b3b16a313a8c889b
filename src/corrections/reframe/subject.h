/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_SUBJECT_H
#define BURNISH_REFRAME_SUBJECT_H

#include "look.h"
#include "net.h"
#include "readings.h"
#include "saliency.h"

/* The ends of the subject and of its focus along one axis. */
enum {
	BURNISH_SUBJECT_START,
	BURNISH_SUBJECT_END,
	BURNISH_FOCUS_START,
	BURNISH_FOCUS_END,
	BURNISH_SUBJECT_ENDS,
};

/* Of each end, that many places which are equally likely. */
#define BURNISH_SUBJECT_GUESSES 5

/* What a picture shows and where: all that choosing a crop needs to know, for any
 * shape of crop. Places are shares of width and height, 0..1. */
typedef struct {
	/* Across and down: the medians, and all the guesses in rising order. */
	double ends[2][BURNISH_SUBJECT_ENDS];
	double guess[2][BURNISH_SUBJECT_ENDS][BURNISH_SUBJECT_GUESSES];

	/* BurnishBox, of lettering, and double, how surely each is; BurnishHead. */
	GArray *texts;
	GArray *text_sure;
	GArray *heads;

	/* Left, top, right, bottom: something that stands out goes on beyond that
	 * side. */
	gboolean cut[4];

	BurnishSaliency *saliency;
	BurnishNetMaps net;
} BurnishSubject;

BurnishSubject *burnish_subject_find(const BurnishLook *look);
void burnish_subject_free(BurnishSubject *subject);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSubject, burnish_subject_free)

/* How likely the subject lies along a side (left, top, right, bottom), where it most
 * likely does. */
double burnish_subject_at_side(const BurnishNetMaps *net, int side);

/* From the fit, in subject_model.c: for each axis and end the weight of each reading, a
 * constant, and the weight of the place itself. */
extern const double burnish_subject_weights[2][BURNISH_SUBJECT_ENDS][BURNISH_READINGS + 2];

#endif /*BURNISH_REFRAME_SUBJECT_H*/
