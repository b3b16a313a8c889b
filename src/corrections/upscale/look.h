/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPSCALE_LOOK_H
#define BURNISH_UPSCALE_LOOK_H

#include <vips/vips.h>

#include "choices.h"

/* What kind of picture it is: photo (anything with tones and texture), art (flat areas
 * with sharp edges) or pixel art; and the deviation of its grain, in code values of 8 bits.
 * Looks at the middle of large pictures. */
int burnish_look(VipsImage *in, BurnishUpscaleMode *kind, double *grain);

#endif /*BURNISH_UPSCALE_LOOK_H*/
