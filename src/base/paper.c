/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Papers by their names: the one list of them.
 */

#include <math.h>
#include <string.h>

#include "paper.h"

/* ISO 216, and ANSI/ASME Y14.1 for the American sizes. */
static const struct {
	const char *name;
	/* Upright, in mm. */
	double width;
	double height;
} papers[] = {
	{ "a0", 841, 1189 },
	{ "a1", 594, 841 },
	{ "a2", 420, 594 },
	{ "a3", 297, 420 },
	{ "a4", 210, 297 },
	{ "a5", 148, 210 },
	{ "a6", 105, 148 },
	{ "b3", 353, 500 },
	{ "b4", 250, 353 },
	{ "b5", 176, 250 },
	{ "letter", 215.9, 279.4 },
	{ "legal", 215.9, 355.6 },
	{ "tabloid", 279.4, 431.8 },
};

static const struct {
	const char *name;
	double mm;
} units[] = {
	{ "mm", 1 },
	{ "cm", 10 },
	{ "in", 25.4 },
};

/* More than the side of any print, in mm; a larger one is a slip. */
#define MAX_SIDE 20000.0

const char *const *
burnish_paper_names(void)
{
	static const char *names[G_N_ELEMENTS(papers) + 1];

	for (guint i = 0; i < G_N_ELEMENTS(papers); i++)
		names[i] = papers[i].name;

	return names;
}

static gboolean
read_side(const char **text, double *side)
{
	char *end;

	if (!g_ascii_isdigit(**text))
		return FALSE;
	*side = g_ascii_strtod(*text, &end);
	*text = end;

	return isfinite(*side) && *side > 0;
}

/* "10x15cm"; without a unit it could be a ratio, and is no paper. */
static gboolean
parse_numbers(const char *name, BurnishPaper *paper)
{
	if (!read_side(&name, &paper->width) || *name++ != 'x' || !read_side(&name, &paper->height))
		return FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_ascii_strcasecmp(units[i].name, name) == 0) {
			paper->width *= units[i].mm;
			paper->height *= units[i].mm;
			paper->turned = paper->width > paper->height;
			return MAX(paper->width, paper->height) <= MAX_SIDE;
		}

	return FALSE;
}

static gboolean
parse_name(const char *name, BurnishPaper *paper)
{
	const char *dash = strchr(name, '-');
	size_t length = dash ? (size_t) (dash - name) : strlen(name);

	if (dash && !g_str_equal(dash, "-landscape") && !g_str_equal(dash, "-portrait"))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(papers); i++)
		if (strlen(papers[i].name) == length && g_ascii_strncasecmp(papers[i].name, name, length) == 0) {
			gboolean lying = dash && g_str_equal(dash, "-landscape");

			paper->width = lying ? papers[i].height : papers[i].width;
			paper->height = lying ? papers[i].width : papers[i].height;
			paper->turned = dash != NULL;
			return TRUE;
		}

	return FALSE;
}

gboolean
burnish_paper_parse(const char *name, BurnishPaper *paper)
{
	BurnishPaper found = { 0 };

	if (!parse_name(name, &found) && !parse_numbers(name, &found))
		return FALSE;
	*paper = found;

	return TRUE;
}
