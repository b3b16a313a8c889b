/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_H
#define BURNISH_REFRAME_H

#include <vips/vips.h>

GType burnish_reframe_get_type(void);

/* The width to height that a reframe asks for, before it is built; 0 when it asks for none,
 * or for what it will not understand. */
double burnish_reframe_ratio(VipsOperation *operation);

#endif /*BURNISH_REFRAME_H*/
