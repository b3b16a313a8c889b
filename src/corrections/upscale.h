/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_UPSCALE_H
#define BURNISH_UPSCALE_H

#include <glib-object.h>

GType burnish_upscale_get_type(void);

#endif /*BURNISH_UPSCALE_H*/
