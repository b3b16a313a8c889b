/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DESTINATION_H
#define BURNISH_DESTINATION_H

#include "profile.h"
#include "save.h"

/* The colour space that a picture is written in, when that is not the working space. */
typedef struct {
	/* The profile's own name. */
	char *name;
	GBytes *icc;
	BurnishSpace space;
} BurnishDestination;

/* Whether the profile of the save chapter is there and can be written to; no profile is
 * fine. -1 with vips_error(). */
int burnish_destination_check(const BurnishSave *save);

/* NULL with vips_error(); only for a chapter that has a profile. */
BurnishDestination *burnish_destination_new(const BurnishSave *save);

void burnish_destination_free(BurnishDestination *destination);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishDestination, burnish_destination_free)

/* -1 with vips_error() when the format cannot hold the space. */
int burnish_destination_fits(const BurnishDestination *destination, const BurnishFormat *format);

/* Convert a picture in the working space, at its own depth; transparency stays. */
int burnish_destination_convert(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *in, VipsImage **out);

/* How a converted picture will look: 8-bit sRGB. */
int burnish_destination_proof(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *converted, VipsImage **out);

/* The picture in the working space, pale, with a loud colour over what the destination
 * cannot show. */
int burnish_destination_warn(VipsImage *in, VipsImage *proof, VipsImage **out);

/* Say in the notes of the metadata what the conversion does to the picture: for CMYK,
 * the share of colours out of gamut and the total area coverage. Both pictures are in
 * memory or on disk. */
int burnish_destination_measure(const BurnishDestination *destination, const BurnishSave *save,
	VipsImage *in, VipsImage *converted, BurnishMetadata *metadata);

#endif /*BURNISH_DESTINATION_H*/
