/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INPUT_H
#define BURNISH_INPUT_H

#include <burnish.h>

#include "format.h"
#include "metadata.h"

/* A source file that was looked at but not decoded: what it is, what it says
 * about itself, and what has to be done to bring it into the working space:
 * 8- or 16-bit sRGB or grey, upright, with alpha as the last band.
 */
typedef struct {
	/* For messages. */
	char *name;

	/* The whole file. Mapped, where it is one. */
	GBytes *bytes;

	const BurnishFormat *format;
	BurnishMetadata *metadata;

	/* Upright size, and bits a sample to save with: 8 or 16. */
	int width;
	int height;
	int depth;
	gboolean alpha;

	/* EXIF orientation that is still to be applied, 1 for none. */
	int orientation;

	/* The space of the samples in the file, and the profile to convert
	 * from, NULL when they are sRGB or grey as we know it. */
	const char *space;
	GBytes *profile;

	/* What is changed on the way into the working space, in words. */
	GPtrArray *conversions;
} BurnishInput;

/* Errors that a limit or a policy makes have this domain. */
#define BURNISH_REFUSED "refused"

/* Open a file, an object (s3://BUCKET/KEY), or standard input for NULL. Nothing is decoded but headers;
 * pixel and byte limits are checked first. NULL with vips_error(). */
BurnishInput *burnish_input_open(const char *path, const BurnishLimits *limits);

/* The same for bytes in memory. `name` is for messages. */
BurnishInput *burnish_input_open_bytes(GBytes *bytes, const char *name,
	const BurnishLimits *limits);

void burnish_input_free(BurnishInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishInput, burnish_input_free)

/* The picture in the working space, without any metadata, lazy. A damaged or
 * truncated file fails when its pixels are read.
 *
 * access: sequential reads from top to bottom, once. min_size: when above 0, the
 * picture may come reduced, as long as its longest side stays above that; much
 * faster for JPEG. Unref the result. NULL with vips_error(). */
VipsImage *burnish_input_load(BurnishInput *input, VipsAccess access, int min_size);

/* Whether the decoded picture is kept in memory, decoded once; a larger one is decoded
 * twice, once reduced for measuring and once in passing. */
gboolean burnish_input_is_small(const BurnishInput *input);

#endif /*BURNISH_INPUT_H*/
