/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_API_H
#define BURNISH_CLI_API_H

#include "command.h"

/* What the commands that talk to the image API share. */

typedef struct {
	BurnishApiOptions options;
	char *base_url;
	char *key_file;
	char *key_command;
	char *max_answer;
	char *max_pixels;
	char *max_file;
	gboolean json;
	gboolean quiet;
} ApiFlags;

void api_flags_init(ApiFlags *flags);
void api_flags_clear(ApiFlags *flags);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ApiFlags, api_flags_clear)

/* Add the options that say where the API is and who we are, and, with `sends`, those of sending. */
void api_flags_add(ApiFlags *flags, GOptionContext *context, gboolean sends);

/* The session; NULL with *status after a message. */
BurnishApi *api_open(ApiFlags *flags, const char *command, int *status);

/* Where results go, and what is done to them. */
typedef struct {
	char *output;
	gboolean force;
	char *fix_name;
	BurnishRecipe *fix;
} ApiResults;

void api_results_clear(ApiResults *results);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ApiResults, api_results_clear)

/* `named` says how results are named that -o does not name; `where` what it takes. */
void api_results_add(ApiResults *results, GOptionContext *context, const char *named, const char *where);
/* Open the recipe, if there is one: EXIT_OK, or another status after a message. */
int api_results_read(ApiResults *results, const char *command);
/* Put it into a job. */
void api_results_set(const ApiResults *results, BurnishMakeJob *job);

/* Prints results, and counts them. */
typedef struct {
	const ApiFlags *flags;
	const char *command;
	/* A picture goes to standard output. */
	gboolean to_stdout;
	int counts[BURNISH_MADE_INTERRUPTED + 1];
} ApiPrinter;

extern const BurnishMakeFns api_printer_fns;

/* The status of what was printed. */
int api_printer_status(const ApiPrinter *printer);
/* The last line of a run, and its status. */
int api_printer_end(const ApiPrinter *printer, const BurnishApi *api);

int api_status(BurnishMadeStatus status);

/* The pending error, with the status that goes with it. */
int api_fail(const char *command, BurnishMadeStatus status);

#define API_STATUSES \
	"Exit status: 0 all good, 1 a file or a correction failed, 2 wrong usage, 3 nothing to\n" \
	"do, 4 refused by a limit, 5 the API failed, 6 the API declined to make a picture, 75\n" \
	"it may work later, 130 interrupted.\n"

#define API_KEYS \
	"The key comes from OPENAI_API_KEY, --key-file or --key-command, and never from the\n" \
	"command line. OPENAI_BASE_URL, OPENAI_ORG_ID, OPENAI_PROJECT_ID and\n" \
	"OPENAI_CUSTOM_HEADERS are heeded; so are AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_API_KEY\n" \
	"or AZURE_OPENAI_AD_TOKEN, and OPENAI_API_VERSION.\n"

#endif /*BURNISH_CLI_API_H*/
