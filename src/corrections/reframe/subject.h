/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_SUBJECT_H
#define BURNISH_REFRAME_SUBJECT_H

#include "look.h"
#include "net.h"
#include "saliency.h"

/* The ends of the subject and of its focus along one axis. */
enum {
	BURNISH_SUBJECT_START,
	BURNISH_SUBJECT_END,
	BURNISH_FOCUS_START,
	BURNISH_FOCUS_END,
	BURNISH_SUBJECT_ENDS,
};

/* What a picture shows and where: all that choosing a crop needs to know, for any
 * shape of crop. Places are shares of width and height, 0..1. */
typedef struct {
	/* Across and down. */
	double ends[2][BURNISH_SUBJECT_ENDS];
	/* How far from the truth they usually are. */
	double error[2][BURNISH_SUBJECT_ENDS];

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

/* What the ends are found from: quantiles of the network's maps of subject and focus, each
 * as it is and squared, and those of the saliency maps. */
#define BURNISH_SUBJECT_NET_ROWS 4
#define BURNISH_SUBJECT_FEATURES \
	(BURNISH_SUBJECT_NET_ROWS * BURNISH_SALIENCY_QUANTILES + BURNISH_SALIENCY_FEATURES)
void burnish_subject_features(const BurnishSubject *subject, gboolean vertical,
	double features[BURNISH_SUBJECT_FEATURES]);

/* How likely the subject lies along a side (left, top, right, bottom), where it most
 * likely does. */
double burnish_subject_at_side(const BurnishNetMaps *net, int side);

/* From the fit, in subject_model.c: for each axis and end a constant and a weight
 * of each feature, all relative to an anchor; and the error that is left, of pictures
 * that the fit did not see. */
extern const double burnish_subject_weights[2][BURNISH_SUBJECT_ENDS][1 + BURNISH_SUBJECT_FEATURES];
extern const double burnish_subject_errors[2][BURNISH_SUBJECT_ENDS];

#endif /*BURNISH_REFRAME_SUBJECT_H*/
