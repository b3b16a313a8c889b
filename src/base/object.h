/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_OBJECT_H
#define BURNISH_OBJECT_H

#include <vips/vips.h>

/* libvips has these since 8.16. */
#if !VIPS_MAJOR_VERSION || VIPS_MAJOR_VERSION < 8 || (VIPS_MAJOR_VERSION == 8 && VIPS_MINOR_VERSION < 16)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VipsImage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VipsOperation, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VipsSource, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VipsTarget, g_object_unref)
#endif

/* Copy the default of every declared argument into its field. Call it from
 * `constructed`, so that a default is written once, in the declaration. */
void burnish_object_set_defaults(VipsObject *object);

/* Register an enum whose choices all show up in help, whatever the libvips
 * version. `values` ends with {0, NULL, NULL} and must stay in memory. */
GType burnish_enum_register(const char *name, const GEnumValue *values);

/* The choices of an enum that a user can name: all but a trailing sentinel. */
guint burnish_enum_size(GEnumClass *class);

#endif /*BURNISH_OBJECT_H*/
