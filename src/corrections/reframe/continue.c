/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Smooth ground continued. Along a side, the lines next to it are taken apart into a
 * smooth surface, a mean and a gradient for each place, and the rest, which is grain.
 * The surface goes on with a gradient that dies down, as light does; the grain goes on
 * mirrored, so that the first new line is a neighbour of the last old one.
 */

#include <math.h>
#include <string.h>

#include "../../base/object.h"
#include "continue.h"

/* Lines that are taken apart, at most: enough grain not to be seen repeating, and few
 * enough not to reach into what stands on the ground. */
#define STRIP 24

/* The running mean along the side, as a part of it: for the mean narrow, to follow
 * what shades there are, for the gradient wide, as neither grain nor a shadow must
 * become one. */
#define MEAN_REACH 64
#define GRADIENT_REACH 2

/* What is this many times further off than grain is on average is no grain but a thing,
 * and is not repeated. */
#define THING 3.0F

/* The gradient is down to 1/e after this part of the picture, and goes no further than
 * this in all, in steps of 8 bits: light does not run away. */
#define FADE 0.15
#define FURTHEST 12.0

/* The strip next to a side, turned so that line 0 touches the side. */
typedef struct {
	int length;
	int lines;
	int bands;
	/* [line][i][band] */
	float *grain;
	/* [i][band]: at the side, and per line outwards. */
	float *value;
	float *gradient;
} Strip;

static float *
sample(VipsImage *image, VipsPel *p, int band, float *value)
{
	*value = image->BandFmt == VIPS_FORMAT_UCHAR ? p[band] : ((guint16 *) p)[band];

	return value;
}

static void
read_strip(VipsImage *in, gboolean vertical, gboolean far_side, Strip *strip)
{
	int size = vertical ? in->Ysize : in->Xsize;

	for (int line = 0; line < strip->lines; line++)
		for (int i = 0; i < strip->length; i++) {
			int at = far_side ? size - 1 - line : line;
			VipsPel *p = vertical ? VIPS_IMAGE_ADDR(in, i, at) : VIPS_IMAGE_ADDR(in, at, i);

			for (int band = 0; band < strip->bands; band++)
				sample(in, p, band, &strip->grain[((size_t) line * strip->length + i) * strip->bands + band]);
		}
}

/* A running mean along the side, in place. */
static void
smooth(float *row, int length, int bands, int reach)
{
	g_autofree float *from = g_new(float, (size_t) length *bands);

	memcpy(from, row, sizeof(float) * length * bands);
	for (int band = 0; band < bands; band++) {
		double sum = 0;
		int count = 0;

		for (int i = -reach; i < length; i++) {
			if (i + reach < length) {
				sum += from[(size_t) (i + reach) * bands + band];
				count++;
			}
			if (i - reach - 1 >= 0) {
				sum -= from[(size_t) (i - reach - 1) * bands + band];
				count--;
			}
			if (i >= 0)
				row[(size_t) i * bands + band] = sum / count;
		}
	}
}

/* Straight lines through the pixels of each place, smoothed; what is left of the strip
 * is grain. */
static void
take_apart(Strip *strip)
{
	size_t row = (size_t) strip->length * strip->bands;
	double middle = (strip->lines - 1) / 2.0;
	double squares = 0;

	for (int line = 0; line < strip->lines; line++)
		squares += (line - middle) * (line - middle);
	memset(strip->value, 0, row * sizeof(float));
	memset(strip->gradient, 0, row * sizeof(float));
	for (int line = 0; line < strip->lines; line++)
		for (size_t i = 0; i < row; i++) {
			strip->value[i] += strip->grain[line * row + i] / strip->lines;
			if (squares > 0)
				strip->gradient[i] -= strip->grain[line * row + i] * (line - middle) / squares;
		}
	smooth(strip->value, strip->length, strip->bands, VIPS_MAX(1, strip->length / MEAN_REACH));
	smooth(strip->gradient, strip->length, strip->bands, VIPS_MAX(1, strip->length / GRADIENT_REACH));

	/* `value` was in the middle of the strip; move it to its first line. */
	for (size_t i = 0; i < row; i++)
		strip->value[i] += strip->gradient[i] * middle;
	for (int line = 0; line < strip->lines; line++)
		for (size_t i = 0; i < row; i++)
			strip->grain[line * row + i] -= strip->value[i] - strip->gradient[i] * line;
}

/* No gradient goes further than FURTHEST while it fades. */
static void
limit_gradient(Strip *strip, double fade, double scale)
{
	float limit = FURTHEST * scale / fade;

	for (size_t i = 0; i < (size_t) strip->length * strip->bands; i++)
		strip->gradient[i] = VIPS_CLIP(-limit, strip->gradient[i], limit);
}

/* Cut off what is no grain. */
static void
limit_grain(Strip *strip)
{
	size_t n = (size_t) strip->lines * strip->length * strip->bands;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += fabsf(strip->grain[i]) / n;

	float limit = THING * sum;
	for (size_t i = 0; i < n; i++)
		strip->grain[i] = VIPS_CLIP(-limit, strip->grain[i], limit);
}

/* New line `distance` pixels out, from 1. */
static void
write_line(const Strip *strip, int distance, double fade, float *out)
{
	size_t row = (size_t) strip->length * strip->bands;
	int period = 2 * strip->lines;
	int phase = (distance - 1) % period;
	int line = phase < strip->lines ? phase : period - 1 - phase;
	/* Every further round of grain comes from elsewhere along the side. */
	size_t shift = (distance - 1) / period * 7919 % strip->length * strip->bands;
	double run = fade * (1 - exp(-distance / fade));

	for (size_t i = 0; i < row; i++)
		out[i] = strip->value[i] + strip->gradient[i] * run +
			strip->grain[line * row + (i + shift) % row];
}

static void
put(VipsImage *band, gboolean vertical, int line, const float *row, int length)
{
	double most = band->BandFmt == VIPS_FORMAT_UCHAR ? 255 : 65535;

	for (int i = 0; i < length; i++) {
		VipsPel *p = vertical ? VIPS_IMAGE_ADDR(band, i, line) : VIPS_IMAGE_ADDR(band, line, i);

		for (int k = 0; k < band->Bands; k++) {
			double value = VIPS_CLIP(0, rintf(row[(size_t) i * band->Bands + k]), most);

			if (band->BandFmt == VIPS_FORMAT_UCHAR)
				p[k] = value;
			else
				((guint16 *) p)[k] = value;
		}
	}
}

/* A band of `room` new lines for one side. */
static VipsImage *
make_band(VipsImage *in, gboolean vertical, gboolean far_side, int room)
{
	int size = vertical ? in->Ysize : in->Xsize;
	Strip strip = {
		.length = vertical ? in->Xsize : in->Ysize,
		.lines = VIPS_MIN(STRIP, size),
		.bands = in->Bands,
	};
	double fade = VIPS_MAX(1, FADE * size);
	size_t row = (size_t) strip.length * strip.bands;
	g_autofree float *grain = strip.grain = g_new0(float, row *strip.lines);
	g_autofree float *value = strip.value = g_new0(float, row);
	g_autofree float *gradient = strip.gradient = g_new0(float, row);
	g_autofree float *line = g_new0(float, row);
	VipsImage *band = vips_image_new_memory();

	read_strip(in, vertical, far_side, &strip);
	take_apart(&strip);
	limit_grain(&strip);
	limit_gradient(&strip, fade, in->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1);

	vips_image_init_fields(band, vertical ? in->Xsize : room, vertical ? room : in->Ysize, in->Bands,
		in->BandFmt, in->Coding, in->Type, in->Xres, in->Yres);
	if (vips_image_write_prepare(band)) {
		g_object_unref(band);
		return NULL;
	}
	for (int i = 0; i < room; i++) {
		write_line(&strip, i + 1, fade, line);
		put(band, vertical, far_side ? i : room - 1 - i, line, strip.length);
	}

	return band;
}

/* Add bands before and after the picture, along one axis. */
static int
grow(VipsImage *in, VipsImage **out, gboolean vertical, int before, int after)
{
	VipsDirection direction = vertical ? VIPS_DIRECTION_VERTICAL : VIPS_DIRECTION_HORIZONTAL;
	g_autoptr(VipsImage) image = g_object_ref(in);
	g_autoptr(VipsImage) joined = NULL;

	if (before > 0) {
		g_autoptr(VipsImage) band = make_band(in, vertical, FALSE, before);
		if (!band || vips_join(band, in, &joined, direction, NULL))
			return -1;
		g_object_unref(image);
		image = g_steal_pointer(&joined);
	}
	if (after > 0) {
		g_autoptr(VipsImage) band = make_band(in, vertical, TRUE, after);
		if (!band || vips_join(image, band, &joined, direction, NULL))
			return -1;
		g_object_unref(image);
		image = g_steal_pointer(&joined);
	}
	*out = g_steal_pointer(&image);

	return 0;
}

int
burnish_continue(VipsImage *in, VipsImage **out, const VipsRect *crop)
{
	g_autoptr(VipsImage) memory = vips_image_copy_memory(in);
	g_autoptr(VipsImage) wide = NULL;
	g_autoptr(VipsImage) wide_memory = NULL;

	if (!memory || grow(memory, &wide, FALSE, -crop->left, crop->width - in->Xsize + crop->left) ||
		!(wide_memory = vips_image_copy_memory(wide)))
		return -1;

	return grow(wide_memory, out, TRUE, -crop->top, crop->height - in->Ysize + crop->top);
}
