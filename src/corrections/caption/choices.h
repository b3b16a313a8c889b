/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CAPTION_CHOICES_H
#define BURNISH_CAPTION_CHOICES_H

#include <glib-object.h>

typedef enum {
	BURNISH_CAPTION_AUTO,
	BURNISH_CAPTION_MEASURE_ONLY,
} BurnishCaptionMode;

/* Row by row, so that the place in a grid of three by three follows from the number. */
typedef enum {
	BURNISH_POSITION_AUTO,
	BURNISH_POSITION_TOP_LEFT,
	BURNISH_POSITION_TOP,
	BURNISH_POSITION_TOP_RIGHT,
	BURNISH_POSITION_LEFT,
	BURNISH_POSITION_CENTER,
	BURNISH_POSITION_RIGHT,
	BURNISH_POSITION_BOTTOM_LEFT,
	BURNISH_POSITION_BOTTOM,
	BURNISH_POSITION_BOTTOM_RIGHT,
} BurnishPosition;

typedef enum {
	BURNISH_ALIGN_AUTO,
	BURNISH_ALIGN_START,
	BURNISH_ALIGN_END,
	BURNISH_ALIGN_LEFT,
	BURNISH_ALIGN_CENTER,
	BURNISH_ALIGN_RIGHT,
	BURNISH_ALIGN_JUSTIFY,
} BurnishAlign;

typedef enum {
	BURNISH_DIRECTION_AUTO,
	BURNISH_DIRECTION_LTR,
	BURNISH_DIRECTION_RTL,
} BurnishDirection;

typedef enum {
	BURNISH_PLATE_AUTO,
	BURNISH_PLATE_ON,
	BURNISH_PLATE_OFF,
} BurnishPlate;

GType burnish_caption_mode_get_type(void);
GType burnish_position_get_type(void);
GType burnish_align_get_type(void);
GType burnish_direction_get_type(void);
GType burnish_plate_get_type(void);

#endif /*BURNISH_CAPTION_CHOICES_H*/
