/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Shapes by their names.
 */

#include <math.h>
#include <string.h>

#include <vips/vips.h>

#include "../../base/paper.h"
#include "../../base/suggest.h"
#include "target.h"

/* The most that a picture may be longer than wide: beyond it is a slip. */
#define MAX_RATIO 100.0

#define MM_PER_INCH 25.4

/* A number without anything after it but `end`. */
static gboolean
read_number(const char *text, const char *end, double *number)
{
	char *stop;

	if (!g_ascii_isdigit(*text) && *text != '.')
		return FALSE;
	*number = g_ascii_strtod(text, &stop);

	return stop == end && isfinite(*number) && *number > 0;
}

static gboolean
read_ratio(const char *text, double *ratio)
{
	const char *colon = strpbrk(text, ":/x");
	const char *end = text + strlen(text);
	double across;
	double down = 1;

	if (!read_number(text, colon ? colon : end, &across) || (colon && !read_number(colon + 1, end, &down)))
		return FALSE;
	*ratio = across / down;

	return TRUE;
}

static int
unknown(const char *domain, const char *aspect)
{
	g_autofree char *phrase = burnish_suggest_phrase(aspect, burnish_paper_names());

	vips_error(domain, "aspect: \"%s\" is neither a ratio such as 16:9 nor a paper such as a4 or a3-landscape%s",
		aspect, phrase);

	return -1;
}

static int
parse_aspect(const char *domain, const char *aspect, double dpi, BurnishTarget *target)
{
	BurnishPaper paper;

	if (burnish_paper_parse(aspect, &paper)) {
		target->ratio = paper.width / paper.height;
		if (dpi > 0) {
			target->width = rint(paper.width / MM_PER_INCH * dpi);
			target->height = rint(paper.height / MM_PER_INCH * dpi);
		}
	}
	else if (!read_ratio(aspect, &target->ratio))
		return unknown(domain, aspect);
	else if (dpi > 0) {
		vips_error(domain, "dpi: goes with a paper, and \"%s\" is none", aspect);
		return -1;
	}

	if (target->ratio > MAX_RATIO || target->ratio < 1 / MAX_RATIO) {
		vips_error(domain, "aspect: \"%s\" is more extreme than %g:1", aspect, MAX_RATIO);
		return -1;
	}

	return 0;
}

int
burnish_target_parse(const char *domain, const char *aspect, int width, int height,
	double dpi, BurnishTarget *target)
{
	BurnishTarget found = { 0 };

	if (aspect && *aspect && parse_aspect(domain, aspect, dpi, &found))
		return -1;
	if (dpi > 0 && found.width == 0) {
		vips_error(domain, "dpi: goes with a paper in aspect");
		return -1;
	}
	if (dpi > 0 && (width || height)) {
		vips_error(domain, "dpi: a paper with dpi has its width and height already");
		return -1;
	}
	if (found.ratio > 0 && width && height) {
		vips_error(domain, "aspect: width and height leave no choice of aspect");
		return -1;
	}

	if (width && height)
		found.ratio = (double) width / height;
	if (width || height) {
		found.width = width;
		found.height = height;
	}
	if (found.ratio > 0 && (width || height)) {
		found.width = width ? width : VIPS_MAX(1, rint(height * found.ratio));
		found.height = height ? height : VIPS_MAX(1, rint(width / found.ratio));
	}
	*target = found;

	return 0;
}
