/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Metadata in and out of every format, and files that lie about themselves.
 */

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "../render/scene.h"
#include "image/container.h"
#include "image/exif.h"
#include "image/input.h"
#include "image/insert.h"
#include "image/output.h"
#include "image/png.h"
#include "image/profile.h"
#include "image/provenance.h"
#include "image/save.h"
#include "support.h"

static const BurnishLimits limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES };

/* Big-endian EXIF: Make, Orientation 6, XResolution and YResolution 300, unit inch,
 * Artist with an umlaut; below it PixelXDimension 9999 and ColorSpace 65535. */
static const guint8 exif_block[] = {
	'M', 'M', 0, 42, 0, 0, 0, 8,
	/* Seven tags. */
	0, 7,
	0x01, 0x0f, 0, 2, 0, 0, 0, 4, 'C', 'a', 'm', 0,
	0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
	0x01, 0x1a, 0, 5, 0, 0, 0, 1, 0, 0, 0, 98,
	0x01, 0x1b, 0, 5, 0, 0, 0, 1, 0, 0, 0, 106,
	0x01, 0x28, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0,
	0x01, 0x3b, 0, 2, 0, 0, 0, 6, 0, 0, 0, 114,
	0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 120,
	0, 0, 0, 0,
	/* 98 */
	0, 0, 1, 44, 0, 0, 0, 1,
	0, 0, 1, 44, 0, 0, 0, 1,
	/* 114 */
	'J', 0xc3, 0xb6, 'r', 'g', 0,
	/* 120 */
	0, 2,
	0xa0, 0x01, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0, 0,
	0xa0, 0x02, 0, 4, 0, 0, 0, 1, 0, 0, 0x27, 0x0f,
	0, 0, 0, 0
};

static const char xmp_packet[] =
	"<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
	"<rdf:Description rdf:about=\"\" xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" tiff:Orientation=\"6\""
	" xmlns:e=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">"
	"<e:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</e:DigitalSourceType>"
	"</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";

static BurnishMetadata *
full_metadata(void)
{
	BurnishMetadata *metadata = burnish_metadata_new();
	BurnishText *text = g_new(BurnishText, 1);
	BurnishText *wide = g_new(BurnishText, 1);

	burnish_metadata_set(&metadata->exif, g_bytes_new(exif_block, sizeof(exif_block)));
	burnish_metadata_set(&metadata->xmp, g_bytes_new(xmp_packet, sizeof(xmp_packet) - 1));
	burnish_metadata_set(&metadata->icc, burnish_profile_srgb());
	metadata->xres = 300;
	metadata->yres = 300;
	*text = (BurnishText){ g_strdup("Comment"), g_strnfill(2000, 'x') };
	*wide = (BurnishText){ g_strdup("prompt"), g_strdup("ein gelbes 猫") };
	g_ptr_array_add(metadata->texts, text);
	g_ptr_array_add(metadata->texts, wide);

	return metadata;
}

static VipsImage *
picture(void)
{
	return scene_render(scene_find("room"), 96, 64);
}

/* Encode a picture; the bytes of the file. */
static GBytes *
encode(const char *format, VipsImage *image, int depth, BurnishMetadata *metadata)
{
	g_autoptr(BurnishSave) save = burnish_save_new();
	g_autofree char *path = scratch_path("encoded");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *data;
	gsize length;

	assert_ok(burnish_save_encode(save, burnish_format_by_name(format), image, depth, metadata, fd));
	close(fd);
	g_assert_true(g_file_get_contents(path, &data, &length, NULL));

	return g_bytes_new_take(data, length);
}

static BurnishInput *
open_bytes(GBytes *bytes)
{
	BurnishInput *input = burnish_input_open_bytes(bytes, "test", &limits);

	if (!input)
		g_error("%s", vips_error_buffer());

	return input;
}

/* All that a format can hold comes back, and is true of the new picture. */
static void
check_round_trip(const void *data)
{
	const BurnishFormat *format = data;
	g_autoptr(BurnishMetadata) metadata = full_metadata();
	g_autoptr(VipsImage) image = picture();

	if (!burnish_format_can_load(format) || !burnish_format_can_save(format)) {
		g_test_skip("not in this libvips");
		return;
	}

	g_autoptr(GBytes) bytes = encode(format->name, image, 8, metadata);
	g_autoptr(BurnishInput) input = open_bytes(bytes);
	const BurnishMetadata *back = input->metadata;

	g_assert_cmpstr(input->format->name, ==, format->name);
	g_assert_cmpint(input->width, ==, 96);
	g_assert_cmpint(input->height, ==, 64);
	if (format->holds_exif) {
		g_autofree char *make = burnish_exif_text(back->exif, 0x010f);
		g_autofree char *artist = burnish_exif_text(back->exif, 0x013b);

		g_assert_cmpstr(make, ==, "Cam");
		g_assert_cmpstr(artist, ==, "Jörg");
		g_assert_cmpint(burnish_exif_orientation(back->exif), ==, 1);
		g_assert_cmpfloat(fabs(back->xres - 300), <, 0.02);
	}
	if (format->holds_xmp) {
		g_autofree char *type = burnish_xmp_value(back->xmp, "DigitalSourceType");
		g_autofree char *turned = burnish_xmp_value(back->xmp, "Orientation");

		g_assert_true(g_str_has_suffix(type, "/trainedAlgorithmicMedia"));
		g_assert_cmpstr(turned, ==, "1");
		/* Elsewhere, text travels in it. */
		if (format->holds_text)
			g_assert_cmpint(g_bytes_get_size(back->xmp), ==, sizeof(xmp_packet) - 1);
	}
	if (format->holds_icc) {
		g_assert_nonnull(back->icc);
		g_assert_true(burnish_profile_is_srgb(back->icc));
	}
	if (format->holds_text || format->holds_xmp) {
		const BurnishText *wide = back->texts->pdata[1];

		g_assert_cmpint(back->texts->len, ==, 2);
		g_assert_cmpstr(wide->keyword, ==, "prompt");
		g_assert_cmpstr(wide->text, ==, "ein gelbes 猫");
	}
	else
		g_assert_cmpint(metadata->lost->len, >, 0);
	if (format->holds_text || format->holds_xmp)
		g_assert_cmpint(metadata->lost->len, ==, format->holds_iptc || !metadata->iptc ? 0 : 1);

	/* And the pixels are still there. */
	g_autoptr(VipsImage) decoded = burnish_input_load(input, VIPS_ACCESS_RANDOM, 0);
	g_assert_nonnull(decoded);
	g_assert_cmpfloat(delta_e(image, decoded), <, 4);
}

/* Nothing known is nothing claimed, such as a made-up resolution. */
static void
check_bare(const void *data)
{
	const BurnishFormat *format = data;
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(VipsImage) image = picture();

	if (!burnish_format_can_load(format) || !burnish_format_can_save(format)) {
		g_test_skip("not in this libvips");
		return;
	}

	g_autoptr(GBytes) bytes = encode(format->name, image, 8, metadata);
	g_autoptr(BurnishInput) input = open_bytes(bytes);

	g_assert_cmpint(metadata->lost->len, ==, 0);
	/* libvips itself writes EXIF into HEIF, whatever we say. */
	if (!g_str_has_prefix(format->saver, "heif")) {
		g_assert_null(input->metadata->exif);
		g_assert_cmpfloat(input->metadata->xres, ==, 0);
	}
	g_assert_null(input->metadata->xmp);
	/* But the colours are, by a profile or, in a PNG, by name. */
	if (format->holds_icc && !g_str_equal(format->name, "png"))
		g_assert_true(burnish_profile_is_srgb(input->metadata->icc));
	else
		g_assert_null(input->metadata->icc);
	g_assert_true(!g_str_equal(format->name, "png") || input->metadata->srgb);
	g_assert_cmpint(input->metadata->texts->len, ==, 0);
}

/* 16 bits stay where the format holds them, and are rounded, not cut, else. */
static void
test_depth(void)
{
	static const double colour[] = { 257 * 100 + 200, 257 * 50 + 10, 65535 };
	g_autoptr(VipsImage) deep = flat(8, 8, 3, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, colour);
	g_autoptr(BurnishMetadata) png = burnish_metadata_new();
	g_autoptr(BurnishMetadata) webp = burnish_metadata_new();

	g_autoptr(GBytes) bytes16 = encode("png", deep, 16, png);
	g_autoptr(BurnishInput) input16 = open_bytes(bytes16);
	g_autoptr(VipsImage) same = burnish_input_load(input16, VIPS_ACCESS_RANDOM, 0);
	g_assert_cmpint(input16->depth, ==, 16);
	assert_same(deep, same);

	g_autoptr(GBytes) bytes8 = encode("png", deep, 8, webp);
	g_autoptr(BurnishInput) input8 = open_bytes(bytes8);
	g_autoptr(VipsImage) rounded = burnish_input_load(input8, VIPS_ACCESS_RANDOM, 0);
	g_autofree double *pixel = NULL;
	int n;
	assert_ok(vips_getpoint(rounded, &pixel, &n, 0, 0, NULL));
	g_assert_cmpfloat(pixel[0], ==, 101);
	g_assert_cmpfloat(pixel[1], ==, 50);
	g_assert_cmpfloat(pixel[2], ==, 255);
}

/* Transparency goes onto white, or what was asked for, where a format has none. */
static void
test_flatten(void)
{
	static const double clear[] = { 10, 20, 30, 0 };
	g_autoptr(VipsImage) image = flat(16, 16, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, clear);
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(GBytes) bytes = encode("jpeg", image, 8, metadata);
	g_autoptr(BurnishInput) input = open_bytes(bytes);
	g_autoptr(VipsImage) decoded = burnish_input_load(input, VIPS_ACCESS_RANDOM, 0);
	double min;

	g_assert_cmpint(metadata->lost->len, ==, 1);
	assert_ok(vips_min(decoded, &min, NULL));
	g_assert_cmpfloat(min, >=, 254);
}

/* Blocks that do not fit are named, not cut. */
static void
test_too_large(void)
{
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(VipsImage) image = picture();

	burnish_metadata_set(&metadata->xmp, g_bytes_new_take(g_strnfill(70000, ' '), 70000));
	g_autoptr(GBytes) bytes = encode("jpeg", image, 8, metadata);
	g_autoptr(BurnishInput) input = open_bytes(bytes);

	g_assert_null(input->metadata->xmp);
	g_assert_cmpint(metadata->lost->len, ==, 1);
	g_assert_nonnull(strstr(metadata->lost->pdata[0], "too large for JPEG"));
}

/* A profile of more than one segment comes back whole. */
static void
test_long_profile(void)
{
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(VipsImage) image = picture();
	g_autoptr(GBytes) srgb = burnish_profile_srgb();
	gsize length;
	const guint8 *data = g_bytes_get_data(srgb, &length);
	guint8 *padded = g_malloc0(150000);

	/* Profiles say how long they are. */
	memcpy(padded, data, length);
	guint32 size = GUINT32_TO_BE(150000);
	memcpy(padded, &size, 4);
	burnish_metadata_set(&metadata->icc, g_bytes_new_take(padded, 150000));

	g_autoptr(GBytes) bytes = encode("jpeg", image, 8, metadata);
	g_autoptr(BurnishInput) input = open_bytes(bytes);
	g_assert_cmpint(g_bytes_get_size(input->metadata->icc), ==, 150000);
}

/* EXIF that is garbage is dropped with a word, not carried on. */
static void
test_damaged_exif(void)
{
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(VipsImage) image = picture();

	burnish_metadata_set(&metadata->exif, g_bytes_new("garbage!garbage!", 16));
	g_autoptr(GBytes) bytes = encode("png", image, 8, metadata);

	g_assert_null(metadata->exif);
	g_assert_cmpstr(metadata->lost->pdata[0], ==, "a damaged EXIF block");
}

/* The thumbnail shows the old picture; density is only what is known. */
static void
test_exif_update(void)
{
	g_autoptr(GBytes) exif = g_bytes_new(exif_block, sizeof(exif_block));
	const BurnishExifFacts known = { 640, 480, 118.11, 118.11 };
	const BurnishExifFacts unknown = { 640, 480, 0, 0 };
	g_autoptr(GBytes) with = burnish_exif_update(exif, &known);
	g_autoptr(GBytes) without = burnish_exif_update(exif, &unknown);
	double x;
	double y;

	burnish_exif_resolution(exif, &x, &y);
	g_assert_cmpfloat(x, ==, 300);
	burnish_exif_resolution(with, &x, &y);
	g_assert_cmpfloat(fabs(x - 118.11), <, 0.001);
	burnish_exif_resolution(without, &x, &y);
	g_assert_cmpfloat(x, ==, 0);
	g_assert_cmpint(burnish_exif_orientation(exif), ==, 6);
	g_assert_cmpint(burnish_exif_orientation(with), ==, 1);
}

/* PNG's ways to say what colours mean. */
static void
test_png_colours(void)
{
	static const struct {
		double gamma;
		gboolean cicp;
		guint8 code[4];
		int result;
		gboolean profile;
	} cases[] = {
		{ 0, FALSE, { 0 }, 0, FALSE },
		{ 0.45455, FALSE, { 0 }, 0, FALSE },
		{ 1.0, FALSE, { 0 }, 0, TRUE },
		{ 0.55, FALSE, { 0 }, 0, TRUE },
		{ 42949, FALSE, { 0 }, 0, FALSE },
		{ 0, TRUE, { 1, 13, 0, 1 }, 0, FALSE },
		{ 0, TRUE, { 12, 13, 0, 1 }, 0, TRUE },
		{ 0, TRUE, { 9, 14, 0, 1 }, 0, TRUE },
		{ 0, TRUE, { 9, 16, 0, 1 }, -1, FALSE },
		{ 0, TRUE, { 9, 18, 0, 1 }, -1, FALSE },
		{ 0, TRUE, { 99, 13, 0, 1 }, -1, FALSE },
		{ 0, TRUE, { 1, 13, 1, 1 }, -1, FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
		g_autoptr(GBytes) icc = NULL;

		metadata->gamma = cases[i].gamma;
		metadata->has_cicp = cases[i].cicp;
		memcpy(metadata->cicp, cases[i].code, 4);
		g_assert_cmpint(burnish_profile_from_png(metadata, &icc), ==, cases[i].result);
		g_assert_cmpint(icc != NULL, ==, cases[i].profile);
		if (cases[i].result)
			assert_error("colour: ");
	}

	/* Nonsense primaries are no profile, and no crash. */
	g_autoptr(BurnishMetadata) nonsense = burnish_metadata_new();
	g_autoptr(GBytes) icc = NULL;
	nonsense->has_chroma = TRUE;
	assert_ok(burnish_profile_from_png(nonsense, &icc));
	g_assert_null(icc);
}

static void
test_profiles(void)
{
	g_autoptr(GBytes) srgb = burnish_profile_srgb();
	g_autoptr(GBytes) garbage = g_bytes_new("not a profile at all", 20);
	g_autofree char *name = burnish_profile_name(garbage);

	g_assert_true(burnish_profile_is_srgb(srgb));
	g_assert_false(burnish_profile_is_srgb(garbage));
	g_assert_cmpint(burnish_profile_space(srgb), ==, BURNISH_SPACE_RGB);
	g_assert_cmpint(burnish_profile_space(garbage), ==, BURNISH_SPACE_UNKNOWN);
	g_assert_cmpstr(name, ==, "without a name");
}

/* A JUMBF box, as Content Credentials are made of. */
static GByteArray *
jumbf(const char *type, const void *data, size_t length)
{
	GByteArray *out = g_byte_array_new();

	burnish_put_be32(out, 8 + length);
	g_byte_array_append(out, (const guint8 *) type, 4);
	g_byte_array_append(out, data, length);

	return out;
}

/* A superbox: a description with a label, then the content. */
static GByteArray *
superbox(const char *label, const GByteArray *content)
{
	g_autoptr(GByteArray) description = g_byte_array_new();
	g_autoptr(GByteArray) both = NULL;
	guint8 identifier[17] = { 0 };

	/* Requestable, with a label. */
	identifier[16] = 3;
	g_byte_array_append(description, identifier, sizeof(identifier));
	g_byte_array_append(description, (const guint8 *) label, strlen(label) + 1);
	both = jumbf("jumd", description->data, description->len);
	g_byte_array_append(both, content->data, content->len);

	return jumbf("jumb", both->data, both->len);
}

static GBytes *
manifest_store(const char *claim_cbor, size_t length)
{
	g_autoptr(GByteArray) cbor = jumbf("cbor", claim_cbor, length);
	g_autoptr(GByteArray) claim = superbox("c2pa.claim.v2", cbor);
	g_autoptr(GByteArray) manifest = superbox("urn:c2pa:1", claim);
	GByteArray *store = superbox("c2pa", manifest);

	return g_byte_array_free_to_bytes(store);
}

static void
test_c2pa(void)
{
	/* {"claim_generator_info": {"name": "ChatGPT", "version": "1"}} */
	static const char claim[] = "\xa1\x74"
								"claim_generator_info"
								"\xa2\x64name\x67"
								"ChatGPT\x67version\x61\x31";
	g_autoptr(GBytes) store = manifest_store(claim, sizeof(claim) - 1);
	BurnishClaim found = { 0 };

	burnish_c2pa_read(store, &found);
	g_assert_cmpstr(found.generator, ==, "ChatGPT 1");
	burnish_claim_clear(&found);

	/* Every shorter store is damaged, and none does harm. */
	for (gsize i = 0; i < g_bytes_get_size(store); i++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(store, 0, i);

		burnish_c2pa_read(cut, &found);
		burnish_claim_clear(&found);
	}

	/* Nesting without end. */
	g_autofree char *deep = g_strnfill(500000, '\x81');
	g_autoptr(GBytes) nested = manifest_store(deep, 500000);
	burnish_c2pa_read(nested, &found);
	g_assert_null(found.generator);
	burnish_claim_clear(&found);
}

static void
test_xmp(void)
{
	g_autoptr(GBytes) packet = g_bytes_new(xmp_packet, sizeof(xmp_packet) - 1);
	g_autoptr(GBytes) upright = burnish_xmp_upright(packet);
	g_autofree char *before = burnish_xmp_value(packet, "Orientation");
	g_autofree char *after = burnish_xmp_value(upright, "Orientation");
	static const char bomb[] = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
	g_autoptr(GBytes) hostile = g_bytes_new(bomb, sizeof(bomb) - 1);

	g_assert_cmpstr(before, ==, "6");
	g_assert_cmpstr(after, ==, "1");
	g_assert_null(burnish_xmp_value(packet, "CreatorTool"));
	g_assert_null(burnish_xmp_value(hostile, "x"));
}

/* Whatever is done to a file, reading it ends, inside its bounds. Run under the
 * sanitizers, this is where they look. */
static void
check_mutilated(const void *data)
{
	const BurnishFormat *format = data;
	g_autoptr(BurnishMetadata) metadata = full_metadata();
	g_autoptr(VipsImage) image = picture();
	guint32 state = 1;

	if (!format->read || !burnish_format_can_save(format)) {
		g_test_skip("not read by us");
		return;
	}

	g_autoptr(GBytes) bytes = encode(format->name, image, 8, metadata);
	gsize size;
	const guint8 *good = g_bytes_get_data(bytes, &size);

	for (int i = 0; i < 400; i++) {
		gsize length = i < 200 ? size * i / 200 : size;
		/* A copy of its exact size, so that one byte too far is seen. */
		g_autofree guint8 *bad = g_malloc(length);
		g_autoptr(BurnishMetadata) read = burnish_metadata_new();

		if (length > 0)
			memcpy(bad, good, length);
		for (int j = 0; i >= 200 && j < 5; j++) {
			state = state * 1664525 + 1013904223;
			bad[(state >> 8) % MIN(length, 2000)] = state;
		}
		format->read(bad, length, read);
		if (read->exif) {
			const BurnishExifFacts facts = { 1, 1, 0, 0 };
			g_autoptr(GBytes) updated = burnish_exif_update(read->exif, &facts);
		}
	}
}

/* Into a file as it is, with what it has; every other block and every pixel are the same. */
static void
check_insert(const void *data)
{
	static const char more[] =
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
		"<rdf:Description rdf:about=\"\" xmlns:b=\"urn:burnish:xmp:1.0/\" b:Prompt=\"a cat\""
		" xmlns:e=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" e:DigitalSourceType=\"other\"/></rdf:RDF></x:xmpmeta>";
	const BurnishFormat *format = data;
	g_autoptr(BurnishMetadata) full = full_metadata();
	g_autoptr(BurnishMetadata) bare = burnish_metadata_new();
	g_autoptr(VipsImage) image = picture();
	g_autoptr(GBytes) packet = g_bytes_new_static(more, sizeof(more) - 1);
	const char *reason;

	for (int i = 0; i < 2; i++) {
		g_autoptr(GBytes) bytes = encode(format->name, image, 8, i ? full : bare);
		g_autoptr(BurnishInput) before = open_bytes(bytes);
		g_autoptr(GBytes) out = burnish_insert(before, packet, &reason);
		g_autoptr(BurnishInput) after = open_bytes(out);
		g_autofree char *prompt = burnish_xmp_value(after->metadata->xmp, "Prompt");
		g_autofree char *type = burnish_xmp_value(after->metadata->xmp, "DigitalSourceType");

		g_assert_cmpstr(prompt, ==, "a cat");
		/* What the file said itself stays. */
		g_assert_true(i ? g_str_has_suffix(type, "/trainedAlgorithmicMedia") : g_str_equal(type, "other"));
		g_assert_true(!i || g_bytes_equal(before->metadata->exif, after->metadata->exif));
		g_assert_true(!i || g_bytes_equal(before->metadata->icc, after->metadata->icc));
		g_assert_cmpint(before->metadata->texts->len, ==, after->metadata->texts->len);

		g_autoptr(VipsImage) a = burnish_input_load(before, VIPS_ACCESS_RANDOM, 0);
		g_autoptr(VipsImage) b = burnish_input_load(after, VIPS_ACCESS_RANDOM, 0);
		g_assert_cmpfloat(delta_e(a, b), ==, 0);

		/* The second time, nothing is added. */
		g_autoptr(GBytes) twice = burnish_insert(after, packet, &reason);
		g_assert_true(g_bytes_equal(twice, out));
	}
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	for (const BurnishFormat *format = burnish_formats; format->name; format++) {
		g_autofree char *round_trip = g_strconcat("/metadata/round-trip/", format->name, NULL);
		g_autofree char *bare = g_strconcat("/metadata/bare/", format->name, NULL);
		g_autofree char *insert = g_strconcat("/metadata/insert/", format->name, NULL);
		g_autofree char *mutilated = g_strconcat("/metadata/mutilated/", format->name, NULL);

		g_test_add_data_func(round_trip, format, check_round_trip);
		g_test_add_data_func(bare, format, check_bare);
		g_test_add_data_func(mutilated, format, check_mutilated);
		if (format->insert)
			g_test_add_data_func(insert, format, check_insert);
	}
	g_test_add_func("/metadata/depth", test_depth);
	g_test_add_func("/metadata/flatten", test_flatten);
	g_test_add_func("/metadata/too-large", test_too_large);
	g_test_add_func("/metadata/long-profile", test_long_profile);
	g_test_add_func("/metadata/damaged-exif", test_damaged_exif);
	g_test_add_func("/metadata/exif-update", test_exif_update);
	g_test_add_func("/metadata/png-colours", test_png_colours);
	g_test_add_func("/metadata/profiles", test_profiles);
	g_test_add_func("/metadata/c2pa", test_c2pa);
	g_test_add_func("/metadata/xmp", test_xmp);

	return support_run();
}
