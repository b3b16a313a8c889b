/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The shape that every correction shares: check, measure, decide, apply.
 */

#include "../base/memory.h"
#include "../base/object.h"
#include "correction.h"
#include "proxy.h"

/* The size up to which a job keeps a whole picture, too. */
#define KEEP_BYTES (64 << 20)

G_DEFINE_ABSTRACT_TYPE(BurnishCorrection, burnish_correction, VIPS_TYPE_OPERATION)

/* Corrections know 8- and 16-bit sRGB and grey, with or without alpha. Loaders
 * bring everything else into that space; here it would only be guessed. */
static int
check_image(BurnishCorrection *correction, VipsImage *in)
{
	const char *nickname = VIPS_OBJECT_GET_CLASS(correction)->nickname;

	if (vips_check_uncoded(nickname, in))
		return -1;
	if (in->BandFmt != VIPS_FORMAT_UCHAR && in->BandFmt != VIPS_FORMAT_USHORT) {
		vips_error(nickname, "works on 8- and 16-bit pictures, not on %s",
			vips_enum_nick(VIPS_TYPE_BAND_FORMAT, in->BandFmt));
		return -1;
	}

	VipsInterpretation space = vips_image_guess_interpretation(in);
	int colours = in->Bands - (vips_image_hasalpha(in) ? 1 : 0);
	gboolean grey = space == VIPS_INTERPRETATION_B_W || space == VIPS_INTERPRETATION_GREY16;
	gboolean rgb = space == VIPS_INTERPRETATION_sRGB || space == VIPS_INTERPRETATION_RGB16;
	if (!(grey && colours == 1) && !(rgb && colours == 3)) {
		vips_error(nickname, "works on sRGB and grey pictures, not on %d bands of %s",
			in->Bands, vips_enum_nick(VIPS_TYPE_INTERPRETATION, space));
		return -1;
	}

	return 0;
}

/* A proxy that is given has the format of the picture, so that 8 and 16 bit are measured
 * alike. */
static int
check_proxy(BurnishCorrection *correction, VipsImage *in)
{
	const VipsImage *proxy = correction->proxy;

	if (proxy && (proxy->Bands != in->Bands || proxy->BandFmt != in->BandFmt)) {
		vips_error(VIPS_OBJECT_GET_CLASS(correction)->nickname,
			"proxy: must have the bands and format of the picture");
		return -1;
	}

	return 0;
}

/* The proxy to measure, in memory. */
static int
get_proxy(BurnishCorrection *correction, VipsImage *in, VipsImage **proxy)
{
	if (!correction->proxy)
		return burnish_proxy_new(in, proxy);

	return (*proxy = vips_image_copy_memory(correction->proxy)) ? 0 : -1;
}

static int
apply_to_colour(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(correction);
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(correction), 3);

	if (!vips_image_hasalpha(in) || class->owns_alpha || class->whole_image)
		return class->apply(correction, in, out);

	return vips_extract_band(in, &t[0], 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(in, &t[1], in->Bands - 1, NULL) ||
			class->apply(correction, t[0], &t[2]) ||
			vips_bandjoin2(t[2], t[1], out, NULL)
		? -1
		: 0;
}

VipsImage *
burnish_correction_keep(VipsImage *in)
{
	return VIPS_IMAGE_SIZEOF_IMAGE(in) <= KEEP_BYTES ? vips_image_copy_memory(in) : g_object_ref(in);
}

double
burnish_correction_get_factor(VipsImage *in, VipsImage *proxy)
{
	return (double) VIPS_MAX(in->Xsize, in->Ysize) / VIPS_MAX(proxy->Xsize, proxy->Ysize);
}

/* Whether the proxy is enough to say that there is nothing to do. */
static int
screen(BurnishCorrection *correction, VipsImage *in, gboolean *nothing)
{
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(correction);
	g_autoptr(VipsImage) proxy = NULL;

	*nothing = FALSE;
	gboolean once = vips_image_is_sequential(in);
	if (!class->screen || (once ? !correction->proxy : !class->owns_alpha))
		return 0;
	if (get_proxy(correction, in, &proxy))
		return -1;
	*nothing = class->screen(correction, proxy, burnish_correction_get_factor(in, proxy));

	return 0;
}

/* Measure; `in` becomes a copy in memory where it can be read only once. */
static int
look(BurnishCorrection *correction, VipsImage **in)
{
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(correction);
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(correction), 2);

	if (!class->owns_alpha && class->is_given && class->is_given(correction))
		return 0;

	/* A picture that can be read only once would be gone after measuring. */
	if (class->owns_alpha || ((!correction->proxy || class->measure_whole) && vips_image_is_sequential(*in))) {
		if (!(t[0] = vips_image_is_sequential(*in) ? burnish_memory_read(*in) : vips_image_copy_memory(*in)))
			return -1;
		*in = t[0];
	}
	if (class->owns_alpha)
		return class->measure(correction, *in);

	return (class->measure_whole && class->measure_whole(correction, *in)) ||
			get_proxy(correction, *in, &t[1]) || class->measure(correction, t[1])
		? -1
		: 0;
}

static int
burnish_correction_build(VipsObject *object)
{
	BurnishCorrection *correction = BURNISH_CORRECTION(object);
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(object);
	VipsImage **t = (VipsImage **) vips_object_local_array(object, 1);

	if (VIPS_OBJECT_CLASS(burnish_correction_parent_class)->build(object))
		return -1;

	VipsImage *in = correction->in;
	if ((class->check && class->check(correction, FALSE)) || check_image(correction, in) || check_proxy(correction, in))
		return -1;

	gboolean nothing;
	if (screen(correction, in, &nothing) || (!nothing && look(correction, &in)))
		return -1;

	if (class->decide(correction))
		return -1;

	g_object_set(object, "out", vips_image_new(), NULL);
	if (!correction->changed)
		return vips_image_write(in, correction->out);

	return apply_to_colour(correction, in, &t[0]) ||
			vips_image_write(t[0], correction->out)
		? -1
		: 0;
}

static void
burnish_correction_constructed(GObject *gobject)
{
	burnish_object_set_defaults(VIPS_OBJECT(gobject));
	G_OBJECT_CLASS(burnish_correction_parent_class)->constructed(gobject);
}

static void
burnish_correction_class_init(BurnishCorrectionClass *class)
{
	GObjectClass *gobject_class = G_OBJECT_CLASS(class);
	VipsObjectClass *object_class = VIPS_OBJECT_CLASS(class);

	gobject_class->constructed = burnish_correction_constructed;
	object_class->build = burnish_correction_build;
	burnish_correction_class_set_names(class, "correction", "corrections");

	VIPS_ARG_IMAGE(class, "in", 1, "Input", "Picture to correct",
		VIPS_ARGUMENT_REQUIRED_INPUT,
		G_STRUCT_OFFSET(BurnishCorrection, in));

	VIPS_ARG_IMAGE(class, "out", 2, "Output", "Corrected picture",
		VIPS_ARGUMENT_REQUIRED_OUTPUT,
		G_STRUCT_OFFSET(BurnishCorrection, out));

	VIPS_ARG_IMAGE(class, "proxy", 3, "Proxy", "Reduced copy of the picture to measure",
		VIPS_ARGUMENT_OPTIONAL_INPUT,
		G_STRUCT_OFFSET(BurnishCorrection, proxy));

	VIPS_ARG_BOOL(class, "changed", 100, "Changed", "Whether the picture was changed",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishCorrection, changed), FALSE);

	VIPS_ARG_STRING(class, "reason", 101, "Reason", "Why it was or was not changed",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT,
		G_STRUCT_OFFSET(BurnishCorrection, reason), NULL);
}

static void
burnish_correction_init(BurnishCorrection *correction)
{
}

void
burnish_correction_class_set_names(BurnishCorrectionClass *class,
	const char *nickname, const char *description)
{
	VipsObjectClass *object_class = VIPS_OBJECT_CLASS(class);
	GObjectClass *gobject_class = G_OBJECT_CLASS(class);

	object_class->nickname = nickname;
	object_class->description = description;
	gobject_class->set_property = vips_object_set_property;
	gobject_class->get_property = vips_object_get_property;
}

void
burnish_correction_class_add_strength(BurnishCorrectionClass *class, int priority, size_t offset)
{
	VIPS_ARG_DOUBLE(class, "strength", priority, "Strength",
		"How much of the correction to apply, 0 for none",
		VIPS_ARGUMENT_OPTIONAL_INPUT, offset, 0.0, 1.0, 1.0);
}

GType
burnish_mode_get_type(void)
{
	static GType type = 0;
	static const GEnumValue values[] = {
		{ BURNISH_MODE_AUTO, "BURNISH_MODE_AUTO", "auto" },
		{ BURNISH_MODE_ALWAYS, "BURNISH_MODE_ALWAYS", "always" },
		{ BURNISH_MODE_MEASURE_ONLY, "BURNISH_MODE_MEASURE_ONLY", "measure-only" },
		{ 0, NULL, NULL },
	};

	if (g_once_init_enter(&type))
		g_once_init_leave(&type, burnish_enum_register("BurnishMode", values));

	return type;
}

void
burnish_correction_class_add_mode(BurnishCorrectionClass *class, int priority, size_t offset)
{
	VIPS_ARG_ENUM(class, "mode", priority, "Mode",
		"auto: correct what is surely a defect; always: correct what was "
		"found, however doubtful; measure-only: report and change nothing",
		VIPS_ARGUMENT_OPTIONAL_INPUT, offset, burnish_mode_get_type(), BURNISH_MODE_AUTO);
}

void
burnish_correction_set_verdict(BurnishCorrection *correction,
	gboolean changed, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	g_autofree char *reason = g_strdup_vprintf(format, ap);
	va_end(ap);

	g_object_set(correction, "changed", changed, "reason", reason, NULL);
}

void
burnish_correction_set_idle(BurnishCorrection *correction, const char *reason)
{
	burnish_correction_set_verdict(correction, FALSE, "%s", reason);
	correction->idle = TRUE;
}
