/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A second picture, only looked at: reduced while it is decoded, and with its own
 * profile taken into account, by libvips.
 */

#include <errno.h>

#include "../base/memory.h"
#include "proxy.h"
#include "reference.h"
#include "verdict.h"

/* As for pictures to work on (BURNISH_MAX_PIXELS). */
#define MAX_PIXELS G_GINT64_CONSTANT(300000000)

/* libvips refuses a blocked loader, but some, such as that of PDF, have opened the
 * file with their library by then. And a pipe or device may never end. */
static int
check(const char *path)
{
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		vips_error(NULL, "%s", g_file_test(path, G_FILE_TEST_EXISTS) ? "is not a regular file" : g_strerror(ENOENT));
		return -1;
	}

	const char *loader = vips_foreign_find_load(path);
	if (!loader)
		return -1;

	VipsOperationClass *class = g_type_class_ref(g_type_from_name(loader));
	gboolean blocked = (class->flags & VIPS_OPERATION_BLOCKED) != 0;
	g_type_class_unref(class);
	if (blocked) {
		vips_error(NULL, "is of a format that burnish does not read, for safety");
		return -1;
	}

	return 0;
}

static VipsImage *
load(const char *path)
{
	VipsImage *small = NULL;

	if (check(path))
		return NULL;
	VipsImage *header = vips_image_new_from_file(path, NULL);
	if (!header)
		return NULL;
	gint64 pixels = (gint64) header->Xsize * header->Ysize;
	gboolean has_profile = vips_image_get_typeof(header, VIPS_META_ICC_NAME) != 0;
	g_object_unref(header);
	if (pixels > MAX_PIXELS) {
		vips_error(NULL, "has more than %" G_GINT64_FORMAT " pixels", MAX_PIXELS);
		return NULL;
	}

	/* Without a profile there is nothing to convert from, but libvips would, and make dark
	 * colours darker. */
	if (vips_thumbnail(path, &small, BURNISH_PROXY_SIZE, "height", BURNISH_PROXY_SIZE,
			"size", VIPS_SIZE_DOWN, "export_profile", has_profile ? "srgb" : NULL,
			"fail_on", VIPS_FAIL_ON_ERROR, NULL))
		return NULL;

	return small;
}

static int
find(const char *path, BurnishTint *tint, double *neutral)
{
	g_autoptr(VipsImage) small = load(path);
	g_autoptr(VipsImage) srgb = NULL;
	g_autoptr(VipsImage) proxy = NULL;
	BurnishRidge ridge;
	BurnishVerdict verdict;

	if (!small || vips_colourspace(small, &srgb, VIPS_INTERPRETATION_sRGB, NULL) ||
		!(proxy = burnish_memory_read(srgb)))
		return -1;

	burnish_verdict_find(proxy, &ridge, &verdict);
	*tint = ridge.tint;
	*neutral = verdict.neutral;

	return 0;
}

int
burnish_reference_find(const char *path, BurnishTint *tint, double *neutral)
{
	if (find(path, tint, neutral)) {
		g_autofree char *reason = vips_error_buffer_copy();

		vips_error_clear();
		vips_error("decast", "reference: \"%s\": %s", path, g_strchomp(reason));
		return -1;
	}

	return 0;
}
