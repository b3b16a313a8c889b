/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Metadata in TIFF files. libvips writes XMP, IPTC and the profile, but neither
 * EXIF nor the plain tags such as Artist; it invents 72 dpi where nothing is
 * known. We hang a new main directory, with everything, at the end of the file
 * and point the header to it: the old one becomes dead bytes, as after an edit
 * by any other program.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

#include "ifd.h"
#include "tiff.h"

enum {
	TAG_BITS = 258,
	TAG_ORIENTATION = 274,
	TAG_XRES = 282,
	TAG_YRES = 283,
	TAG_RESOLUTION_UNIT = 296,
	TAG_XMP = 700,
	TAG_IPTC = 33723,
	TAG_PHOTOSHOP = 34377,
	TAG_INTEROPERABILITY = 40965,
};

/* Offsets are 32 bits; leave room for what we add. */
#define MAX_PATCHED (G_MAXUINT32 - (64 << 20))

/* Main tags that describe the picture rather than the layout of the file:
 * ImageDescription, Make, Model, Orientation, Software, DateTime, Artist,
 * HostComputer, Copyright. */
static const guint16 descriptive[] = { 270, 271, 272, 274, 305, 306, 315, 316, 33432 };

static gboolean
is_descriptive(guint16 tag)
{
	for (guint i = 0; i < G_N_ELEMENTS(descriptive); i++)
		if (descriptive[i] == tag)
			return TRUE;

	return FALSE;
}

static GArray *
only_descriptive(const GArray *tags)
{
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(BurnishTag));

	for (guint i = 0; i < tags->len; i++) {
		const BurnishTag *tag = &g_array_index(tags, BurnishTag, i);
		if (is_descriptive(tag->tag))
			g_array_append_vals(kept, tag, 1);
	}

	return kept;
}

/* The directory that a pointer tag points to. Its own pointer to yet another
 * one is dropped: nobody reads the interoperability directory. */
static GArray *
subdirectory(const BurnishTiff *tiff, const GArray *main, guint16 pointer)
{
	GArray *tags = burnish_tiff_directory(tiff, burnish_tag_number(tiff, main, pointer));

	for (guint i = tags->len; i > 0; i--)
		if (g_array_index(tags, BurnishTag, i - 1).tag == TAG_INTEROPERABILITY)
			g_array_remove_index(tags, i - 1);

	return tags;
}

static void
read_exif(const BurnishTiff *tiff, const GArray *main, BurnishMetadata *metadata)
{
	g_autoptr(GArray) kept = only_descriptive(main);
	g_autoptr(GArray) exif = subdirectory(tiff, main, BURNISH_TAG_EXIF);
	g_autoptr(GArray) gps = subdirectory(tiff, main, BURNISH_TAG_GPS);
	BurnishDirectories directories = { kept, exif, gps };

	/* libtiff writes that a picture is upright into every file; that alone
	 * is no EXIF. */
	gboolean upright = kept->len == 1 && burnish_tag_number(tiff, kept, TAG_ORIENTATION) == 1;
	if (kept->len + exif->len + gps->len == (upright ? 1 : 0))
		return;

	g_autoptr(GByteArray) out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *) (tiff->big_endian ? "MM\0*\0\0\0\0" : "II*\0\0\0\0\0"), 8);
	guint32 start = burnish_tiff_write(out, 0, tiff->big_endian, &directories);
	start = tiff->big_endian ? GUINT32_TO_BE(start) : GUINT32_TO_LE(start);
	memcpy(out->data + 4, &start, 4);
	burnish_metadata_set(&metadata->exif, g_byte_array_free_to_bytes(g_steal_pointer(&out)));
}

static void
read_block(const GArray *main, guint16 tag, GBytes **field)
{
	const BurnishTag *found = burnish_tag_find(main, tag);

	if (found && found->length > 0)
		burnish_metadata_set(field, g_bytes_new(found->value, found->length));
}

void
burnish_tiff_read(const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	BurnishTiff tiff;

	if (!burnish_tiff_open(&tiff, data, size)) {
		burnish_metadata_add_lost(metadata, "metadata of a BigTIFF");
		return;
	}

	g_autoptr(GArray) main = burnish_tiff_directory(&tiff, tiff.first);
	metadata->frames = burnish_tiff_pages(&tiff);
	metadata->bits = burnish_tag_number(&tiff, main, TAG_BITS);

	int unit = burnish_tag_number(&tiff, main, TAG_RESOLUTION_UNIT);
	double per_inch = burnish_metadata_per_inch(unit ? unit : 2);
	metadata->xres = burnish_tag_number(&tiff, main, TAG_XRES) * per_inch;
	metadata->yres = burnish_tag_number(&tiff, main, TAG_YRES) * per_inch;

	read_block(main, TAG_XMP, &metadata->xmp);
	read_block(main, TAG_PHOTOSHOP, &metadata->iptc);
	if (burnish_tag_find(main, TAG_IPTC) && !metadata->iptc)
		burnish_metadata_add_lost(metadata, "IPTC without a Photoshop block");
	read_exif(&tiff, main, metadata);
}

static void
set_tag(GArray *tags, BurnishTag tag)
{
	for (guint i = 0; i < tags->len; i++)
		if (g_array_index(tags, BurnishTag, i).tag == tag.tag) {
			g_array_index(tags, BurnishTag, i) = tag;
			return;
		}

	g_array_append_val(tags, tag);
}

/* Swap the values of a directory where the EXIF block was written in another
 * byte order than the file. */
static void
swap_tags(GArray *tags, GPtrArray *pool)
{
	for (guint i = 0; i < tags->len; i++) {
		BurnishTag *tag = &g_array_index(tags, BurnishTag, i);
		*tag = burnish_tag_swap(tag, pool);
	}
}

/* Build the new directories in `out`; returns the offset of the main one. */
static guint32
patch(BurnishMetadata *metadata, const BurnishTiff *tiff, GByteArray *out)
{
	/* libvips writes in the order of the machine, and so do we. */
	static const guint32 one[2] = { 1, 1 };
	static const guint16 no_unit = 1;
	g_autoptr(GArray) main = burnish_tiff_directory(tiff, tiff->first);
	g_autoptr(GArray) exif = g_array_new(FALSE, FALSE, sizeof(BurnishTag));
	g_autoptr(GArray) gps = g_array_new(FALSE, FALSE, sizeof(BurnishTag));
	g_autoptr(GPtrArray) pool = g_ptr_array_new_with_free_func(g_free);
	gsize length;
	BurnishTiff block;

	if (metadata->xres <= 0) {
		/* Baseline readers want the tags; without a unit they say
		 * nothing. */
		set_tag(main, (BurnishTag){ TAG_XRES, 5, 1, (const guint8 *) one, 8 });
		set_tag(main, (BurnishTag){ TAG_YRES, 5, 1, (const guint8 *) one, 8 });
		set_tag(main, (BurnishTag){ TAG_RESOLUTION_UNIT, 3, 1, (const guint8 *) &no_unit, 2 });
	}

	if (metadata->iptc) {
		const guint8 *data = g_bytes_get_data(metadata->iptc, &length);
		set_tag(main, (BurnishTag){ TAG_PHOTOSHOP, 1, length, data, length });
	}

	const guint8 *data = metadata->exif ? g_bytes_get_data(metadata->exif, &length) : NULL;
	if (data && burnish_tiff_open(&block, data, length)) {
		g_autoptr(GArray) all = burnish_tiff_directory(&block, block.first);
		g_autoptr(GArray) kept = only_descriptive(all);
		g_autoptr(GArray) block_exif = subdirectory(&block, all, BURNISH_TAG_EXIF);
		g_autoptr(GArray) block_gps = subdirectory(&block, all, BURNISH_TAG_GPS);

		if (block.big_endian != tiff->big_endian) {
			swap_tags(kept, pool);
			swap_tags(block_exif, pool);
			swap_tags(block_gps, pool);
		}
		for (guint i = 0; i < kept->len; i++)
			set_tag(main, g_array_index(kept, BurnishTag, i));
		g_array_append_vals(exif, block_exif->data, block_exif->len);
		g_array_append_vals(gps, block_gps->data, block_gps->len);
	}

	BurnishDirectories directories = { main, exif, gps };

	return burnish_tiff_write(out, tiff->size, tiff->big_endian, &directories);
}

static int
write_at(int fd, const void *data, size_t length, off_t offset)
{
	const guint8 *p = data;

	while (length > 0) {
		ssize_t n = pwrite(fd, p, length, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			vips_error_system(errno, "tiff", "write failed");
			return -1;
		}
		p += n;
		length -= n;
		offset += n;
	}

	return 0;
}

int
burnish_tiff_patch(int fd, BurnishMetadata *metadata)
{
	BurnishTiff tiff;
	GError *error = NULL;

	if (!metadata->exif && !metadata->iptc && metadata->xres > 0)
		return 0;

	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, &error);

	if (!map) {
		vips_g_error(&error);
		return -1;
	}

	const guint8 *data = (const guint8 *) g_mapped_file_get_contents(map);
	size_t size = g_mapped_file_get_length(map);
	if (!burnish_tiff_open(&tiff, data, size) || size > MAX_PATCHED) {
		burnish_metadata_add_lost(metadata, "EXIF: the TIFF is too large for more");
		return 0;
	}

	g_autoptr(GByteArray) out = g_byte_array_new();
	guint32 start = patch(metadata, &tiff, out);
	start = tiff.big_endian ? GUINT32_TO_BE(start) : GUINT32_TO_LE(start);

	return write_at(fd, out->data, out->len, size) || write_at(fd, &start, 4, 4) ? -1 : 0;
}
