/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DARKNESS_H
#define BURNISH_DARKNESS_H

#include <glib.h>

#include "tone.h"

/* What a darkness is, and what would lift it. */
typedef enum {
	/* Nothing to lift: a good exposure, or darkness by design. */
	BURNISH_DARKNESS_NONE,
	/* No whites: too little light. */
	BURNISH_DARKNESS_DIM,
	/* Whites, but shadows crushed into black. */
	BURNISH_DARKNESS_CRUSHED,
	/* Rendered too dark: middle tones sunk, lights dull. */
	BURNISH_DARKNESS_DULL,
} BurnishDarknessKind;

typedef struct {
	BurnishDarknessKind kind;

	/* That it is a defect, 0 to 1. */
	double confidence;

	/* See curve.h and relight.h. */
	double shadows;
	double highlights;
	double local;

	/* For people, what was seen. */
	const char *finding;
} BurnishDarkness;

/* Judge. `doubtful` asks for the best lift of what was found, however unlikely it
 * is that it is a defect. */
void burnish_darkness_judge(const BurnishTone *tone, gboolean doubtful, BurnishDarkness *darkness);

#endif /*BURNISH_DARKNESS_H*/
