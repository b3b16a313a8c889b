/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TEMPLATE_H
#define BURNISH_TEMPLATE_H

#include <glib.h>

/* Output names with fields in braces, "out/{stem}-{recipe}.{ext}". */

typedef struct {
	const char *name;
	const char *value;
} BurnishField;

gboolean burnish_template_is(const char *text);

/* -1 with vips_error() for an unknown field or a brace without its partner. */
int burnish_template_check(const char *text);
/* The same with other fields than those of files; NULL at the end. */
int burnish_template_check_fields(const char *text, const char *const *known);

/* `fields` ends with a NULL name. Slashes in values, but for {dir}, become "_".
 * Free with g_free(). */
char *burnish_template_expand(const char *text, const BurnishField *fields);

/* The directory that no expansion may leave: that of everything before the first
 * field. Free with g_free(). */
char *burnish_template_jail(const char *text);

#endif /*BURNISH_TEMPLATE_H*/
