/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_KNOWN_H
#define BURNISH_KNOWN_H

#include <glib.h>

/* What is known of objects without asking: their stamps, and which prefixes are known whole. */

void burnish_known_put(const char *name, const char *stamp);
const char *burnish_known_get(const char *name);
void burnish_known_forget(const char *name);

/* All that is there under a prefix has been put. */
void burnish_known_put_prefix(const char *prefix);
gboolean burnish_known_is_below(const char *name);

#endif /*BURNISH_KNOWN_H*/
