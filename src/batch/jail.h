/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_JAIL_H
#define BURNISH_JAIL_H

/* Keeping outputs whose names are made from the names of inputs inside the
 * directory that the user meant. */

/* -1 with vips_error() when `path` would end up outside `jail`, by ".." or by a
 * link on the way. Neither need exist. */
int burnish_jail_check(const char *jail, const char *path);

/* Make the directory that `path` lies in, with its parents. */
int burnish_jail_make_directory(const char *path);

#endif /*BURNISH_JAIL_H*/
