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

gboolean
burnish_srgb_parse(const char *text, double rgb[3])
{
	if (*text != '#')
		return FALSE;
	for (int i = 0; i < 6; i++)
		if (!g_ascii_isxdigit(text[1 + i]))
			return FALSE;
	for (int i = 0; i < 3; i++)
		rgb[i] = (16 * g_ascii_xdigit_value(text[1 + 2 * i]) + g_ascii_xdigit_value(text[2 + 2 * i])) / 255.0;

	return text[7] == '\0';
}
