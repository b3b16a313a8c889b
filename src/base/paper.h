/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PAPER_H
#define BURNISH_PAPER_H

#include <glib.h>

/* A sheet of paper, in mm, as its name says it lies: upright but for "a4-landscape"
 * and for sizes that are given as numbers, such as "15x10cm". */
typedef struct {
	double width;
	double height;
	/* The name says which way it lies. */
	gboolean turned;
} BurnishPaper;

/* "a4", "letter-landscape", "10x15cm", "8.5x11in", "210x297mm". FALSE when it is no
 * paper; no error is set. */
gboolean burnish_paper_parse(const char *name, BurnishPaper *paper);

/* The names without numbers, NULL at the end. */
const char *const *burnish_paper_names(void);

#endif /*BURNISH_PAPER_H*/
