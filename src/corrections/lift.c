/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bring out pictures that came out too dark, and leave alone those that are meant
 * to be.
 */

#include <limits.h>
#include <math.h>

#include <burnish.h>

#include "correction.h"
#include "darkness.h"
#include "lift.h"
#include "relight.h"
#include "tone.h"

/* For arguments: not given. */
#define AUTOMATIC (-1.0)

/* The largest `shadows` there is: levels to the power of 0.37. */
#define MAX_SHADOWS 1.0

/* Up to twice the headroom: the brightest tones are then held by the shoulder. */
#define MAX_HIGHLIGHTS 2.0

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	double strength;
	BurnishMode mode;
	double target;
	double shadows;
	double highlights;
	double local;
	double dehaze;

	/* Outputs. */
	double lightness;
	double white;
	double crushed;
	double confidence;
	double applied_shadows;
	double applied_highlights;
	double applied_local;

	/* What was measured, and on what. */
	BurnishTone tone;
	VipsImage *measured;
} BurnishLift;

typedef BurnishCorrectionClass BurnishLiftClass;

G_DEFINE_TYPE(BurnishLift, burnish_lift, BURNISH_TYPE_CORRECTION)

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	BurnishLift *lift = (BurnishLift *) correction;

	burnish_tone_measure(proxy, &lift->tone);
	g_set_object(&lift->measured, proxy);
	g_object_set(lift,
		"lightness", lift->tone.median,
		"white", lift->tone.white,
		"crushed", lift->tone.crushed,
		NULL);

	return 0;
}

static void
make_curve(const BurnishLift *lift, double shadows, double highlights, BurnishCurve *curve)
{
	burnish_curve_init(curve, lift->strength * shadows, lift->strength * highlights,
		lift->tone.white, lift->tone.top);
}

/* Fill in what was left to us. */
static void
set_applied(BurnishLift *lift, const BurnishDarkness *darkness)
{
	double highlights = lift->highlights >= 0 ? lift->highlights : darkness->highlights;
	double shadows = lift->shadows >= 0 ? lift->shadows
		: lift->target > 0              ? burnish_tone_reach(&lift->tone, lift->target, highlights)
										: darkness->shadows;
	gboolean active = shadows > 0 || highlights > 0;
	double local = lift->local >= 0 ? lift->local : active ? darkness->local
														   : 0;

	g_object_set(lift,
		"confidence", darkness->confidence,
		"applied-shadows", shadows,
		"applied-highlights", highlights,
		"applied-local", local,
		NULL);
}

static void
explain(BurnishLift *lift, const BurnishDarkness *darkness, gboolean changed)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(lift);
	g_autofree char *found = g_strdup_printf("%s: median lightness %.0f, brightest level %.0f %%",
		darkness->finding, lift->tone.median, lift->tone.white * 100);

	if (!changed) {
		burnish_correction_set_verdict(correction, FALSE, "%s, confidence %.2f; not changed",
			found, darkness->confidence);
		return;
	}

	BurnishCurve curve;
	BurnishTone after;
	make_curve(lift, lift->applied_shadows, lift->applied_highlights, &curve);
	burnish_tone_after(&lift->tone, &curve, &after);
	burnish_correction_set_verdict(correction, TRUE, "%s, confidence %.2f; %smedian lifted to %.0f",
		found, darkness->confidence, lift->dehaze > 0 ? "haze taken off, " : "", after.median);
}

/* Whether some code of 8 bits becomes another one; less nobody sees. */
static gboolean
moves_codes(const BurnishLift *lift)
{
	BurnishCurve curve;

	make_curve(lift, lift->applied_shadows, lift->applied_highlights, &curve);
	for (int code = 0; code <= UCHAR_MAX; code++) {
		float level = code / (float) UCHAR_MAX;

		if (fabsf(burnish_curve_get(&curve, level) - level) * UCHAR_MAX >= 0.5F)
			return TRUE;
	}

	return FALSE;
}

static int
decide(BurnishCorrection *correction)
{
	BurnishLift *lift = (BurnishLift *) correction;
	BurnishDarkness darkness;

	burnish_darkness_judge(&lift->tone, lift->mode == BURNISH_MODE_ALWAYS, &darkness);
	set_applied(lift, &darkness);
	gboolean changed = lift->mode != BURNISH_MODE_MEASURE_ONLY && lift->strength > 0 &&
		lift->tone.visible &&
		(lift->dehaze > 0 || moves_codes(lift));
	explain(lift, &darkness, changed);

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishLift *lift = (BurnishLift *) correction;
	BurnishRelight *relight = g_new0(BurnishRelight, 1);

	make_curve(lift, lift->applied_shadows, lift->applied_highlights, &relight->curve);
	relight->base = burnish_base_new(lift->measured);
	relight->local = lift->strength * lift->applied_local;
	relight->dehaze = lift->strength * lift->dehaze;
	relight->white = lift->tone.white;

	return burnish_relight_apply(in, out, relight);
}

static void
burnish_lift_dispose(GObject *gobject)
{
	BurnishLift *lift = (BurnishLift *) gobject;

	g_clear_object(&lift->measured);
	G_OBJECT_CLASS(burnish_lift_parent_class)->dispose(gobject);
}

static void
add_inputs(BurnishLiftClass *class)
{
	burnish_correction_class_add_strength(class, 10, G_STRUCT_OFFSET(BurnishLift, strength));
	burnish_correction_class_add_mode(class, 11, G_STRUCT_OFFSET(BurnishLift, mode));

	VIPS_ARG_DOUBLE(class, "target", 12, "Target",
		"Median lightness L* to reach by lifting the shadows, unless these are given; 0: automatic",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishLift, target), 0.0, 100.0, 0.0);

	VIPS_ARG_DOUBLE(class, "shadows", 13, "Shadows",
		"Lift of the dark tones, 0 for none, 1 for most; -1: automatic",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishLift, shadows),
		AUTOMATIC, MAX_SHADOWS, AUTOMATIC);

	VIPS_ARG_DOUBLE(class, "highlights", 14, "Highlights",
		"Share of the room above the brightest tones to use, 1 to make them white, "
		"above 1 to go on against a shoulder; -1: automatic",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishLift, highlights),
		AUTOMATIC, MAX_HIGHLIGHTS, AUTOMATIC);

	VIPS_ARG_DOUBLE(class, "local", 15, "Local",
		"How much of the contrast of detail to keep in what is lifted, 0 for a curve "
		"that is the same everywhere; -1: automatic",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishLift, local),
		AUTOMATIC, 1.0, AUTOMATIC);

	VIPS_ARG_DOUBLE(class, "dehaze", 16, "Dehaze",
		"How much of a veil of haze to take off before lifting",
		VIPS_ARGUMENT_OPTIONAL_INPUT, G_STRUCT_OFFSET(BurnishLift, dehaze), 0.0, 1.0, 0.0);
}

static void
add_outputs(BurnishLiftClass *class)
{
	VIPS_ARG_DOUBLE(class, "lightness", 110, "Lightness", "Median lightness L* of the picture",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, lightness), 0.0, 100.0, 0.0);

	VIPS_ARG_DOUBLE(class, "white", 111, "White", "Level of the brightest tones, 1 for white",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, white), 0.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "crushed", 112, "Crushed", "Share of the picture that is crushed into black",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, crushed), 0.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "confidence", 113, "Confidence",
		"How sure it is that a darkness is a defect",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, confidence), 0.0, 1.0, 0.0);

	VIPS_ARG_DOUBLE(class, "applied-shadows", 114, "Applied shadows", "Lift of the dark tones that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, applied_shadows),
		0.0, MAX_SHADOWS, 0.0);

	VIPS_ARG_DOUBLE(class, "applied-highlights", 115, "Applied highlights",
		"Share of the room above the brightest tones that was used",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, applied_highlights),
		0.0, MAX_HIGHLIGHTS, 0.0);

	VIPS_ARG_DOUBLE(class, "applied-local", 116, "Applied local",
		"How much of the contrast of detail was kept",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishLift, applied_local), 0.0, 1.0, 0.0);
}

static void
burnish_lift_class_init(BurnishLiftClass *class)
{
	BurnishCorrectionClass *correction_class = BURNISH_CORRECTION_CLASS(class);

	G_OBJECT_CLASS(class)->dispose = burnish_lift_dispose;
	burnish_correction_class_set_names(correction_class, "lift",
		"find an unintended darkness and lift it");
	/* The base layer comes from the proxy, by relative place. */
	correction_class->pointwise = TRUE;
	correction_class->measure = measure;
	correction_class->decide = decide;
	correction_class->apply = apply;
	add_inputs(class);
	add_outputs(class);
}

static void
burnish_lift_init(BurnishLift *lift)
{
}

int
burnish_lift(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("lift", ap, in, out);
	va_end(ap);

	return result;
}
