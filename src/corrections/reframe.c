/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The asked shape, with the subject in it. Bars are found on the picture itself, the
 * subject on the proxy; then a rectangle is chosen, which may reach beyond the
 * picture, and that rectangle is all there is to apply. Method: docs/method.md.
 */

#include <math.h>
#include <string.h>

#include <burnish.h>

#include "../base/object.h"
#include "../base/reduce.h"
#include "correction.h"
#include "reframe.h"
#include "reframe/analysis.h"
#include "reframe/arguments.h"
#include "reframe/borders.h"
#include "reframe/explain.h"
#include "reframe/extend.h"
#include "reframe/frame.h"
#include "reframe/wishes.h"

#define NICKNAME "reframe"

/* The widest frame, as a share of the picture: mats of prints are up to a sixth. */
#define WIDEST_FRAME 0.15

G_DEFINE_TYPE(BurnishReframe, burnish_reframe, BURNISH_TYPE_CORRECTION)

static int
fail(const char *format, ...) G_GNUC_PRINTF(1, 2);

static int
fail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vips_verror(NICKNAME, format, ap);
	va_end(ap);

	return -1;
}

static VipsRect
inner_rect(const BurnishReframe *reframe)
{
	const VipsImage *in = reframe->parent_instance.in;
	const int *cut = reframe->cut;

	return (VipsRect){ cut[0], cut[1], in->Xsize - cut[0] - cut[2], in->Ysize - cut[1] - cut[3] };
}

/* The bars that the caller knows of. */
static int
get_bars(BurnishReframe *reframe)
{
	const VipsImage *in = reframe->parent_instance.in;
	int n;
	const int *values = vips_array_int_get(reframe->bars, &n);

	if (n != 4 || values[0] < 0 || values[1] < 0 || values[2] < 0 || values[3] < 0)
		return fail("bars: takes the pixels at left, top, right and bottom");
	if ((gint64) values[0] + values[2] >= in->Xsize || (gint64) values[1] + values[3] >= in->Ysize)
		return fail("bars: leave nothing of a picture of %d x %d", in->Xsize, in->Ysize);
	memcpy(reframe->cut, values, sizeof(reframe->cut));

	return 0;
}

/* Whether bars have to be looked for: not by one who says which part to take, and so
 * has seen them. */
static gboolean
wants_bars(const BurnishReframe *reframe)
{
	return !reframe->bars && !reframe->crop && reframe->trim == BURNISH_TRIM_AUTO;
}

/* Whether what was found all round is a frame, and not the ground of a square thing. */
static gboolean
is_narrow(const BurnishReframe *reframe)
{
	const VipsImage *in = reframe->parent_instance.in;
	const int *found = reframe->found;

	return VIPS_MAX(found[0], found[2]) <= WIDEST_FRAME * in->Xsize &&
		VIPS_MAX(found[1], found[3]) <= WIDEST_FRAME * in->Ysize;
}

/* Which of the bars that are there are cut. Bars come from a wrong shape; a frame all
 * round may be meant, and goes only when the shape is changed anyway. */
static void
choose_cut(BurnishReframe *reframe)
{
	const int *found = reframe->found;
	gboolean has_target = reframe->aspect || reframe->width || reframe->height;
	int sides = !!found[0] + !!found[1] + !!found[2] + !!found[3];
	gboolean is_frame = sides == 4;

	/* Bars come alone, in pairs or all round; on three sides it is the ground of a
	 * thing with straight edges. */
	if (wants_bars(reframe) && sides != 3 && (!is_frame || (has_target && is_narrow(reframe)) || reframe->mode == BURNISH_REFRAME_MEASURE_ONLY))
		memcpy(reframe->cut, found, sizeof(reframe->cut));
}

/* Take over what was found in the same picture for another target. */
static gboolean
adopt_analysis(BurnishReframe *reframe)
{
	VipsImage *in = reframe->parent_instance.in;
	/* None yet, where a recipe is looked over before it runs. */
	BurnishAnalysis *analysis = in ? burnish_analysis_of(in) : NULL;

	if (!analysis || reframe->bars || (wants_bars(reframe) && !analysis->looked_for_bars))
		return FALSE;
	memcpy(reframe->found, analysis->found, sizeof(reframe->found));
	choose_cut(reframe);
	if (memcmp(reframe->cut, analysis->cut, sizeof(reframe->cut)) != 0) {
		memset(reframe->cut, 0, sizeof(reframe->cut));
		return FALSE;
	}
	reframe->analysis = g_atomic_rc_box_acquire(analysis);

	return TRUE;
}

/* Whether no more than bars can be to do, if those. */
static gboolean
asks_for_nothing(const BurnishReframe *reframe)
{
	return !(reframe->aspect && *reframe->aspect) && !reframe->width && !reframe->height && reframe->dpi == 0 &&
		!reframe->bars && !reframe->crop && !reframe->focus && !reframe->keep && !reframe->show_saliency &&
		reframe->mode != BURNISH_REFRAME_FIT && reframe->mode != BURNISH_REFRAME_MEASURE_ONLY;
}

static gboolean
is_idle(BurnishCorrection *correction)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;

	return asks_for_nothing(reframe) && reframe->trim == BURNISH_TRIM_OFF;
}

static gboolean
is_given(BurnishCorrection *correction)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;
	gboolean given = reframe->crop && reframe->fill != BURNISH_FILL_AUTO && !reframe->show_saliency &&
		reframe->mode != BURNISH_REFRAME_MEASURE_ONLY;

	return given || is_idle(correction) || adopt_analysis(reframe);
}

/* Of a picture that is read once: bars that a reduced copy does not show are too narrow
 * to give that up for them. Any other is looked at as it is. */
static gboolean
screen(BurnishCorrection *correction, VipsImage *proxy, double factor)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;
	int found[4];

	if (!asks_for_nothing(reframe) || burnish_borders_find(proxy, found))
		return FALSE;

	return !found[0] && !found[1] && !found[2] && !found[3];
}

static int
measure_whole(BurnishCorrection *correction, VipsImage *in)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;

	if (reframe->bars)
		return get_bars(reframe);
	if (wants_bars(reframe)) {
		if (burnish_borders_find(in, reframe->found))
			return -1;
		reframe->looked_for_bars = TRUE;
	}
	choose_cut(reframe);

	return 0;
}

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;

	reframe->analysis = burnish_analysis_new(correction->in, proxy,
		reframe->looked_for_bars ? reframe->found : NULL, reframe->cut);

	return reframe->analysis ? 0 : -1;
}

/* The rectangle for a ratio, by mode. */
static int
choose_rect(BurnishReframe *reframe, const BurnishWishes *wishes, double ratio)
{
	VipsRect inner = inner_rect(reframe);
	VipsRect crop = burnish_frame_crop(reframe->analysis->subject, wishes, &inner, ratio);
	VipsRect canvas = burnish_frame_extend(reframe->analysis->subject, wishes, &inner, ratio);
	double lost = burnish_frame_lost(reframe->analysis->subject, &inner, &crop);
	gboolean keeps = burnish_frame_keeps(wishes, &inner, &crop);

	if (reframe->mode == BURNISH_REFRAME_CROP && !keeps)
		return fail("keep: does not fit into a crop of that shape");

	gboolean extends = reframe->mode == BURNISH_REFRAME_EXTEND || reframe->mode == BURNISH_REFRAME_PAD ||
		(reframe->mode == BURNISH_REFRAME_AUTO && (lost > reframe->max_loss || !keeps));
	reframe->rect = extends ? canvas : crop;
	g_object_set(reframe, "lost", extends ? 0.0 : lost, NULL);

	return 0;
}

static int
get_given_rect(BurnishReframe *reframe)
{
	const VipsImage *in = reframe->parent_instance.in;
	int n;
	const int *values = vips_array_int_get(reframe->crop, &n);
	VipsRect whole = { 0, 0, in->Xsize, in->Ysize };
	VipsRect inside;

	if (n != 4)
		return fail("crop: takes left, top, width and height");
	reframe->rect = (VipsRect){ values[0], values[1], values[2], values[3] };
	if (values[2] < 1 || values[3] < 1 || values[2] > BURNISH_REFRAME_MAX_SIDE || values[3] > BURNISH_REFRAME_MAX_SIDE)
		return fail("crop: a part of %d x %d is none", values[2], values[3]);
	vips_rect_intersectrect(&reframe->rect, &whole, &inside);
	if (vips_rect_isempty(&inside))
		return fail("crop: lies outside of the picture");

	return 0;
}

/* The size of the result: the target, but never larger than what there is. */
static void
choose_size(BurnishReframe *reframe, const BurnishTarget *target)
{
	const VipsRect *rect = &reframe->rect;
	double across = target->width ? (double) target->width / rect->width : INFINITY;
	double down = target->height ? (double) target->height / rect->height : INFINITY;
	double scale = VIPS_MIN(across, down);
	gboolean exact = target->ratio > 0 && reframe->mode != BURNISH_REFRAME_FIT;

	reframe->out_width = rect->width;
	reframe->out_height = rect->height;
	if (!isfinite(scale))
		return;
	if (scale < 1) {
		reframe->out_width = exact ? target->width : VIPS_MAX(1, rint(rect->width * scale));
		reframe->out_height = exact ? target->height : VIPS_MAX(1, rint(rect->height * scale));
	}
	else
		g_object_set(reframe, "missing-scale", scale, NULL);
}

static void
choose_fill(BurnishReframe *reframe)
{
	const VipsImage *in = reframe->parent_instance.in;
	const VipsRect *rect = &reframe->rect;
	const gboolean sides[4] = {
		rect->left<reframe->cut[0],
				rect->top<reframe->cut[1],
						VIPS_RECT_RIGHT(rect)>
						in->Xsize -
					reframe->cut[2],
				VIPS_RECT_BOTTOM(rect)>
				in->Ysize -
			reframe->cut[3],
	};
	BurnishFill fill = reframe->fill;

	if (fill == BURNISH_FILL_AUTO && reframe->mode == BURNISH_REFRAME_PAD)
		fill = BURNISH_FILL_SOLID;
	else if (fill == BURNISH_FILL_AUTO && vips_image_hasalpha((VipsImage *) in))
		fill = BURNISH_FILL_TRANSPARENT;
	else if (fill == BURNISH_FILL_AUTO)
		fill = burnish_extend_choose(reframe->analysis->seen, sides);
	g_object_set(reframe, "applied-fill", fill, NULL);
}

/* Outputs that hold numbers. */
static void
set_numbers(BurnishReframe *reframe, const char *name, const int *numbers, int n)
{
	VipsArrayInt *array = vips_array_int_new(numbers, n);

	g_object_set(reframe, name, array, NULL);
	vips_area_unref(VIPS_AREA(array));
}

static void
report_findings(BurnishReframe *reframe)
{
	static const char *const names[4] = { "left", "top", "right", "bottom" };
	VipsRect inner = inner_rect(reframe);
	const double(*ends)[BURNISH_SUBJECT_ENDS] = reframe->analysis->subject->ends;
	const int box[4] = {
		inner.left + rint(ends[0][0] * inner.width),
		inner.top + rint(ends[1][0] * inner.height),
		rint((ends[0][1] - ends[0][0]) * inner.width),
		rint((ends[1][1] - ends[1][0]) * inner.height),
	};
	g_autoptr(GString) sides = g_string_new(NULL);

	for (int side = 0; side < 4; side++)
		if (reframe->analysis->subject->cut[side])
			g_string_append_printf(sides, "%s%s", sides->len ? ", " : "", names[side]);
	set_numbers(reframe, "subject", box, 4);
	g_object_set(reframe, "cut-at", sides->str, NULL);
}

/* What was seen, for the verdict: bars, and sides at which something is cut. */
static char *
describe_findings(const BurnishReframe *reframe)
{
	GString *text = g_string_new(NULL);
	const int *cut = reframe->cut;

	if (cut[0] || cut[1] || cut[2] || cut[3])
		g_string_append_printf(text, "; bars of %d, %d, %d and %d pixels at left, top, right and bottom",
			cut[0], cut[1], cut[2], cut[3]);
	if (reframe->cut_at && *reframe->cut_at)
		g_string_append_printf(text, "; something is cut at %s", reframe->cut_at);
	if (reframe->missing_scale > 1)
		g_string_append_printf(text, "; scale %.2f is missing to the asked size", reframe->missing_scale);

	return g_string_free(text, FALSE);
}

static void
decide_verdict(BurnishReframe *reframe, const BurnishTarget *target)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(reframe);
	const VipsImage *in = correction->in;
	const VipsRect *rect = &reframe->rect;
	gboolean inside = rect->left >= 0 && rect->top >= 0 && VIPS_RECT_RIGHT(rect) <= in->Xsize &&
		VIPS_RECT_BOTTOM(rect) <= in->Ysize;
	gboolean whole = inside && rect->width == in->Xsize && rect->height == in->Ysize;
	gboolean resized = reframe->out_width != rect->width || reframe->out_height != rect->height;
	g_autofree char *findings = describe_findings(reframe);
	g_autofree char *size = resized ? g_strdup_printf(", reduced to %d x %d", reframe->out_width, reframe->out_height)
									: g_strdup("");

	if (reframe->mode == BURNISH_REFRAME_MEASURE_ONLY)
		burnish_correction_set_verdict(correction, FALSE, "measured only%s", findings);
	else if (reframe->show_saliency)
		burnish_correction_set_verdict(correction, TRUE, "shows what was seen%s", findings);
	else if (whole && !resized)
		burnish_correction_set_verdict(correction, FALSE, "%s%s",
			target->ratio > 0 || target->width || target->height ? "has the asked shape" : "no shape asked for", findings);
	else if (!inside)
		burnish_correction_set_verdict(correction, TRUE, "extended: left %d, top %d, %d x %d around %d x %d (%s)%s%s",
			rect->left, rect->top, rect->width, rect->height, in->Xsize, in->Ysize,
			vips_enum_nick(G_PARAM_SPEC_VALUE_TYPE(g_object_class_find_property(
							   G_OBJECT_GET_CLASS(reframe), "fill")),
				reframe->applied_fill),
			size, findings);
	else if (whole)
		burnish_correction_set_verdict(correction, TRUE, "nothing cut%s%s", size, findings);
	else
		burnish_correction_set_verdict(correction, TRUE,
			"cropped: left %d, top %d, %d x %d of %d x %d, with %.0f %% of the subject%s%s",
			rect->left, rect->top, rect->width, rect->height, in->Xsize, in->Ysize,
			100 * (1 - reframe->lost), size, findings);
}

static int
decide(BurnishCorrection *correction)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;
	BurnishTarget target;
	BurnishWishes wishes;

	if (burnish_target_parse(NICKNAME, reframe->aspect, reframe->width, reframe->height, reframe->dpi, &target) ||
		burnish_wishes_parse(NICKNAME, reframe->gravity, reframe->focus, reframe->keep, &wishes))
		return -1;
	if (reframe->mode == BURNISH_REFRAME_FIT && !target.width && !target.height)
		return fail("mode: fit needs a width, a height, or a paper with dpi");

	if (!reframe->analysis && reframe->bars && get_bars(reframe))
		return -1;

	reframe->rect = inner_rect(reframe);
	if (reframe->mode == BURNISH_REFRAME_MEASURE_ONLY)
		reframe->rect = (VipsRect){ 0, 0, correction->in->Xsize, correction->in->Ysize };
	else if (reframe->crop) {
		if (get_given_rect(reframe))
			return -1;
	}
	else if (reframe->analysis && target.ratio > 0 && reframe->mode != BURNISH_REFRAME_FIT && choose_rect(reframe, &wishes, target.ratio))
		return -1;
	choose_size(reframe, &target);

	if (reframe->analysis) {
		choose_fill(reframe);
		report_findings(reframe);
	}
	else
		g_object_set(reframe, "applied-fill", reframe->fill, NULL);
	set_numbers(reframe, "applied-bars", reframe->cut, 4);
	set_numbers(reframe, "applied-crop",
		(int[4]){ reframe->rect.left, reframe->rect.top, reframe->rect.width, reframe->rect.height }, 4);
	decide_verdict(reframe, &target);

	return 0;
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishReframe *reframe = (BurnishReframe *) correction;
	g_autoptr(VipsImage) framed = NULL;
	int n;

	if (reframe->show_saliency) {
		VipsRect inner = inner_rect(reframe);
		return burnish_explain(in, out, reframe->analysis->subject, &inner,
			(double) inner.width / reframe->analysis->seen->Xsize, &reframe->rect);
	}

	static const double white[] = { 255 };
	const double *colour = reframe->background ? vips_array_double_get(reframe->background, &n) : white;
	if (!reframe->background)
		n = 1;
	if (n != 1 && n != 3)
		return fail("background: takes one number or three, not %d", n);

	/* Extension goes on from within the bars. */
	VipsRect inner = inner_rect(reframe);
	VipsRect part = reframe->rect;
	part.left -= inner.left;
	part.top -= inner.top;
	g_autoptr(VipsImage) trimmed = NULL;
	return vips_extract_area(in, &trimmed, inner.left, inner.top, inner.width, inner.height, NULL) ||
			burnish_extend(trimmed, &framed, &part, reframe->applied_fill, colour, n) ||
			burnish_reduce(framed, out, reframe->out_width, reframe->out_height)
		? -1
		: 0;
}

static void
burnish_reframe_finalize(GObject *gobject)
{
	BurnishReframe *reframe = (BurnishReframe *) gobject;

	burnish_analysis_unref(reframe->analysis);
	G_OBJECT_CLASS(burnish_reframe_parent_class)->finalize(gobject);
}

static void
burnish_reframe_class_init(BurnishReframeClass *class)
{
	burnish_correction_class_set_names(class, NICKNAME, "bring a picture to an asked shape, with the subject in it");
	G_OBJECT_CLASS(class)->finalize = burnish_reframe_finalize;
	class->whole_image = TRUE;
	class->variants = "aspect";
	class->is_idle = is_idle;
	class->is_given = is_given;
	class->screen = screen;
	class->measure_whole = measure_whole;
	class->measure = measure;
	class->decide = decide;
	class->apply = apply;
	burnish_reframe_class_add_arguments(class);
}

static void
burnish_reframe_init(BurnishReframe *reframe)
{
}

int
burnish_reframe(VipsImage *in, VipsImage **out, ...)
{
	va_list ap;

	va_start(ap, out);
	int result = vips_call_split(NICKNAME, ap, in, out);
	va_end(ap);

	return result;
}
