/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Finding the place of an item: walk the text and the tree side by side. The
 * text has been parsed without an error, so there is nothing to check.
 */

#include <string.h>

#include "locate.h"

/* Past the string that begins at `p`. */
static const char *
skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		if (*p == '\\')
			p++;

	return p + 1;
}

static const char *
skip_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* Past the value of `here`, which begins at `p`; sets `found` when `item` is met
 * on the way. */
static const char *
walk(const char *p, const cJSON *here, const cJSON *item, const char **found)
{
	const cJSON *child;

	p = skip_space(p);
	if (here == item)
		*found = p;

	if (cJSON_IsString(here))
		return skip_string(p);
	if (!cJSON_IsObject(here) && !cJSON_IsArray(here))
		return p + strcspn(p, ",]} \t\r\n");

	/* Bracket, children with separators between them, bracket. */
	p++;
	cJSON_ArrayForEach(child, here) {
		p = skip_space(p);
		if (cJSON_IsObject(here)) {
			/* An item begins where its key does. */
			if (child == item)
				*found = p;
			p = skip_space(skip_string(p)) + 1;
			if (child == item)
				return p;
		}
		p = walk(p, child, item, found);
		if (*found)
			return p;
		p = skip_space(p);
		if (*p == ',')
			p++;
	}
	p = skip_space(p);

	return p + 1;
}

int
burnish_locate(const char *text, const cJSON *root, const cJSON *item)
{
	const char *found = NULL;
	int line = 1;

	walk(text, root, item, &found);
	if (!found)
		found = text;
	for (const char *p = text; p < found; p++)
		if (*p == '\n')
			line++;

	return line;
}
