/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LIFT_H
#define BURNISH_LIFT_H

#include <glib-object.h>

GType burnish_lift_get_type(void);

#endif /*BURNISH_LIFT_H*/
