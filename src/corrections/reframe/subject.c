/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the subject begins and ends, and where its focus does: the part that must
 * stay when the whole does not fit, mostly a head. Both come from the maps of the
 * network and of saliency, by a linear fit of their quantiles to labelled pictures
 * (tools/train/reframe/fit.py); heads that were found then draw the focus to them,
 * and an opaque part among transparent ground is the subject, without guessing.
 */

#include <math.h>
#include <stdlib.h>

#include "faces.h"
#include "subject.h"
#include "text.h"

/* The model is relative to the medians of the network's maps, and so follows a subject
 * wherever it is. */
#define ANCHORS BURNISH_SUBJECT_NET_ROWS

/* Heads as evidence for the focus: with which score a head is as likely as not, how fast
 * that changes, and the share of the way that the focus moves to a sure head: half, as
 * the network knows of heads, too. */
#define EVEN_SCORE 1.5
#define SURENESS 2.0
#define PULL 0.5
/* A head that weighs this share of the heaviest belongs to the same group; the focus
 * leaves this room around it, in heads. */
#define GROUP 0.5
#define ROOM 0.3

/* Alpha above which a pixel is there. */
#define OPAQUE 0.1F

/* A subject is cut at a side when the network is so sure of it in the surest cells along
 * that side. */
#define CUT 0.85
#define CUT_CELLS 4

/* Quantiles of one map of the network along an axis, of the map squared with `sharp`.
 * The last cell may lie in the picture in part only. */
static void
find_net_quantiles(const BurnishNetMaps *net, const float *map, gboolean vertical, gboolean sharp, double *out)
{
	double mass[BURNISH_NET_CELLS] = { 0 };
	int n = vertical ? net->rows : net->columns;
	double length = vertical ? net->height : net->width;

	for (int y = 0; y < net->rows; y++)
		for (int x = 0; x < net->columns; x++) {
			double value = map[y * BURNISH_NET_CELLS + x];
			mass[vertical ? y : x] += sharp ? value * value : value;
		}
	double part = length - (n - 1);
	mass[n - 1] *= part;
	burnish_saliency_quantiles(mass, n, out);
	for (int i = 0; i < BURNISH_SALIENCY_QUANTILES; i++) {
		double cells = out[i] * n;
		out[i] = (cells > n - 1 ? n - 1 + (cells - (n - 1)) * part : cells) / length;
	}
}

void
burnish_subject_features(const BurnishSubject *subject, gboolean vertical,
	double features[BURNISH_SUBJECT_FEATURES])
{
	for (int i = 0; i < BURNISH_SUBJECT_NET_ROWS; i++, features += BURNISH_SALIENCY_QUANTILES)
		find_net_quantiles(&subject->net, subject->net.map[i / 2], vertical, i % 2, features);
	burnish_saliency_features(subject->saliency, vertical, features);
}

static void
predict(BurnishSubject *subject, int axis)
{
	double features[BURNISH_SUBJECT_FEATURES];
	double anchor = 0;

	burnish_subject_features(subject, axis == 1, features);
	for (int map = 0; map < ANCHORS; map++)
		anchor += features[map * BURNISH_SALIENCY_QUANTILES + BURNISH_SALIENCY_MEDIAN] / ANCHORS;
	for (int end = 0; end < BURNISH_SUBJECT_ENDS; end++) {
		const double *weights = burnish_subject_weights[axis][end];
		double sum = anchor + weights[0];

		for (int i = 0; i < BURNISH_SUBJECT_FEATURES; i++)
			sum += weights[1 + i] * (features[i] - anchor);
		subject->ends[axis][end] = VIPS_CLIP(0, sum, 1);
		subject->error[axis][end] = burnish_subject_errors[axis][end];
	}
}

static double
sureness(const BurnishHead *head)
{
	return 1 / (1 + exp(-SURENESS * (head->score - EVEN_SCORE)));
}

/* Large and sure heads weigh most. */
static double
weight(const BurnishHead *head)
{
	const BurnishBox *box = &head->box;

	return sureness(head) * (box->right - box->left) * (box->bottom - box->top);
}

static void
pull(double *end, double to, double share)
{
	*end = VIPS_CLIP(0, *end + share * (to - *end), 1);
}

static void
pull_to_heads(BurnishSubject *subject, const BurnishLook *look)
{
	BurnishBox group = { INFINITY, INFINITY, -INFINITY, -INFINITY };
	double most = 0;
	double sure = 0;

	for (guint i = 0; i < subject->heads->len; i++)
		most = VIPS_MAX(most, weight(&g_array_index(subject->heads, BurnishHead, i)));
	if (most == 0)
		return;
	for (guint i = 0; i < subject->heads->len; i++) {
		const BurnishHead *head = &g_array_index(subject->heads, BurnishHead, i);

		if (weight(head) < GROUP * most)
			continue;
		group.left = VIPS_MIN(group.left, head->box.left);
		group.top = VIPS_MIN(group.top, head->box.top);
		group.right = VIPS_MAX(group.right, head->box.right);
		group.bottom = VIPS_MAX(group.bottom, head->box.bottom);
		sure = VIPS_MAX(sure, sureness(head));
	}

	double room_x = ROOM * (group.right - group.left);
	double room_y = ROOM * (group.bottom - group.top);
	double share = PULL * sure;
	pull(&subject->ends[0][BURNISH_FOCUS_START], (group.left - room_x) / look->width, share);
	pull(&subject->ends[0][BURNISH_FOCUS_END], (group.right + room_x) / look->width, share);
	pull(&subject->ends[1][BURNISH_FOCUS_START], (group.top - room_y) / look->height, share);
	pull(&subject->ends[1][BURNISH_FOCUS_END], (group.bottom + room_y) / look->height, share);
}

/* The box of what is opaque, in pixels; FALSE when all is or nothing is. */
static gboolean
find_opaque(const BurnishLook *look, BurnishBox *box)
{
	size_t count = 0;

	*box = (BurnishBox){ look->width, look->height, 0, 0 };
	for (int y = 0; y < look->height; y++)
		for (int x = 0; x < look->width; x++)
			if (look->alpha[(size_t) y * look->width + x] > OPAQUE) {
				box->left = VIPS_MIN(box->left, x);
				box->top = VIPS_MIN(box->top, y);
				box->right = VIPS_MAX(box->right, x + 1);
				box->bottom = VIPS_MAX(box->bottom, y + 1);
				count++;
			}

	return count > 0 && count < (size_t) look->width * look->height;
}

static void
use_alpha(BurnishSubject *subject, const BurnishLook *look)
{
	BurnishBox box;

	if (!look->alpha || !find_opaque(look, &box))
		return;

	const double known[2][2] = {
		{ box.left / look->width, box.right / look->width },
		{ box.top / look->height, box.bottom / look->height },
	};
	for (int axis = 0; axis < 2; axis++)
		for (int end = 0; end < 2; end++) {
			subject->ends[axis][end] = known[axis][end];
			subject->error[axis][end] = 1.0 / VIPS_MAX(look->width, look->height);
			subject->ends[axis][2 + end] =
				VIPS_CLIP(known[axis][0], subject->ends[axis][2 + end], known[axis][1]);
		}
}

/* The mean of the network's map of lettering over a box in shares of the picture. */
static double
mean_text(const BurnishNetMaps *net, const BurnishBox *box)
{
	double sum = 0;
	double all = 1e-9;

	for (int y = 0; y < net->rows; y++)
		for (int x = 0; x < net->columns; x++) {
			double across = VIPS_MIN(box->right * net->width, x + 1) - VIPS_MAX(box->left * net->width, x);
			double down = VIPS_MIN(box->bottom * net->height, y + 1) - VIPS_MAX(box->top * net->height, y);
			double area = VIPS_MAX(0, across) * VIPS_MAX(0, down);

			sum += area * net->map[BURNISH_NET_TEXT][y * BURNISH_NET_CELLS + x];
			all += area;
		}

	return sum / all;
}

/* How surely a found block is lettering: a logistic regression on its side, as that of a
 * square, and on what the network says; to 83 blocks found in 40 labelled pictures. Of
 * blocks of left-out pictures it ranks 80 % of pairs right; the side alone 72 %. */
static void
judge_texts(BurnishSubject *subject)
{
	subject->text_sure = g_array_new(FALSE, FALSE, sizeof(double));
	for (guint i = 0; i < subject->texts->len; i++) {
		const BurnishBox *box = &g_array_index(subject->texts, BurnishBox, i);
		double side = sqrt((box->right - box->left) * (box->bottom - box->top));
		double said = VIPS_CLIP(0.001, mean_text(&subject->net, box), 0.999);
		double odds = 2.81 + 0.39 * log(side) + 0.82 * log(said / (1 - said));
		double sure = 1 / (1 + exp(-odds));

		g_array_append_val(subject->text_sure, sure);
	}
}

/* The focus is a part of the subject, and neither is empty. */
static void
make_consistent(BurnishSubject *subject)
{
	/* Nothing smaller is ever meant. */
	const double least = 0.05;

	for (int axis = 0; axis < 2; axis++) {
		double *ends = subject->ends[axis];

		for (int i = 0; i < BURNISH_SUBJECT_ENDS; i += 2)
			if (ends[i + 1] - ends[i] < least) {
				double middle = VIPS_CLIP(least / 2, (ends[i] + ends[i + 1]) / 2, 1 - least / 2);
				ends[i] = middle - least / 2;
				ends[i + 1] = middle + least / 2;
			}
		ends[BURNISH_SUBJECT_START] = VIPS_MIN(ends[BURNISH_SUBJECT_START], ends[BURNISH_FOCUS_START]);
		ends[BURNISH_SUBJECT_END] = VIPS_MAX(ends[BURNISH_SUBJECT_END], ends[BURNISH_FOCUS_END]);
	}
}

static int
compare_falling(const void *a, const void *b)
{
	float x = *(const float *) a;
	float y = *(const float *) b;

	return (x < y) - (x > y);
}

double
burnish_subject_at_side(const BurnishNetMaps *net, int side)
{
	const float *map = net->map[BURNISH_NET_SUBJECT];
	int n = side % 2 ? net->columns : net->rows;
	int line = side < 2 ? 0 : (side % 2 ? net->rows : net->columns) - 1;
	float along[BURNISH_NET_CELLS] = { 0 };
	double sum = 0;

	for (int i = 0; i < n; i++)
		along[i] = side % 2 ? map[line * BURNISH_NET_CELLS + i] : map[i * BURNISH_NET_CELLS + line];
	qsort(along, n, sizeof(float), compare_falling);
	for (int i = 0; i < CUT_CELLS; i++)
		sum += along[i] / CUT_CELLS;

	return sum;
}

BurnishSubject *
burnish_subject_find(const BurnishLook *look)
{
	BurnishSubject *subject = g_new0(BurnishSubject, 1);

	subject->texts = burnish_text_find(look);
	subject->saliency = burnish_saliency_new(look, subject->texts);
	subject->heads = burnish_faces_find(look);
	burnish_net_run(look, &subject->net);
	for (int axis = 0; axis < 2; axis++)
		predict(subject, axis);
	pull_to_heads(subject, look);
	use_alpha(subject, look);
	make_consistent(subject);
	for (int side = 0; side < 4; side++)
		subject->cut[side] = burnish_subject_at_side(&subject->net, side) > CUT;

	for (guint i = 0; i < subject->texts->len; i++) {
		BurnishBox *box = &g_array_index(subject->texts, BurnishBox, i);
		box->left /= look->width;
		box->right /= look->width;
		box->top /= look->height;
		box->bottom /= look->height;
	}
	judge_texts(subject);

	return subject;
}

void
burnish_subject_free(BurnishSubject *subject)
{
	if (!subject)
		return;

	g_array_unref(subject->texts);
	g_array_unref(subject->text_sure);
	g_array_unref(subject->heads);
	burnish_saliency_free(subject->saliency);
	g_free(subject);
}
