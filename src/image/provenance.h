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
	/* The label of the active manifest, "urn:c2pa:…". */
	char *manifest;
	/* What it is signed with, "ES256". */
	char *algorithm;
	/* The edition of the claim: 1 or 2; 0 when none was found. */
	int version;
} BurnishClaim;

/* Whether the store holds a claim that could be read. */
gboolean burnish_claim_is_read(const BurnishClaim *claim);

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
