/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FLAGS_H
#define BURNISH_FLAGS_H

#include <burnish.h>

/* Command-line flags that edit a recipe, made from the declarations of its
 * classes. They are collected while the command line is read and applied to the
 * recipe, whichever it is, afterwards. */
typedef struct Flags Flags;

Flags *flags_new(void);
void flags_free(Flags *flags);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flags, flags_free)

/* Add --NICKNAME.ARGUMENT and --no-NICKNAME for a correction. */
void flags_add_correction(Flags *flags, GOptionContext *context, const char *nickname);

/* Add --ARGUMENT for the only correction there is. */
void flags_add_single(Flags *flags, GOptionContext *context, const char *nickname);

/* Add --ARGUMENT for the save chapter. */
void flags_add_save(Flags *flags, GOptionContext *context);

/* -1 with vips_error() for a value that is not allowed. */
int flags_apply(const Flags *flags, BurnishRecipe *recipe);

/* Whether a flag was given. */
gboolean flags_has(const Flags *flags, const char *chapter, const char *argument);

/* What an argument takes, for help: "NUMBER", "auto|always"; NULL for none. And
 * its description with range and default. Free both with g_free(). */
char *flags_placeholder(GParamSpec *pspec);
char *flags_describe(GParamSpec *pspec);

/* Call `fn` for every argument of an object that can be given as text. */
typedef void (*FlagsFn)(GParamSpec *pspec, void *data);
void flags_map_inputs(VipsObject *object, FlagsFn fn, void *data);

/* The same for its outputs that are numbers or words. */
void flags_map_outputs(VipsObject *object, FlagsFn fn, void *data);

#endif /*BURNISH_FLAGS_H*/
