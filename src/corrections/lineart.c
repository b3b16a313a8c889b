/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Black lines on white, as a colouring page has them, from whatever was drawn. All of it is
 * found on the whole picture, since a proxy has no lines; what is found is in lineart/.
 */

#include <math.h>

#include <burnish.h>

#include "../base/enumeration.h"
#include "correction.h"
#include "lineart.h"
#include "lineart/ink.h"
#include "lineart/strokes.h"

/* Not given. */
#define AUTOMATIC (-1.0)

/* The side of the largest speck, of the smaller side of the picture: of a page of 20 cm,
 * less than a millimetre. The pupil of an eye is larger. */
#define SPECK 0.0034
#define LEAST_SPECK 2.5
/* Less ink than this share of the picture is none. */
#define NO_INK 1e-5

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	BurnishMode mode;
	BurnishSource source;
	BurnishFills fills;
	double speck;
	double weight;
	double antialias;

	/* Outputs. */
	BurnishSource applied_source;
	double applied_speck;
	double share;
	int specks;
	int holes;
	int joined;

	/* How black each pixel will be. */
	BurnishPlane *drawn;
	gboolean clean;
	gboolean seen;
} BurnishLineart;

typedef BurnishCorrectionClass BurnishLineartClass;

G_DEFINE_TYPE(BurnishLineart, burnish_lineart, BURNISH_TYPE_CORRECTION)

static double
get_share(const BurnishPlane *ink)
{
	double sum = 0;

	for (gsize i = 0; i < ink->n; i++)
		sum += ink->data[i];

	return sum / ink->n;
}

static int
measure_whole(BurnishCorrection *correction, VipsImage *in)
{
	BurnishLineart *lineart = (BurnishLineart *) correction;
	g_autoptr(BurnishInk) ink = burnish_ink_find(in, lineart->source, lineart->fills);

	if (!ink)
		return -1;

	double side = VIPS_MAX(LEAST_SPECK, SPECK * VIPS_MIN(in->Xsize, in->Ysize));
	double speck = lineart->speck >= 0 ? lineart->speck : rint(side * side);
	gboolean tidy = lineart->weight == 0 && !ink->coloured && burnish_strokes_are_clean(ink->grey, lineart->antialias == 0);
	BurnishMended mended = burnish_strokes_clean(ink, speck);
	burnish_strokes_draw(ink->ink, lineart->antialias, lineart->weight);
	g_object_set(lineart,
		"applied-source", ink->source,
		"applied-speck", speck,
		"share", get_share(ink->ink),
		"specks", mended.specks,
		"holes", mended.holes,
		"joined", mended.joined,
		NULL);
	lineart->seen = lineart->share > NO_INK;
	/* What touches in a drawing that is clean is meant to. */
	lineart->clean = tidy && !mended.specks && lineart->mode != BURNISH_MODE_ALWAYS;
	lineart->drawn = g_steal_pointer(&ink->ink);

	return 0;
}

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	return 0;
}

static int
decide(BurnishCorrection *correction)
{
	BurnishLineart *lineart = (BurnishLineart *) correction;
	gboolean changed = lineart->seen && !lineart->clean && lineart->mode != BURNISH_MODE_MEASURE_ONLY;

	if (!lineart->seen)
		burnish_correction_set_verdict(correction, FALSE, "no lines found; not changed");
	else if (lineart->clean)
		burnish_correction_set_verdict(correction, FALSE, "clean line art: black on white, %.1f %% of it black; not changed",
			lineart->share * 100);
	else
		burnish_correction_set_verdict(correction, changed,
			"%s: %.1f %% of it black; %d specks taken off, %d holes closed, %d breaks joined%s",
			lineart->applied_source == BURNISH_SOURCE_DRAWING ? "lines of a drawing" : "lines where a picture gets darker",
			lineart->share * 100, lineart->specks, lineart->holes, lineart->joined,
			changed ? "" : "; not changed");

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	const BurnishLineart *lineart = (BurnishLineart *) correction;
	const BurnishPlane *drawn = lineart->drawn;
	g_autoptr(VipsImage) image = vips_image_new_memory();

	vips_image_init_fields(image, in->Xsize, in->Ysize, in->Bands, in->BandFmt,
		VIPS_CODING_NONE, in->Type, in->Xres, in->Yres);
	if (vips_image_write_prepare(image))
		return -1;
#define WRITE(TYPE, MAX) \
	{ \
		TYPE *q = (TYPE *) (void *) image->data; \
\
		for (gsize i = 0; i < drawn->n; i++) \
			for (int b = 0; b < in->Bands; b++) \
				*q++ = (TYPE) ((1 - drawn->data[i]) * (MAX) + 0.5F); \
	}
	if (in->BandFmt == VIPS_FORMAT_UCHAR)
		WRITE(guint8, 255)
	else
		WRITE(guint16, 65535)
	*out = g_steal_pointer(&image);

	return 0;
}

static void
burnish_lineart_finalize(GObject *gobject)
{
	BurnishLineart *lineart = (BurnishLineart *) gobject;

	burnish_plane_free(lineart->drawn);
	G_OBJECT_CLASS(burnish_lineart_parent_class)->finalize(gobject);
}

static const GEnumValue sources[] = {
	{ BURNISH_SOURCE_AUTO, "BURNISH_SOURCE_AUTO", "auto" },
	{ BURNISH_SOURCE_DRAWING, "BURNISH_SOURCE_DRAWING", "drawing" },
	{ BURNISH_SOURCE_PICTURE, "BURNISH_SOURCE_PICTURE", "picture" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, source_type, "BurnishLineSource", sources)

static const GEnumValue fills[] = {
	{ BURNISH_FILLS_AUTO, "BURNISH_FILLS_AUTO", "auto" },
	{ BURNISH_FILLS_KEEP, "BURNISH_FILLS_KEEP", "keep" },
	{ BURNISH_FILLS_OUTLINE, "BURNISH_FILLS_OUTLINE", "outline" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, fills_type, "BurnishLineFills", fills)

#define IN VIPS_ARGUMENT_OPTIONAL_INPUT
#define OUT VIPS_ARGUMENT_OPTIONAL_OUTPUT
#define FIELD(NAME) G_STRUCT_OFFSET(BurnishLineart, NAME)

static void
add_inputs(BurnishLineartClass *class)
{
	VIPS_ARG_ENUM(class, "mode", 10, "Mode",
		"auto: unless it is clean line art already; always: in any case; measure-only: report and change nothing",
		IN, FIELD(mode), burnish_mode_get_type(), BURNISH_MODE_AUTO);
	VIPS_ARG_ENUM(class, "source", 11, "Source",
		"drawing: has lines; picture: has none, they are drawn where it gets darker; auto: by what it is",
		IN, FIELD(source), source_type(), BURNISH_SOURCE_AUTO);
	VIPS_ARG_ENUM(class, "fills", 12, "Fills",
		"What to do with large dark areas: keep them black; outline: draw their edge; auto: keep what is "
		"black, outline what is dark",
		IN, FIELD(fills), fills_type(), BURNISH_FILLS_AUTO);
	VIPS_ARG_DOUBLE(class, "speck", 13, "Speck",
		"Dots of fewer pixels go, and holes of a third of that; -1: by the size of the picture",
		IN, FIELD(speck), AUTOMATIC, 1e6, AUTOMATIC);
	VIPS_ARG_DOUBLE(class, "weight", 14, "Weight",
		"Make strokes wider by so many pixels, thinner if negative",
		IN, FIELD(weight), -32.0, 32.0, 0.0);
	VIPS_ARG_DOUBLE(class, "antialias", 15, "Antialias",
		"Pixels in which an edge goes from black to white; 0: nothing but black and white",
		IN, FIELD(antialias), 0.0, 4.0, 1.0);
}

static void
add_outputs(BurnishLineartClass *class)
{
	VIPS_ARG_ENUM(class, "applied-source", 110, "Applied source",
		"What it was taken for",
		OUT, FIELD(applied_source), source_type(), BURNISH_SOURCE_AUTO);
	VIPS_ARG_DOUBLE(class, "applied-speck", 111, "Applied speck",
		"Dots of fewer pixels were taken off",
		OUT, FIELD(applied_speck), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "share", 112, "Share",
		"Share of the picture that is black",
		OUT, FIELD(share), 0.0, 1.0, 0.0);
	VIPS_ARG_INT(class, "specks", 113, "Specks",
		"Specks that were taken off",
		OUT, FIELD(specks), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "holes", 114, "Holes",
		"Holes that were closed",
		OUT, FIELD(holes), 0, G_MAXINT, 0);
	VIPS_ARG_INT(class, "joined", 115, "Joined",
		"Breaks in strokes that were joined",
		OUT, FIELD(joined), 0, G_MAXINT, 0);
}

static void
burnish_lineart_class_init(BurnishLineartClass *class)
{
	burnish_correction_class_set_names(class, "lineart", "draw what a picture shows as black lines on white, without specks");
	G_OBJECT_CLASS(class)->finalize = burnish_lineart_finalize;
	class->on_request = TRUE;
	class->measure_whole = measure_whole;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;
	add_inputs(class);
	add_outputs(class);
}

static void
burnish_lineart_init(BurnishLineart *lineart)
{
}

int
burnish_lineart(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("lineart", ap, in, out);
	va_end(ap);

	return result;
}
