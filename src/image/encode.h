/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ENCODE_H
#define BURNISH_ENCODE_H

#include "destination.h"
#include "save.h"

/* A picture in the form that its file takes. */
typedef struct {
	BurnishSave *save;
	const BurnishFormat *format;
	/* NULL: the working space. */
	BurnishDestination *destination;

	/* In the working space, without transparency where the format has none; and as it
	 * is written. Both can be read any number of times where the chapter asks for
	 * something that reads them more than once. */
	VipsImage *working;
	VipsImage *image;
} BurnishPrepared;

/* Whether the save chapter makes sense for a format: -1 with vips_error(). */
int burnish_encode_check(BurnishSave *save, const BurnishFormat *format);

/* image: any uncoded picture of one to four bands; what is not in the working space is
 * brought there. depth: 8 or 16 bits a sample where the format holds them and the chapter
 * has no other wish. metadata: what is lost and found is added to. NULL with
 * vips_error(). */
BurnishPrepared *burnish_prepared_new(BurnishSave *save, const BurnishFormat *format,
	VipsImage *image, int depth, BurnishMetadata *metadata);

void burnish_prepared_free(BurnishPrepared *prepared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishPrepared, burnish_prepared_free)

/* Encode it. metadata: changed to what went into the file; what did not is added to its
 * list of losses. fd: an empty file, see output.h. -1 with vips_error(). */
int burnish_prepared_write(const BurnishPrepared *prepared, BurnishMetadata *metadata, int fd);

#endif /*BURNISH_ENCODE_H*/
