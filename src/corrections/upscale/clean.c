/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Taking out grain before it is enlarged: a guided filter, with each band its own guide
 * (He, Sun and Tang, "Guided image filtering", 2010). Where a neighbourhood varies by
 * less than noise does it becomes its mean; edges stay where they are.
 */

#include "../../base/depth.h"
#include "../../base/luma.h"
#include "../../base/object.h"
#include "clean.h"

/* Deviation, in code values of 8 bits, below which all is noise at full strength: twice
 * that of the grain of generated pictures and of JPEG at a quality of 80. */
#define NOISE 6.0

/* The neighbourhood, the sigma of a Gaussian. */
#define SIGMA 1.5

static int
mean(VipsImage *in, VipsImage **out)
{
	return vips_gaussblur(in, out, SIGMA, "precision", VIPS_PRECISION_FLOAT, "min_ampl", 0.02, NULL);
}

/* The part of each neighbourhood that is kept, var / (var + eps), and the rest of its
 * mean. */
static int
find_parts(VipsImage *in, double eps, VipsImage **kept, VipsImage **rest)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 8);

	return mean(in, &t[0]) ||
			vips_multiply(in, in, &t[1], NULL) ||
			mean(t[1], &t[2]) ||
			vips_multiply(t[0], t[0], &t[3], NULL) ||
			vips_subtract(t[2], t[3], &t[4], NULL) ||
			vips_linear1(t[4], &t[5], 1, eps, NULL) ||
			vips_divide(t[4], t[5], kept, NULL) ||
			vips_linear1(*kept, &t[6], -1, 1, NULL) ||
			vips_multiply(t[6], t[0], rest, NULL)
		? -1
		: 0;
}

static int
clean_colour(VipsImage *in, VipsImage **out, double noise)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 8);

	return vips_linear1(in, &t[0], 1 / 257.0, 0, NULL) ||
			find_parts(t[0], noise * noise, &t[1], &t[2]) ||
			mean(t[1], &t[3]) ||
			mean(t[2], &t[4]) ||
			vips_multiply(t[3], t[0], &t[5], NULL) ||
			vips_add(t[5], t[4], &t[6], NULL) ||
			vips_linear1(t[6], &t[7], 257, 0.5, NULL) ||
			vips_cast(t[7], out, VIPS_FORMAT_USHORT, NULL)
		? -1
		: 0;
}

int
burnish_clean(VipsImage *in, VipsImage **out, double amount)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);

	if (burnish_depth_set(in, &t[0], 16))
		return -1;
	if (!vips_image_hasalpha(t[0]))
		return clean_colour(t[0], out, amount * NOISE);

	return vips_extract_band(t[0], &t[1], 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(t[0], &t[2], in->Bands - 1, NULL) ||
			clean_colour(t[1], &t[3], amount * NOISE) ||
			vips_bandjoin2(t[3], t[2], out, NULL)
		? -1
		: 0;
}

int
burnish_clean_luma(VipsImage *in, VipsImage **out, double noise)
{
	g_autoptr(VipsImage) owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);

	if (burnish_depth_set(in, &t[0], 16))
		return -1;
	if (in->Bands < 3)
		return vips_extract_band(t[0], &t[1], 0, NULL) || clean_colour(t[1], out, noise) ? -1 : 0;
	if (!(t[1] = vips_image_new_matrixv(3, 1, BURNISH_WEIGHTS_601)))
		return -1;

	return vips_extract_band(t[0], &t[2], 0, "n", 3, NULL) ||
			vips_recomb(t[2], &t[3], t[1], NULL) ||
			clean_colour(t[3], out, noise)
		? -1
		: 0;
}
