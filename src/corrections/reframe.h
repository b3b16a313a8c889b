/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_H
#define BURNISH_REFRAME_H

#include <glib-object.h>

GType burnish_reframe_get_type(void);

#endif /*BURNISH_REFRAME_H*/
