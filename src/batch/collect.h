/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COLLECT_H
#define BURNISH_COLLECT_H

#include "api.h"
#include "naming.h"

/* The results of a batch of the API, matched by their ids, whatever their order. -1 with vips_error()
 * when nothing could be had; else fns->made is called for each request of the batch. */
int burnish_collect(BurnishApi *api, const char *id, const BurnishMakeJob *job,
	const BurnishMakeFns *fns, void *data);

/* The error of an answer as the pending one. Returns -1. */
int burnish_collect_fail(const BurnishResponse *response);

/* What the API says of a batch. */
BurnishResponse *burnish_collect_look(BurnishApi *api, const char *id);
/* Whether nothing more will come of it. */
gboolean burnish_collect_is_done(const BurnishResponse *batch);

#endif /*BURNISH_COLLECT_H*/
