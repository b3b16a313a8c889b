/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ORDER_H
#define BURNISH_ORDER_H

#include "../generate/session.h"

/* What is asked of the API at once, and where what comes goes. A job of many pictures is several of
 * them. */
typedef struct {
	const BurnishMakeJob *job;
	BurnishSettings *settings;
	/* What size is wanted in the end. */
	BurnishSize wish;
	/* Names, NULL for standard output: as many as pictures are asked for, times shapes of each; none
	 * where no files are to be written. */
	GPtrArray *outputs;
	guint shapes;
	/* Lines that go into the report. */
	GPtrArray *notes;
	/* To put back outside of the mask; NULL for not. */
	VipsImage *original;
	VipsImage *mask;
} BurnishOrder;

/* Everything that can be wrong before anything is sent is found here. `named`: whether names for files
 * are needed. An array of BurnishOrder, or NULL with vips_error(). */
GPtrArray *burnish_orders_new(const BurnishSession *session, const BurnishLimits *limits,
	const BurnishMakeJob *jobs, guint n, gboolean named);

#endif /*BURNISH_ORDER_H*/
