/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PROVENANCE_H
#define BURNISH_PROVENANCE_H

#include <glib.h>

/* What a file claims about where it comes from. Nothing here is verified: a
 * claim is only as good as its signature, which c2patool checks. */
typedef struct {
	/* The program that made the last claim, "ChatGPT 1.0". */
	char *generator;
	/* IPTC digital source type, "trainedAlgorithmicMedia". */
	char *source_type;
} BurnishClaim;

void burnish_claim_clear(BurnishClaim *claim);

/* Read a C2PA manifest store (a JUMBF box). Fields stay NULL where it is
 * damaged or silent. */
void burnish_c2pa_read(GBytes *store, BurnishClaim *claim);

/* The value of an XMP property by its name without prefix, "CreatorTool"; the
 * first one found, NULL when there is none. Free with g_free(). */
char *burnish_xmp_value(GBytes *xmp, const char *name);

/* The packet with tiff:Orientation, if it has one, set to upright. */
GBytes *burnish_xmp_upright(GBytes *xmp);

#endif /*BURNISH_PROVENANCE_H*/
