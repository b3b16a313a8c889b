/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ERROR_H
#define BURNISH_ERROR_H

#include <glib.h>

/* Everything below reports failure as libvips does: -1 or NULL, with the
 * text in vips_error(). That buffer is one per process, so whoever runs a
 * job takes the text out of it before it starts the next one.
 */

/* The pending text as one line, "" when there is none, and the buffer empty
 * again. Free with g_free(). */
char *burnish_error_take(void);

/* Put `format` in front of the pending text, so that each layer adds the
 * place that only it knows: "recipe.json:4: decast: " + "strength: 5 is
 * above 1". */
void burnish_error_prefix(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif /*BURNISH_ERROR_H*/
