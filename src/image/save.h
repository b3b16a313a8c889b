/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SAVE_H
#define BURNISH_SAVE_H

#include <vips/vips.h>

#include "format.h"
#include "metadata.h"

/* The save chapter of a recipe, declared like the arguments of a correction, so
 * that flags, recipe keys, checks and help come from one place. */

#define BURNISH_TYPE_SAVE (burnish_save_get_type())
#define BURNISH_SAVE(obj) (G_TYPE_CHECK_INSTANCE_CAST((obj), BURNISH_TYPE_SAVE, BurnishSave))

typedef struct {
	VipsObject parent_instance;

	/* 0 for automatic: that of the output's suffix or of the input; else
	 * one more than the place in burnish_formats. */
	int format;
	int quality;
	int compression;
	gboolean lossless;
	VipsArea *background;
} BurnishSave;

typedef struct {
	VipsObjectClass parent_class;
} BurnishSaveClass;

GType burnish_save_get_type(void);
BurnishSave *burnish_save_new(void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSave, g_object_unref)

/* The format that was asked for, NULL for automatic. */
const BurnishFormat *burnish_save_get_format(BurnishSave *save);

/* What the declarations cannot say of the arguments: -1 with vips_error() when they
 * make no sense. */
int burnish_save_check(BurnishSave *save);

/* Encode a picture.
 *
 * image: any uncoded picture of one to four bands; what is not in the working
 * space is brought there. depth: 8 or 16 bits a sample where the format holds
 * them. metadata: changed to what went into the file; what did not is added to
 * its list of losses. fd: an empty file, see output.h. -1 with vips_error(). */
int burnish_save_encode(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	int depth, BurnishMetadata *metadata, int fd);

#endif /*BURNISH_SAVE_H*/
