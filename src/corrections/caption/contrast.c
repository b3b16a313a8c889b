/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How well lettering stands out, by the formula that the accessibility of the web is
 * judged by (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). A picture has many colours
 * under a caption, so what counts is the contrast that nearly all of them have.
 */

#include <math.h>

#include "../../base/luma.h"
#include "../../base/object.h"
#include "../../base/srgb.h"
#include "contrast.h"

/* The share of the ground that may have less contrast: a few bright pixels do not make a
 * caption illegible. */
#define IGNORED 0.05

/* Of a mask: below it, too little of a pixel is meant. */
#define MASKED 128

double
burnish_luminance(const double rgb[3])
{
	return burnish_luminance_709(burnish_srgb_decode(rgb[0]), burnish_srgb_decode(rgb[1]), burnish_srgb_decode(rgb[2]));
}

double
burnish_contrast(double a, double b)
{
	return (VIPS_MAX(a, b) + 0.05) / (VIPS_MIN(a, b) + 0.05);
}

static void
add(BurnishGround *ground, double luminance)
{
	int level = rint(burnish_srgb_encode(VIPS_CLIP(0, luminance, 1)) * (BURNISH_GROUND_LEVELS - 1));

	ground->counts[level]++;
	ground->total++;
}

/* A pixel of `bands` samples on the scale of 8 bits. */
static void
add_pixel(BurnishGround *ground, const double decoded[256], const VipsPel *p, int bands)
{
	double luminance = bands < 3
		? decoded[p[0]]
		: burnish_luminance_709(decoded[p[0]], decoded[p[1]], decoded[p[2]]);
	double alpha = bands == 2 || bands == 4 ? p[bands - 1] / 255.0 : 1;

	add(ground, alpha * luminance);
	add(ground, alpha * luminance + 1 - alpha);
}

int
burnish_ground_measure(BurnishGround *ground, VipsImage *image, VipsImage *mask)
{
	double decoded[256];
	g_autoptr(VipsImage) bytes = NULL;
	g_autoptr(VipsImage) memory = NULL;

	*ground = (BurnishGround){ 0 };
	for (int i = 0; i < 256; i++)
		decoded[i] = burnish_srgb_decode(i / 255.0);
	if (vips_cast(image, &bytes, VIPS_FORMAT_UCHAR, "shift", image->BandFmt == VIPS_FORMAT_USHORT, NULL) ||
		!(memory = vips_image_copy_memory(bytes)) || vips_image_wio_input(mask))
		return -1;

	for (int y = 0; y < memory->Ysize; y++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(memory, 0, y);
		const VipsPel *m = VIPS_IMAGE_ADDR(mask, 0, y);

		for (int x = 0; x < memory->Xsize; x++, p += memory->Bands)
			if (m[x] >= MASKED)
				add_pixel(ground, decoded, p, memory->Bands);
	}

	return 0;
}

double
burnish_ground_contrast(const BurnishGround *ground, double luminance, double opacity, double plate)
{
	double levels[BURNISH_GROUND_LEVELS];
	double least = 21;
	double below = 0;

	for (int i = 0; i < BURNISH_GROUND_LEVELS; i++)
		levels[i] = burnish_contrast(luminance,
			(1 - opacity) * burnish_srgb_decode((double) i / (BURNISH_GROUND_LEVELS - 1)) + opacity * plate);
	if (ground->total == 0)
		return burnish_contrast(luminance, plate);

	/* Take away the worst levels until the share that may be ignored is used up. */
	gboolean gone[BURNISH_GROUND_LEVELS] = { FALSE };
	while (below <= IGNORED * ground->total) {
		int worst = -1;

		for (int i = 0; i < BURNISH_GROUND_LEVELS; i++)
			if (!gone[i] && ground->counts[i] > 0 && (worst < 0 || levels[i] < levels[worst]))
				worst = i;
		if (worst < 0)
			break;
		gone[worst] = TRUE;
		below += ground->counts[worst];
		least = levels[worst];
	}

	return least;
}
