/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLEAN_H
#define BURNISH_CLEAN_H

#include <vips/vips.h>

/* Take out grain and the noise of JPEG, by an amount of 0 to 1; alpha stays. 16 bits
 * out. */
int burnish_clean(VipsImage *in, VipsImage **out, double amount);

/* The luma of a picture without what deviates by less than `noise`, in code values of 8
 * bits. 16 bits out. */
int burnish_clean_luma(VipsImage *in, VipsImage **out, double noise);

#endif /*BURNISH_CLEAN_H*/
