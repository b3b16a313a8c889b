/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PUBLICATION_H
#define BURNISH_PUBLICATION_H

#include <burnish.h>

#include "provenance.h"
#include "save.h"

/* What is to be said of a picture in its file, and who says so. */
typedef struct {
	const BurnishSave *save;

	/* What the Content Credentials of the input claim, when the result loses them; may be
	 * NULL. */
	const BurnishClaim *claim;

	/* The operations that changed the picture, with commas between them; may be "". */
	const char *steps;

	/* Seconds since 1970 that the picture is dated with. */
	gint64 time;
} BurnishPublication;

/* Whether there is anything to say that is not in the metadata as it is. */
gboolean burnish_publication_is_needed(const BurnishPublication *publication);

/* Rewrite EXIF, XMP, IPTC and text as the save chapter says, with provenance. Texts for
 * writers without blocks are set, too. */
void burnish_publication_apply(const BurnishPublication *publication, BurnishMetadata *metadata);

/* The IPTC term of the digital source type that XMP states, NULL for none. Free with
 * g_free(). */
char *burnish_publication_source_type(GBytes *xmp);

/* Put text chunks into XMP for a format that has none, and take them out again. Packing
 * keeps to what the format has room for, and reports the rest as lost. */
void burnish_publication_pack(BurnishMetadata *metadata, const BurnishFormat *format);
void burnish_publication_unpack(BurnishMetadata *metadata);

#endif /*BURNISH_PUBLICATION_H*/
