/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* decast: find a global colour cast, and remove it where it is not meant. The
 * method, with its sources and figures, is in docs/method.md.
 */

#include <math.h>

#include <burnish.h>

#include "../base/object.h"
#include "colour.h"
#include "correction.h"
#include "decast.h"
#include "lut3d.h"
#include "reference.h"
#include "verdict.h"
#include "votes.h"
#include "white.h"

/* More likely than not. */
#define SURE 0.5

/* A cast that nobody sees (CIEDE2000): there is none. */
#define INVISIBLE 0.5

/* Less of the picture than this is no neutral to speak of. */
#define FEW 0.02

/* To be matched with a reference there must be more. */
#define ENOUGH 0.1

/* From here on a colour is saturated, to where it is entirely so: chroma in CIELAB. */
#define PROTECT_FROM 20
#define PROTECT_TO 50

/* Warm hues, from pink skin to green gold, in degrees. */
#define PROTECT_FIRST_HUE 10
#define PROTECT_LAST_HUE 105

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	double strength;
	BurnishMode mode;
	char *white;
	char *reference;
	double protect;
	VipsArea *tint;

	/* Outputs. */
	char *found_white;
	double cast;
	double hue;
	double confidence;
	double neutral;
	VipsArea *applied_tint;
	double applied_strength;

	/* What to take out, whoever said so, and what was seen. */
	BurnishTint cast_tint;
	BurnishRidge ridge;
	BurnishVerdict verdict;
	double reference_neutral;
} BurnishDecast;

typedef BurnishCorrectionClass BurnishDecastClass;

G_DEFINE_TYPE(BurnishDecast, burnish_decast, BURNISH_TYPE_CORRECTION)

static gboolean
is_given(BurnishCorrection *correction)
{
	BurnishDecast *decast = (BurnishDecast *) correction;

	return decast->tint || decast->white;
}

static void
set_found(BurnishDecast *decast, const BurnishTint *tint)
{
	g_autofree char *white = burnish_white_format(tint);
	const double numbers[] = { tint->red_gain, tint->red_gamma, tint->blue_gain, tint->blue_gamma };
	VipsArrayDouble *array = vips_array_double_new(numbers, G_N_ELEMENTS(numbers));

	decast->cast_tint = *tint;
	g_object_set(decast, "found-white", white, "applied-tint", array, NULL);
	vips_area_unref(VIPS_AREA(array));
}

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	BurnishDecast *decast = (BurnishDecast *) correction;
	BurnishTint wanted = burnish_tint_none;
	BurnishTint tint;

	/* Also for a grey picture: a reference that cannot be read is an error. */
	if (decast->reference && burnish_reference_find(decast->reference, &wanted, &decast->reference_neutral))
		return -1;
	/* Grey stays grey. */
	if (proxy->Bands < 3) {
		set_found(decast, &burnish_tint_none);
		return 0;
	}

	burnish_verdict_find(proxy, &decast->ridge, &decast->verdict);
	burnish_tint_between(&decast->ridge.tint, &wanted, &tint);
	set_found(decast, &tint);

	const BurnishVerdict *verdict = &decast->verdict;
	g_object_set(decast, "cast", verdict->cast, "hue", verdict->hue,
		"confidence", verdict->confidence, "neutral", verdict->neutral, NULL);

	return 0;
}

static gboolean
is_tint(const double t[4])
{
	for (int i = 0; i < 4; i++)
		if (!(t[i] >= BURNISH_TINT_MIN && t[i] <= BURNISH_TINT_MAX))
			return FALSE;

	return TRUE;
}

static int
parse_tint(const BurnishDecast *decast, BurnishTint *tint)
{
	int n;
	const double *t = vips_array_double_get((VipsArrayDouble *) decast->tint, &n);

	if (n != 4 || !is_tint(t)) {
		vips_error("decast", "tint: must be four numbers from %g to %g", BURNISH_TINT_MIN, BURNISH_TINT_MAX);
		return -1;
	}
	*tint = (BurnishTint){ t[0], t[1], t[2], t[3] };

	return 0;
}

static gboolean
is_same(const BurnishTint *a, const BurnishTint *b)
{
	return a->red_gain == b->red_gain && a->red_gamma == b->red_gamma &&
		a->blue_gain == b->blue_gain && a->blue_gamma == b->blue_gamma;
}

/* A resolved recipe has the tint beside the white that it comes from, so both may be there
 * when they say the same. */
static int
check_given(const BurnishDecast *decast, BurnishTint *tint)
{
	BurnishTint white;

	if ((decast->tint && parse_tint(decast, tint)) || (decast->white && burnish_white_parse(decast->white, &white)))
		return -1;
	if (decast->tint && decast->white && !is_same(tint, &white)) {
		vips_error("decast", "white and tint exclude one another");
		return -1;
	}
	if (!decast->tint)
		*tint = white;

	return 0;
}

static int
check(BurnishCorrection *correction, gboolean thorough)
{
	const BurnishDecast *decast = (BurnishDecast *) correction;
	BurnishTint tint;
	double neutral;

	if (decast->white && decast->reference) {
		vips_error("decast", "white and reference exclude one another");
		return -1;
	}
	if (is_given(correction))
		return check_given(decast, &tint);

	return thorough && decast->reference ? burnish_reference_find(decast->reference, &tint, &neutral) : 0;
}

/* Whether nothing is to be done, whatever is found or given. */
static gboolean
is_off(const BurnishDecast *decast)
{
	return decast->mode == BURNISH_MODE_MEASURE_ONLY || decast->strength == 0;
}

static gboolean
is_none(const BurnishTint *tint)
{
	return is_same(tint, &burnish_tint_none);
}

static const char *
name_hue(double hue)
{
	static const struct {
		double below;
		const char *name;
	} names[] = {
		{ 20, "pink" },
		{ 55, "red" },
		{ 75, "orange" },
		{ 108, "yellow" },
		{ 140, "yellow-green" },
		{ 185, "green" },
		{ 230, "cyan" },
		{ 290, "blue" },
		{ 330, "purple" },
		{ 361, "pink" },
	};
	int i = 0;

	while (hue >= names[i].below)
		i++;

	return names[i].name;
}

/* What was taken as neutral, and how far it is off. */
static char *
describe(const BurnishVerdict *verdict)
{
	return g_strdup_printf("%.0f %% of the picture (L* %.0f to %.0f) taken as neutral is %.1f dE00 toward %s",
		100 * verdict->neutral, verdict->darkest, verdict->lightest, verdict->cast, name_hue(verdict->hue));
}

/* Why a tint that was seen is left: the reason that weighs most. */
static const char *
explain_doubt(const BurnishVerdict *verdict)
{
	if (verdict->neutral < FEW)
		return "too little to judge by";
	if (verdict->white_b > 10 && verdict->topped < 0.01)
		return "so light a yellow below full white looks like paper or warm light that is meant";
	if (verdict->neutral < ENOUGH)
		return "few greys agree, it may well be meant";

	return "it may well be meant";
}

static void
decide_given(BurnishDecast *decast)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(decast);
	const char *what = decast->tint ? "tint" : "white";

	if (is_none(&decast->cast_tint))
		burnish_correction_set_verdict(correction, FALSE, "the given %s is neutral: nothing to take out", what);
	else if (is_off(decast))
		burnish_correction_set_verdict(correction, FALSE, "left alone, as asked: a %s was given", what);
	else
		burnish_correction_set_verdict(correction, TRUE, "the given %s was taken out", what);
}

static void
decide_reference(BurnishDecast *decast)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(decast);
	double neutral = decast->verdict.neutral;

	if (fmin(neutral, decast->reference_neutral) < ENOUGH)
		burnish_correction_set_verdict(correction, FALSE, "left alone: %s has too few greys to match",
			neutral < ENOUGH ? "the picture" : "the reference");
	else if (is_none(&decast->cast_tint))
		burnish_correction_set_verdict(correction, FALSE, "its greys are those of the reference");
	else if (is_off(decast))
		burnish_correction_set_verdict(correction, FALSE, "its greys are not those of the reference");
	else
		burnish_correction_set_verdict(correction, TRUE, "its greys were matched to those of the reference");
}

static void
decide_measured(BurnishDecast *decast)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(decast);
	const BurnishVerdict *verdict = &decast->verdict;
	g_autofree char *what = describe(verdict);

	if (verdict->neutral == 0)
		burnish_correction_set_verdict(correction, FALSE, "no cast: nothing to be taken as neutral");
	else if (verdict->cast < INVISIBLE)
		burnish_correction_set_verdict(correction, FALSE, "no cast: %s", what);
	else if (is_off(decast) && (decast->mode == BURNISH_MODE_ALWAYS || verdict->confidence >= SURE))
		burnish_correction_set_verdict(correction, FALSE, "%s: a cast (confidence %.2f)",
			what, verdict->confidence);
	else if (decast->mode == BURNISH_MODE_ALWAYS)
		burnish_correction_set_verdict(correction, TRUE, "%s: corrected, as asked (confidence %.2f)",
			what, verdict->confidence);
	else if (verdict->confidence < SURE)
		burnish_correction_set_verdict(correction, FALSE, "left alone: %s, but %s (confidence %.2f)",
			what, explain_doubt(verdict), verdict->confidence);
	else
		burnish_correction_set_verdict(correction, TRUE, "%s: corrected (confidence %.2f)",
			what, verdict->confidence);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishDecast *decast = (BurnishDecast *) correction;
	BurnishTint tint;

	if (is_given(correction)) {
		if (check_given(decast, &tint))
			return -1;
		set_found(decast, &tint);
	}

	if (correction->in->Bands < 3)
		burnish_correction_set_verdict(correction, FALSE, "no cast: a grey picture stays grey");
	else if (is_given(correction))
		decide_given(decast);
	else if (decast->reference)
		decide_reference(decast);
	else
		decide_measured(decast);
	g_object_set(decast, "applied-strength", correction->changed ? decast->strength : 0.0, NULL);

	return 0;
}

static int
explain(BurnishCorrection *correction, VipsImage *proxy, VipsImage **out)
{
	BurnishDecast *decast = (BurnishDecast *) correction;

	if (is_given(correction) || proxy->Bands < 3)
		return 0;

	return (*out = burnish_votes_new(proxy, &decast->ridge)) ? 0 : -1;
}

typedef struct {
	BurnishAdaptation adaptation;
	double protect;
} Map;

/* How far a colour is one that is warm by itself, 0 to 1. */
static double
get_protection(const double rgb[3])
{
	double lab[3];

	burnish_srgb_to_lab(rgb, lab);
	double chroma = hypot(lab[1], lab[2]);
	double hue = atan2(lab[2], lab[1]) * (180 / G_PI);
	double t = CLAMP((chroma - PROTECT_FROM) / (PROTECT_TO - PROTECT_FROM), 0, 1);
	double inside = fmin(hue - PROTECT_FIRST_HUE, PROTECT_LAST_HUE - hue);

	/* Hues fade in over as many degrees as the colour wheel needs to stay
	 * smooth. */
	return t * t * (3 - 2 * t) * CLAMP(inside / 15 + 1, 0, 1);
}

static void
map_colour(const double in[3], double out[3], const void *data)
{
	const Map *map = data;

	burnish_adaptation_map(in, out, &map->adaptation);
	if (map->protect > 0) {
		double keep = map->protect * get_protection(in);

		for (int i = 0; i < 3; i++)
			out[i] += keep * (in[i] - out[i]);
	}
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishDecast *decast = (BurnishDecast *) correction;
	Map map = { .protect = decast->protect };
	BurnishTint tint;

	burnish_tint_scale(&decast->cast_tint, decast->strength, &tint);
	burnish_adaptation_init(&map.adaptation, &tint);

	return burnish_lut3d_apply(in, out, map_colour, &map);
}

static void
add_inputs(BurnishCorrectionClass *class)
{
	burnish_correction_class_add_strength(class, 10, G_STRUCT_OFFSET(BurnishDecast, strength));
	burnish_correction_class_add_mode(class, 11, G_STRUCT_OFFSET(BurnishDecast, mode));

	VIPS_ARG_STRING(class, "white", 12, "White",
		"What should be white, instead of a measurement: #rrggbb, or CIE 1931 x,y",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishDecast, white), NULL);

	VIPS_ARG_STRING(class, "reference", 13, "Reference",
		"File of a picture to match: its greys are the goal, tinted or not",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishDecast, reference), NULL);

	VIPS_ARG_DOUBLE(class, "protect", 14, "Protect",
		"How far saturated warm colours (gold, skin, wood, fire) are kept as they are",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishDecast, protect), 0.0, 1.0, 0.0);

	VIPS_ARG_BOXED(class, "tint", 15, "Tint",
		"Tint to take out, instead of a measurement or a reference: gain and gamma of red, gain and gamma of blue",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishDecast, tint), VIPS_TYPE_ARRAY_DOUBLE);
}

static void
add_outputs(BurnishCorrectionClass *class)
{
	VIPS_ARG_STRING(class, "found-white", 110, "Found white",
		"What white looks like under the cast, as #rrggbb",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, found_white), NULL);

	VIPS_ARG_DOUBLE(class, "cast", 111, "Cast",
		"Mean CIEDE2000 difference between what is taken as neutral and true greys",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, cast), 0.0, 100.0, 0.0);

	VIPS_ARG_DOUBLE(class, "hue", 112, "Hue",
		"CIELAB hue angle of the cast in degrees: 90 is yellow",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, hue), 0.0, 360.0, 0.0);

	VIPS_ARG_DOUBLE(class, "confidence", 113, "Confidence",
		"Probability that it is a cast and not meant; auto corrects from 0.5 on",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, confidence), 0.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "neutral", 114, "Neutral",
		"Share of the picture that is taken as neutral",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, neutral), 0.0, 1.0, 0.0);

	VIPS_ARG_BOXED(class, "applied-tint", 115, "Applied tint",
		"The tint, as the argument of that name takes it",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, applied_tint), VIPS_TYPE_ARRAY_DOUBLE);

	VIPS_ARG_DOUBLE(class, "applied-strength", 116, "Applied strength",
		"How much of the correction was applied",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishDecast, applied_strength), 0.0, 1.0, 0.0);
}

static void
burnish_decast_class_init(BurnishDecastClass *class)
{
	burnish_correction_class_set_names(class, "decast", "find a global colour cast and remove it");
	/* The reference is a file that may change. */
	VIPS_OPERATION_CLASS(class)->flags |= VIPS_OPERATION_NOCACHE;
	class->pointwise = TRUE;
	class->check = check;
	class->is_given = is_given;
	class->measure = measure;
	class->decide = decide;
	class->explain = explain;
	class->apply = apply;
	add_inputs(class);
	add_outputs(class);
}

static void
burnish_decast_init(BurnishDecast *decast)
{
}

int
burnish_decast(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("decast", ap, in, out);
	va_end(ap);

	return result;
}
