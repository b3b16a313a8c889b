/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FAULT_H
#define BURNISH_FAULT_H

#include <curl/curl.h>

#include "exchange.h"

/* What goes wrong with an object store, and what to do about it. */

/* Whether the same may go well in a moment. */
gboolean burnish_fault_is_passing(const BurnishAnswer *answer);
gboolean burnish_fault_is_passing_code(CURLcode code);

/* Rest before the next try; FALSE when there is to be none. */
gboolean burnish_fault_wait(const BurnishAnswer *answer);

/* Say in vips_error() what a bad answer means; -1. */
int burnish_fault_report(const BurnishExchange *exchange, const BurnishAnswer *answer);

/* Whether there was an answer such that nothing else will go well either: wrong credentials,
 * no such bucket. */
gboolean burnish_fault_is_final(void);

#endif /*BURNISH_FAULT_H*/
