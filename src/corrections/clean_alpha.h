/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLEAN_ALPHA_H
#define BURNISH_CLEAN_ALPHA_H

#include <glib-object.h>

GType burnish_clean_alpha_get_type(void);

#endif /*BURNISH_CLEAN_ALPHA_H*/
