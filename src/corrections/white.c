/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include <vips/vips.h>

#include "../base/srgb.h"
#include "colour.h"
#include "white.h"

static gboolean
parse_xy(const char *text, double rgb[3])
{
	char *end;
	double x = g_ascii_strtod(text, &end);
	if (end == text || *end != ',')
		return FALSE;

	const char *second = end + 1;
	double y = g_ascii_strtod(second, &end);
	if (end == second || *end || !(x > 0 && y > 0 && x + y < 1))
		return FALSE;

	double xyz[3] = { x / y, 1, (1 - x - y) / y };
	double linear[3];
	burnish_xyz_to_linear(xyz, linear);
	for (int i = 0; i < 3; i++)
		rgb[i] = linear[i] > 0 ? burnish_srgb_encode(linear[i]) : 0;

	return TRUE;
}

int
burnish_white_parse(const char *text, BurnishTint *tint)
{
	double rgb[3];

	if (!(*text == '#' ? burnish_srgb_parse(text, rgb) : parse_xy(text, rgb))) {
		vips_error("decast", "white: \"%s\" is neither #rrggbb nor x,y", text);
		return -1;
	}
	/* Light of a colour outside of sRGB would be taken out by dividing by
	 * next to nothing. No channel may be more than five times another: that is
	 * as far as a tint goes that is given in numbers, as this one will be when
	 * the result is repeated. */
	double least = BURNISH_TINT_MIN * fmax(1, fmax(rgb[0], fmax(rgb[1], rgb[2])));
	for (int i = 0; i < 3; i++)
		if (rgb[i] < least) {
			vips_error("decast", "white: \"%s\" is too dark or too strong a colour for a white", text);
			return -1;
		}

	*tint = (BurnishTint){ rgb[0] / rgb[1], 1, rgb[2] / rgb[1], 1 };

	return 0;
}

char *
burnish_white_format(const BurnishTint *tint)
{
	double rgb[3] = { tint->red_gain, 1, tint->blue_gain };
	double max = fmax(rgb[0], fmax(rgb[1], rgb[2]));

	for (int i = 0; i < 3; i++)
		rgb[i] = rint(rgb[i] / max * 255);

	return g_strdup_printf("#%02x%02x%02x", (int) rgb[0], (int) rgb[1], (int) rgb[2]);
}
