/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFERENCE_H
#define BURNISH_REFERENCE_H

#include "tint.h"

/* How the greys of a picture in a file are tinted, meant or not, and which share of the
 * picture is taken as grey. -1 with vips_error(). */
int burnish_reference_find(const char *path, BurnishTint *tint, double *neutral);

#endif /*BURNISH_REFERENCE_H*/
