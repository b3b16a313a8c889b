/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Measuring must cost next to nothing beside decoding, so the curve of sRGB comes from
 * a table.
 */

#include <math.h>

#include "../base/srgb.h"
#include "quick.h"

static float
decode(const float *curve, float v)
{
	float place = v * BURNISH_SRGB_STEPS;
	int i = place;

	return curve[i] + (place - i) * (curve[i + 1] - curve[i]);
}

static float
cube_root_f(float t)
{
	return t > 216.0F / 24389.0F ? cbrtf(t) : (24389.0F / 27.0F * t + 16.0F) / 116.0F;
}

void
burnish_quick_lab(const float rgb[3], float lab[3])
{
	const float *curve = burnish_srgb_lights();
	float r = decode(curve, rgb[0]);
	float g = decode(curve, rgb[1]);
	float b = decode(curve, rgb[2]);
	float fx = cube_root_f((0.4124564F * r + 0.3575761F * g + 0.1804375F * b) / 0.95047F);
	float fy = cube_root_f(0.2126729F * r + 0.7151522F * g + 0.0721750F * b);
	float fz = cube_root_f((0.0193339F * r + 0.1191920F * g + 0.9503041F * b) / 1.08883F);

	lab[0] = 116 * fy - 16;
	lab[1] = 500 * (fx - fy);
	lab[2] = 200 * (fy - fz);
}
