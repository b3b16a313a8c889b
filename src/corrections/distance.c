/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Distance transform: the nearest covered pixel of each, exact, by the lower envelope of
 * parabolas (Felzenszwalb and Huttenlocher 2012), and then where in that pixel the edge
 * runs, from how much of it is covered (Gustavson and Strand 2011).
 */

#include <math.h>

#include <vips/vips.h>

#include "distance.h"

/* A pixel that is covered less is rounding. */
#define LEAST 0.02F
/* Next to one that is covered so much it is an edge; farther off it is the tail of a soft
 * one, through which one sees the ground. */
#define SOLID 0.4F
/* A slope of the cover, a pixel, that has no direction. */
#define FLAT 0.02F

/* Where the edge runs in a pixel, from its middle, and how far the edge is from there
 * still: what is thinner than a pixel has edges on both sides. */
typedef struct {
	float x;
	float y;
	float inset;
} Edge;

typedef struct {
	const float *cover;
	/* One a pixel: whether it is covered; and where the edge is, of these. */
	guint8 *covered;
	Edge *edge;
	int width;
	int height;
} Plane;

static float
get_cover(const Plane *plane, int x, int y)
{
	x = VIPS_CLIP(0, x, plane->width - 1);
	y = VIPS_CLIP(0, y, plane->height - 1);

	return VIPS_MIN(plane->cover[(gsize) y * plane->width + x], 1);
}

static gboolean
is_covered(const Plane *plane, int x, int y)
{
	float cover = get_cover(plane, x, y);
	float most = cover;

	for (int v = y - 1; cover >= LEAST && most < SOLID && v <= y + 1; v++)
		for (int u = x - 1; u <= x + 1; u++)
			most = VIPS_MAX(most, get_cover(plane, u, v));

	return cover >= LEAST && most >= SOLID;
}

/* The row of the nearest covered pixel in the same column; -1 for none. */
static void
scan_columns(const guint8 *covered, gint32 *nearest, int width, int height)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			nearest[i] = covered[i] ? y : y > 0 ? nearest[i - width]
												: -1;
		}
	for (int y = height - 2; y >= 0; y--)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			gint32 below = nearest[i + width];

			if (below >= 0 && (nearest[i] < 0 || below - y < y - nearest[i]))
				nearest[i] = below;
		}
}

/* The parabolas that are lowest somewhere in a row, and from where on each one is. */
typedef struct {
	int *column;
	double *from;
	int n;
} Envelope;

static void
build_envelope(Envelope *envelope, const gint32 *nearest, int y, int width)
{
	envelope->n = 0;
	for (int x = 0; x < width; x++) {
		if (nearest[x] < 0)
			continue;

		double height = (double) (y - nearest[x]) * (y - nearest[x]) + (double) x * x;
		double from = -INFINITY;
		for (; envelope->n > 0; envelope->n--) {
			int other = envelope->column[envelope->n - 1];
			double dy = y - nearest[other];

			from = (height - dy * dy - (double) other * other) / (2.0 * (x - other));
			if (from > envelope->from[envelope->n - 1])
				break;
		}
		envelope->column[envelope->n] = x;
		envelope->from[envelope->n] = envelope->n > 0 ? from : -INFINITY;
		envelope->n++;
	}
}

/* How far from the middle of a pixel an edge runs that covers so much of it, seen from
 * the direction (dx, dy). */
static float
edge_offset(float dx, float dy, float covered)
{
	float length = hypotf(dx, dy);

	if (length == 0)
		return 0.5F - covered;
	float major = VIPS_MAX(fabsf(dx), fabsf(dy)) / length;
	float minor = VIPS_MIN(fabsf(dx), fabsf(dy)) / length;
	/* The share of a corner that the edge cuts off. */
	float corner = 0.5F * minor / major;

	if (covered < corner)
		return 0.5F * (major + minor) - sqrtf(2 * major * minor * covered);
	if (covered > 1 - corner)
		return sqrtf(2 * major * minor * (1 - covered)) - 0.5F * (major + minor);

	return (0.5F - covered) * major;
}

/* The slope of what is covered, by the weights of Scharr, which turn with the edge. */
static Edge
find_edge(const Plane *plane, int x, int y)
{
	float dx = 0;
	float dy = 0;
	float covered = get_cover(plane, x, y);

	for (int k = -1; k <= 1; k++) {
		float weight = k == 0 ? 10 : 3;
		dx += weight * (get_cover(plane, x - 1, y + k) - get_cover(plane, x + 1, y + k)) / 32;
		dy += weight * (get_cover(plane, x + k, y - 1) - get_cover(plane, x + k, y + 1)) / 32;
	}

	float slope = hypotf(dx, dy);
	if (slope < FLAT)
		return (Edge){ 0, 0, covered / 2 };
	float offset = -edge_offset(dx, dy, covered);
	return (Edge){ offset * dx / slope, offset * dy / slope, 0 };
}

/* Covered whole, and all around it. */
static gboolean
is_inner(const Plane *plane, int x, int y)
{
	return get_cover(plane, x - 1, y) >= 1 && get_cover(plane, x + 1, y) >= 1 && get_cover(plane, x, y - 1) >= 1 &&
		get_cover(plane, x, y + 1) >= 1 && get_cover(plane, x, y) >= 1;
}

static void
find_edges(Plane *plane)
{
	for (int y = 0; y < plane->height; y++)
		for (int x = 0; x < plane->width; x++)
			if ((plane->covered[(gsize) y * plane->width + x] = is_covered(plane, x, y)))
				plane->edge[(gsize) y * plane->width + x] = is_inner(plane, x, y)
					? (Edge){ NAN, NAN, 0 }
					: find_edge(plane, x, y);
}

/* The pixel whose middle is nearest need not have the nearest edge: one of those around it
 * may. */
static float
refine(const Plane *plane, int x, int y, int column, int row)
{
	float best = BURNISH_DISTANCE_FAR;

	for (int v = VIPS_MAX(0, row - 1); v <= VIPS_MIN(plane->height - 1, row + 1); v++)
		for (int u = VIPS_MAX(0, column - 1); u <= VIPS_MIN(plane->width - 1, column + 1); u++) {
			gsize i = (gsize) v * plane->width + u;
			const Edge *edge = &plane->edge[i];

			/* Inner ones have none, and no comparison holds. */
			if (plane->covered[i]) {
				float dx = x - u - edge->x;
				float dy = y - v - edge->y;
				float distance = sqrtf(dx * dx + dy * dy) - edge->inset;
				if (distance < best)
					best = distance;
			}
		}

	return best;
}

static void
measure_row(const Plane *plane, const Envelope *envelope, const gint32 *nearest, int y, double near, float *distance)
{
	gsize start = (gsize) y * plane->width;
	int k = 0;

	for (int x = 0; x < plane->width; x++) {
		if (envelope->n == 0) {
			distance[x] = BURNISH_DISTANCE_FAR;
			continue;
		}
		while (k + 1 < envelope->n && envelope->from[k + 1] < x)
			k++;
		int column = envelope->column[k];
		int row = nearest[column];
		float whole = hypotf(x - column, y - row);

		if (plane->covered[start + x])
			distance[x] = 0.5F - VIPS_MIN(plane->cover[start + x], 1);
		else if (whole <= near + 2)
			distance[x] = refine(plane, x, y, column, row);
		else
			distance[x] = whole - 0.5F;
	}
}

float *
burnish_distance_new(const float *cover, int width, int height, double near)
{
	g_autofree guint8 *covered = g_new(guint8, (gsize) width * height);
	g_autofree Edge *edge = g_new(Edge, (gsize) width * height);
	Plane plane = { cover, covered, edge, width, height };
	g_autofree gint32 *nearest = g_new(gint32, (gsize) width * height);
	g_autofree int *column = g_new(int, width);
	g_autofree double *from = g_new(double, width);
	float *distance = g_new(float, (gsize) width *height);
	Envelope envelope = { column, from, 0 };

	find_edges(&plane);
	scan_columns(covered, nearest, width, height);
	for (int y = 0; y < height; y++) {
		const gint32 *row = nearest + (gsize) y * width;

		build_envelope(&envelope, row, y, width);
		measure_row(&plane, &envelope, row, y, near, distance + (gsize) y * width);
	}

	return distance;
}

void
burnish_distance_grow(float *cover, int width, int height, double by)
{
	gsize n = (gsize) width * height;
	float sign = by < 0 ? -1 : 1;

	/* Inwards is outwards of the rest. */
	for (gsize i = 0; by < 0 && i < n; i++)
		cover[i] = 1 - cover[i];
	g_autofree float *distance = burnish_distance_new(cover, width, height, fabs(by));
	for (gsize i = 0; i < n; i++) {
		float grown = VIPS_CLIP(0.0F, 0.5F + (float) fabs(by) - distance[i], 1.0F);
		cover[i] = sign > 0 ? grown : 1 - grown;
	}
}
