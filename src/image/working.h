/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WORKING_H
#define BURNISH_WORKING_H

#include "input.h"

/* Find out what brings the picture into the working space, and set the fields
 * of the input that say so. -1 with vips_error() when nothing does. */
int burnish_working_plan(BurnishInput *input, VipsImage *header);

/* Do it. `raw` is what the decoder gave, whole or reduced. Unref the result. */
VipsImage *burnish_working_convert(BurnishInput *input, VipsImage *raw);

#endif /*BURNISH_WORKING_H*/
