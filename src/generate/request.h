/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REQUEST_H
#define BURNISH_REQUEST_H

#include <cjson/cJSON.h>

#include "settings.h"

/* A request as it will be sent, but for where to and by whom: pure functions of what is
 * wanted. */

/* A part of a form. */
typedef struct {
	char *name;
	/* One of the two. */
	char *text;
	GBytes *bytes;
	/* With bytes. */
	char *filename;
	char *mime;
} BurnishPart;

typedef struct {
	/* "GET" or "POST". */
	const char *method;
	/* Below the base URL: "/images/generations"; or a whole https URL of somebody
	 * else's, which is fetched without saying who we are. */
	char *path;
	/* For addresses that have the model in them. */
	char *model;
	/* One of the two for POST: JSON text, or BurnishPart. */
	GBytes *body;
	GPtrArray *parts;
	/* The answer comes as events. */
	gboolean stream;
	/* The answer is bytes and not JSON; and where to write them, instead of into memory, or
	 * -1. */
	gboolean raw;
	int sink;
	/* A completed one costs money. */
	gboolean paid;
	/* As in the settings. */
	int variation;
} BurnishRequest;

/* For the Images API: generations, or edits when there are references. Edits go as a form,
 * or as JSON when a reference is a URL or an uploaded file. */
BurnishRequest *burnish_request_images(const BurnishSettings *settings);

/* For the Responses API. */
BurnishRequest *burnish_request_responses(const BurnishSettings *settings);

/* Either, as the settings say. */
BurnishRequest *burnish_request_make(const BurnishSettings *settings);

BurnishRequest *burnish_request_get(const char *path);
/* Bytes: of a file of the API, or of a plain URL. */
BurnishRequest *burnish_request_download(const char *path, int sink);
/* POST /files. */
BurnishRequest *burnish_request_upload(GBytes *bytes, const char *name, const char *mime,
	const char *purpose);
/* POST /batches. `endpoint`: "/v1/images/generations". */
BurnishRequest *burnish_request_batch(const char *file_id, const char *endpoint);

/* A line of a batch's input, without a newline; NULL with vips_error() when the settings
 * cannot go into a batch. Free with g_free(). */
char *burnish_request_batch_line(const BurnishSettings *settings, const char *custom_id);
const char *burnish_request_batch_endpoint(const BurnishSettings *settings);

void burnish_request_free(BurnishRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishRequest, burnish_request_free)

/* The request as JSON for people to read: {"method", "path", "body"} or "parts", with
 * pictures as their type, size and SHA-256. */
cJSON *burnish_request_show(const BurnishRequest *request);

/* The SHA-256 of everything that decides what comes back: equal for requests that are
 * equal. Free with g_free(). */
char *burnish_request_hash(const BurnishRequest *request);

#endif /*BURNISH_REQUEST_H*/
