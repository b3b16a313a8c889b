/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From shapes to rectangles: cropping and extending are the same but for which of the
 * two sides gives way.
 */

#include <math.h>

#include "frame.h"

/* The size of that ratio that has one side of `inner` and a smaller, or larger, other
 * one. */
static void
fit_size(const VipsRect *inner, double ratio, gboolean larger, int *width, int *height)
{
	gboolean is_wide = inner->width > inner->height * ratio;

	*width = inner->width;
	*height = inner->height;
	if (is_wide != larger)
		*width = VIPS_MAX(1, rint(inner->height * ratio));
	else
		*height = VIPS_MAX(1, rint(inner->width / ratio));
}

VipsRect
burnish_frame_crop(const BurnishSubject *subject, const BurnishWishes *wishes,
	const VipsRect *inner, double ratio)
{
	VipsRect crop = *inner;

	fit_size(inner, ratio, FALSE, &crop.width, &crop.height);
	if (crop.width < inner->width)
		crop.left += burnish_placement_find(subject, wishes, 0, inner->width, crop.width);
	if (crop.height < inner->height)
		crop.top += burnish_placement_find(subject, wishes, 1, inner->height, crop.height);

	return crop;
}

/* The part of the room that goes before the picture, along one axis. */
static int
share_room(const BurnishSubject *subject, const BurnishWishes *wishes, int axis, int size, int room)
{
	if (!isnan(wishes->gravity[axis]))
		return rint(wishes->gravity[axis] * room);
	if (!isnan(wishes->focus[axis]))
		return VIPS_CLIP(0, (int) rint((size + room) / 2.0 - wishes->focus[axis] * size), room);

	gboolean before = subject->cut[axis];
	gboolean after = subject->cut[axis + 2];
	if (before != after)
		return before ? 0 : room;

	return room / 2;
}

VipsRect
burnish_frame_extend(const BurnishSubject *subject, const BurnishWishes *wishes,
	const VipsRect *inner, double ratio)
{
	VipsRect canvas = *inner;

	fit_size(inner, ratio, TRUE, &canvas.width, &canvas.height);
	if (canvas.width > inner->width)
		canvas.left -= share_room(subject, wishes, 0, inner->width, canvas.width - inner->width);
	if (canvas.height > inner->height)
		canvas.top -= share_room(subject, wishes, 1, inner->height, canvas.height - inner->height);

	return canvas;
}

double
burnish_frame_lost(const BurnishSubject *subject, const VipsRect *inner, const VipsRect *crop)
{
	return 1 -
		burnish_placement_kept(subject, 0, inner->width, crop->width, crop->left - inner->left) *
		burnish_placement_kept(subject, 1, inner->height, crop->height, crop->top - inner->top);
}

gboolean
burnish_frame_keeps(const BurnishWishes *wishes, const VipsRect *inner, const VipsRect *crop)
{
	const BurnishBox *keep = &wishes->keep;

	/* A pixel that is only touched is whole enough. */
	return isnan(keep->left) ||
		(crop->left <= inner->left + keep->left * inner->width + 1 &&
			crop->top <= inner->top + keep->top * inner->height + 1 &&
			VIPS_RECT_RIGHT(crop) >= inner->left + keep->right * inner->width - 1 &&
			VIPS_RECT_BOTTOM(crop) >= inner->top + keep->bottom * inner->height - 1);
}
