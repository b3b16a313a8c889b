/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CLI_PROMPTS_H
#define BURNISH_CLI_PROMPTS_H

#include "api.h"

/* What is to be made: prompts, and the options that are the same for all of them. */
typedef struct {
	ApiResults results;
	int n;
	char *size;
	char *quality;
	char *format;
	int compression;
	gboolean transparent;
	char *model;
	char *style;
	char *moderation;
	char *fidelity;
	char *complexity;
	char *user;
	char *mask;
	char *mask_box;
	gboolean keep_outside;
	gboolean progress;
	int partials;
	gboolean whole;
	gboolean dry_run;
	char **words;

	/* Made of them. */
	GPtrArray *prompts;
	char **styles;
	char **images;
	/* Of BurnishMakeJob. */
	GArray *jobs;
	/* Texts that the jobs point to. */
	GPtrArray *strings;
} MakeFlags;

typedef enum {
	MAKE_GENERATE,
	MAKE_EDIT,
	MAKE_SUBMIT,
} MakeKind;

void make_flags_init(MakeFlags *flags);
void make_flags_clear(MakeFlags *flags);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MakeFlags, make_flags_clear)

void make_flags_add(MakeFlags *flags, GOptionContext *context, MakeKind kind);

/* Read the prompts and make the jobs; EXIT_OK, or another status after a message. */
int make_flags_read(MakeFlags *flags, const char *command, MakeKind kind);

#endif /*BURNISH_CLI_PROMPTS_H*/
