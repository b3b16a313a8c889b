/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RESPONSE_H
#define BURNISH_RESPONSE_H

#include <cjson/cJSON.h>
#include <burnish.h>

/* An answer of the API, read: pure functions of bytes. Nothing in an answer is taken for
 * granted; whatever is missing is NULL, 0 or -1. */

/* What kind of failure: what to do about it depends on nothing else. */
typedef enum {
	BURNISH_API_OK,
	/* The service does not want to make this picture. */
	BURNISH_API_DECLINED,
	/* No money left, or a limit of spending reached: nothing will work. */
	BURNISH_API_QUOTA,
	/* Too many requests for now. */
	BURNISH_API_RATE,
	/* The key is missing, wrong, or not allowed to. */
	BURNISH_API_AUTH,
	/* No such model, response, file or batch. */
	BURNISH_API_NOT_FOUND,
	/* The request is wrong. */
	BURNISH_API_REQUEST,
	/* Their fault. */
	BURNISH_API_SERVER,
	/* Not reached: nothing was sent, or not all of it. */
	BURNISH_API_NETWORK,
	/* Everything was sent, and no whole answer came: it may have been made and billed. */
	BURNISH_API_LOST,
	/* An answer came that makes no sense, or is too large. */
	BURNISH_API_ANSWER,
	BURNISH_API_INTERRUPTED,
	/* Not sent, for the limit of costs. */
	BURNISH_API_BUDGET,
} BurnishApiKind;

typedef struct {
	BurnishApiKind kind;
	/* HTTP, 0 when none came. */
	int status;
	/* In the API's words. */
	char *message;
	char *type;
	char *code;
	char *param;
	char *request_id;
	/* Of a refusal: "input" or "output"; categories, NULL-terminated. */
	char *stage;
	char **categories;
	/* When it may be tried again, as real time in microseconds; 0 when nobody said. */
	gint64 again_at;
	/* What the headers say of trying again: 1, 0, or -1 for nothing. */
	int should_retry;
} BurnishApiError;

typedef struct {
	/* One of the two. */
	GBytes *bytes;
	char *url;
	char *revised_prompt;
	/* "ig_…", of the Responses API. */
	char *id;
	char *size;
	char *quality;
	char *background;
	char *format;
} BurnishApiImage;

/* Tokens; -1 for what was not said. */
typedef struct {
	gint64 input;
	gint64 input_text;
	gint64 input_image;
	gint64 output;
	gint64 output_text;
	gint64 output_image;
	gint64 total;
} BurnishUsage;

typedef struct {
	/* BurnishApiImage. Those that came whole are here even when there is an error. */
	GPtrArray *images;
	BurnishUsage usage;
	gint64 created;

	/* Of the Responses API: its id, "completed", what the model said. */
	char *id;
	char *status;
	char *text;
	/* As the API names it. */
	char *model;
	char *request_id;

	BurnishApiError error;

	/* The whole answer without the pictures: for models, files and batches. */
	cJSON *json;
	/* Bytes of an answer that is no JSON: a picture, lines of a batch. */
	GBytes *raw;

	/* Whether the tokens are those of the mainline model only. */
	gboolean is_mainline_usage;

	/* Set by who sent it: out of the cache, and how often it was tried. */
	gboolean cached;
	int attempts;
} BurnishResponse;

BurnishResponse *burnish_response_new(void);
void burnish_response_free(BurnishResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishResponse, burnish_response_free)
void burnish_api_image_free(BurnishApiImage *image);

/* Read one picture: an item of "data", an event, or an image_generation_call; `key` names the
 * member with the bytes. NULL when it has neither bytes nor a URL, and *broken is set when it
 * has bytes that are damaged. */
BurnishApiImage *burnish_api_image_read(const cJSON *json, GPtrArray *blobs, const char *key,
	gboolean *broken);

/* Read the body of an answer with this HTTP status. Never NULL; what is wrong is in its
 * error. */
BurnishResponse *burnish_response_parse(int status, const char *data, gsize length);

/* The same of JSON that was parsed already and is owned by the response then; `blobs` as
 * blobs.h makes them. */
BurnishResponse *burnish_response_from_json(int status, cJSON *json, GPtrArray *blobs);

/* Call it an error when there is no picture in an answer without an error. */
void burnish_response_expect_images(BurnishResponse *response);

/* Put an error in, in place of one that is there. */
void burnish_response_fail(BurnishResponse *response, BurnishApiKind kind,
	const char *format, ...) G_GNUC_PRINTF(3, 4);

/* One line that says what happened and what to do about it. Free with g_free(). */
char *burnish_api_error_to_text(const BurnishApiError *error);
/* "declined", "quota", … */
const char *burnish_api_kind_name(BurnishApiKind kind);

#endif /*BURNISH_RESPONSE_H*/
