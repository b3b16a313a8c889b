/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLEANING_H
#define BURNISH_CLEANING_H

#include "fringe.h"
#include "matte.h"

typedef enum {
	BURNISH_PART_AUTO,
	BURNISH_PART_ON,
	BURNISH_PART_OFF,
} BurnishPart;

typedef enum {
	BURNISH_GROUND_AUTO,
	BURNISH_GROUND_OFF,
	BURNISH_GROUND_KEY,
	BURNISH_GROUND_CHECKERBOARD,
	BURNISH_GROUND_PLAIN,
} BurnishGroundChoice;

typedef enum {
	BURNISH_ENCLOSED_AUTO,
	BURNISH_ENCLOSED_KEEP,
	BURNISH_ENCLOSED_REMOVE,
} BurnishEnclosed;

typedef enum {
	BURNISH_SHADOW_KEEP,
	BURNISH_SHADOW_REMOVE,
	BURNISH_SHADOW_REBUILD,
} BurnishShadow;

/* What to do. */
typedef struct {
	BurnishGroundChoice ground;
	BurnishEnclosed enclosed;
	BurnishPart snap;
	double snap_high;
	BurnishPart dust;
	double dust_high;
	BurnishPart haze;
	double haze_high;
	BurnishPart islands;
	double island_size;
	BurnishPart pinholes;
	double pinhole_size;
	BurnishPart decontaminate;
	double choke;
	double feather;
	BurnishShadow shadow;
	BurnishPart bleed;
	int bleed_reach;
	gboolean trim;
	int margin;
	gboolean square;
	/* Parts on automatic take whatever there is, however little. */
	gboolean always;
} BurnishCleaningOptions;

/* What was there and what was done about it. Counts are of pixels or parts. */
typedef struct {
	gboolean opaque;
	/* Of all pixels, as they came. */
	double clear_share;
	double solid_share;
	/* OFF: no ground was keyed. */
	BurnishGroundChoice keyed;
	double ground[3];
	double period[2];
	double phase[2];
	double greys[2];
	double ground_share;
	gsize enclosed;
	gsize near_opaque;
	gsize dust;
	gsize haze;
	gsize islands;
	gsize pinholes;
	BurnishFringe fringe;
	double garbage;
	/* Why a ground that was asked for was not keyed; static text. */
	const char *refusal;

	/* Which parts ran. */
	gboolean snapped;
	gboolean dusted;
	gboolean hazed;
	gboolean removed_islands;
	gboolean filled;
	gboolean decontaminated;
	gboolean bled;
	gboolean changed;
} BurnishCleaning;

void burnish_cleaning_run(BurnishMatte *matte, const BurnishCleaningOptions *options,
	BurnishCleaning *cleaning);

/* One sentence for the report. Free with g_free(). */
char *burnish_cleaning_describe(const BurnishCleaning *cleaning, gboolean applied);

#endif /*BURNISH_CLEANING_H*/
