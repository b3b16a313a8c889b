/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_LUMA_H
#define BURNISH_LUMA_H

/* What R, G and B weigh in how bright a colour is: by BT.709, that of sRGB, and by BT.601,
 * that of JPEG. */
#define BURNISH_WEIGHTS_709 0.2126, 0.7152, 0.0722
#define BURNISH_WEIGHTS_601 0.299, 0.587, 0.114

static inline float
burnish_luma_709(float r, float g, float b)
{
	static const float weights[3] = { BURNISH_WEIGHTS_709 };

	return weights[0] * r + weights[1] * g + weights[2] * b;
}

static inline float
burnish_luma_601(float r, float g, float b)
{
	static const float weights[3] = { BURNISH_WEIGHTS_601 };

	return weights[0] * r + weights[1] * g + weights[2] * b;
}

/* The same by BT.709, as precise as the samples: of linear ones it is the luminance. */
static inline double
burnish_luminance_709(double r, double g, double b)
{
	static const double weights[3] = { BURNISH_WEIGHTS_709 };

	return weights[0] * r + weights[1] * g + weights[2] * b;
}

#endif /*BURNISH_LUMA_H*/
