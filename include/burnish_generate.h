/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The chapter of burnish.h, which includes it, about making pictures by the image API.
 * The conventions are those of burnish.h.
 */

#ifndef BURNISH_GENERATE_H
#define BURNISH_GENERATE_H

#ifndef BURNISH_H
#error "include <burnish.h>"
#endif

/* Where the API is and how to treat it. Begin with burnish_api_options_init(). */
typedef struct {
	/* NULL: what the variables of the official libraries say (OPENAI_BASE_URL, OPENAI_API_KEY,
	 * OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_CUSTOM_HEADERS; AZURE_OPENAI_ENDPOINT,
	 * AZURE_OPENAI_API_KEY, AZURE_OPENAI_AD_TOKEN, OPENAI_API_VERSION). A variable with a key is
	 * wiped in this process once it was read. */
	const char *base_url;
	const char *key_file;
	const char *key_command;

	/* Requests at a time; how often to try again; seconds for one. */
	int concurrency;
	int retries;
	int timeout;
	/* Ask again for what was sent and got no answer: it may be paid twice. */
	gboolean retry_lost;
	/* Let URLs of pictures lead to addresses that are not public. */
	gboolean allow_private;
	/* Serve what was asked for before from disk. */
	gboolean use_cache;
	/* Of one answer. */
	gint64 max_answer;
	/* Dollars, 0 for no limit: what could go beyond is not sent. */
	double max_cost;
	/* Of pictures that are read. */
	BurnishLimits limits;
} BurnishApiOptions;

BURNISH_API void burnish_api_options_init(BurnishApiOptions *options);

/* A session: what it costs adds up in it. NULL with vips_error(). */
typedef struct BurnishApi BurnishApi;

BURNISH_API BurnishApi *burnish_api_new(const BurnishApiOptions *options);
BURNISH_API void burnish_api_free(BurnishApi *api);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishApi, burnish_api_free)

/* What was spent, as text for people or as one line of JSON. */
BURNISH_API char *burnish_api_summary(const BurnishApi *api, gboolean json);

/* What to make of one prompt; NULL and -1 leave a choice to the API. */
typedef struct {
	const char *prompt;
	/* Pictures to edit or to go by, paths, NULL at the end; NULL: none. */
	const char *const *images;
	/* Where the first of them may change: a picture, or "x,y,width,height". */
	const char *mask;
	const char *mask_box;
	/* Put the original back where it may not. */
	gboolean keep_outside;

	const char *model;
	/* "auto", "16:9", "A4", "1920x1080". */
	const char *size;
	const char *quality;
	const char *format;
	int compression;
	gboolean transparent;
	const char *moderation;
	const char *fidelity;
	const char *complexity;
	const char *user;
	int n;
	/* Images on the way, 0 to 3; -1: none, and an answer in one piece. */
	int partials;

	/* For names of results and in reports; may be NULL. */
	const char *style;
	const char *custom_id;

	/* A file, a directory, a name with {stem}, {style}, {index}, {model}, {ext}; "-" for
	 * standard output; NULL: here, by the prompt. */
	const char *output;
	BurnishOutputPolicy policy;
	/* NULL: as it comes, byte for byte. */
	const BurnishRecipe *fix;
} BurnishMakeJob;

/* Prompts from a text: one a line, or an object of JSON a line, {"prompt", "id", "model", "size",
 * "quality", "format", "style", "n", "transparent"}. An array of BurnishPrompt; NULL with
 * vips_error(), which names `origin` and the line. Free with g_ptr_array_unref(). */
typedef struct {
	char *prompt;
	/* NULL and -1 for what a line does not say. */
	char *id;
	char *model;
	char *size;
	char *quality;
	char *format;
	char *style;
	int n;
	int transparent;
} BurnishPrompt;

/* An empty array of them. */
BURNISH_API GPtrArray *burnish_prompts_new(void);
BURNISH_API GPtrArray *burnish_prompts_read(const char *text, size_t length, const char *origin);

typedef enum {
	BURNISH_MADE_OK,
	/* The service does not want to make it. */
	BURNISH_MADE_DECLINED,
	/* By a limit of ours: money, pixels, bytes. */
	BURNISH_MADE_REFUSED,
	/* By the service or on the way to it. */
	BURNISH_MADE_REMOTE,
	/* The same, but it may work later. */
	BURNISH_MADE_LATER,
	/* Here: a file, a correction. */
	BURNISH_MADE_FAILED,
	BURNISH_MADE_INTERRUPTED,
} BurnishMadeStatus;

/* One picture that was made, or was not. */
typedef struct BurnishMade BurnishMade;

BURNISH_API BurnishMadeStatus burnish_made_get_status(const BurnishMade *made);
/* One line of JSON without a newline; for people, a few lines. */
BURNISH_API char *burnish_made_to_json(const BurnishMade *made);
BURNISH_API char *burnish_made_to_text(const BurnishMade *made);

/* Called while it runs; each may be NULL. */
typedef struct {
	void (*made)(const BurnishMade *made, void *data);
	/* A picture that is not finished was written to `path`. */
	void (*partial)(const char *path, int index, void *data);
	/* A line about what is going on: a warning, a wait. */
	void (*note)(const char *text, void *data);
} BurnishMakeFns;

/* Make everything. -1 with vips_error() when something is wrong before anything was sent. */
BURNISH_API int burnish_make_run(BurnishApi *api, const BurnishMakeJob *jobs, guint n,
	const BurnishMakeFns *fns, void *data);

/* What would be sent, without a key, and what it may cost: lines of JSON, or text. Sends
 * nothing. NULL with vips_error(). */
BURNISH_API char *burnish_make_plan(BurnishApi *api, const BurnishMakeJob *jobs, guint n, gboolean json);

/* The models of the account and what is known of them, a line each: those that make pictures, or all, or
 * those that are named; without a key, what is known here. NULL with vips_error(), and *status says
 * why. */
BURNISH_API char *burnish_api_models(BurnishApi *api, const char *const *names, gboolean all,
	gboolean json, BurnishMadeStatus *status);

/* Get what is there already: a response ("resp_…", waited for when it is still being made), the
 * results of a batch ("batch_…"), a file ("file-…") or a picture by its https URL. */
/* First, whether it is one of those, and an address that may be asked: -1 with vips_error(). */
BURNISH_API int burnish_api_check_fetch(const BurnishApi *api, const char *what);
BURNISH_API int burnish_api_fetch(BurnishApi *api, const char *what, const BurnishMakeJob *job,
	const BurnishMakeFns *fns, void *data);

/* Submit a batch: what the API says of it, as text or JSON; for a dry run, what would be sent and
 * what it may cost. NULL with vips_error(), and *status says why. */
BURNISH_API char *burnish_batch_submit(BurnishApi *api, const BurnishMakeJob *jobs, guint n,
	gboolean dry_run, gboolean json, BurnishMadeStatus *status);
/* How far a batch is, as text or JSON; *done when nothing more will come of it. */
BURNISH_API char *burnish_batch_status(BurnishApi *api, const char *id, gboolean json,
	gboolean *done, BurnishMadeStatus *status);

/* ---- Chain: pictures by a recipe ---- */

/* What happened on the way: a line for people, and, but for notes, a line of JSON. */
typedef struct {
	const char *text;
	/* NULL for a note. */
	const char *json;
	/* Something failed or was declined. */
	gboolean is_problem;
} BurnishChainEvent;

/* The make chapter of a recipe, then fix and save for what it makes. */
typedef struct {
	const BurnishRecipe *recipe;
	/* Paths, and "name=value"; NULL at the end; both may be NULL. */
	const char *const *inputs;
	const char *const *variables;

	/* A file when one picture is made, a directory, or a template with {stem}, the name of
	 * the result, and {recipe}, {ext} or {index}; NULL: "{recipe}-{stem}.{ext}". */
	const char *output;
	BurnishOutputPolicy policy;
	/* Where everything is kept that was made on the way, to go on from another time; NULL:
	 * the recipe's name with ".chain". */
	const char *work;

	/* Tell what would be sent and what it would cost; write and send nothing. */
	gboolean dry_run;

	BurnishApi *api;

	/* May be NULL. */
	void (*event)(const BurnishChainEvent *event, void *data);
	void *data;
} BurnishChain;

/* The worst of what happened. vips_error_buffer() says why nothing was done; else it is
 * empty. */
BURNISH_API BurnishMadeStatus burnish_chain_run(const BurnishChain *chain);

#endif /*BURNISH_GENERATE_H*/
