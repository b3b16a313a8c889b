/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The decision, as a logistic regression on seven numbers that each have a reason.
 * tools/train/decast fits the weights to minimise colour errors: those that casts
 * leave, and those that corrections make in pictures that are warm on purpose.
 */

#include <math.h>
#include <string.h>

#include "verdict.h"

/* A ridge of greys is narrow; materials scatter about it. */
#define NEAR 1.5
#define AROUND 5.0

/* From here on a channel is as light as the format goes, in units of 0..1. */
#define TOP (250 / 255.0)

/* Whites that are more yellow than this, in b*, are rare among casts. */
#define STRONG_B 10.0

const char *const burnish_verdict_features[BURNISH_VERDICT_FEATURES] = {
	/* How narrow the ridge is. */
	"tight",
	/* Evidence for the tint over that for none. */
	"gain",
	/* How yellow its white is, and how much more than casts are. */
	"white",
	"strong",
	/* Colours that a warm cast would have taken away. */
	"cool",
	/* Greys that are as light as can be: white paper is, cream paper and
	 * parchment are not; and the same for strong tints only. */
	"topped",
	"strong-topped",
};

/* From tools/train/decast/fit.py. */
static const double weights[BURNISH_VERDICT_FEATURES] = {
	2.996, 8.392, 7.505, -14.149, -1.094, 0.803, 2.991
};
static const double bias = -6.958;

/* Counts over a scene. */
typedef struct {
	int near;
	int around;
	int cool;
	int neutral;
	int topped;
	int lights;
	int light_tops;

	/* Of what is taken as grey, by whole L*. */
	int lightness[101];
} Counts;

static gboolean
is_cool(const BurnishSceneColour *p)
{
	double hue = atan2f(p->b, p->a) * (180 / G_PI);

	/* From green to purple. */
	return p->a * p->a + p->b * p->b > 100 && (hue > 150 || hue < -30);
}

static void
count(const BurnishScene *scene, const BurnishRidge *ridge, Counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	for (int i = 0; i < scene->n; i++) {
		const BurnishSceneColour *p = &scene->colours[i];
		double distance = burnish_ridge_distance(ridge, p);

		counts->near += distance < NEAR;
		counts->around += distance < AROUND;
		counts->cool += is_cool(p);
		if (distance < BURNISH_NEUTRAL_RADIUS) {
			counts->neutral++;
			counts->topped += p->max >= TOP;
			counts->lightness[CLAMP((int) (p->L + 0.5F), 0, 100)]++;
			if (p->L > 75) {
				counts->lights++;
				/* Nearly so: the top of a noisy white. */
				counts->light_tops += p->max >= 247 / 255.0;
			}
		}
	}
}

static void
to_features(const Counts *counts, int n, const BurnishRidge *ridge, double f[BURNISH_VERDICT_FEATURES])
{
	double white = ridge->b[95];
	double strong = fmax(0, white - STRONG_B) / 5;
	gboolean topped = counts->lights > 0.01 * n && counts->light_tops > 0.1 * counts->lights;

	f[0] = counts->near / (counts->around + 1.0);
	f[1] = log1p(fmax(0, ridge->gain));
	f[2] = white / 10;
	f[3] = strong;
	f[4] = (double) counts->cool / n;
	f[5] = log((double) counts->topped / n + 0.01);
	f[6] = topped ? strong : 0;
}

void
burnish_verdict_measure(const BurnishScene *scene, const BurnishRidge *ridge,
	double features[BURNISH_VERDICT_FEATURES])
{
	Counts counts;

	count(scene, ridge, &counts);
	to_features(&counts, VIPS_MAX(scene->n, 1), ridge, features);
}

/* The lightness below which a share of the greys lies. */
static double
percentile(const Counts *counts, double share)
{
	int sum = 0;

	for (int i = 0; i < 100; i++)
		if ((sum += counts->lightness[i]) >= share * counts->neutral)
			return i;

	return 100;
}

static void
measure_cast(const Counts *counts, const BurnishRidge *ridge, BurnishVerdict *verdict)
{
	double a = 0;
	double b = 0;
	double sum = 0;

	for (int i = 0; i <= 100; i++) {
		a += counts->lightness[i] * ridge->a[i];
		b += counts->lightness[i] * ridge->b[i];
		sum += counts->lightness[i] * vips_col_dE00(i, ridge->a[i], ridge->b[i], i, 0, 0);
	}
	if (counts->neutral > 0)
		verdict->cast = sum / counts->neutral;
	verdict->hue = atan2(b, a) * (180 / G_PI);
	if (verdict->hue < 0)
		verdict->hue += 360;
}

static void
judge(const BurnishScene *scene, const BurnishRidge *ridge, BurnishVerdict *verdict)
{
	Counts counts;
	double features[BURNISH_VERDICT_FEATURES];
	double z = bias;

	memset(verdict, 0, sizeof(*verdict));
	if (scene->n == 0)
		return;

	count(scene, ridge, &counts);
	to_features(&counts, scene->n, ridge, features);
	for (int i = 0; i < BURNISH_VERDICT_FEATURES; i++)
		z += weights[i] * features[i];

	verdict->confidence = 1 / (1 + exp(-z));
	verdict->neutral = (double) counts.neutral / scene->n;
	verdict->darkest = percentile(&counts, 0.05);
	verdict->lightest = percentile(&counts, 0.95);
	verdict->white_b = ridge->b[95];
	verdict->topped = (double) counts.topped / scene->n;
	measure_cast(&counts, ridge, verdict);
}

void
burnish_verdict_find(VipsImage *proxy, BurnishRidge *ridge, BurnishVerdict *verdict)
{
	BurnishScene scene;

	burnish_scene_init(&scene, proxy);
	burnish_ridge_find(&scene, ridge);
	judge(&scene, ridge, verdict);
	burnish_scene_clear(&scene);
}
