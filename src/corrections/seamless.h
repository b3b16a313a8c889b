/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SEAMLESS_H
#define BURNISH_SEAMLESS_H

#include <glib-object.h>

GType burnish_seamless_get_type(void);

#endif /*BURNISH_SEAMLESS_H*/
