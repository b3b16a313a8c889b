/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ICO: a list of pictures, small ones as bitmaps of Windows with alpha, which every program
 * reads, larger ones as PNG, which those that use them read.
 * https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */

#include "../base/object.h"
#include "ico.h"
#include "icon.h"
#include "output.h"

/* A larger one is a PNG: where there were no icons of that size before Windows could read
 * PNG in them. */
#define MAX_BITMAP 48

#define HEADER 6
#define ENTRY 16
#define BITMAP_HEADER 40
#define BITS 32

static void
put16(GByteArray *bytes, guint value)
{
	const guint8 two[2] = { value & 0xff, value >> 8 & 0xff };

	g_byte_array_append(bytes, two, sizeof(two));
}

static void
put32(GByteArray *bytes, guint32 value)
{
	put16(bytes, value & 0xffff);
	put16(bytes, value >> 16);
}

/* Upside down, blue first; then a mask of one bit for what knows no alpha: what is
 * transparent by more than half. Its lines fill whole words. */
static GBytes *
make_bitmap(VipsImage *image)
{
	GByteArray *bytes = g_byte_array_new();
	int side = image->Xsize;
	gsize mask_line = (side + 31) / 32 * 4;
	g_autofree guint8 *mask = g_malloc0(mask_line * side);

	put32(bytes, BITMAP_HEADER);
	put32(bytes, side);
	/* Of picture and mask together. */
	put32(bytes, 2 * side);
	put16(bytes, 1);
	put16(bytes, BITS);
	put32(bytes, 0);
	put32(bytes, side * side * 4 + mask_line * side);
	for (int i = 0; i < 4; i++)
		put32(bytes, 0);

	for (int y = 0; y < side; y++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(image, 0, side - 1 - y);

		for (int x = 0; x < side; x++, p += 4) {
			const guint8 pixel[4] = { p[2], p[1], p[0], p[3] };

			g_byte_array_append(bytes, pixel, sizeof(pixel));
			if (p[3] < 128)
				mask[y * mask_line + x / 8] |= 0x80 >> (x % 8);
		}
	}
	g_byte_array_append(bytes, mask, mask_line * side);

	return g_byte_array_free_to_bytes(bytes);
}

static GBytes *
make_picture(const BurnishEncoding *encoding, VipsImage *image, int side)
{
	g_autoptr(VipsImage) icon = NULL;
	BurnishEncoding png = *encoding;
	g_autoptr(BurnishSave) plain = burnish_save_new();

	if (burnish_icon_draw(image, &icon, side))
		return NULL;
	if (side <= MAX_BITMAP)
		return make_bitmap(icon);

	/* Not with 256 colours, whatever PNG else is to have: readers of icons take 32 bits. */
	plain->compression = encoding->save->compression;
	png.save = plain;
	png.format = burnish_format_by_name("png");

	return burnish_saver_to_memory(&png, icon);
}

static int
make_pictures(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, GPtrArray *pictures, GArray *sides)
{
	int n;
	const int *sizes = burnish_save_icon_sizes(encoding->save, &n);
	int longest = VIPS_MAX(image->Xsize, image->Ysize);

	for (int i = 0; i < n; i++) {
		if (sizes[i] > longest) {
			burnish_metadata_add_note(metadata, "no icon of %d pixels: the picture has %d", sizes[i], longest);
			continue;
		}

		GBytes *picture = make_picture(encoding, image, sizes[i]);
		if (!picture)
			return -1;
		g_ptr_array_add(pictures, picture);
		g_array_append_val(sides, sizes[i]);
	}
	if (sides->len == 0) {
		vips_error("ico", "a picture of %d x %d pixels is smaller than every icon asked for", image->Xsize, image->Ysize);
		return -1;
	}

	return 0;
}

static GByteArray *
make_directory(GPtrArray *pictures, GArray *sides)
{
	GByteArray *bytes = g_byte_array_new();
	guint32 offset = HEADER + ENTRY * pictures->len;

	put16(bytes, 0);
	put16(bytes, 1);
	put16(bytes, pictures->len);
	for (guint i = 0; i < pictures->len; i++) {
		int side = g_array_index(sides, int, i);
		gsize length = g_bytes_get_size(pictures->pdata[i]);
		/* 256 does not fit into a byte, and is 0. */
		const guint8 head[4] = { side & 0xff, side & 0xff, 0, 0 };

		g_byte_array_append(bytes, head, sizeof(head));
		put16(bytes, 1);
		put16(bytes, BITS);
		put32(bytes, length);
		put32(bytes, offset);
		offset += length;
	}

	return bytes;
}

int
burnish_ico_write(const BurnishEncoding *encoding, VipsImage *image, BurnishMetadata *metadata, int fd)
{
	g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
	g_autoptr(GArray) sides = g_array_new(FALSE, FALSE, sizeof(int));

	if (make_pictures(encoding, image, metadata, pictures, sides))
		return -1;

	g_autoptr(GByteArray) directory = make_directory(pictures, sides);
	if (burnish_output_write(fd, directory->data, directory->len))
		return -1;
	for (guint i = 0; i < pictures->len; i++) {
		gsize length;
		const void *data = g_bytes_get_data(pictures->pdata[i], &length);

		if (burnish_output_write(fd, data, length))
			return -1;
	}

	return 0;
}
