/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_IIM_H
#define BURNISH_IIM_H

#include <glib.h>

/* Datasets of record 2 of the IPTC Information Interchange Model. */
enum {
	BURNISH_IIM_TITLE = 5,
	BURNISH_IIM_KEYWORD = 25,
	BURNISH_IIM_AUTHOR = 80,
	BURNISH_IIM_COPYRIGHT = 116,
	BURNISH_IIM_CAPTION = 120,
};

/* The text of a dataset in a block of Photoshop resources, as BurnishMetadata holds it; where
 * it repeats, joined with `separator`. NULL when there is none. Free with g_free(). */
char *burnish_iim_get(GBytes *block, int dataset, const char *separator);

#endif /*BURNISH_IIM_H*/
