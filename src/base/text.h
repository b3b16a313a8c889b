/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TEXT_H
#define BURNISH_TEXT_H

#include <burnish.h>

/* burnish_text_show() for text whose length is not ours to choose: at most `max` characters,
 * the end cut off with "…". */
char *burnish_text_shorten(const char *text, int max);

#endif /*BURNISH_TEXT_H*/
