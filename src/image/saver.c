/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The options of every encoder, from the save chapter.
 */

#include "../base/object.h"
#include "saver.h"

/* What libwebp and libjxl call effort has other limits than ours. */
#define MAX_WEBP_EFFORT 6
#define MIN_JXL_EFFORT 3

/* Tiles have the size that viewers and servers of large pictures use. */
#define TILE 256

static VipsForeignSubsample
subsample_mode(const BurnishSave *save)
{
	static const VipsForeignSubsample modes[] = {
		[BURNISH_SUBSAMPLING_AUTO] = VIPS_FOREIGN_SUBSAMPLE_AUTO,
		[BURNISH_SUBSAMPLING_444] = VIPS_FOREIGN_SUBSAMPLE_OFF,
		[BURNISH_SUBSAMPLING_420] = VIPS_FOREIGN_SUBSAMPLE_ON,
	};

	return modes[save->subsampling];
}

static void
set_png(VipsOperation *saver, const BurnishEncoding *encoding)
{
	const BurnishSave *save = encoding->save;

	g_object_set(saver, "compression", save->compression, "strip", TRUE, "filter", encoding->filter, NULL);
	if (save->lossy_png)
		g_object_set(saver, "palette", TRUE, "Q", encoding->quality, NULL);
}

static void
set_jpeg(VipsOperation *saver, const BurnishEncoding *encoding)
{
	const BurnishSave *save = encoding->save;

	g_object_set(saver, "Q", encoding->quality, "strip", TRUE,
		"subsample-mode", subsample_mode(save),
		"interlace", save->progressive,
		"optimize-coding", save->optimise, NULL);
}

static void
set_webp(VipsOperation *saver, const BurnishEncoding *encoding)
{
	const BurnishSave *save = encoding->save;

	/* Nearly lossless is a preparation of the pixels for lossless coding. */
	g_object_set(saver, "Q", encoding->quality,
		"lossless", save->lossless || save->near_lossless,
		"near-lossless", save->near_lossless,
		"smart-subsample", TRUE,
		"effort", MIN(save->effort, MAX_WEBP_EFFORT), NULL);
}

static void
set_tiff(VipsOperation *saver, const BurnishEncoding *encoding)
{
	static const VipsForeignTiffCompression compressions[] = {
		[BURNISH_TIFF_ZIP] = VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE,
		[BURNISH_TIFF_LZW] = VIPS_FOREIGN_TIFF_COMPRESSION_LZW,
		[BURNISH_TIFF_JPEG] = VIPS_FOREIGN_TIFF_COMPRESSION_JPEG,
		[BURNISH_TIFF_NONE] = VIPS_FOREIGN_TIFF_COMPRESSION_NONE,
	};
	const BurnishSave *save = encoding->save;

	g_object_set(saver, "compression", compressions[save->tiff_compression],
		"predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL,
		"Q", encoding->quality, NULL);
	if (save->tile)
		g_object_set(saver, "tile", TRUE, "tile-width", TILE, "tile-height", TILE, NULL);
}

static void
set_heif(VipsOperation *saver, const BurnishEncoding *encoding, int depth)
{
	const BurnishSave *save = encoding->save;
	gboolean avif = g_str_equal(encoding->format->name, "avif");

	g_object_set(saver, "Q", encoding->quality, "lossless", save->lossless,
		"compression", avif ? VIPS_FOREIGN_HEIF_COMPRESSION_AV1 : VIPS_FOREIGN_HEIF_COMPRESSION_HEVC,
		"subsample-mode", subsample_mode(save),
		"effort", save->effort,
		"bitdepth", depth == 8 ? 8 : 12, NULL);
}

static void
set_options(VipsOperation *saver, const BurnishEncoding *encoding, int depth)
{
	const BurnishSave *save = encoding->save;
	const char *name = encoding->format->name;

	if (g_str_equal(name, "png"))
		set_png(saver, encoding);
	else if (g_str_equal(name, "jpeg"))
		set_jpeg(saver, encoding);
	else if (g_str_equal(name, "webp"))
		set_webp(saver, encoding);
	else if (g_str_equal(name, "tiff"))
		set_tiff(saver, encoding);
	else if (g_str_equal(name, "avif") || g_str_equal(name, "heic"))
		set_heif(saver, encoding, depth);
	else if (g_str_equal(name, "jxl"))
		g_object_set(saver, "Q", encoding->quality, "lossless", save->lossless,
			"effort", MAX(save->effort, MIN_JXL_EFFORT), NULL);
}

int
burnish_saver_run(const BurnishEncoding *encoding, VipsImage *image, VipsTarget *target)
{
	VipsOperation *saver = vips_operation_new(encoding->format->saver);
	int depth = image->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16;

	g_object_set(saver, "in", image, "target", target, NULL);
	set_options(saver, encoding, depth);
	int result = vips_object_build(VIPS_OBJECT(saver));
	vips_object_unref_outputs(VIPS_OBJECT(saver));
	g_object_unref(saver);

	return result;
}

GBytes *
burnish_saver_to_memory(const BurnishEncoding *encoding, VipsImage *image)
{
	g_autoptr(VipsTarget) target = vips_target_new_to_memory();
	VipsBlob *blob;
	size_t length;

	if (burnish_saver_run(encoding, image, target))
		return NULL;

	g_object_get(target, "blob", &blob, NULL);
	const void *data = vips_blob_get(blob, &length);

	return g_bytes_new_with_free_func(data, length, (GDestroyNotify) vips_area_unref, VIPS_AREA(blob));
}
