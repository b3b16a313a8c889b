/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Feathering a mask inwards: what is to be kept is kept to the last pixel, and the change fades in
 * behind the edge. By exact distances (Felzenszwalb and Huttenlocher, Distance Transforms of
 * Sampled Functions, 2012): a blur would round corners and reach outside.
 */

#include <math.h>

#include "../base/object.h"
#include "feather.h"

/* A squared distance that no picture reaches, and with which floats still count. */
#define FAR 1e12f

/* Working memory for one line. */
typedef struct {
	float *values;
	float *result;
	/* Lower envelope: where each parabola stands, and from where on it is lowest. */
	int *place;
	float *from;
} Line;

static void
line_init(Line *line, int length)
{
	line->values = g_new0(float, length);
	line->result = g_new0(float, length);
	line->place = g_new0(int, length);
	line->from = g_new0(float, length + 1);
}

static void
line_clear(Line *line)
{
	g_free(line->values);
	g_free(line->result);
	g_free(line->place);
	g_free(line->from);
}

/* Where the parabolas that stand at a and b cross. */
static double
crossing(const float *values, int a, int b)
{
	double height_a = values[a] + (double) a * a;
	double height_b = values[b] + (double) b * b;

	return (height_b - height_a) / (2.0 * (b - a));
}

/* result[i]: the least of values[j] + (i - j)². */
static void
line_transform(Line *line, int length)
{
	int last = 0;

	line->place[0] = 0;
	line->from[0] = -FAR;
	line->from[1] = FAR;
	for (int i = 1; i < length; i++) {
		double x = crossing(line->values, line->place[last], i);

		while (last > 0 && x <= line->from[last])
			x = crossing(line->values, line->place[--last], i);
		line->place[++last] = i;
		line->from[last] = (float) x;
		line->from[last + 1] = FAR;
	}

	int part = 0;
	for (int i = 0; i < length; i++) {
		while (part < last && line->from[part + 1] < i)
			part++;
		float away = i - line->place[part];
		line->result[i] = away * away + line->values[line->place[part]];
	}
}

void
burnish_distance(const guint8 *inside, int width, int height, float *distance)
{
	Line line;

	line_init(&line, VIPS_MAX(width, height));
	for (int x = 0; x < width; x++) {
		for (int y = 0; y < height; y++)
			line.values[y] = inside[(size_t) y * width + x] ? FAR : 0;
		line_transform(&line, height);
		for (int y = 0; y < height; y++)
			distance[(size_t) y * width + x] = line.result[y];
	}
	for (int y = 0; y < height; y++) {
		float *row = distance + (size_t) y * width;

		for (int x = 0; x < width; x++)
			line.values[x] = row[x];
		line_transform(&line, width);
		for (int x = 0; x < width; x++)
			row[x] = sqrtf(line.result[x]);
	}
	line_clear(&line);
}

/* The largest distance within each connected part of the mask. */
static float *
radii(const int *labels, int segments, const float *distance, size_t pixels)
{
	float *radius = g_new0(float, segments + 1);

	for (size_t i = 0; i < pixels; i++)
		radius[labels[i]] = VIPS_MAX(radius[labels[i]], distance[i]);

	return radius;
}

/* Slope 0 at both ends, so that no edge of the feather is seen. */
static float
smooth_step(float x)
{
	return x >= 1 ? 1 : x * x * (3 - 2 * x);
}

float *
burnish_feather(VipsImage *mask, double feather)
{
	size_t pixels = (size_t) mask->Xsize * mask->Ysize;
	g_autoptr(VipsImage) binary = NULL;
	g_autoptr(VipsImage) inside = NULL;
	g_autoptr(VipsImage) regions = NULL;
	g_autoptr(VipsImage) labels = NULL;
	int segments;

	if (vips_moreeq_const1(mask, &binary, 128, NULL) ||
		!(inside = vips_image_copy_memory(binary)) ||
		vips_labelregions(inside, &regions, "segments", &segments, NULL) ||
		!(labels = vips_image_copy_memory(regions)))
		return NULL;

	const int *label = (const int *) VIPS_IMAGE_ADDR(labels, 0, 0);
	float *weights = g_new0(float, pixels);
	burnish_distance(VIPS_IMAGE_ADDR(inside, 0, 0), mask->Xsize, mask->Ysize, weights);
	g_autofree float *radius = radii(label, segments, weights, pixels);
	for (size_t i = 0; i < pixels; i++) {
		if (weights[i] == 0)
			continue;
		/* The middle of the first pixel lies half a pixel behind the edge. */
		float width = VIPS_MIN((float) feather, radius[label[i]]);
		weights[i] = smooth_step((weights[i] - 0.5f) / VIPS_MAX(width - 0.5f, 0.5f));
	}

	return weights;
}
