/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>

#include "wishes.h"

static int
fail(const char *domain, const char *format, ...) G_GNUC_PRINTF(2, 3);

static int
fail(const char *domain, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vips_verror(domain, format, ap);
	va_end(ap);

	return -1;
}

/* n shares of the picture, or the error of not being that. */
static int
get_shares(const char *domain, const char *name, VipsArrayDouble *array, int n, double *shares)
{
	int count;
	const double *values = vips_array_double_get(array, &count);

	if (count != n)
		return fail(domain, "%s: takes %d numbers, not %d", name, n, count);
	for (int i = 0; i < n; i++) {
		if (!(values[i] >= 0 && values[i] <= 1))
			return fail(domain, "%s: %g is not a share of the picture, 0 to 1", name, values[i]);
		shares[i] = values[i];
	}

	return 0;
}

int
burnish_wishes_parse(const char *domain, BurnishGravity gravity, VipsArrayDouble *focus,
	VipsArrayDouble *keep, BurnishWishes *wishes)
{
	static const double places[][2] = {
		[BURNISH_GRAVITY_CENTRE] = { 0.5, 0.5 },
		[BURNISH_GRAVITY_NORTH] = { 0.5, 0 },
		[BURNISH_GRAVITY_NORTH_EAST] = { 1, 0 },
		[BURNISH_GRAVITY_EAST] = { 1, 0.5 },
		[BURNISH_GRAVITY_SOUTH_EAST] = { 1, 1 },
		[BURNISH_GRAVITY_SOUTH] = { 0.5, 1 },
		[BURNISH_GRAVITY_SOUTH_WEST] = { 0, 1 },
		[BURNISH_GRAVITY_WEST] = { 0, 0.5 },
		[BURNISH_GRAVITY_NORTH_WEST] = { 0, 0 },
	};

	*wishes = (BurnishWishes){ { NAN, NAN }, { NAN, NAN }, { NAN, NAN, NAN, NAN } };
	if (focus && gravity != BURNISH_GRAVITY_AUTO)
		return fail(domain, "focus: does not go with gravity");
	if (focus && get_shares(domain, "focus", focus, 2, wishes->focus))
		return -1;
	if (gravity != BURNISH_GRAVITY_AUTO)
		for (int axis = 0; axis < 2; axis++)
			wishes->gravity[axis] = places[gravity][axis];
	if (keep) {
		double box[4] = { 0 };

		if (get_shares(domain, "keep", keep, 4, box))
			return -1;
		if (box[2] == 0 || box[3] == 0 || box[0] + box[2] > 1 + 1e-9 || box[1] + box[3] > 1 + 1e-9)
			return fail(domain, "keep: left, top, width and height must be a box within the picture");
		wishes->keep = (BurnishBox){ box[0], box[1], box[0] + box[2], box[1] + box[3] };
	}

	return 0;
}
