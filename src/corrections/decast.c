/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include <burnish.h>

#include "colour.h"
#include "correction.h"
#include "decast.h"
#include "lut3d.h"

typedef struct {
	BurnishCorrection parent_instance;

	double strength;
	BurnishMode mode;
	double gain[3];
	double applied_strength;
} BurnishDecast;

typedef BurnishCorrectionClass BurnishDecastClass;

G_DEFINE_TYPE(BurnishDecast, burnish_decast, BURNISH_TYPE_CORRECTION)

static int
measure(BurnishCorrection *correction, VipsImage *proxy)
{
	BurnishDecast *decast = (BurnishDecast *) correction;
	decast->gain[0] = 1;
	decast->gain[1] = 1;
	decast->gain[2] = 1.1;
	return 0;
}

static int
decide(BurnishCorrection *correction)
{
	BurnishDecast *decast = (BurnishDecast *) correction;
	gboolean go = decast->mode != BURNISH_MODE_MEASURE_ONLY && decast->strength > 0;
	g_object_set(decast, "applied-strength", go ? decast->strength : 0.0, NULL);
	burnish_correction_set_verdict(correction, go, "interim");
	return 0;
}

static void
map(const double in[3], double out[3], const void *data)
{
	const BurnishDecast *decast = data;
	for (int i = 0; i < 3; i++)
		out[i] = in[i] * decast->gain[i];
}

static int
apply(BurnishCorrection *correction, VipsImage *in, VipsImage **out)
{
	if (in->Bands == 1)
		return vips_copy(in, out, NULL);
	return burnish_lut3d_apply(in, out, map, correction);
}

static void
burnish_decast_class_init(BurnishDecastClass *class)
{
	BurnishCorrectionClass *correction_class = BURNISH_CORRECTION_CLASS(class);

	burnish_correction_class_set_names(correction_class, "decast", "find a global colour cast and remove it");
	correction_class->pointwise = TRUE;
	correction_class->measure = measure;
	correction_class->decide = decide;
	correction_class->apply = apply;

	burnish_correction_class_add_strength(correction_class, 10, G_STRUCT_OFFSET(BurnishDecast, strength));
	burnish_correction_class_add_mode(correction_class, 11, G_STRUCT_OFFSET(BurnishDecast, mode));
	VIPS_ARG_DOUBLE(class, "applied-strength", 113, "Applied strength", "How much of the correction was applied",
		VIPS_ARGUMENT_OPTIONAL_OUTPUT, G_STRUCT_OFFSET(BurnishDecast, applied_strength), 0.0, 1.0, 0.0);
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
