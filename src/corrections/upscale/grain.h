/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPSCALE_GRAIN_H
#define BURNISH_UPSCALE_GRAIN_H

#include <vips/vips.h>

/* The deviation of the grain of a picture, in code values of luma; 0 when nowhere in it grain
 * shows alone. `memory` has 8 bits and lies in memory. */
double burnish_grain_find(VipsImage *memory);

#endif /*BURNISH_UPSCALE_GRAIN_H*/
