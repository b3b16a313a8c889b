/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Opening files that nobody vouches for: limits before everything else, formats
 * by content and not by name, no decoder that was not made for hostile input.
 */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/interrupt.h"
#include "../base/object.h"
#include "../store/store.h"
#include "exif.h"
#include "input.h"
#include "profile.h"
#include "publication.h"
#include "working.h"

void
burnish_input_free(BurnishInput *input)
{
	if (!input)
		return;

	g_free(input->name);
	g_clear_pointer(&input->bytes, g_bytes_unref);
	g_clear_pointer(&input->profile, g_bytes_unref);
	burnish_metadata_free(input->metadata);
	g_clear_pointer(&input->conversions, g_ptr_array_unref);
	g_free(input);
}

static int
refuse_size(gint64 max_bytes)
{
	vips_error(BURNISH_REFUSED, "larger than %" G_GINT64_FORMAT " bytes (see --max-file)", max_bytes);

	return -1;
}

/* Milliseconds between two looks at whether we are interrupted. */
#define WAIT 100

/* Wait until there is something to read. A read of its own would go on waiting
 * after a signal. */
static int
wait_for_data(int fd)
{
	struct pollfd waiting = { fd, POLLIN, 0 };

	while (!burnish_interrupted()) {
		int n = poll(&waiting, 1, WAIT);

		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR) {
			vips_error(NULL, "cannot read: %s", g_strerror(errno));
			return -1;
		}
	}
	vips_error(NULL, "interrupted");

	return -1;
}

/* Pipes and standard input have no size: read until the end or the limit. */
static GBytes *
read_stream(int fd, gint64 max_bytes)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	guint8 buffer[65536];
	ssize_t n;

	for (;;) {
		if (wait_for_data(fd))
			return NULL;
		n = read(fd, buffer, sizeof(buffer));
		if (n == 0)
			break;
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0) {
			vips_error(NULL, "cannot read: %s", g_strerror(errno));
			return NULL;
		}
		if (all->len + n > MIN(max_bytes, G_MAXINT32)) {
			refuse_size(max_bytes);
			return NULL;
		}
		g_byte_array_append(all, buffer, n);
	}

	return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static GBytes *
map_file(int fd, gint64 size, gint64 max_bytes)
{
	GError *error = NULL;

	if (size > max_bytes) {
		refuse_size(max_bytes);
		return NULL;
	}

	GMappedFile *map = g_mapped_file_new_from_fd(fd, FALSE, &error);
	if (!map) {
		vips_g_error(&error);
		return NULL;
	}
	GBytes *bytes = g_mapped_file_get_bytes(map);
	g_mapped_file_unref(map);

	return bytes;
}

static GBytes *
read_fd(int fd, gint64 max_bytes)
{
	struct stat status;

	if (fstat(fd, &status) != 0) {
		vips_error(NULL, "cannot read: %s", g_strerror(errno));
		return NULL;
	}
	if (S_ISDIR(status.st_mode)) {
		vips_error(NULL, "is a directory");
		return NULL;
	}

	return S_ISREG(status.st_mode)
		? map_file(fd, status.st_size, max_bytes)
		: read_stream(fd, max_bytes);
}

static BurnishInput *
open_object(const char *name, const BurnishLimits *limits)
{
	gboolean is_too_large;
	int fd = burnish_store_fetch(name, limits->max_bytes, &is_too_large);

	if (fd < 0) {
		if (is_too_large) {
			vips_error_clear();
			refuse_size(limits->max_bytes);
		}
		return NULL;
	}
	g_autoptr(GBytes) bytes = read_fd(fd, limits->max_bytes);
	close(fd);

	return bytes ? burnish_input_open_bytes(bytes, name, limits) : NULL;
}

BurnishInput *
burnish_input_open(const char *path, const BurnishLimits *limits)
{
	if (path && burnish_is_object(path))
		return open_object(path, limits);

	/* Not to wait for the other end of a pipe: that is done later on. */
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : STDIN_FILENO;

	if (fd < 0) {
		vips_error(NULL, "cannot open: %s", g_strerror(errno));
		return NULL;
	}
	g_autoptr(GBytes) bytes = read_fd(fd, limits->max_bytes);
	if (path)
		close(fd);

	return bytes
		? burnish_input_open_bytes(bytes, path ? path : "standard input", limits)
		: NULL;
}

static int
find_format(BurnishInput *input)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(input->bytes, &size);
	gboolean blocked;

	input->format = burnish_format_sniff(data, size);
	if (!input->format) {
		const char *what = burnish_format_describe(data, size, &blocked);

		if (blocked)
			vips_error(BURNISH_REFUSED, "%s: burnish does not read these, for safety", what);
		else
			vips_error(NULL, "%s", what);
		return -1;
	}
	if (!burnish_format_can_load(input->format)) {
		vips_error(NULL, "this libvips cannot read %s", input->format->label);
		return -1;
	}

	return 0;
}

/* A loader set up for this file, but not run. */
static VipsOperation *
loader_new(BurnishInput *input, VipsAccess access)
{
	gsize size;
	const void *data = g_bytes_get_data(input->bytes, &size);
	g_autoptr(VipsSource) source = vips_source_new_from_memory(data, size);
	VipsOperation *loader = vips_operation_new(input->format->loader);

	/* Damaged data is an error, not a grey area. Decoders only warn about
	 * what they can mend, such as stray bytes between JPEG segments. */
	g_object_set(loader, "source", source, "fail_on", VIPS_FAIL_ON_ERROR, "access", access, NULL);

	return loader;
}

/* Run a loader and take its picture; the loader is used up. */
static VipsImage *
run_loader(VipsOperation *loader)
{
	VipsImage *image = NULL;

	if (vips_object_build(VIPS_OBJECT(loader)) == 0)
		g_object_get(loader, "out", &image, NULL);
	/* pngload only warns of a header that is cut short. */
	else if (!*vips_error_buffer())
		vips_error(VIPS_OBJECT_GET_CLASS(loader)->nickname, "damaged, or not all of it is there");
	vips_object_unref_outputs(VIPS_OBJECT(loader));
	g_object_unref(loader);

	return image;
}

static int
check_single(BurnishInput *input, VipsImage *header)
{
	int pages = input->metadata->frames;

	if (vips_image_get_typeof(header, "n-pages") && pages == 0)
		vips_image_get_int(header, "n-pages", &pages);

	/* Decoders take the main picture of a HEIC; the others are
	 * thumbnails, bursts and depth maps. Of a sequence, every frame
	 * counts. */
	gsize size;
	const char *data = g_bytes_get_data(input->bytes, &size);
	if (g_str_has_prefix(input->format->loader, "heif"))
		pages = size > 12 && (memcmp(data + 8, "avis", 4) == 0 || memcmp(data + 8, "msf1", 4) == 0) ? 2 : 1;

	if (pages > 1 && g_str_equal(input->format->name, "tiff")) {
		vips_error(NULL, "has %d pages; burnish works on single pictures", pages);
		return -1;
	}
	if (pages > 1) {
		vips_error(NULL, "is an animation; burnish works on single pictures");
		return -1;
	}

	return 0;
}

static int
check_size(const BurnishLimits *limits, VipsImage *header)
{
	gint64 pixels = (gint64) header->Xsize * header->Ysize;

	if (pixels > limits->max_pixels) {
		vips_error(BURNISH_REFUSED, "%d x %d is more than %" G_GINT64_FORMAT " pixels (see --max-pixels)",
			header->Xsize, header->Ysize, limits->max_pixels);
		return -1;
	}

	return 0;
}

/* 72 is what programs write when they do not know. */
static gboolean
is_known(double per_inch)
{
	/* PNG counts in whole pixels a metre, which makes it 71.98. */
	return per_inch > 0 && fabs(per_inch - 72) > 0.1;
}

static void
find_resolution(BurnishMetadata *metadata)
{
	double xres;
	double yres;

	if (!metadata->exif)
		return;
	burnish_exif_resolution(metadata->exif, &xres, &yres);
	if (xres > 0 && yres > 0 && !is_known(metadata->xres)) {
		metadata->xres = xres;
		metadata->yres = yres;
	}
}

BurnishInput *
burnish_input_open_bytes(GBytes *bytes, const char *name, const BurnishLimits *limits)
{
	g_autoptr(BurnishInput) input = g_new0(BurnishInput, 1);
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);

	input->name = g_strdup(name);
	input->bytes = g_bytes_ref(bytes);
	input->metadata = burnish_metadata_new();
	input->conversions = g_ptr_array_new_with_free_func(g_free);
	input->orientation = 1;

	if (find_format(input))
		return NULL;
	g_autoptr(VipsImage) header = run_loader(loader_new(input, VIPS_ACCESS_SEQUENTIAL));
	if (!header || check_size(limits, header))
		return NULL;

	if (input->format->read)
		input->format->read(data, size, input->metadata);
	burnish_publication_unpack(input->metadata);
	if (input->metadata->cut) {
		vips_error(NULL, "is cut short");
		return NULL;
	}
	if (check_single(input, header))
		return NULL;
	find_resolution(input->metadata);
	if (burnish_working_plan(input, header))
		return NULL;

	return g_steal_pointer(&input);
}

/* The largest reduction that a JPEG decoder does for free. */
static int
jpeg_shrink(const BurnishInput *input, int min_size)
{
	int longest = VIPS_MAX(input->width, input->height);
	int shrink = 8;

	while (shrink > 1 && longest / shrink < min_size)
		shrink /= 2;

	return shrink;
}

VipsImage *
burnish_input_load(BurnishInput *input, VipsAccess access, int min_size)
{
	VipsOperation *loader = loader_new(input, access);

	if (min_size > 0 && g_str_equal(input->format->name, "jpeg"))
		g_object_set(loader, "shrink", jpeg_shrink(input, min_size), NULL);

	g_autoptr(VipsImage) raw = run_loader(loader);

	return raw ? burnish_working_convert(input, raw) : NULL;
}

/* A picture of 4096 x 4096 in 8 bits, or about the largest that a camera or model
 * gives; several of them fit into any machine. */
#define SMALL_BYTES (G_GINT64_CONSTANT(64) << 20)

gboolean
burnish_input_is_small(const BurnishInput *input)
{
	return (gint64) input->width * input->height * 4 * (input->depth / 8) <= SMALL_BYTES;
}
