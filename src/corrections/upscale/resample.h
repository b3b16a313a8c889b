/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RESAMPLE_H
#define BURNISH_RESAMPLE_H

#include <vips/vips.h>

typedef enum {
	/* The mean over the area of each pixel. */
	BURNISH_KERNEL_AREA,
	/* Catmull-Rom; wider where it reduces, as the networks expect. */
	BURNISH_KERNEL_CUBIC,
	BURNISH_KERNEL_LANCZOS3,
} BurnishKernel;

/* Bring to a size, edges on edges: nothing is shifted, which vips_resize() of libvips
 * 8.14 does by a part of a pixel. uchar, ushort or float in, `format` out. */
int burnish_resample(VipsImage *in, VipsImage **out, int width, int height,
	BurnishKernel kernel, VipsBandFormat format);

#endif /*BURNISH_RESAMPLE_H*/
