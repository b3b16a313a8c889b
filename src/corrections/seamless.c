/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Textures that tile: whether one does, and if not, closed at its edges. What shows in a
 * tiling is a line of one pixel as well as a step of light, so all is done on the whole
 * picture; how is in seamless/.
 */

#include <burnish.h>

#include "../base/enumeration.h"
#include "correction.h"
#include "seamless.h"
#include "seamless/texture.h"

typedef enum {
	BURNISH_AXIS_BOTH,
	BURNISH_AXIS_HORIZONTAL,
	BURNISH_AXIS_VERTICAL,
} BurnishAxis;

/* The edges that meet across and down a tiling. */
typedef struct {
	gboolean wanted;
	double seam;
	double limit;
	double left;
} Edges;

typedef struct {
	BurnishCorrection parent_instance;

	/* Inputs. */
	BurnishMode mode;
	BurnishAxis axis;
	double flatten;

	/* Outputs. */
	double seam_across;
	double seam_down;
	double left_across;
	double left_down;

	/* Across and down. */
	Edges edges[2];
	gboolean small;
	gboolean seen;
	BurnishMatte *matte;
} BurnishSeamless;

typedef BurnishCorrectionClass BurnishSeamlessClass;

G_DEFINE_TYPE(BurnishSeamless, burnish_seamless, BURNISH_TYPE_CORRECTION)

static gboolean
is_open(const BurnishSeamless *seamless, const Edges *edges)
{
	return edges->wanted && (seamless->mode == BURNISH_MODE_ALWAYS || edges->seam > edges->limit);
}

/* The seams of a texture; `after` closing, of it and its transposed. */
static void
look_at(BurnishSeamless *seamless, const BurnishTexture *texture, gboolean after)
{
	for (int k = 0; k < 2; k++) {
		Edges *edges = &seamless->edges[k];
		g_autoptr(BurnishTexture) turned = k ? burnish_texture_transpose(texture) : NULL;
		double limit;
		double seam = burnish_texture_seam(k ? turned : texture, &limit);

		edges->left = seam;
		if (!after) {
			edges->seam = seam;
			edges->limit = limit;
		}
	}
}

static int
measure(BurnishCorrection *correction, VipsImage *in)
{
	BurnishSeamless *seamless = (BurnishSeamless *) correction;

	if (!(seamless->matte = burnish_matte_new(in)))
		return -1;

	g_autoptr(BurnishTexture) texture = burnish_texture_new(seamless->matte);
	seamless->edges[0].wanted = seamless->axis != BURNISH_AXIS_VERTICAL;
	seamless->edges[1].wanted = seamless->axis != BURNISH_AXIS_HORIZONTAL;
	for (gsize i = 0; !seamless->seen && i < seamless->matte->n; i++)
		seamless->seen = seamless->matte->alpha[i] > 0;
	look_at(seamless, texture, FALSE);
	seamless->small = VIPS_MIN(in->Xsize, in->Ysize) < BURNISH_TEXTURE_LEAST;

	return 0;
}

static void
close_edges(BurnishSeamless *seamless)
{
	g_autoptr(BurnishTexture) texture = burnish_texture_new(seamless->matte);
	const gboolean across = is_open(seamless, &seamless->edges[0]);
	const gboolean down = is_open(seamless, &seamless->edges[1]);

	if (seamless->flatten > 0)
		burnish_texture_flatten(texture, seamless->flatten, across, down);
	if (across)
		burnish_texture_close(texture);
	if (down) {
		g_autoptr(BurnishTexture) turned = burnish_texture_transpose(texture);

		burnish_texture_close(turned);
		burnish_texture_free(texture);
		texture = burnish_texture_transpose(turned);
	}
	look_at(seamless, texture, TRUE);
	burnish_texture_to_matte(texture, seamless->matte);
}

/* "2.1 across and 1.0 down". */
static char *
describe(const BurnishSeamless *seamless, gboolean after)
{
	static const char *const names[2] = { "across", "down" };
	GString *text = g_string_new(NULL);

	for (int k = 0; k < 2; k++)
		if (seamless->edges[k].wanted)
			g_string_append_printf(text, "%s%.2f %s", text->len ? " and " : "",
				after ? seamless->edges[k].left : seamless->edges[k].seam, names[k]);

	return g_string_free(text, FALSE);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishSeamless *seamless = (BurnishSeamless *) correction;
	gboolean open = is_open(seamless, &seamless->edges[0]) || is_open(seamless, &seamless->edges[1]);
	gboolean go = open && seamless->seen && !seamless->small && seamless->mode != BURNISH_MODE_MEASURE_ONLY;
	g_autofree char *before = describe(seamless, FALSE);

	if (go)
		close_edges(seamless);
	g_autofree char *after = describe(seamless, TRUE);
	g_object_set(seamless,
		"seam-across", seamless->edges[0].seam,
		"seam-down", seamless->edges[1].seam,
		"left-across", seamless->edges[0].left,
		"left-down", seamless->edges[1].left,
		NULL);
	if (!open || !seamless->seen)
		burnish_correction_set_verdict(correction, FALSE, "a tile: its edges differ %s times as much as what is inside; not changed", before);
	else if (seamless->small)
		burnish_correction_set_verdict(correction, FALSE, "no tile: its edges differ %s times as much as what is inside; "
														  "too small to close, less than %d pixels",
			before, BURNISH_TEXTURE_LEAST);
	else if (!go)
		burnish_correction_set_verdict(correction, FALSE, "no tile: its edges differ %s times as much as what is inside; not changed", before);
	else
		burnish_correction_set_verdict(correction, TRUE, "edges that differed %s times as much as what is inside: closed, now %s",
			before, after);

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishSeamless *seamless = (BurnishSeamless *) correction;

	*out = burnish_matte_to_image(seamless->matte, in);
	g_clear_pointer(&seamless->matte, burnish_matte_free);

	return *out ? 0 : -1;
}

static void
burnish_seamless_finalize(GObject *gobject)
{
	BurnishSeamless *seamless = (BurnishSeamless *) gobject;

	g_clear_pointer(&seamless->matte, burnish_matte_free);
	G_OBJECT_CLASS(burnish_seamless_parent_class)->finalize(gobject);
}

static const GEnumValue axes[] = {
	{ BURNISH_AXIS_BOTH, "BURNISH_AXIS_BOTH", "both" },
	{ BURNISH_AXIS_HORIZONTAL, "BURNISH_AXIS_HORIZONTAL", "horizontal" },
	{ BURNISH_AXIS_VERTICAL, "BURNISH_AXIS_VERTICAL", "vertical" },
	{ 0, NULL, NULL },
};
BURNISH_ENUM(static GType, axis_type, "BurnishAxis", axes)

#define IN VIPS_ARGUMENT_OPTIONAL_INPUT
#define OUT VIPS_ARGUMENT_OPTIONAL_OUTPUT
#define FIELD(NAME) G_STRUCT_OFFSET(BurnishSeamless, NAME)

static void
add_outputs(BurnishSeamlessClass *class)
{
	VIPS_ARG_DOUBLE(class, "seam-across", 110, "Seam across",
		"How many times as much as what is inside the left and the right edge differed",
		OUT, FIELD(seam_across), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "seam-down", 111, "Seam down",
		"The same of the top and the bottom edge",
		OUT, FIELD(seam_down), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "left-across", 112, "Left across",
		"How many times as much the left and the right edge differ now",
		OUT, FIELD(left_across), 0.0, 1e6, 0.0);
	VIPS_ARG_DOUBLE(class, "left-down", 113, "Left down",
		"The same of the top and the bottom edge",
		OUT, FIELD(left_down), 0.0, 1e6, 0.0);
}

static void
burnish_seamless_class_init(BurnishSeamlessClass *class)
{
	burnish_correction_class_set_names(class, "seamless", "check whether a texture tiles, and close its edges where it does not");
	G_OBJECT_CLASS(class)->finalize = burnish_seamless_finalize;
	class->owns_alpha = TRUE;
	class->on_request = TRUE;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;

	VIPS_ARG_ENUM(class, "mode", 10, "Mode",
		"auto: close edges whose seam would show; always: close all; measure-only: report and change nothing",
		IN, FIELD(mode), burnish_mode_get_type(), BURNISH_MODE_AUTO);
	VIPS_ARG_ENUM(class, "axis", 11, "Axis",
		"Which edges meet: horizontal: left and right; vertical: top and bottom; or both",
		IN, FIELD(axis), axis_type(), BURNISH_AXIS_BOTH);
	VIPS_ARG_DOUBLE(class, "flatten", 12, "Flatten",
		"How much of the light that changes slowly across the picture to take off where edges are closed, since it would show as a pattern",
		IN, FIELD(flatten), 0.0, 1.0, 1.0);
	add_outputs(class);
}

static void
burnish_seamless_init(BurnishSeamless *seamless)
{
}

int
burnish_seamless(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split("seamless", ap, in, out);
	va_end(ap);

	return result;
}
