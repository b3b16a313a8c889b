/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* References for the image API. It reads three formats, knows nothing of profiles, EXIF or
 * more than 8 bits, and refuses large files, so everything else is dealt with here. A file that
 * it can read goes as it is: what an encoder of ours would do to it can only be worse.
 */

#include <math.h>
#include <string.h>

#include "../base/depth.h"
#include "../base/error.h"
#include "../base/memory.h"
#include "upload.h"

/* The longest edge that any model makes (contract, section 0): more than that in a reference is
 * thrown away there. */
#define LONGEST 3840

/* Each further try goes a little below what should just fit. */
#define MARGIN 0.95
#define MAX_TRIES 20

void
burnish_upload_free(BurnishUpload *upload)
{
	if (!upload)
		return;

	g_bytes_unref(upload->bytes);
	g_free(upload->name);
	g_free(upload);
}

static const char *
mime_of(const BurnishFormat *format)
{
	static const char *const mimes[][2] = {
		{ "png", "image/png" },
		{ "jpeg", "image/jpeg" },
		{ "webp", "image/webp" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(mimes); i++)
		if (g_str_equal(format->name, mimes[i][0]))
			return mimes[i][1];

	return NULL;
}

static gboolean
goes_as_it_is(const BurnishInput *input, gint64 max_bytes)
{
	return mime_of(input->format) && input->conversions->len == 0 && input->depth == 8 &&
		(gint64) g_bytes_get_size(input->bytes) <= max_bytes;
}

static BurnishUpload *
upload_new(GBytes *bytes, const char *mime, int index, int width, int height)
{
	BurnishUpload *upload = g_new(BurnishUpload, 1);

	*upload = (BurnishUpload){
		.bytes = g_bytes_ref(bytes),
		.mime = mime,
		.name = g_strdup_printf("image%d.%s", index, g_str_equal(mime, "image/jpeg") ? "jpg" : strchr(mime, '/') + 1),
		.width = width,
		.height = height,
	};

	return upload;
}

static GBytes *
encode(VipsImage *image)
{
	void *data;
	size_t length;

	if (vips_pngsave_buffer(image, &data, &length, "strip", TRUE, NULL))
		return NULL;

	return g_bytes_new_take(data, length);
}

/* A copy whose longest edge is that long. Colour under transparency does not bleed. */
static VipsImage *
reduce(VipsImage *image, int longest)
{
	VipsImage *out;

	return vips_thumbnail_image(image, &out, longest,
			   "height", longest,
			   "size", VIPS_SIZE_DOWN,
			   "linear", TRUE,
			   NULL)
		? NULL
		: out;
}

/* As a PNG that is small enough, and the picture that is in it. */
static GBytes *
encode_below(VipsImage *image, gint64 max_bytes, VipsImage **encoded)
{
	g_autoptr(VipsImage) current = g_object_ref(image);

	for (int i = 0; i < MAX_TRIES; i++) {
		g_autoptr(GBytes) bytes = encode(current);
		if (!bytes)
			return NULL;

		gint64 size = g_bytes_get_size(bytes);
		if (size <= max_bytes) {
			*encoded = g_steal_pointer(&current);
			return g_steal_pointer(&bytes);
		}

		int longest = VIPS_MAX(current->Xsize, current->Ysize);
		int next = longest > LONGEST ? LONGEST : (int) (longest * MARGIN * sqrt((double) max_bytes / size));
		g_object_unref(current);
		if (!(current = reduce(image, VIPS_MAX(1, next))))
			return NULL;
	}
	vips_error(NULL, "cannot be made small enough for the API");

	return NULL;
}

static BurnishUpload *
convert(BurnishInput *input, int index, gint64 max_bytes, GPtrArray *notes)
{
	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);
	g_autoptr(VipsImage) eight = NULL;
	g_autoptr(VipsImage) memory = NULL;
	g_autoptr(VipsImage) encoded = NULL;

	if (!lazy || burnish_depth_set(lazy, &eight, 8) || !(memory = burnish_memory_read(eight)))
		return NULL;
	g_autoptr(GBytes) bytes = encode_below(memory, max_bytes, &encoded);
	if (!bytes)
		return NULL;

	if (encoded->Xsize != memory->Xsize)
		g_ptr_array_add(notes, g_strdup_printf("%s: reduced from %d x %d to %d x %d, for the API takes files of up to %.1f MB", input->name, memory->Xsize, memory->Ysize, encoded->Xsize, encoded->Ysize, max_bytes / 1e6));
	else
		g_ptr_array_add(notes, g_strdup_printf("%s: sent as PNG", input->name));

	return upload_new(bytes, "image/png", index, encoded->Xsize, encoded->Ysize);
}

/* A file whose end is missing is a picture for others, and what is made of it is paid for. */
static BurnishUpload *
pass_on(BurnishInput *input, int index)
{
	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);

	return lazy && burnish_memory_try(lazy) == 0
		? upload_new(input->bytes, mime_of(input->format), index, input->width, input->height)
		: NULL;
}

static BurnishUpload *
upload_input(BurnishInput *input, int index, gint64 max_bytes, GPtrArray *notes)
{
	BurnishUpload *upload = goes_as_it_is(input, max_bytes)
		? pass_on(input, index)
		: convert(input, index, max_bytes, notes);
	if (!upload)
		burnish_error_prefix("%s: ", input->name);

	return upload;
}

BurnishUpload *
burnish_upload_open(const char *path, int index, const BurnishLimits *limits, gint64 max_bytes, GPtrArray *notes)
{
	g_autoptr(BurnishInput) input = burnish_input_open(path, limits);

	if (!input) {
		burnish_error_prefix("%s: ", path ? path : "standard input");
		return NULL;
	}

	return upload_input(input, index, max_bytes, notes);
}

BurnishUpload *
burnish_upload_new(GBytes *bytes, const char *name, int index, const BurnishLimits *limits,
	gint64 max_bytes, GPtrArray *notes)
{
	g_autoptr(BurnishInput) input = burnish_input_open_bytes(bytes, name, limits);

	if (!input) {
		burnish_error_prefix("%s: ", name);
		return NULL;
	}

	return upload_input(input, index, max_bytes, notes);
}
