/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colours that are read: of white and black the one that stands out more, and where neither
 * does enough, a plate that is as clear as it may be. One of the two always has a contrast of
 * 4.58 or more to any colour, so a plate or a stroke that is chosen here always does.
 */

#include <math.h>
#include <string.h>

#include <pango/pango.h>

#include "inks.h"

/* A plate that is chosen: so opaque at least that it does not look like a mistake, and in
 * steps. */
#define MIN_OPACITY 0.6
#define OPACITY_STEP 0.05

/* From this width on, in percent of the size, a stroke parts letters from the ground: about
 * half of the stem of a regular font. */
#define PARTING_STROKE 5.0

static const double white[3] = { 1, 1, 1 };
static const double black[3] = { 0, 0, 0 };

static gboolean
is_auto(const char *text)
{
	return !text || !*text || g_str_equal(text, "auto");
}

static int
parse(const char *argument, const char *text, double rgb[3])
{
	PangoColor color;

	if (is_auto(text))
		return 0;
	if (!pango_color_parse(&color, text)) {
		vips_error("caption", "%s: \"%s\" is no colour such as white, #ffcc00 or auto", argument, text);
		return -1;
	}
	/* Eight bits are what a colour is given, written down and painted with. */
	rgb[0] = (color.red >> 8) / 255.0;
	rgb[1] = (color.green >> 8) / 255.0;
	rgb[2] = (color.blue >> 8) / 255.0;

	return 0;
}

int
burnish_inks_check(const BurnishInkWish *wish)
{
	double rgb[3];

	return parse("color", wish->color, rgb) || parse("stroke", wish->stroke, rgb) ||
			parse("plate-color", wish->plate_color, rgb)
		? -1
		: 0;
}

static void
set_against(const char *argument, const char *text, const double other[3], double rgb[3])
{
	double luminance = burnish_luminance(other);

	if (is_auto(text))
		memcpy(rgb, burnish_contrast(luminance, 1) >= burnish_contrast(luminance, 0) ? white : black, sizeof(white));
	else
		parse(argument, text, rgb);
}

/* Whether a plate was asked for, by itself or by what it looks like. */
static gboolean
wants_plate(const BurnishInkWish *wish)
{
	return wish->plate == BURNISH_PLATE_ON ||
		(wish->plate == BURNISH_PLATE_AUTO && (!is_auto(wish->plate_color) || wish->plate_opacity >= 0));
}

/* The opacity that is asked for, or the least that gives enough contrast. */
static double
choose_opacity(const BurnishInkWish *wish, const BurnishGround *ground, double luminance, double plate)
{
	int steps = rint((1 - MIN_OPACITY) / OPACITY_STEP);

	if (wish->plate_opacity >= 0)
		return wish->plate_opacity;
	for (int i = 0; i < steps; i++) {
		double opacity = MIN_OPACITY + i * OPACITY_STEP;

		if (burnish_ground_contrast(ground, luminance, opacity, plate) >= BURNISH_CONTRAST_ENOUGH)
			return opacity;
	}

	return 1;
}

/* All that goes with a colour of the text. */
static void
complete(const BurnishInkWish *wish, const BurnishGround *ground, BurnishInks *inks)
{
	double luminance = burnish_luminance(inks->color);
	double bare = burnish_ground_contrast(ground, luminance, 0, 0);

	set_against("stroke", wish->stroke, inks->color, inks->stroke);
	set_against("plate-color", wish->plate_color, inks->color, inks->plate);
	double outlined = burnish_contrast(luminance, burnish_luminance(inks->stroke));
	double plate = burnish_luminance(inks->plate);
	gboolean reads = bare >= BURNISH_CONTRAST_ENOUGH ||
		(wish->stroke_width >= PARTING_STROKE && outlined >= BURNISH_CONTRAST_ENOUGH);

	inks->plate_opacity = wants_plate(wish) || (wish->plate == BURNISH_PLATE_AUTO && !reads)
		? choose_opacity(wish, ground, luminance, plate)
		: 0;
	inks->contrast = burnish_ground_contrast(ground, luminance, inks->plate_opacity, plate);

	/* A colour that is given for the stroke asks for one. */
	gboolean helps = wish->plate == BURNISH_PLATE_OFF && inks->contrast < BURNISH_CONTRAST_ENOUGH;
	inks->stroke_width = wish->stroke_width >= 0 ? wish->stroke_width
		: helps || !is_auto(wish->stroke)        ? BURNISH_AUTO_STROKE
												 : 0;
	if (inks->stroke_width >= PARTING_STROKE)
		inks->contrast = outlined;
}

void
burnish_inks_choose(const BurnishInkWish *wish, const BurnishGround *ground, BurnishInks *inks)
{
	double light = burnish_ground_contrast(ground, 1, 0, 0);
	double dark = burnish_ground_contrast(ground, 0, 0, 0);
	gboolean on_plate = wants_plate(wish) && !is_auto(wish->plate_color);

	if (!is_auto(wish->color))
		parse("color", wish->color, inks->color);
	else if (on_plate) {
		double plate[3];

		parse("plate-color", wish->plate_color, plate);
		set_against("color", NULL, plate, inks->color);
	}
	else
		memcpy(inks->color, light >= dark ? white : black, sizeof(white));
	complete(wish, ground, inks);
}

char *
burnish_ink_name(const double rgb[3])
{
	int code = (int) rint(rgb[0] * 255) << 16 | (int) rint(rgb[1] * 255) << 8 | (int) rint(rgb[2] * 255);

	if (code == 0xffffff)
		return g_strdup("white");
	if (code == 0)
		return g_strdup("black");

	return g_strdup_printf("#%06x", code);
}
