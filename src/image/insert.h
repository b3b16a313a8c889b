/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INSERT_H
#define BURNISH_INSERT_H

#include "input.h"

/* The reason why a file of another format stays as it is. */
#define BURNISH_INSERT_FORMATS "it goes into PNG, JPEG and WebP only"

/* The file as it is, with what `more` (XMP) says beside what it says itself; pixels and everything else
 * are the same bytes. NULL, with the reason in words and no vips_error(), when it is to stay as it came. */
GBytes *burnish_insert(const BurnishInput *input, GBytes *more, const char **reason);

#endif /*BURNISH_INSERT_H*/
