/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SAVER_H
#define BURNISH_SAVER_H

#include "save.h"

/* How one picture is encoded: what the save chapter says, and what was found out. */
typedef struct {
	BurnishSave *save;
	const BurnishFormat *format;
	int quality;

	/* PNG. `encoded` is the file already, when finding out made it. */
	VipsForeignPngFilter filter;
	GBytes *encoded;
} BurnishEncoding;

/* Run the encoder of libvips for the format. -1 with vips_error(). */
int burnish_saver_run(const BurnishEncoding *encoding, VipsImage *image, VipsTarget *target);

/* The same into memory. NULL with vips_error(). */
GBytes *burnish_saver_to_memory(const BurnishEncoding *encoding, VipsImage *image);

#endif /*BURNISH_SAVER_H*/
