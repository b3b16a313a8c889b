/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Encoding: the picture into the form that the format takes, the metadata into
 * the truth about the new pixels, and both into one file.
 */

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "../base/depth.h"
#include "../base/object.h"
#include "exif.h"
#include "output.h"
#include "provenance.h"
#include "save.h"
#include "tiff.h"

/* Stock operations in a recipe may leave any space and format behind. */
static int
to_working_space(VipsImage *in, VipsImage **out)
{
	VipsInterpretation space = vips_image_guess_interpretation(in);
	gboolean grey = in->Bands <= 2;
	gboolean deep = in->BandFmt != VIPS_FORMAT_UCHAR;
	VipsInterpretation wanted = grey
		? (deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W)
		: (deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
	g_autoptr(VipsImage) ours = NULL;
	g_autoptr(VipsImage) rounded = NULL;

	if (in->Bands > 4) {
		vips_error(NULL, "cannot save a picture of %d bands", in->Bands);
		return -1;
	}

	/* Float that is still on the scale of 8 bits says so. */
	if (space == VIPS_INTERPRETATION_sRGB || space == VIPS_INTERPRETATION_B_W) {
		deep = FALSE;
		ours = g_object_ref(in);
	}
	else if (space == wanted)
		ours = g_object_ref(in);
	else if (vips_colourspace(in, &ours, wanted, NULL))
		return -1;

	VipsBandFormat format = deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
	if (ours->BandFmt == format) {
		*out = g_steal_pointer(&ours);
		return 0;
	}

	return vips_rint(ours, &rounded, NULL) || vips_cast(rounded, out, format, NULL) ? -1 : 0;
}

static int
flatten(BurnishSave *save, VipsImage *in, VipsImage **out)
{
	double white[3] = { 255, 255, 255 };
	double background[3];
	double *given = save->background
		? vips_array_double_get((VipsArrayDouble *) save->background, NULL)
		: white;
	double scale = in->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1;

	for (int i = 0; i < 3; i++)
		background[i] = given[i] * scale;
	/* The lightness of the colour behind grey: its green says most. */
	if (in->Bands <= 2)
		background[0] = background[1];

	VipsArrayDouble *array = vips_array_double_new(background, in->Bands <= 2 ? 1 : 3);
	int result = vips_flatten(in, out, "background", array, NULL);
	vips_area_unref(VIPS_AREA(array));

	return result;
}

static int
prepare(BurnishSave *save, const BurnishFormat *format, VipsImage *in, int depth,
	BurnishMetadata *metadata, VipsImage **out)
{
	g_autoptr(VipsImage) ours = NULL;
	g_autoptr(VipsImage) opaque = NULL;

	if (to_working_space(in, &ours))
		return -1;
	if (vips_image_hasalpha(ours) && !format->holds_alpha) {
		burnish_metadata_add_lost(metadata, "transparency: %s has none", format->label);
		if (flatten(save, ours, &opaque))
			return -1;
	}
	else
		opaque = g_object_ref(ours);

	if (depth > 8 && !format->holds_16_bits) {
		burnish_metadata_add_lost(metadata, "16 bits: %s has 8", format->label);
		depth = 8;
	}

	return burnish_depth_set(opaque, out, depth);
}

static void
drop(BurnishMetadata *metadata, GBytes **field, gboolean held, const char *name, const BurnishFormat *format)
{
	if (*field && !held) {
		burnish_metadata_add_lost(metadata, "%s: %s does not hold it", name, format->label);
		burnish_metadata_set(field, NULL);
	}
}

/* Make the metadata say what is true of the new file. */
static void
update_metadata(BurnishMetadata *metadata, const BurnishFormat *format, VipsImage *image)
{
	BurnishExifFacts facts = { image->Xsize, image->Ysize, metadata->xres, metadata->yres };

	if (metadata->exif || (metadata->xres > 0 && format->holds_exif && !format->holds_density)) {
		GBytes *updated = burnish_exif_update(metadata->exif, &facts);

		if (!updated)
			burnish_metadata_add_lost(metadata, "a damaged EXIF block");
		burnish_metadata_set(&metadata->exif, updated);
	}
	if (metadata->xmp)
		burnish_metadata_set(&metadata->xmp, burnish_xmp_upright(metadata->xmp));

	if (metadata->xres > 0 && !format->holds_density && !format->holds_exif)
		burnish_metadata_add_lost(metadata, "resolution: %s does not hold it", format->label);
	drop(metadata, &metadata->exif, format->holds_exif, "EXIF", format);
	drop(metadata, &metadata->xmp, format->holds_xmp, "XMP", format);
	drop(metadata, &metadata->icc, format->holds_icc, "ICC profile", format);
	drop(metadata, &metadata->iptc, format->holds_iptc, "IPTC", format);
	if (metadata->texts->len > 0 && !format->holds_text) {
		burnish_metadata_add_lost(metadata, "%u text chunks: %s does not hold them",
			metadata->texts->len, format->label);
		g_ptr_array_set_size(metadata->texts, 0);
	}
}

static void
set_blob(VipsImage *image, const char *field, GBytes *block)
{
	gsize length;

	if (block) {
		const void *data = g_bytes_get_data(block, &length);
		vips_image_set_blob_copy(image, field, data, length);
	}
}

/* What libvips writes by itself: the resolution, and for formats without a
 * writer of ours the blocks. */
static VipsImage *
attach(VipsImage *in, const BurnishFormat *format, const BurnishMetadata *metadata)
{
	VipsImage *out;
	gboolean by_vips = !format->head && !format->embed;

	/* Pixels a millimetre. */
	double xres = metadata->xres > 0 ? metadata->xres / BURNISH_MM_PER_INCH : 1.0;
	double yres = metadata->yres > 0 ? metadata->yres / BURNISH_MM_PER_INCH : 1.0;
	if (vips_copy(in, &out, NULL))
		return NULL;

	/* TIFF takes EXIF from our patch. Setting EXIF resets the resolution,
	 * so that comes last. */
	if (by_vips && !format->patch) {
		g_autoptr(GByteArray) labelled = g_byte_array_new();

		if (metadata->exif) {
			gsize length;
			const guint8 *data = g_bytes_get_data(metadata->exif, &length);

			g_byte_array_append(labelled, (const guint8 *) "Exif\0", 6);
			g_byte_array_append(labelled, data, length);
			vips_image_set_blob_copy(out, VIPS_META_EXIF_NAME, labelled->data, labelled->len);
		}
	}
	if (by_vips)
		set_blob(out, VIPS_META_XMP_NAME, metadata->xmp);
	/* JPEG XL codes the profile in with the pixels. */
	if (by_vips || g_str_equal(format->name, "jxl"))
		set_blob(out, VIPS_META_ICC_NAME, metadata->icc);
	/* Whole numbers of dots an inch stay whole. */
	vips_image_set_string(out, VIPS_META_RESOLUTION_UNIT, "in");
	out->Xres = xres;
	out->Yres = yres;

	return out;
}

static void
set_options(VipsOperation *saver, const BurnishFormat *format, BurnishSave *save, int depth)
{
	const char *name = format->name;

	if (g_str_equal(name, "png"))
		g_object_set(saver, "compression", save->compression, "strip", TRUE, NULL);
	else if (g_str_equal(name, "jpeg"))
		g_object_set(saver, "Q", save->quality, "strip", TRUE, NULL);
	else if (g_str_equal(name, "webp"))
		g_object_set(saver, "Q", save->quality, "lossless", save->lossless, "smart_subsample", TRUE, NULL);
	else if (g_str_equal(name, "tiff"))
		g_object_set(saver, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE,
			"predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, NULL);
	else if (g_str_equal(name, "avif"))
		g_object_set(saver, "Q", save->quality, "lossless", save->lossless,
			"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "bitdepth", depth == 8 ? 8 : 12, NULL);
	else if (g_str_equal(name, "heic"))
		g_object_set(saver, "Q", save->quality, "lossless", save->lossless,
			"compression", VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, "bitdepth", depth == 8 ? 8 : 12, NULL);
	else if (g_str_equal(name, "jxl"))
		g_object_set(saver, "Q", save->quality, "lossless", save->lossless, NULL);
}

static int
run_saver(BurnishSave *save, const BurnishFormat *format, VipsImage *image, VipsTarget *target)
{
	VipsOperation *saver = vips_operation_new(format->saver);
	int depth = image->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16;

	g_object_set(saver, "in", image, "target", target, NULL);
	set_options(saver, format, save, depth);
	int result = vips_object_build(VIPS_OBJECT(saver));
	vips_object_unref_outputs(VIPS_OBJECT(saver));
	g_object_unref(saver);

	return result;
}

/* The stream that an encoder writes, with its head exchanged on the way where we
 * write the metadata. */
typedef struct {
	const BurnishFormat *format;
	BurnishMetadata *metadata;
	int fd;

	/* What came before the head was complete; NULL from then on, and where
	 * the head stays. */
	GByteArray *seen;
	gboolean failed;
} Stream;

static gint64
stream_write(VipsTargetCustom *target, const void *data, gint64 length, void *user)
{
	Stream *stream = user;

	/* libvips offers what could not be written once more. */
	if (stream->failed)
		return -1;
	if (!stream->seen) {
		stream->failed = burnish_output_write(stream->fd, data, length) != 0;
		return stream->failed ? -1 : length;
	}

	size_t consumed;
	g_byte_array_append(stream->seen, data, length);
	g_autoptr(GByteArray) head = stream->format->head(stream->seen->data, stream->seen->len,
		stream->metadata, &consumed);
	if (head) {
		stream->failed = burnish_output_write(stream->fd, head->data, head->len) ||
			burnish_output_write(stream->fd, stream->seen->data + consumed, stream->seen->len - consumed);
		g_clear_pointer(&stream->seen, g_byte_array_unref);
	}

	return stream->failed ? -1 : length;
}

/* libtiff goes back to what it has written. */
static gint64
stream_read(VipsTargetCustom *target, void *data, gint64 length, void *user)
{
	const Stream *stream = user;

	return read(stream->fd, data, length);
}

static gint64
stream_seek(VipsTargetCustom *target, gint64 offset, int whence, void *user)
{
	const Stream *stream = user;

	return lseek(stream->fd, offset, whence);
}

static int
encode_streamed(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	BurnishMetadata *metadata, int fd)
{
	Stream stream = { format, metadata, fd, format->head ? g_byte_array_new() : NULL, FALSE };
	VipsTargetCustom *target = vips_target_custom_new();

	g_signal_connect(target, "write", G_CALLBACK(stream_write), &stream);
	g_signal_connect(target, "read", G_CALLBACK(stream_read), &stream);
	g_signal_connect(target, "seek", G_CALLBACK(stream_seek), &stream);
	int result = run_saver(save, format, image, VIPS_TARGET(target));
	g_object_unref(target);

	/* The TIFF encoder returns success after a failed write. */
	if (stream.failed)
		result = -1;
	if (stream.seen) {
		g_byte_array_unref(stream.seen);
		if (result == 0) {
			vips_error(format->name, "the encoder wrote no picture");
			result = -1;
		}
	}

	return result || (format->patch && format->patch(fd, metadata)) ? -1 : 0;
}

static int
encode_embedded(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	BurnishMetadata *metadata, int fd)
{
	g_autoptr(VipsTarget) target = vips_target_new_to_memory();
	VipsBlob *blob;
	size_t length;

	if (run_saver(save, format, image, target))
		return -1;

	g_object_get(target, "blob", &blob, NULL);
	const guint8 *data = vips_blob_get(blob, &length);
	g_autoptr(GByteArray) out = format->embed(data, length, metadata);
	vips_area_unref(VIPS_AREA(blob));
	if (!out) {
		vips_error(format->name, "the encoder wrote no picture");
		return -1;
	}

	return burnish_output_write(fd, out->data, out->len);
}

int
burnish_save_encode(BurnishSave *save, const BurnishFormat *format, VipsImage *image,
	int depth, BurnishMetadata *metadata, int fd)
{
	g_autoptr(VipsImage) ready = NULL;
	g_autoptr(VipsImage) tagged = NULL;

	if (!burnish_format_can_save(format)) {
		vips_error(format->name, "this libvips cannot write %s", format->label);
		return -1;
	}
	if (prepare(save, format, image, depth, metadata, &ready))
		return -1;
	update_metadata(metadata, format, ready);
	if (!(tagged = attach(ready, format, metadata)))
		return -1;

	return format->embed
		? encode_embedded(save, format, tagged, metadata, fd)
		: encode_streamed(save, format, tagged, metadata, fd);
}
