/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "memory.h"

/* By one thread: when a decoder fails, the line cache of libvips (seen with 8.14) tells only the
 * thread that asked first, and the others may take its black lines for the picture. */
static VipsImage *
by_one_thread(VipsImage *lazy)
{
	VipsImage *single = NULL;

	if (vips_copy(lazy, &single, NULL))
		return NULL;
	vips_image_set_int(single, VIPS_META_CONCURRENCY, 1);

	return single;
}

int
burnish_memory_try(VipsImage *lazy)
{
	g_autoptr(VipsImage) single = by_one_thread(lazy);
	double mean;

	return single ? vips_avg(single, &mean, NULL) : -1;
}

VipsImage *
burnish_memory_read(VipsImage *lazy)
{
	g_autoptr(VipsImage) single = by_one_thread(lazy);
	VipsImage *memory = single ? vips_image_copy_memory(single) : NULL;

	if (memory) {
		vips_image_remove(memory, VIPS_META_CONCURRENCY);
		vips_image_remove(memory, VIPS_META_SEQUENTIAL);
	}

	return memory;
}
