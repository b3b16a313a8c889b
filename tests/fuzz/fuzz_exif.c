/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/exif.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(GBytes) block = g_bytes_new(data, size);
	const BurnishExifFacts facts = { 640, 480, 300, 300 };
	double xres;
	double yres;

	int orientation = burnish_exif_orientation(block);
	g_assert(orientation >= 1 && orientation <= 8);
	burnish_exif_resolution(block, &xres, &yres);

	/* ImageDescription, Software, Copyright. */
	static const int tags[] = { 0x010e, 0x0131, 0x8298 };
	for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
		g_autofree char *text = burnish_exif_text(block, tags[i]);
		g_assert(!text || g_utf8_validate(text, -1, NULL));
	}

	g_autoptr(GBytes) updated = burnish_exif_update(block, &facts);
	if (updated)
		g_assert_cmpint(burnish_exif_orientation(updated), ==, 1);

	return 0;
}
