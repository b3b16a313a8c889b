/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/provenance.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	/* See burnish_metadata_set(). */
	if (size == 0)
		return 0;

	g_autoptr(GBytes) packet = g_bytes_new(data, size);
	g_autofree char *creator = burnish_xmp_value(packet, "CreatorTool");
	g_autofree char *type = burnish_xmp_value(packet, "DigitalSourceType");
	g_autoptr(GBytes) upright = burnish_xmp_upright(packet);

	g_assert_cmpuint(g_bytes_get_size(upright), ==, size);

	return 0;
}
