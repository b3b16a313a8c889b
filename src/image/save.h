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

typedef enum {
	BURNISH_SUBSAMPLING_AUTO,
	BURNISH_SUBSAMPLING_444,
	BURNISH_SUBSAMPLING_420,
} BurnishSubsampling;

typedef enum {
	BURNISH_TIFF_ZIP,
	BURNISH_TIFF_LZW,
	BURNISH_TIFF_JPEG,
	BURNISH_TIFF_NONE,
} BurnishTiffCompression;

typedef enum {
	BURNISH_DEPTH_AUTO,
	BURNISH_DEPTH_8,
	BURNISH_DEPTH_16,
} BurnishSaveDepth;

typedef enum {
	BURNISH_ORIENTATION_AUTO,
	BURNISH_ORIENTATION_PORTRAIT,
	BURNISH_ORIENTATION_LANDSCAPE,
} BurnishOrientation;

typedef enum {
	BURNISH_FIT_CROP,
	BURNISH_FIT_PAD,
} BurnishFit;

typedef enum {
	BURNISH_POLICY_KEEP,
	BURNISH_POLICY_PUBLISH,
	BURNISH_POLICY_STRIP,
} BurnishMetadataPolicy;

typedef enum {
	BURNISH_C2PA_RECORD,
	BURNISH_C2PA_SIDECAR,
	BURNISH_C2PA_SIGN,
	BURNISH_C2PA_FAIL,
} BurnishC2paPolicy;

typedef struct {
	VipsObject parent_instance;

	/* 0 for automatic: that of the output's suffix or of the input; else
	 * one more than the place in burnish_formats. */
	int format;
	int quality;
	int compression;
	gboolean lossless;
	VipsArea *background;

	gboolean near_lossless;
	int effort;
	BurnishSubsampling subsampling;
	gboolean progressive;
	gboolean optimise;
	BurnishTiffCompression tiff_compression;
	gboolean tile;
	BurnishSaveDepth depth;
	gboolean lossy_png;
	char *max_bytes;
	VipsArea *responsive;
	char *responsive_formats;
	gboolean icon;
	VipsArea *icon_sizes;

	char *profile;
	VipsIntent intent;
	int black_point_compensation;
	gboolean proof;
	gboolean gamut_warning;
	int ink_limit;

	char *paper;
	double dpi;
	BurnishOrientation orientation;
	BurnishFit paper_fit;
	double bleed;
	gboolean crop_marks;
	double print_sharpening;
	double viewing_distance;

	BurnishMetadataPolicy metadata;
	char *title;
	char *author;
	char *copyright;
	char *alt;
	char *keywords;
	/* Place in burnish_source_types, 0 for automatic. */
	int ai_source;

	BurnishC2paPolicy c2pa;
	char *c2pa_certificate;
	char *c2pa_key;
	char *c2pa_algorithm;

	/* No argument: never a palette that was not asked for, for pictures that programs read
	 * pixels from. */
	gboolean plain;
} BurnishSave;

typedef struct {
	VipsObjectClass parent_class;
} BurnishSaveClass;

GType burnish_save_get_type(void);
BurnishSave *burnish_save_new(void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSave, g_object_unref)

/* The terms of IPTC's vocabulary of digital source types, at their place; the first is
 * "auto". NULL at the end. */
extern const char *const burnish_source_types[];

/* The format that was asked for, NULL for automatic. */
const BurnishFormat *burnish_save_get_format(BurnishSave *save);

/* The format of a file of that name: what the name says, else what was asked for, NULL for
 * automatic. */
const BurnishFormat *burnish_save_get_format_of(BurnishSave *save, const char *filename);

/* What the declarations cannot say of the arguments: -1 with vips_error() when one
 * of them makes no sense. */
int burnish_save_check(BurnishSave *save);

/* The same for arguments that only make sense together, once all are set. */
int burnish_save_check_whole(BurnishSave *save);

/* The limit that max-bytes sets, 0 for none. */
gint64 burnish_save_max_bytes(const BurnishSave *save);

/* The formats that responsive-formats names, in order; NULL with vips_error() when there
 * is one that cannot be written. Free with g_ptr_array_unref(). */
GPtrArray *burnish_save_responsive_formats(const BurnishSave *save);

/* The sides that icons have: those that were asked for, or the usual ones. */
#define BURNISH_ICON_MAX 256
const int *burnish_save_icon_sizes(const BurnishSave *save, int *n);

/* Encode a picture.
 *
 * image: any uncoded picture of one to four bands; what is not in the working
 * space is brought there. depth: 8 or 16 bits a sample where the format holds
 * them. metadata: changed to what went into the file; what did not is added to
 * its list of losses. fd: an empty file, see output.h. -1 with vips_error(). */
int burnish_save_encode(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	int depth, BurnishMetadata *metadata, int fd);

#endif /*BURNISH_SAVE_H*/
