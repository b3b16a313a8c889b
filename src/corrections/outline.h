/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_OUTLINE_H
#define BURNISH_OUTLINE_H

#include <glib-object.h>

GType burnish_outline_get_type(void);

#endif /*BURNISH_OUTLINE_H*/
