/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include <burnish.h>

gboolean
burnish_bytes_parse(const char *text, gint64 *size)
{
	static const char units[] = "kMGT";
	char *end;
	double value = g_ascii_strtod(text, &end);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (unit) {
		value *= pow(1000, unit - units + 1);
		end++;
	}
	if (end == text || *end || !(value >= 1) || value > 1e18)
		return FALSE;
	*size = value;

	return TRUE;
}
