/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PROFILE_H
#define BURNISH_PROFILE_H

#include "metadata.h"

typedef enum {
	BURNISH_SPACE_UNKNOWN,
	BURNISH_SPACE_GREY,
	BURNISH_SPACE_RGB,
	BURNISH_SPACE_CMYK,
	BURNISH_SPACE_LAB,
} BurnishSpace;

/* The colour space that an ICC profile describes; UNKNOWN for damaged ones and
 * for spaces of other devices. */
BurnishSpace burnish_profile_space(GBytes *icc);

/* The profile's own name, "Display P3". Free with g_free(). */
char *burnish_profile_name(GBytes *icc);

/* Whether an RGB profile means the same as sRGB, to within one 8-bit step
 * over the whole gamut, whatever it is called. */
gboolean burnish_profile_is_srgb(GBytes *icc);

/* Whether pictures can be converted to it, with this rendering intent (the numbers of
 * ICC, and of libvips). */
gboolean burnish_profile_is_output(GBytes *icc, int intent);

/* The most ink that a CMYK profile puts on paper: total area coverage in percent. */
int burnish_profile_ink(GBytes *icc);

/* A profile that is built into libvips: "p3", "cmyk". NULL with vips_error(). */
GBytes *burnish_profile_built_in(const char *name);

/* Our sRGB profile; and one that means the same as Adobe RGB (1998). */
GBytes *burnish_profile_srgb(void);
GBytes *burnish_profile_adobe_rgb(void);

/* The profile that a PNG's cICP, or gAMA and cHRM chunks, stand for: *icc is NULL
 * when they say sRGB or nothing. -1 for high dynamic range and for code points
 * that we do not know. (PNG Third Edition, 4.3; ITU-T H.273.) */
int burnish_profile_from_png(const BurnishMetadata *metadata, GBytes **icc);

#endif /*BURNISH_PROFILE_H*/
