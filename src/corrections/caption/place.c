/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The largest size at which a text fits, and its place.
 */

#include <math.h>

#include "place.h"

#define DOMAIN "caption"

/* Of the shorter side: a caption that is read on a telephone, where the picture is some
 * 7 cm wide, is then set in about 12 points. */
#define DEFAULT_SIZE 0.06

/* Smaller is not read: pixels of the em, or this share of what was asked for. */
#define MIN_PIXELS 8.0
#define MIN_SHARE 0.25

/* Sizes are whole multiples of it, so that they survive being written down. */
#define STEP 0.125

static VipsRect
find_area(const BurnishPlaceWish *wish)
{
	int margin = rint(wish->margin / 100 * VIPS_MIN(wish->width, wish->height));

	if (wish->box) {
		int left = rint(wish->box[0] * wish->width);
		int top = rint(wish->box[1] * wish->height);

		return (VipsRect){ left, top, rint((wish->box[0] + wish->box[2]) * wish->width) - left,
			rint((wish->box[1] + wish->box[3]) * wish->height) - top };
	}

	return (VipsRect){ margin, margin, wish->width - 2 * margin, wish->height - 2 * margin };
}

static gboolean
fits(const BurnishPlaceWish *wish, BurnishLettering *lettering, const VipsRect *area, double size, VipsRect *block)
{
	double border = ceil(wish->border * size);
	double width = area->width - 2 * border;
	double height = area->height - 2 * border;

	if (width < 1 || height < 1)
		return FALSE;
	burnish_lettering_set(lettering, size, width, block);

	return block->width <= width && block->height <= height;
}

/* Halve the distance between what fits and what does not. */
static gboolean
find_size(const BurnishPlaceWish *wish, BurnishLettering *lettering, const VipsRect *area,
	double asked, BurnishPlace *place)
{
	int most = VIPS_MAX(1, rint(asked / STEP));
	int least = VIPS_MIN(most, ceil(VIPS_MAX(MIN_PIXELS, wish->size > 0 || !wish->box ? MIN_SHARE * asked : 0) / STEP));
	VipsRect block;

	if (fits(wish, lettering, area, most * STEP, &block))
		least = most;
	else if (!fits(wish, lettering, area, least * STEP, &block))
		return FALSE;
	while (most - least > 1) {
		int middle = (least + most) / 2;

		if (fits(wish, lettering, area, middle * STEP, &block))
			least = middle;
		else
			most = middle;
	}
	place->size = least * STEP;
	fits(wish, lettering, area, place->size, &place->block);

	return TRUE;
}

int
burnish_place_find(const BurnishPlaceWish *wish, BurnishLettering *lettering, BurnishPlace *place)
{
	VipsRect area = find_area(wish);
	double asked = wish->size > 0 ? wish->size / 100 * wish->height
		: wish->box               ? area.height
								  : DEFAULT_SIZE * VIPS_MIN(wish->width, wish->height);

	if (!find_size(wish, lettering, &area, VIPS_MIN(asked, VIPS_MAX(area.height, 1)), place)) {
		vips_error(DOMAIN, "text: does not fit into %d x %d pixels, even when reduced: "
						   "shorten it, or give it a smaller size or a larger box",
			VIPS_MAX(0, area.width), VIPS_MAX(0, area.height));
		return -1;
	}

	/* Places in the grid of three by three. */
	BurnishPosition position = wish->position != BURNISH_POSITION_AUTO ? wish->position
		: wish->box                                                    ? BURNISH_POSITION_CENTER
																	   : BURNISH_POSITION_BOTTOM;
	int column = (position - BURNISH_POSITION_TOP_LEFT) % 3;
	int row = (position - BURNISH_POSITION_TOP_LEFT) / 3;
	int border = ceil(wish->border * place->size);
	int across = area.width - 2 * border - place->block.width;
	int down = area.height - 2 * border - place->block.height;
	int left = area.left + border + column * across / 2;
	int top = area.top + border + row * down / 2;

	place->left = left - place->block.left;
	place->top = top - place->block.top;
	place->block.left = left;
	place->block.top = top;
	place->percent = place->size / wish->height * 100;

	return 0;
}
