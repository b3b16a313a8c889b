/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SUGGEST_H
#define BURNISH_SUGGEST_H

#include <burnish.h>

/* "; did you mean "x"?", or "" when nothing is near. Free with g_free(). */
char *burnish_suggest_phrase(const char *word, const char *const *known);

#endif /*BURNISH_SUGGEST_H*/
