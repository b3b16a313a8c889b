/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INSTALLED_H
#define BURNISH_INSTALLED_H

#include <glib.h>

/* The ICC profile of a name ("srgb", "display-p3", "adobe-rgb", "cmyk", or that of a file in
 * the places where profiles are installed, without its suffix) or of a path. NULL with
 * vips_error(). */
GBytes *burnish_installed_profile(const char *name);

#endif /*BURNISH_INSTALLED_H*/
