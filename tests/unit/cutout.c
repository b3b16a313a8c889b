/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Cut-outs, the grounds that they are painted on, and how far a picture is from one.
 */

#include <math.h>
#include <string.h>

#include "cutout.h"
#include "support.h"

int
x_of(int i)
{
	return i % SIDE;
}

int
y_of(int i)
{
	return i / SIDE;
}

static float
cover(float distance)
{
	return VIPS_CLIP(0.0F, 0.5F - distance, 1.0F);
}

void
put(Truth truth, int i, float r, float g, float b, float cover)
{
	float *p = truth[i];
	float a = cover + p[3] / 255 * (1 - cover);
	float colour[3] = { r, g, b };

	for (int k = 0; k < 3 && a > 0; k++)
		p[k] = (colour[k] * cover + p[k] * p[3] / 255 * (1 - cover)) / a;
	p[3] = a * 255;
}

void
disc(Truth truth, float cx, float cy, float radius, const float *colour)
{
	for (int i = 0; i < SIDE * SIDE; i++)
		put(truth, i, colour[0], colour[1], colour[2], cover(hypotf(x_of(i) - cx, y_of(i) - cy) - radius));
}

const float red[3] = { 190, 40, 50 };
const float blue[3] = { 30, 60, 160 };
const float white[3] = { 255, 255, 255 };

void
draw_ball(Truth truth)
{
	memset(truth, 0, sizeof(Truth));
	disc(truth, 128, 128, 80, blue);
	disc(truth, 128, 128, 72, red);
	disc(truth, 110, 110, 14, white);
}

void
draw_ring(Truth truth)
{
	memset(truth, 0, sizeof(Truth));
	disc(truth, 128, 128, 80, blue);
	for (int i = 0; i < SIDE * SIDE; i++)
		truth[i][3] *= 1 - cover(hypotf(x_of(i) - 128, y_of(i) - 128) - 34);
}

guint32
noise(guint32 i)
{
	i = (i ^ 61) ^ (i >> 16);
	i *= 9;
	i ^= i >> 4;
	i *= 0x27d4eb2d;

	return i ^ (i >> 15);
}

void
checkerboard(int x, int y, float *colour)
{
	int odd = ((int) floorf((x + 3.7F) / 13.3F) + (int) floorf((y + 8.1F) / 13.3F)) & 1;

	colour[0] = colour[1] = colour[2] = (odd ? 250 : 206) + (float) (noise(y * SIDE + x) % 5) - 2;
}

void
cream(int x, int y, float *colour)
{
	float shade = 10.0F * x / SIDE + (float) (noise(y * SIDE + x) % 3) - 1;

	colour[0] = 246 - shade;
	colour[1] = 232 - shade;
	colour[2] = 205 - shade;
}

static VipsImage *
new_image(int bands)
{
	static const double black[4] = { 0 };

	return flat(SIDE, SIDE, bands, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, black);
}

VipsImage *
paint(Truth truth, GroundFn ground)
{
	VipsImage *image = new_image(3);

	for (int i = 0; i < SIDE * SIDE; i++) {
		float behind[3];
		float a = truth[i][3] / 255;

		ground(x_of(i), y_of(i), behind);
		for (int b = 0; b < 3; b++)
			VIPS_IMAGE_ADDR(image, x_of(i), y_of(i))
		[b] = (VipsPel) (truth[i][b] * a + behind[b] * (1 - a) + 0.5F);
	}

	return image;
}

VipsImage *
cut_out(Truth truth)
{
	VipsImage *image = new_image(4);

	for (int i = 0; i < SIDE * SIDE; i++)
		for (int b = 0; b < 4; b++)
			VIPS_IMAGE_ADDR(image, x_of(i), y_of(i))
	[b] = (VipsPel) (truth[i][b] + 0.5F);

	return image;
}

int
get_alpha(VipsImage *image, int x, int y)
{
	g_assert_true(vips_image_hasalpha(image));

	return VIPS_IMAGE_ADDR(image, x, y)[image->Bands - 1];
}

void
get_errors(VipsImage *image, Truth truth, double *alpha, double *seen)
{
	static const float magenta[] = { 255, 0, 255 };

	*alpha = *seen = 0;
	g_assert_cmpint(image->Xsize, ==, SIDE);
	for (int i = 0; i < SIDE * SIDE; i++) {
		const VipsPel *p = VIPS_IMAGE_ADDR(image, x_of(i), y_of(i));
		float a = get_alpha(image, x_of(i), y_of(i)) / 255.0F;
		float t = truth[i][3] / 255;

		*alpha += fabsf(a - t) * 255 / (SIDE * SIDE);
		for (int b = 0; b < 3; b++)
			*seen += fabsf(p[b] * a + magenta[b] * (1 - a) - truth[i][b] * t - magenta[b] * (1 - t)) /
				(3 * SIDE * SIDE);
	}
}

void
assert_errors(VipsImage *image, Truth truth, double alpha, double seen)
{
	double a, s;

	get_errors(image, truth, &a, &s);
	g_test_message("alpha off by %.3f, colour on magenta by %.3f", a, s);
	g_assert_cmpfloat(a, <, alpha);
	g_assert_cmpfloat(s, <, seen);
}
