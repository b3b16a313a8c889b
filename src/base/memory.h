/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MEMORY_H
#define BURNISH_MEMORY_H

#include "object.h"

/* Read a picture that is decoded as it is asked for, line by line, into memory. What comes back may
 * be read in any order and as often as wanted. NULL with vips_error() when a part of it cannot be
 * decoded. Unref the result. */
VipsImage *burnish_memory_read(VipsImage *lazy);

/* Whether all of it can be decoded: -1 with vips_error(). Nothing is kept. */
int burnish_memory_try(VipsImage *lazy);

#endif /*BURNISH_MEMORY_H*/
