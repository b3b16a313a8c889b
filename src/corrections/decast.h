/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DECAST_H
#define BURNISH_DECAST_H

#include <glib-object.h>

GType burnish_decast_get_type(void);

#endif /*BURNISH_DECAST_H*/
