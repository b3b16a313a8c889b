/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "memory.h"

/* By one thread: when a decoder fails, the line cache of libvips (seen with 8.14) tells only the
 * thread that asked first, and the others may take its black lines for the picture. */
VipsImage *
burnish_memory_read(VipsImage *lazy)
{
	g_autoptr(VipsImage) single = NULL;

	if (vips_copy(lazy, &single, NULL))
		return NULL;
	vips_image_set_int(single, VIPS_META_CONCURRENCY, 1);

	VipsImage *memory = vips_image_copy_memory(single);
	if (memory) {
		vips_image_remove(memory, VIPS_META_CONCURRENCY);
		vips_image_remove(memory, VIPS_META_SEQUENTIAL);
	}

	return memory;
}
