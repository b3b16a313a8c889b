/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether a darkness is a defect.
 *
 * Three kinds of defect have their marks in the tones; what has none of them is
 * taken for intended:
 *
 *   dim      nothing is near white, yet the middle tones are not far below
 *            what is lightest, as they are at night or in a low-key portrait,
 *            and what is lightest is not a coloured material, like kraft paper;
 *   crushed  there are whites, but dark colours have lost their floor, the
 *            smallest of their channels, to black: more of them than is to be
 *            expected of so saturated a picture with shadows so light;
 *   dull     the whole picture is sunk: middle tones dark, lights dull, no
 *            large black, and lights that do not glow: they are no more
 *            saturated than the darker tones.
 *
 * The numbers of the first two were fitted by tools/train/lift on pictures
 * darkened in known ways; those of the third are read off real pictures, and have
 * margins on both sides of what was seen.
 */

#include <math.h>

#include "colour.h"
#include "darkness.h"

/* A lift of less than this changes less than is seen at once, and might as well be
 * the spread of the estimate. */
#define MIN_SHADOWS 0.2

/* More likely than not. */
#define MIN_CONFIDENCE 0.5

/* What dull pictures are lifted to, and how much of the headroom they get: good
 * exposures of the same kind of picture have medians of 42 to 55. */
#define DULL_TARGET 48
#define MIN_GOOD_MEDIAN 42
#define DULL_HIGHLIGHTS 1.7
#define DULL_LOCAL 0.25

/* The level that the brightest tones of a good exposure have. */
#define GOOD_WHITE 0.975

/* Keep logarithms finite; of levels, and of shares of the picture. */
#define LOG_OFFSET 0.02
#define LOG_SHARE 0.01

/* 0 below `from`, 1 above `to`, which may be the other way round. */
static double
ramp(double value, double from, double to)
{
	return fmin(fmax((value - from) / (to - from), 0), 1);
}

static double
logistic(double z)
{
	return 1 / (1 + exp(-z));
}

/* The median as it would be if the brightest tones were white. */
static double
relative_median(const BurnishTone *tone)
{
	return burnish_y_to_lightness(burnish_lightness_to_y(tone->median) / burnish_srgb_decode(tone->white));
}

/* A flat colour, or text on grey paper, has no tones to tell light by. */
static double
has_range(const BurnishTone *tone)
{
	return ramp((tone->lightness99 - tone->lightness5) / fmax(tone->lightness99, 1), 0.3, 0.45);
}

/* What is lightest is most of the picture, and coloured. */
static double
is_material(const BurnishTone *tone)
{
	return ramp(tone->whites, 0.45, 0.6) * ramp(tone->saturation_white, 0.33, 0.42);
}

static void
judge_dim(const BurnishTone *tone, BurnishDarkness *darkness)
{
	double log_white = log(tone->white);

	darkness->kind = BURNISH_DARKNESS_DIM;
	darkness->finding = "too little light";
	/* Two stops below white is too little light, four are night. */
	darkness->confidence = ramp(tone->white, 0.80, 0.775) * ramp(tone->white, 0.30, 0.40) *
		ramp(relative_median(tone), 21, 27) * has_range(tone) * (1 - is_material(tone));
	darkness->shadows = logistic(-36.28 -
		9.336 * log(tone->floor5 / tone->white + LOG_OFFSET) -
		8.045 * log_white * log_white);
	darkness->highlights = 1 - log(GOOD_WHITE) / log_white;
}

static void
judge_crushed(const BurnishTone *tone, BurnishDarkness *darkness)
{
	darkness->kind = BURNISH_DARKNESS_CRUSHED;
	darkness->finding = "shadows crushed: dark colours have lost their floor";
	darkness->shadows = logistic(0.32 +
		3.477 * log(tone->floorless + LOG_SHARE) -
		2.823 * log(tone->floor5 + LOG_OFFSET) -
		9.704 * tone->saturation -
		0.1436 * tone->shadow);
	/* Without whites it is dim or by design. */
	darkness->confidence = ramp(darkness->shadows, 0, 2 * MIN_SHADOWS) * ramp(tone->white, 0.74, 0.79);
}

static double
dullness(const BurnishTone *tone)
{
	return ramp(tone->median, 22, 26) * ramp(tone->median, 41, 38) *
		ramp(tone->lightness25, 6, 8) *
		ramp(tone->lightness95, 50, 60) * ramp(tone->lightness95, 82, 78) *
		ramp(tone->lightness99, 90, 88) * ramp(tone->saturation, 0.85, 0.78) *
		ramp(tone->saturation_light - tone->saturation_dark, 0.16, 0.06);
}

static void
judge_dull(const BurnishTone *tone, BurnishDarkness *darkness)
{
	darkness->kind = BURNISH_DARKNESS_DULL;
	darkness->finding = "dull: middle tones sunk, no luminous lights";
	darkness->confidence = dullness(tone);
	darkness->highlights = DULL_HIGHLIGHTS;
	darkness->shadows = burnish_tone_reach(tone, DULL_TARGET, darkness->highlights);
	darkness->local = DULL_LOCAL;
}

/* What would still be dull after the lift gets as much more as it takes not to be,
 * so that a second pass finds nothing. */
static void
look_ahead(const BurnishTone *tone, BurnishDarkness *darkness)
{
	BurnishCurve curve;
	BurnishTone after;

	burnish_curve_init(&curve, darkness->shadows, darkness->highlights, tone->white, tone->top);
	burnish_tone_after(tone, &curve, &after);
	if (dullness(&after) > MIN_CONFIDENCE / 2)
		darkness->shadows = burnish_tone_reach(tone, MIN_GOOD_MEDIAN, darkness->highlights);
}

static void
clear(BurnishDarkness *darkness, const BurnishTone *tone)
{
	*darkness = (BurnishDarkness){ .confidence = darkness->confidence };
	darkness->finding = !tone->visible ? "nothing to see"
		: tone->median < 35            ? "dark, as if by design"
		: tone->white < 0.8            ? "without white, as if by design"
									   : "a good exposure";
}

void
burnish_darkness_judge(const BurnishTone *tone, gboolean doubtful, BurnishDarkness *darkness)
{
	static void (*const judges[])(const BurnishTone *, BurnishDarkness *) = {
		judge_dim, judge_crushed, judge_dull
	};

	BurnishDarkness best = { 0 };
	for (guint i = 0; i < G_N_ELEMENTS(judges) && tone->visible; i++) {
		BurnishDarkness found = { 0 };

		judges[i](tone, &found);
		if (found.confidence > best.confidence)
			best = found;
	}

	*darkness = best;
	if (best.confidence < MIN_CONFIDENCE && !(doubtful && best.confidence > 0))
		clear(darkness, tone);
	else if (best.kind != BURNISH_DARKNESS_DULL)
		look_ahead(tone, darkness);
}
