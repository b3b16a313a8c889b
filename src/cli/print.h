/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_PRINT_H
#define BURNISH_CLI_PRINT_H

#include "command.h"

/* What is said, and to whom. */
typedef struct {
	gboolean json;
	gboolean quiet;
	/* The picture goes to standard output: nothing may come between its bytes. */
	gboolean to_stdout;
} Print;

void print_report(const Print *print, const BurnishReport *report);

/* How many pictures came out in which way, and how long it took; `pixels` are those of
 * the inputs. */
void print_tally(const Tally *tally, double seconds, gint64 pixels);

/* The same as the last line for a program. */
void print_tally_json(const Tally *tally, double seconds, gint64 pixels);

#endif /*BURNISH_CLI_PRINT_H*/
