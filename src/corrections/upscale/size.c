/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How large a picture is to become.
 */

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include <burnish.h>

#include "../../base/paper.h"
#include "size.h"

/* A side that JPEG, and most programs, can still hold. */
#define MAX_SIDE 65535

/* A3 at 1200 dpi is a fifth of it; a PNG of more takes most programs down. */
#define MAX_PIXELS 1e9

#define MM_PER_INCH 25.4

static gboolean
is_given(const char *text)
{
	return text && *text;
}

gboolean
burnish_size_is_asked(const BurnishSizeWish *wish)
{
	return wish->scale > 1 || is_given(wish->to) || is_given(wish->paper);
}

/* A number of pixels, or nothing for 0. Returns where it ends. */
static const char *
parse_side(const char *text, int *side)
{
	long value = 0;
	int digits = 0;

	for (; isdigit((unsigned char) *text); text++)
		/* More digits than any side has. */
		if (++digits <= 9)
			value = value * 10 + (*text - '0');
	*side = digits > 9 ? G_MAXINT : (int) value;

	return text;
}

/* "3508x4961", "3508x" or "x4961"; 0 for what is free. */
static int
parse_box(const char *text, int *width, int *height)
{
	const char *middle = parse_side(text, width);
	const char *end = *middle == 'x' ? parse_side(middle + 1, height) : NULL;

	if (!end || *end != '\0' || (*width == 0 && *height == 0)) {
		vips_error("upscale", "to: \"%s\" is not a size such as 3508x4961, 3508x or x4961", text);
		return -1;
	}

	return 0;
}

static int
find_factor(const BurnishSizeWish *wish, int width, int height, double *factor)
{
	double box[2];

	if (is_given(wish->to)) {
		int sides[2];

		if (parse_box(wish->to, &sides[0], &sides[1]))
			return -1;
		box[0] = sides[0] ? sides[0] : HUGE_VAL;
		box[1] = sides[1] ? sides[1] : HUGE_VAL;
	}
	else if (is_given(wish->paper)) {
		BurnishPaper paper;

		if (!burnish_paper_parse(wish->paper, &paper)) {
			vips_error("upscale", "paper: \"%s\" is no paper such as a4, letter-landscape or 10x15cm", wish->paper);
			return -1;
		}
		/* Turned as the picture is, unless its name says how it lies. */
		gboolean across = !paper.turned && (width > height) != (paper.width > paper.height);
		box[across ? 1 : 0] = round(paper.width / MM_PER_INCH * wish->dpi);
		box[across ? 0 : 1] = round(paper.height / MM_PER_INCH * wish->dpi);
	}
	else {
		*factor = wish->scale;
		return 0;
	}
	if (wish->cover) {
		/* What is free is covered by anything. */
		double across = isfinite(box[0]) ? box[0] / width : 0;
		double down = isfinite(box[1]) ? box[1] / height : 0;

		*factor = fmin(fmax(across, down), BURNISH_MAX_SCALE);
	}
	else
		*factor = fmin(box[0] / width, box[1] / height);

	return 0;
}

int
burnish_size_check(const BurnishSizeWish *wish)
{
	int n = (wish->scale > 1) + is_given(wish->to) + (is_given(wish->paper));
	double factor;

	if (n > 1) {
		vips_error("upscale", "scale, to and paper exclude one another");
		return -1;
	}

	return find_factor(wish, 1, 1, &factor);
}

int
burnish_size_find(const BurnishSizeWish *wish, int width, int height, int *out_width, int *out_height)
{
	double factor;

	if (burnish_size_check(wish) || find_factor(wish, width, height, &factor))
		return -1;
	double wide = fmax(round(width * factor), 1);
	double high = fmax(round(height * factor), 1);
	if (factor > BURNISH_MAX_SCALE) {
		vips_error("upscale", "%.0fx%.0f would be %.3g times the size of the picture; the limit is %g times",
			wide, high, factor, BURNISH_MAX_SCALE);
		return -1;
	}
	if (wide > MAX_SIDE || high > MAX_SIDE || wide * high > MAX_PIXELS) {
		vips_error("upscale", "%.0fx%.0f is too large; the limit is %d pixels a side and %g in all",
			wide, high, MAX_SIDE, MAX_PIXELS);
		return -1;
	}
	*out_width = (int) wide;
	*out_height = (int) high;

	return 0;
}
