/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PUT_H
#define BURNISH_PUT_H

#include "exchange.h"

/* A file that is to become an object. */
typedef struct {
	const BurnishAccount *account;
	const BurnishLocation *location;
	int fd;
	gint64 size;
	/* Lines of the header with what is said about the object, NULL at the end. */
	const char *const *about;
	/* Only where nothing is. */
	gboolean is_new;

	/* Of the object that was made. */
	char *etag;
	/* Why there is none, as it seems: something is there already; the parts are not there any
	 * more; what is there is not what was sent. */
	gboolean is_taken;
	gboolean is_lost;
	gboolean is_wrong;
} BurnishPut;

/* Whether the store does not know how to make an object only where there is none, and so has
 * to be asked first. */
gboolean burnish_put_is_unconditional(void);

/* 0, or -1 with vips_error(). */
int burnish_put(BurnishPut *put);

#endif /*BURNISH_PUT_H*/
