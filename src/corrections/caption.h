/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CAPTION_H
#define BURNISH_CAPTION_H

#include <glib-object.h>

GType burnish_caption_get_type(void);

#endif /*BURNISH_CAPTION_H*/
