/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Transparent pictures that can be used: the class. Everything is found on the whole
 * picture, since a proxy has neither dust nor the pixels of an edge; so measuring
 * does the work, and applying hands it out. What it does is in alpha/.
 */

#include <math.h>

#include <burnish.h>

#include "../base/enumeration.h"
#include "alpha/cleaning.h"
#include "alpha/ground.h"
#include "clean_alpha.h"
#include "correction.h"

typedef struct {
	BurnishCorrection parent_instance;

	double strength;
	BurnishMode mode;
	BurnishCleaningOptions options;

	/* The result, until it is handed out. */
	BurnishMatte *matte;
	BurnishCleaning cleaning;

	/* Outputs. */
	double applied_strength;
	BurnishGroundChoice applied_ground;
	BurnishPart applied_snap;
	BurnishPart applied_dust;
	BurnishPart applied_haze;
	BurnishPart applied_islands;
	BurnishPart applied_pinholes;
	BurnishPart applied_decontaminate;
	BurnishPart applied_bleed;
	double ground_share;
	double period;
	double phase_x;
	double phase_y;
	double grey_dark;
	double grey_light;
	double clear_share;
	double solid_share;
	int enclosed_areas;
	int near_opaque_count;
	int dust_count;
	int haze_count;
	int island_count;
	int pinhole_count;
	double fringe;
	double garbage;
} BurnishCleanAlpha;

typedef BurnishCorrectionClass BurnishCleanAlphaClass;

G_DEFINE_TYPE(BurnishCleanAlpha, burnish_clean_alpha, BURNISH_TYPE_CORRECTION)

/* Only a painted checkerboard is looked for in an opaque picture, unless told to. */
static gboolean
screen(BurnishCorrection *correction, VipsImage *proxy, double factor)
{
	BurnishCleanAlpha *clean = (BurnishCleanAlpha *) correction;

	if (vips_image_hasalpha(proxy) ||
		(clean->options.ground != BURNISH_GROUND_AUTO && clean->options.ground != BURNISH_GROUND_OFF))
		return FALSE;
	if (clean->options.ground == BURNISH_GROUND_AUTO) {
		g_autoptr(BurnishMatte) matte = burnish_matte_new(proxy);

		if (!matte || burnish_ground_may_be_checkerboard(matte, factor))
			return FALSE;
	}
	clean->cleaning = (BurnishCleaning){ .keyed = BURNISH_GROUND_OFF, .opaque = TRUE, .solid_share = 1 };

	return TRUE;
}

static int
measure(BurnishCorrection *correction, VipsImage *in)
{
	BurnishCleanAlpha *clean = (BurnishCleanAlpha *) correction;
	BurnishCleaningOptions options = clean->options;

	options.always = clean->mode == BURNISH_MODE_ALWAYS;
	if (!(clean->matte = burnish_matte_new(in)))
		return -1;
	burnish_cleaning_run(clean->matte, &options, &clean->cleaning);

	return 0;
}

static BurnishPart
part(gboolean done)
{
	return done ? BURNISH_PART_ON : BURNISH_PART_OFF;
}

static void
report(BurnishCleanAlpha *clean, gboolean go)
{
	const BurnishCleaning *c = &clean->cleaning;

	g_object_set(clean,
		"applied-strength", go ? clean->strength : 0.0,
		"applied-ground", go ? c->keyed : BURNISH_GROUND_OFF,
		"applied-snap", part(go && c->snapped),
		"applied-dust", part(go && c->dusted),
		"applied-haze", part(go && c->hazed),
		"applied-islands", part(go && c->removed_islands),
		"applied-pinholes", part(go && c->filled),
		"applied-decontaminate", part(go && (c->decontaminated || c->keyed != BURNISH_GROUND_OFF)),
		"applied-bleed", part(go && c->bled),
		"ground-share", c->ground_share,
		"period", (c->period[0] + c->period[1]) / 2,
		"phase-x", c->phase[0],
		"phase-y", c->phase[1],
		"grey-dark", c->greys[0],
		"grey-light", c->greys[1],
		"clear-share", c->clear_share,
		"solid-share", c->solid_share,
		"enclosed-areas", (int) c->enclosed,
		"near-opaque-count", (int) c->near_opaque,
		"dust-count", (int) c->dust,
		"haze-count", (int) c->haze,
		"island-count", (int) c->islands,
		"pinhole-count", (int) c->pinholes,
		"fringe", c->fringe.share,
		"garbage", c->garbage,
		NULL);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishCleanAlpha *clean = (BurnishCleanAlpha *) correction;
	gboolean go = clean->cleaning.changed && clean->mode != BURNISH_MODE_MEASURE_ONLY && clean->strength > 0;
	g_autofree char *reason = burnish_cleaning_describe(&clean->cleaning, go);

	report(clean, go);
	burnish_correction_set_verdict(correction, go, "%s", reason);
	if (!go)
		g_clear_pointer(&clean->matte, burnish_matte_free);

	return 0;
}

/* Between what was and what came out, premultiplied. */
static int
mix(BurnishMatte *to, VipsImage *in, double strength)
{
	g_autoptr(BurnishMatte) from = burnish_matte_new(in);
	float k = strength;

	if (!from)
		return -1;
	for (gsize i = 0; i < to->n; i++) {
		float old = (1 - k) * from->alpha[i];
		float new = k * to->alpha[i];
		float share = old + new > 0 ? new / (old + new) : k;

		for (int b = 0; b < 3; b++)
			to->colour[i * 3 + b] = share * to->colour[i * 3 + b] + (1 - share) * from->colour[i * 3 + b];
		to->alpha[i] = old + new;
	}

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishCleanAlpha *clean = (BurnishCleanAlpha *) correction;

	/* Another canvas cannot be mixed. */
	if (clean->strength < 1 && clean->matte->width == in->Xsize && clean->matte->height == in->Ysize &&
		mix(clean->matte, in, clean->strength))
		return -1;
	*out = burnish_matte_to_image(clean->matte, in);
	g_clear_pointer(&clean->matte, burnish_matte_free);

	return *out ? 0 : -1;
}

static void
burnish_clean_alpha_finalize(GObject *gobject)
{
	BurnishCleanAlpha *clean = (BurnishCleanAlpha *) gobject;

	g_clear_pointer(&clean->matte, burnish_matte_free);
	G_OBJECT_CLASS(burnish_clean_alpha_parent_class)->finalize(gobject);
}

static const GEnumValue parts[] = {
	{ BURNISH_PART_AUTO, "BURNISH_PART_AUTO", "auto" },
	{ BURNISH_PART_ON, "BURNISH_PART_ON", "on" },
	{ BURNISH_PART_OFF, "BURNISH_PART_OFF", "off" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, part_type, "BurnishPart", parts)

static const GEnumValue grounds[] = {
	{ BURNISH_GROUND_AUTO, "BURNISH_GROUND_AUTO", "auto" },
	{ BURNISH_GROUND_OFF, "BURNISH_GROUND_OFF", "off" },
	{ BURNISH_GROUND_KEY, "BURNISH_GROUND_KEY", "key" },
	{ BURNISH_GROUND_CHECKERBOARD, "BURNISH_GROUND_CHECKERBOARD", "checkerboard" },
	{ BURNISH_GROUND_PLAIN, "BURNISH_GROUND_PLAIN", "plain" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, ground_type, "BurnishGround", grounds)

static const GEnumValue enclosures[] = {
	{ BURNISH_ENCLOSED_AUTO, "BURNISH_ENCLOSED_AUTO", "auto" },
	{ BURNISH_ENCLOSED_KEEP, "BURNISH_ENCLOSED_KEEP", "keep" },
	{ BURNISH_ENCLOSED_REMOVE, "BURNISH_ENCLOSED_REMOVE", "remove" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, enclosed_type, "BurnishEnclosed", enclosures)

static const GEnumValue shadows[] = {
	{ BURNISH_SHADOW_KEEP, "BURNISH_SHADOW_KEEP", "keep" },
	{ BURNISH_SHADOW_REMOVE, "BURNISH_SHADOW_REMOVE", "remove" },
	{ BURNISH_SHADOW_REBUILD, "BURNISH_SHADOW_REBUILD", "rebuild" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, shadow_type, "BurnishShadow", shadows)

#define FIELD(NAME) G_STRUCT_OFFSET(BurnishCleanAlpha, NAME)
#define IN VIPS_ARGUMENT_OPTIONAL_INPUT
#define OUT VIPS_ARGUMENT_OPTIONAL_OUTPUT

static void
add_inputs(BurnishCleanAlphaClass *class)
{
	burnish_correction_class_add_strength(class, 10, FIELD(strength));
	burnish_correction_class_add_mode(class, 11, FIELD(mode));
	VIPS_ARG_ENUM(class, "ground", 12, "Ground",
		"A ground that the picture is painted on. auto: turn a painted checkerboard into "
		"alpha; key: a plain or softly shaded ground too; checkerboard, plain: only that; "
		"off: none",
		IN, FIELD(options.ground), ground_type(), BURNISH_GROUND_AUTO);
	VIPS_ARG_ENUM(class, "enclosed", 13, "Enclosed",
		"Areas of the ground that the picture encloses. auto: remove what is surely "
		"ground; keep; remove",
		IN, FIELD(options.enclosed), enclosed_type(), BURNISH_ENCLOSED_AUTO);
	VIPS_ARG_ENUM(class, "snap", 14, "Snap",
		"Make nearly opaque pixels opaque",
		IN, FIELD(options.snap), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "snap-high", 16, "Snap high",
		"Alpha from this on, of 255, may be meant as opaque",
		IN, FIELD(options.snap_high), 192.0, 255.0, 248.0);
	VIPS_ARG_ENUM(class, "dust", 15, "Dust",
		"Make faint pixels clear that belong to no soft edge, glow or shadow",
		IN, FIELD(options.dust), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "dust-high", 15, "Dust high",
		"Alpha up to this, of 255, may be dust",
		IN, FIELD(options.dust_high), 0.0, 64.0, 8.0);
	VIPS_ARG_ENUM(class, "haze", 16, "Haze",
		"Remove faint dark smears, as contact shadows leave them",
		IN, FIELD(options.haze), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "haze-high", 16, "Haze high",
		"A smear that reaches more than this alpha, of 255, is a shadow and stays",
		IN, FIELD(options.haze_high), 0.0, 128.0, 84.0);
	VIPS_ARG_ENUM(class, "islands", 17, "Islands",
		"Remove small parts that belong to nothing",
		IN, FIELD(options.islands), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "island-size", 18, "Island size",
		"Parts of this many pixels and more stay, 0 to go by the size of the picture",
		IN, FIELD(options.island_size), 0.0, 1e6, 0.0);
	VIPS_ARG_ENUM(class, "pinholes", 19, "Pinholes",
		"Fill small holes in what is opaque",
		IN, FIELD(options.pinholes), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "pinhole-size", 20, "Pinhole size",
		"Holes of this many pixels and more stay, 0 to go by the size of the picture",
		IN, FIELD(options.pinhole_size), 0.0, 1e6, 0.0);
}

/* What goes beyond alpha, or beyond mending it. */
static void
add_more_inputs(BurnishCleanAlphaClass *class)
{
	VIPS_ARG_ENUM(class, "decontaminate", 21, "Decontaminate",
		"Free the colour of soft edges from an old ground",
		IN, FIELD(options.decontaminate), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_DOUBLE(class, "choke", 22, "Choke",
		"Move the edge inwards by this many pixels, outwards if negative",
		IN, FIELD(options.choke), -16.0, 16.0, 0.0);
	VIPS_ARG_DOUBLE(class, "feather", 23, "Feather",
		"Soften the edge by a Gaussian of this many pixels",
		IN, FIELD(options.feather), 0.0, 64.0, 0.0);
	VIPS_ARG_ENUM(class, "shadow", 24, "Shadow",
		"What to do with a soft dark shadow: keep, remove, or rebuild: lay a new one",
		IN, FIELD(options.shadow), shadow_type(), BURNISH_SHADOW_KEEP);
	VIPS_ARG_ENUM(class, "bleed", 25, "Bleed",
		"Carry the colour of edges into what is clear",
		IN, FIELD(options.bleed), part_type(), BURNISH_PART_AUTO);
	VIPS_ARG_INT(class, "bleed-reach", 26, "Bleed reach",
		"How far, in pixels, colour is carried",
		IN, FIELD(options.bleed_reach), 1, 65535, 16);
	VIPS_ARG_BOOL(class, "trim", 27, "Trim",
		"Cut off what is clear all around",
		IN, FIELD(options.trim), FALSE);
	VIPS_ARG_INT(class, "margin", 28, "Margin",
		"Clear pixels that trimming leaves on each side",
		IN, FIELD(options.margin), 0, 10000, 0);
	VIPS_ARG_BOOL(class, "square", 29, "Square",
		"Trim to a square",
		IN, FIELD(options.square), FALSE);
}

static void
add_outputs(BurnishCleanAlphaClass *class)
{
	VIPS_ARG_DOUBLE(class, "applied-strength", 110, "Applied strength",
		"How much of the correction was applied",
		OUT, FIELD(applied_strength), 0.0, 1.0, 0.0);
	VIPS_ARG_ENUM(class, "applied-ground", 111, "Applied ground",
		"The kind of ground that was keyed out",
		OUT, FIELD(applied_ground), ground_type(), BURNISH_GROUND_OFF);
	VIPS_ARG_ENUM(class, "applied-snap", 112, "Applied snap",
		"Whether alpha was snapped",
		OUT, FIELD(applied_snap), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-dust", 112, "Applied dust",
		"Whether dust was removed",
		OUT, FIELD(applied_dust), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-haze", 112, "Applied haze",
		"Whether a smear was removed",
		OUT, FIELD(applied_haze), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-islands", 113, "Applied islands",
		"Whether islands were removed",
		OUT, FIELD(applied_islands), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-pinholes", 114, "Applied pinholes",
		"Whether pinholes were filled",
		OUT, FIELD(applied_pinholes), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-decontaminate", 115, "Applied decontaminate",
		"Whether colour was freed from an old ground",
		OUT, FIELD(applied_decontaminate), part_type(), BURNISH_PART_OFF);
	VIPS_ARG_ENUM(class, "applied-bleed", 116, "Applied bleed",
		"Whether colour was carried into what is clear",
		OUT, FIELD(applied_bleed), part_type(), BURNISH_PART_OFF);
}

/* What was found. */
static void
add_findings(BurnishCleanAlphaClass *class)
{
	VIPS_ARG_DOUBLE(class, "ground-share", 120, "Ground share",
		"Share of the picture that is ground, 0 for none found",
		OUT, FIELD(ground_share), 0.0, 1.0, 0.0);
	VIPS_ARG_DOUBLE(class, "period", 121, "Period",
		"Side of the squares of a painted checkerboard, in pixels, 0 for none",
		OUT, FIELD(period), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "phase-x", 121, "Phase x",
		"Where the lines of a painted checkerboard begin, pixels from the left",
		OUT, FIELD(phase_x), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "phase-y", 121, "Phase y",
		"Where the lines of a painted checkerboard begin, pixels from the top",
		OUT, FIELD(phase_y), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "grey-dark", 121, "Grey dark",
		"The darker grey of a painted checkerboard, of 255",
		OUT, FIELD(grey_dark), 0.0, 255.0, 0.0);
	VIPS_ARG_DOUBLE(class, "grey-light", 121, "Grey light",
		"Its lighter grey, of 255",
		OUT, FIELD(grey_light), 0.0, 255.0, 0.0);
	VIPS_ARG_DOUBLE(class, "clear-share", 122, "Clear share",
		"Share of the pixels whose alpha was 0",
		OUT, FIELD(clear_share), 0.0, 1.0, 0.0);
	VIPS_ARG_DOUBLE(class, "solid-share", 122, "Solid share",
		"Share of the pixels whose alpha was full",
		OUT, FIELD(solid_share), 0.0, 1.0, 0.0);
	VIPS_ARG_INT(class, "enclosed-areas", 122, "Enclosed areas",
		"Areas of ground that the picture encloses and that went",
		OUT, FIELD(enclosed_areas), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "near-opaque-count", 123, "Near opaque count",
		"Nearly opaque pixels in what is meant as opaque",
		OUT, FIELD(near_opaque_count), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "dust-count", 124, "Dust count",
		"Nearly clear pixels in what is meant as clear",
		OUT, FIELD(dust_count), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "haze-count", 124, "Haze count",
		"Pixels of faint dark smears",
		OUT, FIELD(haze_count), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "island-count", 125, "Island count",
		"Small parts that belong to nothing",
		OUT, FIELD(island_count), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "pinhole-count", 126, "Pinhole count",
		"Small holes in what is opaque",
		OUT, FIELD(pinhole_count), 0, G_MAXINT, 0);
	VIPS_ARG_DOUBLE(class, "fringe", 127, "Fringe",
		"Share of the edge whose colour holds one and the same old ground",
		OUT, FIELD(fringe), 0.0, 1.0, 0.0);
	VIPS_ARG_DOUBLE(class, "garbage", 128, "Garbage",
		"Share of the clear pixels with stray colour",
		OUT, FIELD(garbage), 0.0, 1.0, 0.0);
}

static void
burnish_clean_alpha_class_init(BurnishCleanAlphaClass *class)
{
	BurnishCorrectionClass *correction_class = BURNISH_CORRECTION_CLASS(class);

	burnish_correction_class_set_names(correction_class, "clean_alpha",
		"clean the alpha channel, or make one from a painted ground");
	G_OBJECT_CLASS(class)->finalize = burnish_clean_alpha_finalize;
	correction_class->owns_alpha = TRUE;
	correction_class->screen = screen;
	correction_class->measure = measure;
	correction_class->decide = decide;
	correction_class->apply = apply;

	add_inputs(class);
	add_more_inputs(class);
	add_outputs(class);
	add_findings(class);
}

static void
burnish_clean_alpha_init(BurnishCleanAlpha *clean)
{
}

int
burnish_clean_alpha(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("clean_alpha", ap, in, out);
	va_end(ap);

	return result;
}
