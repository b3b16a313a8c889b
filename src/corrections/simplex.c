/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "simplex.h"

#define N BURNISH_SIMPLEX_SIZE

#define MAX_STEPS 160

/* Corners that lie this near to each other, and cost as good as the same, are one
 * place. */
#define SAME_PLACE 0.1
#define SAME_COST 1e-4

typedef struct {
	double x[N];
	double cost;
} Corner;

static int
compare_corners(const void *a, const void *b)
{
	double x = ((const Corner *) a)->cost;
	double y = ((const Corner *) b)->cost;

	return (x > y) - (x < y);
}

/* A corner on the line from the worst through the centre of the others. */
static Corner
try_at(const double centre[N], const Corner *worst, double factor, BurnishCost cost, void *data)
{
	Corner corner;

	for (int i = 0; i < N; i++)
		corner.x[i] = centre[i] + factor * (worst->x[i] - centre[i]);
	corner.cost = cost(corner.x, data);

	return corner;
}

static int
is_done(const Corner *corners)
{
	for (int i = 1; i <= N; i++)
		for (int j = 0; j < N; j++)
			if (fabs(corners[i].x[j] - corners[0].x[j]) > SAME_PLACE)
				return 0;

	return fabs(corners[N].cost - corners[0].cost) < SAME_COST;
}

static void
shrink(Corner *corners, BurnishCost cost, void *data)
{
	for (int i = 1; i <= N; i++) {
		for (int j = 0; j < N; j++)
			corners[i].x[j] = (corners[i].x[j] + corners[0].x[j]) / 2;
		corners[i].cost = cost(corners[i].x, data);
	}
}

static void
step(Corner *corners, BurnishCost cost, void *data)
{
	Corner *worst = &corners[N];
	double centre[N] = { 0 };

	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			centre[j] += corners[i].x[j] / N;

	Corner reflected = try_at(centre, worst, -1, cost, data);
	if (reflected.cost < corners[0].cost) {
		Corner expanded = try_at(centre, worst, -2, cost, data);
		*worst = expanded.cost < reflected.cost ? expanded : reflected;
		return;
	}
	if (reflected.cost < corners[N - 1].cost) {
		*worst = reflected;
		return;
	}

	Corner contracted = try_at(centre, worst, reflected.cost < worst->cost ? -0.5 : 0.5, cost, data);
	if (contracted.cost < fmin(reflected.cost, worst->cost))
		*worst = contracted;
	else
		shrink(corners, cost, data);
}

double
burnish_simplex_minimise(double x[N], double reach, BurnishCost cost, void *data)
{
	Corner corners[N + 1];

	for (int i = 0; i <= N; i++) {
		memcpy(corners[i].x, x, sizeof(corners[i].x));
		if (i > 0)
			corners[i].x[i - 1] += reach;
		corners[i].cost = cost(corners[i].x, data);
	}

	qsort(corners, N + 1, sizeof(Corner), compare_corners);
	for (int i = 0; i < MAX_STEPS && !is_done(corners); i++) {
		step(corners, cost, data);
		qsort(corners, N + 1, sizeof(Corner), compare_corners);
	}
	memcpy(x, corners[0].x, sizeof(corners[0].x));

	return corners[0].cost;
}
