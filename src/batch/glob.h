/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_GLOB_H
#define BURNISH_GLOB_H

#include <glib.h>

/* Whether a name has wildcards in it. */
gboolean burnish_glob_is(const char *text);

/* A file that fits, and the directory that it was found in, below the last one that
 * the pattern names without wildcards. */
typedef void (*BurnishGlobFn)(const char *path, const char *relative, void *data);

/* Call `fn` for what fits a pattern, in order of names: "*" and "?" stand for what they
 * do in a shell, "[a-z]" for one of these, and "**" for any number of directories, none
 * of them a link. Hidden files fit only what begins with a dot. */
void burnish_glob_map(const char *pattern, BurnishGlobFn fn, void *data);

/* Whether a name fits a pattern, as one below the directory that both are seen from. */
gboolean burnish_glob_matches(const char *pattern, const char *name);

#endif /*BURNISH_GLOB_H*/
