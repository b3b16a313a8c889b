/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFERENCE_H
#define BURNISH_REFERENCE_H

#include "tint.h"

/* How the greys of a picture in a file are tinted, meant or not. -1 with
 * vips_error(). */
int burnish_reference_find(const char *path, BurnishTint *tint);

#endif /*BURNISH_REFERENCE_H*/
