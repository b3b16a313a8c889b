/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sizes as people say them. What a model makes of them is in models.c.
 */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <burnish.h>

#include "../base/paper.h"
#include "size.h"

/* What printers ask for. */
#define PIXELS_PER_INCH 300.0

/* Far above what any model makes, far below what overflows. */
#define MAX_EDGE 100000

gboolean
burnish_size_scan(const char *text, int *width, int *height)
{
	int end = 0;
	int w;
	int h;

	if (!text || !g_ascii_isdigit(*text) || sscanf(text, "%5d%*[xX]%n", &w, &end) != 1 || end == 0)
		return FALSE;
	/* "%*[xX]" takes more than one of them. */
	if (!g_ascii_isdigit(text[end - 2]) || !g_ascii_isdigit(text[end]))
		return FALSE;
	const char *rest = text + end;
	end = 0;
	if (sscanf(rest, "%5d%n", &h, &end) != 1 || rest[end] || w < 1 || h < 1)
		return FALSE;
	*width = w;
	*height = h;

	return TRUE;
}

static gboolean
scan_paper(const char *text, BurnishSize *size)
{
	g_autofree char *name = g_ascii_strdown(text, -1);
	BurnishPaper paper;

	if (!burnish_paper_parse(name, &paper))
		return FALSE;
	*size = (BurnishSize){
		rint(paper.width / 25.4 * PIXELS_PER_INCH), rint(paper.height / 25.4 * PIXELS_PER_INCH), TRUE
	};

	return TRUE;
}

static int
divisor(int a, int b)
{
	return b == 0 ? a : divisor(b, a % b);
}

/* "16:9" and "1.91:1". */
static gboolean
scan_ratio(const char *text, BurnishSize *size)
{
	char *end;
	double a = g_ascii_strtod(text, &end);

	if (!g_ascii_isdigit(*text) || *end != ':' || !g_ascii_isdigit(end[1]))
		return FALSE;
	double b = g_ascii_strtod(end + 1, &end);
	/* Thousandths are enough for "2.35:1". */
	if (*end || !(a >= 0.001 && b >= 0.001 && a <= MAX_EDGE && b <= MAX_EDGE))
		return FALSE;
	int width = rint(a * 1000);
	int height = rint(b * 1000);
	int common = divisor(width, height);
	*size = (BurnishSize){ width / common, height / common, FALSE };

	return TRUE;
}

int
burnish_size_parse(const char *text, BurnishSize *size)
{
	int width;
	int height;

	if (g_ascii_strcasecmp(text, "auto") == 0)
		*size = (BurnishSize){ 0 };
	else if (burnish_size_scan(text, &width, &height))
		*size = (BurnishSize){ width, height, TRUE };
	else if (!scan_ratio(text, size) && !scan_paper(text, size)) {
		vips_error("size", "\"%s\" is no ratio (16:9), no pixels (1536x1024), no paper (A4, A4-landscape, letter) and not \"auto\"", text);
		return -1;
	}

	return 0;
}
