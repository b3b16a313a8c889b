/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_TEXT_H
#define BURNISH_REFRAME_TEXT_H

#include "look.h"

/* The blocks of lettering in a picture: an array of BurnishBox in pixels of the
 * proxy. Free with g_array_unref(). */
GArray *burnish_text_find(const BurnishLook *look);

#endif /*BURNISH_REFRAME_TEXT_H*/
