/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PNG with a palette (ISO/IEC 15948, colour type 3) for pictures that have few colours
 * anyhow. libvips has every palette made by a quantiser, which takes as much time as the
 * encoder and more memory than the picture, to find the colours that are there.
 */

#include <string.h>

#include "palette.h"
#include "png.h"
#include "whole.h"

#define COLOUR_TYPE 3

/* A palette holds so many. */
#define MAX_COLOURS 256

/* Slots of the table that colours are looked up in; a power of two, and four times more
 * than there can be, so that it stays quick. */
#define SLOTS 1024
#define SLOT_SHIFT 22

typedef struct {
	int n;

	/* Red, green, blue and alpha, eight bits each from the highest down. */
	guint32 colours[MAX_COLOURS];

	/* One more than the number of the colour in a slot; 0: empty. */
	guint16 slots[SLOTS];
} Palette;

static guint32
read_colour(const VipsPel *p, int bands)
{
	guint32 alpha = bands == 2 ? p[1] : bands == 4 ? p[3]
												   : 255;

	return bands < 3
		? p[0] * 0x01010100U | alpha
		: (guint32) p[0] << 24 | p[1] << 16 | p[2] << 8 | alpha;
}

static guint16 *
find_slot(Palette *palette, guint32 colour)
{
	/* Knuth's multiplicative hash. */
	guint slot = (colour * 2654435761U) >> SLOT_SHIFT;

	while (palette->slots[slot] && palette->colours[palette->slots[slot] - 1] != colour)
		slot = (slot + 1) % SLOTS;

	return &palette->slots[slot];
}

/* FALSE when there are too many. */
static gboolean
collect_colours(Palette *palette, VipsImage *image)
{
	guint32 last = 0;

	memset(palette, 0, sizeof(*palette));
	for (int y = 0; y < image->Ysize; y++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(image, 0, y);

		for (int x = 0; x < image->Xsize; x++, p += image->Bands) {
			guint32 colour = read_colour(p, image->Bands);

			if (palette->n > 0 && colour == last)
				continue;
			last = colour;

			guint16 *slot = find_slot(palette, colour);
			if (*slot)
				continue;
			if (palette->n == MAX_COLOURS)
				return FALSE;
			palette->colours[palette->n++] = colour;
			*slot = palette->n;
		}
	}

	return TRUE;
}

static int
by_alpha(const void *a, const void *b)
{
	guint32 x = *(const guint32 *) a;
	guint32 y = *(const guint32 *) b;

	if ((x & 255) != (y & 255))
		return (x & 255) < (y & 255) ? -1 : 1;

	return x < y ? -1 : x > y;
}

/* Transparent colours come first: the opaque ones at the end need no entry of alpha. */
static void
sort_colours(Palette *palette)
{
	qsort(palette->colours, palette->n, sizeof(guint32), by_alpha);
	memset(palette->slots, 0, sizeof(palette->slots));
	for (int i = 0; i < palette->n; i++)
		*find_slot(palette, palette->colours[i]) = i + 1;
}

static void
put_header(GByteArray *png, const Palette *palette, VipsImage *image, int bits)
{
	guint8 rgb[3 * MAX_COLOURS];
	guint8 alpha[MAX_COLOURS];
	int transparent = 0;

	for (int i = 0; i < palette->n; i++) {
		guint32 colour = palette->colours[i];

		rgb[3 * i] = colour >> 24;
		rgb[3 * i + 1] = colour >> 16;
		rgb[3 * i + 2] = colour >> 8;
		alpha[i] = colour;
		transparent += alpha[i] < 255;
	}

	burnish_whole_begin(png, image, bits, COLOUR_TYPE);
	burnish_png_put_chunk(png, "PLTE", rgb, 3 * palette->n);
	if (transparent > 0)
		burnish_png_put_chunk(png, "tRNS", alpha, transparent);
}

/* A line of the file: the filter, which is none, and the packed numbers of the colours. */
static void
pack_line(Palette *palette, VipsImage *image, int y, int bits, guint8 *line, size_t size)
{
	const VipsPel *p = VIPS_IMAGE_ADDR(image, 0, y);
	int in_byte = 8 / bits;
	guint32 last = 0;
	guint index = 0;

	memset(line, 0, size);
	for (int x = 0; x < image->Xsize; x++, p += image->Bands) {
		guint32 colour = read_colour(p, image->Bands);

		if (x == 0 || colour != last)
			index = *find_slot(palette, colour) - 1;
		last = colour;
		line[1 + x / in_byte] |= index << (8 - bits * (x % in_byte + 1));
	}
}

static void
put_pixels(GByteArray *png, Palette *palette, VipsImage *image, int bits, int compression)
{
	size_t size = 1 + ((size_t) image->Xsize * bits + 7) / 8;
	g_autofree guint8 *lines = g_malloc(size * image->Ysize);

	for (int y = 0; y < image->Ysize; y++)
		pack_line(palette, image, y, bits, lines + size * y, size);
	burnish_whole_end(png, lines, size * image->Ysize, compression);
}

GBytes *
burnish_palette_encode(VipsImage *image, int compression)
{
	Palette palette;

	if (image->BandFmt != VIPS_FORMAT_UCHAR || image->Bands > 4 || !collect_colours(&palette, image))
		return NULL;

	int bits = palette.n <= 2 ? 1
		: palette.n <= 4      ? 2
		: palette.n <= 16     ? 4
							  : 8;
	/* Grey takes a byte a pixel as it is. */
	if (bits == 8 && image->Bands == 1)
		return NULL;
	sort_colours(&palette);

	GByteArray *png = g_byte_array_new();
	put_header(png, &palette, image, bits);
	put_pixels(png, &palette, image, bits, compression);

	return g_byte_array_free_to_bytes(png);
}
