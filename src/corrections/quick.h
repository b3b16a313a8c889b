/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_QUICK_H
#define BURNISH_QUICK_H

#include "../base/srgb.h"

/* burnish_srgb_to_lab() for many colours: single precision, right to 0.02 in each of
 * L*, a* and b*. Gamma-coded, from 0 to BURNISH_QUICK_MAX. */
#define BURNISH_QUICK_MAX BURNISH_SRGB_MAX

void burnish_quick_lab(const float rgb[3], float lab[3]);

#endif /*BURNISH_QUICK_H*/
