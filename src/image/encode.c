/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Encoding: the picture into the form that the format takes, the metadata into
 * the truth about the new pixels, and both into one file.
 */

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/object.h"
#include "encode.h"
#include "exif.h"
#include "flat.h"
#include "ico.h"
#include "input.h"
#include "output.h"
#include "provenance.h"
#include "publication.h"
#include "saver.h"

/* Pages of pictures that do not say how large they are: the resolution of print. */
#define DOCUMENT_DPI 300.0

/* Below it, JPEG and its kin show what they do. */
#define POOR_QUALITY 50

static void
drop(BurnishMetadata *metadata, GBytes **field, gboolean held, const char *name, const BurnishFormat *format)
{
	if (*field && !held) {
		burnish_metadata_add_lost(metadata, "%s: %s does not hold it", name, format->label);
		burnish_metadata_set(field, NULL);
	}
}

/* What has no profile is in sRGB, and says so. Grey has no profile of ours: only a PNG can
 * say it. */
static void
tag_srgb(BurnishMetadata *metadata, const BurnishFormat *format, VipsImage *image)
{
	if (!metadata->icc)
		metadata->srgb = TRUE;
	else if (!metadata->srgb)
		metadata->srgb = burnish_profile_is_srgb(metadata->icc);

	if (!metadata->icc && image->Bands >= 3 && format->holds_icc && !g_str_equal(format->name, "png"))
		burnish_metadata_set(&metadata->icc, burnish_profile_srgb());
}

/* Whether a file is to have EXIF for its resolution alone: where there is no other place,
 * and on paper, since not everybody looks at the other one. */
static gboolean
wants_exif(const BurnishSave *save, const BurnishMetadata *metadata, const BurnishFormat *format)
{
	gboolean on_paper = metadata->sheet_width > 0 && save->metadata != BURNISH_POLICY_STRIP;

	return metadata->xres > 0 && format->holds_exif && (on_paper || !format->holds_density);
}

/* Make the metadata say what is true of the new file. */
static void
update_metadata(BurnishMetadata *metadata, const BurnishSave *save, const BurnishFormat *format, VipsImage *image)
{
	gboolean has_chroma = g_str_equal(format->name, "jpeg") && image->Bands == 3;
	BurnishExifFacts facts = { image->Xsize, image->Ysize, metadata->xres, metadata->yres, metadata->srgb, has_chroma };

	tag_srgb(metadata, format, image);
	if (metadata->exif || wants_exif(save, metadata, format)) {
		GBytes *updated = burnish_exif_update(metadata->exif, &facts);

		if (!updated)
			burnish_metadata_add_lost(metadata, "a damaged EXIF block");
		burnish_metadata_set(&metadata->exif, updated);
	}
	if (metadata->xmp)
		burnish_metadata_set(&metadata->xmp, burnish_xmp_upright(metadata->xmp));

	if (metadata->xres > 0 && !format->holds_density && !format->holds_exif)
		burnish_metadata_add_lost(metadata, "resolution: %s does not hold it", format->label);
	if (metadata->exif_repeats && !format->holds_exif && format->holds_xmp)
		burnish_metadata_set(&metadata->exif, NULL);
	drop(metadata, &metadata->exif, format->holds_exif, "EXIF", format);
	drop(metadata, &metadata->icc, format->holds_icc, "ICC profile", format);
	drop(metadata, &metadata->iptc, format->holds_iptc, "IPTC", format);
	if (!format->holds_text)
		burnish_publication_pack(metadata, format);
	drop(metadata, &metadata->xmp, format->holds_xmp, "XMP", format);
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

/* What finding out how to encode it left. */
static int
write_encoded(const BurnishEncoding *encoding, VipsTarget *target)
{
	gsize length;
	const void *data = g_bytes_get_data(encoding->encoded, &length);

	return vips_target_write(target, data, length) || vips_target_end(target) ? -1 : 0;
}

static int
encode_streamed(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	const BurnishFormat *format = encoding->format;
	Stream stream = { format, metadata, fd, format->head ? g_byte_array_new() : NULL, FALSE };
	VipsTargetCustom *target = vips_target_custom_new();

	g_signal_connect(target, "write", G_CALLBACK(stream_write), &stream);
	g_signal_connect(target, "read", G_CALLBACK(stream_read), &stream);
	g_signal_connect(target, "seek", G_CALLBACK(stream_seek), &stream);
	int result = encoding->encoded
		? write_encoded(encoding, VIPS_TARGET(target))
		: burnish_saver_run(encoding, image, VIPS_TARGET(target));
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
encode_embedded(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	const BurnishFormat *format = encoding->format;
	g_autoptr(GBytes) encoded = burnish_saver_to_memory(encoding, image);
	gsize length;

	if (!encoded)
		return -1;

	const guint8 *data = g_bytes_get_data(encoded, &length);
	g_autoptr(GByteArray) out = format->embed(data, length, metadata);
	if (!out) {
		vips_error(format->name, "the encoder wrote no picture");
		return -1;
	}

	return burnish_output_write(fd, out->data, out->len);
}

/* A document takes the picture as a JPEG, or as pixels when it shall lose nothing. */
static int
encode_document(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	BurnishEncoding inside = *encoding;
	g_autoptr(GBytes) jpeg = NULL;

	inside.format = burnish_format_by_name("jpeg");
	if ((!encoding->save->lossless || image->Type == VIPS_INTERPRETATION_CMYK) &&
		!(jpeg = burnish_saver_to_memory(&inside, image)))
		return -1;

	return encoding->format->write(jpeg, image, metadata, fd);
}

/* The whole file from its beginning, in place of what was there. */
static int
encode(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	if (lseek(fd, 0, SEEK_SET) != 0 || ftruncate(fd, 0) != 0) {
		vips_error_system(errno, NULL, "cannot start the file anew");
		return -1;
	}

	return encoding->format->write  ? encode_document(encoding, image, metadata, fd)
		: encoding->format->is_icon ? burnish_ico_write(encoding, image, metadata, fd)
		: encoding->format->embed   ? encode_embedded(encoding, image, metadata, fd)
									: encode_streamed(encoding, image, metadata, fd);
}

static gboolean
has_quality(const BurnishEncoding *encoding)
{
	const BurnishSave *save = encoding->save;
	const BurnishFormat *format = encoding->format;

	if (g_str_equal(format->name, "png"))
		return save->lossy_png;
	if (g_str_equal(format->name, "tiff"))
		return save->tiff_compression == BURNISH_TIFF_JPEG;

	return format->is_lossy && !save->lossless && !save->near_lossless;
}

/* Encode; *fits: whether the file came out no larger than it may be. */
static int
try_quality(BurnishEncoding *encoding, int quality, VipsImage *image, BurnishMetadata *metadata, int fd, gboolean *fits)
{
	struct stat info;

	encoding->quality = quality;
	if (encode(encoding, image, metadata, fd))
		return -1;
	if (fstat(fd, &info) != 0) {
		vips_error_system(errno, NULL, "cannot look at the file");
		return -1;
	}
	*fits = info.st_size <= burnish_save_max_bytes(encoding->save);

	return 0;
}

/* The best quality that fits, by halving: a file grows with quality. */
static int
search_quality(BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	int too_much = encoding->quality;
	int good = 0;
	gboolean fits;

	if (try_quality(encoding, encoding->quality, image, metadata, fd, &fits))
		return -1;
	if (fits)
		return 0;
	while (has_quality(encoding) && too_much - good > 1) {
		int middle = (too_much + good) / 2;

		if (try_quality(encoding, middle, image, metadata, fd, &fits))
			return -1;
		if (fits)
			good = middle;
		else
			too_much = middle;
	}

	if (good == 0) {
		vips_error(BURNISH_REFUSED, has_quality(encoding) ? "cannot become %s of at most %s bytes (see --max-bytes) at any quality: make the picture smaller" : "cannot become %s of at most %s bytes (see --max-bytes): a format with quality, or a smaller picture, can",
			encoding->format->label, encoding->save->max_bytes);
		return -1;
	}
	if (encoding->quality != good && try_quality(encoding, good, image, metadata, fd, &fits))
		return -1;
	burnish_metadata_add_note(metadata, "quality %d%s, the best that fits into %s bytes", good,
		good < POOR_QUALITY ? ": it will show" : "", encoding->save->max_bytes);

	return 0;
}

int
burnish_prepared_write(const BurnishPrepared *prepared, BurnishMetadata *metadata, int fd)
{
	BurnishSave *save = prepared->save;
	const BurnishFormat *format = prepared->format;
	BurnishEncoding encoding = { save, format, save->quality, VIPS_FOREIGN_PNG_FILTER_NONE, NULL };
	g_autoptr(VipsImage) tagged = NULL;

	/* A page has a size. */
	if (format->write && metadata->xres <= 0)
		metadata->xres = metadata->yres = DOCUMENT_DPI;
	update_metadata(metadata, save, format, prepared->image);
	if (!(tagged = attach(prepared->image, format, metadata)))
		return -1;
	if (g_str_equal(format->name, "png") && prepared->image->data && burnish_flat_choose(&encoding, prepared->image))
		return -1;

	int result = save->max_bytes
		? search_quality(&encoding, tagged, metadata, fd)
		: encode(&encoding, tagged, metadata, fd);
	if (encoding.encoded)
		g_bytes_unref(encoding.encoded);

	return result;
}
