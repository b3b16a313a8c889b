/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which part of an axis a crop takes. Every place is scored by what an editor would
 * ask of it: is the subject whole, is its focus whole, is it in the middle, is any
 * lettering cut. As the ends of subject and focus are known only roughly, the score
 * is the mean over all pairs of ends that are equally likely.
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

/* Places are tried in these shares of the picture: first roughly, then about the best. */
#define ROUGH 384
#define FINE 2000

/* A subject fits when so much of it does; none is shorter than that share of the picture. */
#define FITS 0.98
#define SHORTEST 0.05

#define GUESSES (BURNISH_SUBJECT_GUESSES * BURNISH_SUBJECT_GUESSES)

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

/* All pairs of a start and an end. */
static void
pair(const double guess[2][BURNISH_SUBJECT_GUESSES], Span spans[GUESSES])
{
	for (int i = 0; i < BURNISH_SUBJECT_GUESSES; i++)
		for (int j = 0; j < BURNISH_SUBJECT_GUESSES; j++) {
			Span *span = &spans[i * BURNISH_SUBJECT_GUESSES + j];

			span->start = VIPS_MIN(guess[0][i], 1 - SHORTEST);
			span->end = VIPS_MAX(guess[1][j], span->start + SHORTEST);
		}
}

/* How well a span is in the middle of the crop, 0..1, as far as that is possible. */
static double
centred(Span what, Span crop)
{
	double length = crop.end - crop.start;
	double middle = (what.start + what.end) / 2;
	double nearest = VIPS_CLIP(length / 2, middle, 1 - length / 2);
	double away = (fabs(middle - (crop.start + crop.end) / 2) - fabs(middle - nearest)) / length;

	return 1 - VIPS_CLIP(0, away / FAR, 1);
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
score(const BurnishSubject *subject, int axis, const Span *wholes, const Span *focuses, Span crop)
{
	double kept_whole = 0;
	double kept_focus = 0;
	double centred_whole = 0;
	double centred_focus = 0;
	int fitting = 0;

	/* What fits is centred as a whole, what does not on its focus. */
	for (int i = 0; i < GUESSES; i++) {
		kept_whole += kept(wholes[i], crop) / GUESSES;
		kept_focus += kept(focuses[i], crop) / GUESSES;
		centred_focus += centred(focuses[i], crop) / GUESSES;
		if (crop.end - crop.start >= FITS * (wholes[i].end - wholes[i].start)) {
			centred_whole += centred(wholes[i], crop) / GUESSES;
			fitting++;
		}
	}
	double place = centred_whole + centred_focus * (GUESSES - fitting) / GUESSES;

	return WEIGHT_SUBJECT * kept_whole + WEIGHT_FOCUS * kept_focus + WEIGHT_PLACE * place +
		WEIGHT_TEXT * (1 - cut_text(subject, axis, crop));
}

/* The best place from `first` to `last`. Of equals, the first beyond rounding. */
static int
find_best(const BurnishSubject *subject, int axis, int size, int length, int first, int last, int step)
{
	Span wholes[GUESSES];
	Span focuses[GUESSES];
	double best = -INFINITY;
	int found = first;

	pair(subject->guess[axis] + BURNISH_SUBJECT_START, wholes);
	pair(subject->guess[axis] + BURNISH_FOCUS_START, focuses);
	for (int start = first; start <= last; start += step) {
		Span crop = { (double) start / size, (double) (start + length) / size };
		double value = score(subject, axis, wholes, focuses, crop);

		if (value > best + 1e-9) {
			best = value;
			found = start;
		}
	}

	return found;
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

	find_range(wishes, axis, size, length, &first, &last);
	if (!isnan(wishes->gravity[axis]))
		return VIPS_CLIP(first, (int) rint(wishes->gravity[axis] * (size - length)), last);
	if (!isnan(wishes->focus[axis]))
		return VIPS_CLIP(first, (int) rint(wishes->focus[axis] * size - length / 2.0), last);

	int rough = VIPS_MAX(1, size / ROUGH);
	int near = find_best(subject, axis, size, length, first, last, rough);

	return find_best(subject, axis, size, length, VIPS_MAX(first, near - rough + 1), VIPS_MIN(last, near + rough),
		VIPS_MAX(1, size / FINE));
}

double
burnish_placement_kept(const BurnishSubject *subject, int axis, int size, int length, int start)
{
	const double *ends = subject->ends[axis];
	Span crop = { (double) start / size, (double) (start + length) / size };

	return inside((Span){ ends[BURNISH_SUBJECT_START], ends[BURNISH_SUBJECT_END] }, crop);
}
