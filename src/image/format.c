/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <vips/vips.h>

#include "bmff.h"
#include "format.h"
#include "jpeg.h"
#include "pdf.h"
#include "png.h"
#include "tiff.h"
#include "webp.h"

const BurnishFormat burnish_formats[] = {
	{
		.name = "png",
		.label = "PNG",
		.suffixes = { ".png" },
		.loader = "pngload_source",
		.saver = "pngsave_target",
		.mime = "image/png",
		.holds_alpha = TRUE,
		.holds_16_bits = TRUE,
		.holds_density = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.holds_text = TRUE,
		.read = burnish_png_read,
		.head = burnish_png_head,
		.insert = burnish_png_insert,
	},
	{
		.name = "jpeg",
		.label = "JPEG",
		.suffixes = { ".jpg", ".jpeg", ".jpe", ".jfif" },
		.loader = "jpegload_source",
		.saver = "jpegsave_target",
		.mime = "image/jpeg",
		.holds_cmyk = TRUE,
		.holds_density = TRUE,
		.is_lossy = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.holds_iptc = TRUE,
		.read = burnish_jpeg_read,
		.head = burnish_jpeg_head,
		.insert = burnish_jpeg_insert,
	},
	{
		.name = "webp",
		.label = "WebP",
		.suffixes = { ".webp" },
		.loader = "webpload_source",
		.saver = "webpsave_target",
		.mime = "image/webp",
		.holds_alpha = TRUE,
		.is_lossy = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.read = burnish_webp_read,
		.embed = burnish_webp_embed,
		.insert = burnish_webp_insert,
	},
	{
		.name = "tiff",
		.label = "TIFF",
		.suffixes = { ".tif", ".tiff" },
		.loader = "tiffload_source",
		.saver = "tiffsave_target",
		.holds_alpha = TRUE,
		.holds_16_bits = TRUE,
		.holds_cmyk = TRUE,
		.holds_density = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.holds_iptc = TRUE,
		.read = burnish_tiff_read,
		.patch = burnish_tiff_patch,
	},
	{
		.name = "gif",
		.label = "GIF",
		.suffixes = { ".gif" },
		.loader = "gifload_source",
		.saver = "gifsave_target",
		.mime = "image/gif",
		.holds_alpha = TRUE,
	},
	{
		.name = "avif",
		.label = "AVIF",
		.suffixes = { ".avif" },
		.loader = "heifload_source",
		.saver = "heifsave_target",
		.mime = "image/avif",
		.holds_alpha = TRUE,
		.holds_16_bits = TRUE,
		.is_lossy = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.read = burnish_heif_read,
	},
	{
		.name = "heic",
		.label = "HEIC",
		.suffixes = { ".heic", ".heif" },
		.loader = "heifload_source",
		.saver = "heifsave_target",
		.holds_alpha = TRUE,
		.holds_16_bits = TRUE,
		.is_lossy = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.read = burnish_heif_read,
	},
	{
		.name = "jxl",
		.label = "JPEG XL",
		.suffixes = { ".jxl" },
		.loader = "jxlload_source",
		.saver = "jxlsave_target",
		.mime = "image/jxl",
		.holds_alpha = TRUE,
		.holds_16_bits = TRUE,
		.is_lossy = TRUE,
		.holds_exif = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.read = burnish_jxl_read,
		.embed = burnish_jxl_embed,
	},
	{
		/* Written by cairo; what is read with pages and scripts is another matter. */
		.name = "pdf",
		.label = "PDF",
		.suffixes = { ".pdf" },
		.loader = "none",
		.saver = "none",
		.holds_cmyk = TRUE,
		.holds_density = TRUE,
		.is_lossy = TRUE,
		.holds_xmp = TRUE,
		.holds_icc = TRUE,
		.write = burnish_pdf_write,
	},
	{
		/* Written by us, of PNG; libvips could through ImageMagick, whose writer is not made for
		 * several sizes of ours. Not read: nobody generates one. */
		.name = "ico",
		.label = "ICO",
		.suffixes = { ".ico" },
		.loader = "none",
		.saver = "pngsave_target",
		.holds_alpha = TRUE,
		.is_icon = TRUE,
	},
	{ NULL },
};

const BurnishFormat *
burnish_format_by_name(const char *name)
{
	for (const BurnishFormat *format = burnish_formats; format->name; format++)
		if (g_str_equal(format->name, name))
			return format;

	return NULL;
}

const BurnishFormat *
burnish_format_by_suffix(const char *filename)
{
	const char *dot = strrchr(filename, '.');

	if (!dot || strchr(dot, '/'))
		return NULL;
	for (const BurnishFormat *format = burnish_formats; format->name; format++)
		for (int i = 0; format->suffixes[i]; i++)
			if (g_ascii_strcasecmp(format->suffixes[i], dot) == 0)
				return format;

	return NULL;
}

int
burnish_format_check_name(const BurnishFormat *format, const char *filename)
{
	const BurnishFormat *named = burnish_format_by_suffix(filename);

	if (!format || !named || named == format)
		return 0;
	vips_error(NULL, "\"%s\": the name says %s and the format is to be %s; leave one of them out",
		filename, named->label, format->label);

	return -1;
}

/* What files begin with. `offset` is where, since RIFF and box files have a
 * length first. */
typedef struct {
	int offset;
	const char *bytes;
	size_t length;
	const char *is;
	gboolean blocked;
} Magic;

/* clang-format off */
#define MAGIC(offset, bytes, ...) { offset, bytes, sizeof(bytes) - 1, __VA_ARGS__ }
/* clang-format on */

static const Magic ours[] = {
	MAGIC(0, "\x89PNG\r\n\x1a\n", "png"),
	MAGIC(0, "\xff\xd8\xff", "jpeg"),
	MAGIC(8, "WEBP", "webp"),
	MAGIC(0, "II*\0", "tiff"),
	MAGIC(0, "MM\0*", "tiff"),
	MAGIC(0, "II+\0", "tiff"),
	MAGIC(0, "MM\0+", "tiff"),
	MAGIC(0, "GIF8", "gif"),
	MAGIC(4, "ftypavif", "avif"),
	MAGIC(4, "ftypavis", "avif"),
	MAGIC(4, "ftypheic", "heic"),
	MAGIC(4, "ftypheix", "heic"),
	MAGIC(4, "ftyphevc", "heic"),
	MAGIC(4, "ftypmif1", "heic"),
	MAGIC(4, "ftypmsf1", "heic"),
	MAGIC(0, "\xff\x0a", "jxl"),
	MAGIC(4, "JXL \r\n\x87\n", "jxl"),
};

/* Blocked: libvips could read it, through libraries that were not written with
 * hostile files in mind, or that fetch what a file refers to. */
static const Magic others[] = {
	MAGIC(0, "version https://git-lfs", "a Git LFS pointer, not the picture itself"),
	MAGIC(0, "<svg", "an SVG drawing", TRUE),
	MAGIC(0, "%PDF", "a PDF document", TRUE),
	MAGIC(0, "8BPS", "a Photoshop document", TRUE),
	MAGIC(0, "BM", "a BMP picture", TRUE),
	MAGIC(0, "\x76\x2f\x31\x01", "an OpenEXR picture", TRUE),
	MAGIC(0, "#?RADIANCE", "a Radiance picture", TRUE),
	MAGIC(4, "jP  \r\n\x87\n", "a JPEG 2000 picture", TRUE),
	MAGIC(0, "\xff\x4f\xff\x51", "a JPEG 2000 picture", TRUE),
	MAGIC(0, "P5", "a PGM picture", TRUE),
	MAGIC(0, "P6", "a PPM picture", TRUE),
	MAGIC(4, "ftyp", "a video or another ISO media file"),
	MAGIC(0, "<!DOCTYPE html", "a web page, not a picture"),
	MAGIC(0, "<!doctype html", "a web page, not a picture"),
	MAGIC(0, "<html", "a web page, not a picture"),
	MAGIC(0, "{", "JSON text, not a picture"),
	MAGIC(0, "PK\3\4", "a ZIP archive"),
};

static const Magic *
match(const Magic *table, int n, const guint8 *data, size_t size)
{
	for (int i = 0; i < n; i++)
		if (size >= table[i].offset + table[i].length &&
			memcmp(data + table[i].offset, table[i].bytes, table[i].length) == 0)
			return &table[i];

	return NULL;
}

/* "mif1" only says that there are still pictures inside; the compatible brands
 * say how they are coded. */
static const char *
refine_heif(const guint8 *data, size_t size, const char *name)
{
	size_t length = MIN((size_t) data[2] << 8 | data[3], size);

	for (size_t i = 16; i + 4 <= length; i += 4)
		if (memcmp(data + i, "avif", 4) == 0)
			return "avif";

	return name;
}

const BurnishFormat *
burnish_format_sniff(const guint8 *data, size_t size)
{
	const Magic *magic = match(ours, G_N_ELEMENTS(ours), data, size);

	if (!magic || (g_str_equal(magic->is, "webp") && memcmp(data, "RIFF", 4) != 0))
		return NULL;
	if (g_str_equal(magic->is, "heic"))
		return burnish_format_by_name(refine_heif(data, size, magic->is));

	return burnish_format_by_name(magic->is);
}

const char *
burnish_format_describe(const guint8 *data, size_t size, gboolean *blocked)
{
	*blocked = FALSE;
	if (size == 0)
		return "an empty file";

	/* XML may say a lot before it comes to its root. */
	if (size >= 5 && memcmp(data, "<?xml", 5) == 0 && g_strstr_len((const char *) data, MIN(size, 4096), "<svg")) {
		*blocked = TRUE;
		return "an SVG drawing";
	}

	const Magic *magic = match(others, G_N_ELEMENTS(others), data, size);
	if (!magic)
		return "not a picture that burnish knows";
	*blocked = magic->blocked;

	return magic->is;
}

gboolean
burnish_format_can_load(const BurnishFormat *format)
{
	return vips_type_find("VipsOperation", format->loader) != 0;
}

gboolean
burnish_format_can_save(const BurnishFormat *format)
{
	return format->write || vips_type_find("VipsOperation", format->saver) != 0;
}
