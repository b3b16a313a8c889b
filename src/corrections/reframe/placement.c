/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which part of an axis a crop takes. Every place is scored by what an editor would
 * ask of it: is the subject whole, is its focus whole, is it in the middle, is any
 * lettering cut. As the ends of subject and focus are known only roughly, the score
 * is the mean over ends that may well be the true ones.
 */

#include <math.h>

#include "placement.h"

/* What counts how much: the subject before all, then its focus, then place and
 * lettering alike. */
#define WEIGHT_SUBJECT 0.45
#define WEIGHT_FOCUS 0.25
#define WEIGHT_PLACE 0.15
#define WEIGHT_TEXT 0.15

/* A subject this share of the crop away from its middle is out of place. */
#define FAR 0.25

/* Lettering is whole or gone when so much of it is inside or outside; a found block
 * may lack that share of the picture at either end. */
#define WHOLE 0.96
#define TEXT_MARGIN 0.015

/* Three-point Gauss-Hermite quadrature of the normal distribution. */
static const double node[3] = { -1.7320508, 0, 1.7320508 };
static const double node_weight[3] = { 1 / 6.0, 4 / 6.0, 1 / 6.0 };

/* Room for doubt whether a subject fits, as a share of the picture. */
#define FIT_SOFTNESS 0.04

typedef struct {
	double start;
	double end;
} Span;

static double
inside(Span what, Span crop)
{
	double length = what.end - what.start;

	return length > 0 ? VIPS_CLIP(0, (VIPS_MIN(what.end, crop.end) - VIPS_MAX(what.start, crop.start)) / length, 1) : 1;
}

/* The share of a span that is kept, of what a crop of that length could keep. */
static double
kept(Span what, Span crop)
{
	return inside(what, crop) / VIPS_MIN(1, (crop.end - crop.start) / (what.end - what.start));
}

/* The same, for ends that are only known roughly. */
static double
expect_kept(const double *ends, const double *error, Span crop)
{
	double sum = 0;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			Span what = { ends[0] + node[i] * error[0], ends[1] + node[j] * error[1] };

			what.start = VIPS_CLIP(0, what.start, 0.95);
			what.end = VIPS_CLIP(what.start + 0.05, what.end, 1);
			sum += node_weight[i] * node_weight[j] * kept(what, crop);
		}

	return sum;
}

/* Distance from the middle of the crop, in crops. */
static double
distance(const double *ends, Span crop)
{
	return fabs((ends[0] + ends[1]) / 2 - (crop.start + crop.end) / 2) / (crop.end - crop.start);
}

/* The share of the lettering that is cut through, of what is surely some. */
static double
cut_text(const BurnishSubject *subject, int axis, Span crop)
{
	double cut = 0;
	double all = 0;

	for (guint i = 0; i < subject->texts->len; i++) {
		const BurnishBox *box = &g_array_index(subject->texts, BurnishBox, i);
		Span text = axis ? (Span){ box->top - TEXT_MARGIN, box->bottom + TEXT_MARGIN }
						 : (Span){ box->left - TEXT_MARGIN, box->right + TEXT_MARGIN };
		double weight = g_array_index(subject->text_sure, double, i);
		double share = inside(text, crop);

		all += weight;
		if (share > 1 - WHOLE && share < WHOLE)
			cut += weight;
	}

	return cut / VIPS_MAX(1, all);
}

static double
score(const BurnishSubject *subject, int axis, Span crop)
{
	const double *ends = subject->ends[axis];
	const double *error = subject->error[axis];
	double spare = (crop.end - crop.start) - (ends[BURNISH_SUBJECT_END] - ends[BURNISH_SUBJECT_START]);
	/* What fits is centred as a whole, what does not on its focus. */
	double fits = 1 / (1 + exp(-spare / FIT_SOFTNESS));
	double away = fits * distance(ends, crop) + (1 - fits) * distance(ends + BURNISH_FOCUS_START, crop);

	return WEIGHT_SUBJECT * expect_kept(ends, error, crop) +
		WEIGHT_FOCUS * expect_kept(ends + BURNISH_FOCUS_START, error + BURNISH_FOCUS_START, crop) +
		WEIGHT_PLACE * (1 - VIPS_MIN(1, away / FAR)) +
		WEIGHT_TEXT * (1 - cut_text(subject, axis, crop));
}

/* The places that keep what must be kept; as near as can be when it is too long. */
static void
find_range(const BurnishWishes *wishes, int axis, int size, int length, int *first, int *last)
{
	double start = axis ? wishes->keep.top : wishes->keep.left;
	double end = axis ? wishes->keep.bottom : wishes->keep.right;

	*first = 0;
	*last = size - length;
	if (isnan(start))
		return;

	int low = VIPS_CLIP(0, (int) ceil(end * size) - length, *last);
	int high = VIPS_CLIP(0, (int) floor(start * size), *last);
	*first = VIPS_MIN(low, high);
	*last = VIPS_MAX(low, high);
	if (low > high)
		*first = *last = (low + high) / 2;
}

int
burnish_placement_find(const BurnishSubject *subject, const BurnishWishes *wishes,
	int axis, int size, int length)
{
	int first;
	int last;
	double best = -INFINITY;
	int found = 0;

	find_range(wishes, axis, size, length, &first, &last);
	if (!isnan(wishes->gravity[axis]))
		return VIPS_CLIP(first, (int) rint(wishes->gravity[axis] * (size - length)), last);
	if (!isnan(wishes->focus[axis]))
		return VIPS_CLIP(first, (int) rint(wishes->focus[axis] * size - length / 2.0), last);

	/* Steps of half a thousandth of the picture. */
	int step = VIPS_MAX(1, size / 2000);
	for (int start = first; start <= last; start += step) {
		Span crop = { (double) start / size, (double) (start + length) / size };
		double value = score(subject, axis, crop);

		/* Between equals, the first beyond rounding. */
		if (value > best + 1e-9) {
			best = value;
			found = start;
		}
	}

	return found;
}

double
burnish_placement_kept(const BurnishSubject *subject, int axis, int size, int length, int start)
{
	const double *ends = subject->ends[axis];
	Span crop = { (double) start / size, (double) (start + length) / size };

	return inside((Span){ ends[BURNISH_SUBJECT_START], ends[BURNISH_SUBJECT_END] }, crop);
}
