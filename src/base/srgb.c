/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "srgb.h"

double
burnish_srgb_decode(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double
burnish_srgb_encode(double v)
{
	return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}
