/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BATCH_API_H
#define BURNISH_BATCH_API_H

#include "../generate/session.h"

/* A session, and what those who read and write files need beside it. */
struct BurnishApi {
	BurnishSession *session;
	BurnishLimits limits;
	/* The models that were warned of already. */
	GHashTable *warned;
};

/* Say once a run what is wrong with a model. */
void burnish_api_warn(BurnishApi *api, const char *model, const BurnishMakeFns *fns, void *data);

/* The picture is saved, fixed, recorded and reported. */
typedef struct {
	const BurnishMakeJob *job;
	const BurnishSettings *settings;
	const BurnishSize *wish;
	VipsImage *original;
	VipsImage *mask;
	/* Lines for the report, may be NULL. */
	const GPtrArray *notes;
	/* It was made before, and is not paid for now; or it is of a batch. */
	gboolean is_fetched;
	gboolean is_batch;
} BurnishDelivery;

/* `outputs`: a name for each shape that the recipe of the job has. */
void burnish_api_deliver(BurnishApi *api, const BurnishDelivery *delivery, const BurnishResponse *response,
	guint index, char *const *outputs, const BurnishMakeFns *fns, void *data);

/* The record beside a picture; that it cannot be written is worth a note, the picture is there. */
void burnish_api_write_record(const char *path, const cJSON *record, GPtrArray *notes);

/* Nothing came. */
void burnish_api_deliver_error(const BurnishSettings *settings, const BurnishApiError *error,
	const GPtrArray *notes, const BurnishMakeFns *fns, void *data);

#endif /*BURNISH_BATCH_API_H*/
