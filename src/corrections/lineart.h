/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LINEART_H
#define BURNISH_LINEART_H

#include <glib-object.h>

GType burnish_lineart_get_type(void);

#endif /*BURNISH_LINEART_H*/
