/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_CHOICES_H
#define BURNISH_REFRAME_CHOICES_H

#include <glib-object.h>

#include "extend.h"

/* The choices that reframe offers, and their types for its declaration. */

typedef enum {
	BURNISH_REFRAME_AUTO,
	BURNISH_REFRAME_CROP,
	BURNISH_REFRAME_EXTEND,
	BURNISH_REFRAME_PAD,
	BURNISH_REFRAME_FIT,
	BURNISH_REFRAME_MEASURE_ONLY,
} BurnishReframeMode;

typedef enum {
	BURNISH_TRIM_AUTO,
	BURNISH_TRIM_OFF,
} BurnishTrim;

typedef enum {
	BURNISH_GRAVITY_AUTO,
	BURNISH_GRAVITY_CENTRE,
	BURNISH_GRAVITY_NORTH,
	BURNISH_GRAVITY_NORTH_EAST,
	BURNISH_GRAVITY_EAST,
	BURNISH_GRAVITY_SOUTH_EAST,
	BURNISH_GRAVITY_SOUTH,
	BURNISH_GRAVITY_SOUTH_WEST,
	BURNISH_GRAVITY_WEST,
	BURNISH_GRAVITY_NORTH_WEST,
} BurnishGravity;

GType burnish_reframe_mode_get_type(void);
GType burnish_trim_get_type(void);
GType burnish_gravity_get_type(void);
GType burnish_fill_get_type(void);

#endif /*BURNISH_REFRAME_CHOICES_H*/
