/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The order of the work: a painted ground becomes alpha; alpha is mended; colour is
 * freed from the ground; then what was asked for beyond mending. Each part on automatic
 * first looks whether there is enough to mend: a sound picture has a few pixels of
 * everything.
 */

#include <math.h>
#include <string.h>

#include "cleaning.h"
#include "hidden.h"
#include "keying.h"
#include "shape.h"
#include "tidy.h"

/* Of all opaque pixels; sound cut-outs have up to 0.1 % at their edges. */
#define NEAR_OPAQUE 0.003
/* Of all pixels; the trail of a soft brush leaves less. */
#define DUST 2e-5
/* A side this long has islands and holes of the size given; they grow with it. */
#define SIDE 512.0
#define ISLAND 24.0
#define PINHOLE 24.0
/* Of the clear pixels. */
#define GARBAGE 0.03

typedef gsize (*TidyFn)(BurnishMatte *matte, double limit, double other);

/* Do a part, `fn`, if it is wanted; `enough` is what makes it worth it. */
static gsize
tidy_pixels(BurnishMatte *matte, BurnishPart part, TidyFn fn, double limit, double enough, gboolean *done)
{
	double least = part == BURNISH_PART_ON ? 1 : enough;
	gsize found = part == BURNISH_PART_OFF ? 0 : fn(matte, limit, least);

	*done = found >= least;

	return found;
}

static gsize
tidy_parts(BurnishMatte *matte, BurnishPart part, TidyFn fn, double size, double limit, gboolean *done)
{
	gsize found = part == BURNISH_PART_OFF ? 0 : fn(matte, size, limit);

	*done = found > 0;

	return found;
}

static gsize
count_opaque(const BurnishMatte *matte)
{
	gsize n = 0;

	for (gsize i = 0; i < matte->n; i++)
		n += matte->alpha[i] == 255;

	return n;
}

static double
get_size(const BurnishMatte *matte, double given, double at_side)
{
	return given > 0 ? given : at_side * VIPS_MAX(1.0, sqrt((double) matte->n) / SIDE);
}

static BurnishPart
settle(BurnishPart part, const BurnishCleaningOptions *options)
{
	return part == BURNISH_PART_AUTO && options->always ? BURNISH_PART_ON : part;
}

static void
mend(BurnishMatte *matte, const BurnishCleaningOptions *options, BurnishCleaning *cleaning)
{
	cleaning->near_opaque = tidy_pixels(matte, settle(options->snap, options), burnish_tidy_opaque,
		options->snap_high, NEAR_OPAQUE * count_opaque(matte) + 1, &cleaning->snapped);
	cleaning->dust = tidy_pixels(matte, settle(options->dust, options), burnish_tidy_clear,
		options->dust_high, DUST * matte->n + 1, &cleaning->dusted);
	cleaning->haze = tidy_pixels(matte, settle(options->haze, options), burnish_tidy_haze,
		options->haze_high, DUST * matte->n + 1, &cleaning->hazed);
	cleaning->islands = tidy_parts(matte, settle(options->islands, options), burnish_tidy_islands,
		get_size(matte, options->island_size, ISLAND), options->dust_high, &cleaning->removed_islands);
	cleaning->pinholes = tidy_parts(matte, settle(options->pinholes, options), burnish_tidy_pinholes,
		get_size(matte, options->pinhole_size, PINHOLE), options->snap_high, &cleaning->filled);
}

static void
decontaminate(BurnishMatte *matte, const BurnishCleaningOptions *options, BurnishCleaning *cleaning)
{
	if (options->decontaminate == BURNISH_PART_OFF)
		return;
	burnish_fringe_find(matte, &cleaning->fringe);
	if (cleaning->fringe.found) {
		burnish_fringe_remove(matte, &cleaning->fringe);
		cleaning->decontaminated = TRUE;
	}
}

static void
reshape(BurnishMatte *matte, const BurnishCleaningOptions *options, BurnishCleaning *cleaning)
{
	if (options->shadow != BURNISH_SHADOW_KEEP)
		cleaning->changed |= burnish_shape_shadow(matte, options->shadow == BURNISH_SHADOW_REBUILD);
	if (options->choke != 0 || options->feather > 0) {
		burnish_shape_edge(matte, options->choke, options->feather);
		cleaning->changed = TRUE;
	}
}

static void
bleed(BurnishMatte *matte, const BurnishCleaningOptions *options, BurnishCleaning *cleaning)
{
	BurnishPart part = settle(options->bleed, options);
	gboolean made = cleaning->keyed != BURNISH_GROUND_OFF || cleaning->decontaminated;

	cleaning->garbage = burnish_hidden_garbage(matte);
	if (part == BURNISH_PART_ON || (part == BURNISH_PART_AUTO && (made || cleaning->garbage >= GARBAGE))) {
		burnish_hidden_bleed(matte, options->bleed_reach);
		cleaning->bled = TRUE;
	}
}

static void
count_alpha(const BurnishMatte *matte, BurnishCleaning *cleaning)
{
	gsize clear = 0;
	gsize solid = 0;

	for (gsize i = 0; i < matte->n; i++) {
		clear += matte->alpha[i] <= 0;
		solid += matte->alpha[i] >= 255;
	}
	cleaning->clear_share = (double) clear / matte->n;
	cleaning->solid_share = (double) solid / matte->n;
}

void
burnish_cleaning_run(BurnishMatte *matte, const BurnishCleaningOptions *options,
	BurnishCleaning *cleaning)
{
	*cleaning = (BurnishCleaning){ .keyed = BURNISH_GROUND_OFF, .opaque = TRUE };
	for (gsize i = 0; i < matte->n && cleaning->opaque; i++)
		cleaning->opaque = matte->alpha[i] >= options->snap_high;

	count_alpha(matte, cleaning);
	if (cleaning->opaque) {
		if (options->ground != BURNISH_GROUND_OFF)
			burnish_keying_run(matte, options, cleaning);
		if (cleaning->keyed == BURNISH_GROUND_OFF)
			return;
	}
	/* Matting leaves specks, too. */
	mend(matte, options, cleaning);
	if (!cleaning->opaque)
		decontaminate(matte, options, cleaning);
	reshape(matte, options, cleaning);
	bleed(matte, options, cleaning);
	if (options->trim)
		cleaning->changed |= burnish_shape_trim(matte, options->margin, options->square);
	cleaning->changed |= cleaning->keyed != BURNISH_GROUND_OFF || cleaning->snapped ||
		cleaning->dusted || cleaning->hazed || cleaning->removed_islands || cleaning->filled || cleaning->decontaminated || cleaning->bled;
}

static void
add(GString *text, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (text->len)
		g_string_append(text, ", ");
	g_string_append_vprintf(text, format, ap);
	va_end(ap);
}

static const char *
verdict(gboolean done, gboolean applied)
{
	return !done ? " (left)" : applied ? ""
									   : " (would be mended)";
}

char *
burnish_cleaning_describe(const BurnishCleaning *c, gboolean applied)
{
	GString *text = g_string_new(NULL);

	if (c->keyed == BURNISH_GROUND_CHECKERBOARD)
		add(text, "painted checkerboard of %.1f x %.1f pixels in greys %.0f and %.0f on %.0f %% of the picture %s",
			c->period[0], c->period[1], c->greys[0], c->greys[1], 100 * c->ground_share,
			applied ? "keyed out" : "would be keyed out");
	else if (c->keyed == BURNISH_GROUND_PLAIN)
		add(text, "plain ground of colour %.0f, %.0f, %.0f on %.0f %% of the picture %s",
			c->ground[0], c->ground[1], c->ground[2], 100 * c->ground_share,
			applied ? "keyed out" : "would be keyed out");
	else if (c->opaque)
		add(text, "opaque throughout: %s", c->refusal ? c->refusal : "no matte to clean");
	if (c->enclosed > 0)
		add(text, "%" G_GSIZE_FORMAT " enclosed areas of it", c->enclosed);
	if (c->near_opaque > 0)
		add(text, "%" G_GSIZE_FORMAT " nearly opaque pixels%s", c->near_opaque, verdict(c->snapped, applied));
	if (c->dust > 0)
		add(text, "%" G_GSIZE_FORMAT " pixels of dust%s", c->dust, verdict(c->dusted, applied));
	if (c->haze > 0)
		add(text, "a faint dark smear of %" G_GSIZE_FORMAT " pixels%s", c->haze, verdict(c->hazed, applied));
	if (c->islands > 0)
		add(text, "%" G_GSIZE_FORMAT " stray islands%s", c->islands, verdict(c->removed_islands, applied));
	if (c->pinholes > 0)
		add(text, "%" G_GSIZE_FORMAT " pinholes%s", c->pinholes, verdict(c->filled, applied));
	if (c->fringe.found)
		add(text, "a halo of colour %.0f, %.0f, %.0f on %.0f %% of the edge%s",
			c->fringe.ground[0], c->fringe.ground[1], c->fringe.ground[2],
			100 * c->fringe.share, verdict(c->decontaminated, applied));
	if (c->garbage >= GARBAGE && !c->opaque)
		add(text, "stray colours under zero alpha%s", verdict(c->bled, applied));
	if (text->len == 0)
		add(text, "alpha is clean");

	return g_string_free(text, FALSE);
}
