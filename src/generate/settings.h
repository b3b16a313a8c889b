/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SETTINGS_H
#define BURNISH_SETTINGS_H

#include <burnish.h>

/* What somebody wants the API to make, before it becomes a request. Words and
 * numbers only: what they may be is data (models.h), and a word that the data does
 * not know yet is passed on. */

/* Which of the two interfaces makes the picture. */
typedef enum {
	/* /images/generations, or /images/edits where there are references. */
	BURNISH_ROUTE_IMAGES,
	/* /responses, with the hosted image tool. */
	BURNISH_ROUTE_RESPONSES,
} BurnishRoute;

/* A picture that goes along: bytes with their type, or a place where the API finds
 * it, or a file that was uploaded. */
typedef struct {
	GBytes *bytes;
	/* "image/png", "image/jpeg", "image/webp"; with bytes only. */
	char *mime;
	/* For the form; never a path. */
	char *name;

	char *url;
	char *file_id;

	/* What it costs depends on them; 0 when they are not known here. */
	int width;
	int height;
} BurnishReference;

typedef struct {
	BurnishRoute route;

	char *prompt;
	char *model;

	/* NULL or -1 leaves the choice to the API. `size` is "auto" or "WxH". */
	int n;
	char *size;
	char *quality;
	char *background;
	/* "png", "jpeg", "webp", … */
	char *format;
	int compression;
	char *moderation;
	char *fidelity;
	char *complexity;
	char *user;

	/* Partial images while it is made, 0 to 3; -1 for an answer in one piece. */
	int partials;

	/* BurnishReference, in order: the mask is for the first. */
	GPtrArray *references;
	BurnishReference *mask;

	/* The rest is for /responses. The model that talks to the image tool. */
	char *mainline;
	/* "generate", "edit" or "auto". */
	char *action;
	char *instructions;
	/* An earlier response to go on from, or the ids of its pictures ("ig_…"). */
	char *previous;
	GPtrArray *calls;
	/* Answer at once, and make it meanwhile. */
	gboolean in_background;

	/* Not sent: tells requests apart that are the same on purpose, for several pictures. */
	int variation;
} BurnishSettings;

BurnishSettings *burnish_settings_new(const char *prompt, const char *model);
BurnishSettings *burnish_settings_copy(const BurnishSettings *settings);
void burnish_settings_free(BurnishSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSettings, burnish_settings_free)

/* Bytes of a picture; `mime` and `name` are copied. */
BurnishReference *burnish_reference_new(GBytes *bytes, const char *mime, const char *name);
BurnishReference *burnish_reference_copy(const BurnishReference *reference);
void burnish_reference_free(BurnishReference *reference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishReference, burnish_reference_free)

#endif /*BURNISH_SETTINGS_H*/
