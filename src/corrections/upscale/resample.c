/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reducing and interpolating, exactly registered: column by column, the weights of the
 * pixels under a kernel around its centre. Beyond the picture its outermost pixels go
 * on.
 */

#include <math.h>

#include "../../base/object.h"
#include "resample.h"

/* For one column, or row, of the output: the first of the pixels that it is made of. */
typedef struct {
	int first;
	const float *weights;
} Place;

typedef struct {
	int taps;
	Place *places;
} Axis;

typedef struct {
	VipsImage *in;
	VipsBandFormat format;
	Axis across;
	Axis down;
} Resample;

typedef struct {
	VipsRegion *region;
	float *row;
	size_t size;
} Sequence;

static double
sinc(double t)
{
	return t == 0 ? 1 : sin(G_PI * t) / (G_PI * t);
}

/* The share of a pixel of the input, `t` pixels of the output away, in a pixel of the
 * output. `step` is the size of the former. */
static double
weigh(BurnishKernel kernel, double t, double step)
{
	double from = fmax(t - step / 2, -0.5);
	double to = fmin(t + step / 2, 0.5);

	t = fabs(t);
	switch (kernel) {
	case BURNISH_KERNEL_AREA:
		return fmax(to - from, 0);

	case BURNISH_KERNEL_CUBIC:
		return t < 1 ? (1.5 * t - 2.5) * t * t + 1
			: t < 2  ? ((-0.5 * t + 2.5) * t - 4) * t + 2
					 : 0;

	default:
		return t < 3 ? sinc(t) * sinc(t / 3) : 0;
	}
}

static void
axis_init(Axis *axis, VipsImage *owner, int in, int out, BurnishKernel kernel)
{
	static const double reach[] = { 0.5, 2, 3 };
	double factor = (double) in / out;
	/* Kernels grow with what they average over; the area of a pixel is its own even
	 * where it is smaller than those of the input. */
	double width = kernel == BURNISH_KERNEL_AREA ? factor : fmax(factor, 1);
	double radius = reach[kernel] * width + (kernel == BURNISH_KERNEL_AREA ? 0.5 : 0);

	axis->taps = (int) ceil(2 * radius) + 1;
	axis->places = VIPS_ARRAY(owner, out, Place);
	float *weights = VIPS_ARRAY(owner, (size_t) out * axis->taps, float);
	for (int i = 0; i < out; i++, weights += axis->taps) {
		double centre = (i + 0.5) * factor - 0.5;
		int first = (int) ceil(centre - radius);
		double sum = 0;

		for (int j = 0; j < axis->taps; j++)
			sum += weigh(kernel, (first + j - centre) / width, 1 / width);
		for (int j = 0; j < axis->taps; j++)
			weights[j] = weigh(kernel, (first + j - centre) / width, 1 / width) / sum;
		axis->places[i] = (Place){ first, weights };
	}
}

static int
resample_stop(void *seq, void *a, void *b)
{
	Sequence *sequence = seq;

	VIPS_UNREF(sequence->region);
	g_free(sequence->row);
	g_free(sequence);

	return 0;
}

static void *
resample_start(VipsImage *out, void *a, void *b)
{
	const Resample *resample = b;
	Sequence *sequence = g_new0(Sequence, 1);

	if (!(sequence->region = vips_region_new(resample->in))) {
		resample_stop(sequence, a, b);
		return NULL;
	}

	return sequence;
}

/* row[] += weight * pixels. */
static void
add_row(const Resample *resample, const VipsPel *p, float weight, float *row, int n)
{
	if (resample->in->BandFmt == VIPS_FORMAT_UCHAR)
		for (int i = 0; i < n; i++)
			row[i] += weight * p[i];
	else if (resample->in->BandFmt == VIPS_FORMAT_USHORT)
		for (int i = 0; i < n; i++)
			row[i] += weight * ((const guint16 *) p)[i];
	else
		for (int i = 0; i < n; i++)
			row[i] += weight * ((const float *) p)[i];
}

static inline void
put(VipsPel *q, int i, float value, VipsBandFormat format)
{
	if (format == VIPS_FORMAT_UCHAR)
		q[i] = VIPS_CLIP(0, value, UCHAR_MAX) + 0.5F;
	else if (format == VIPS_FORMAT_USHORT)
		((guint16 *) q)[i] = VIPS_CLIP(0, value, USHRT_MAX) + 0.5F;
	else
		((float *) q)[i] = value;
}

/* Pixels of one row, from columns of `row`, which begins at column `left`. */
static void
put_row(const Resample *resample, const float *row, int left, const VipsRect *r, VipsPel *q)
{
	const Axis *across = &resample->across;
	int bands = resample->in->Bands;
	int last = resample->in->Xsize - 1;

	for (int x = 0; x < r->width; x++) {
		const Place *place = &across->places[r->left + x];
		float sum[4] = { 0 };

		for (int j = 0; j < across->taps; j++) {
			const float *p = row + (size_t) (VIPS_CLIP(0, place->first + j, last) - left) * bands;

			for (int i = 0; i < bands; i++)
				sum[i] += place->weights[j] * p[i];
		}
		for (int i = 0; i < bands; i++)
			put(q, x * bands + i, sum[i], resample->format);
	}
}

static void
span(const Axis *axis, int from, int size, int limit, int *first, int *n)
{
	int begin = axis->places[from].first;
	int end = axis->places[from + size - 1].first + axis->taps;

	*first = VIPS_CLIP(0, begin, limit - 1);
	*n = VIPS_CLIP(*first + 1, end, limit) - *first;
}

static int
resample_generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	const Resample *resample = b;
	const VipsRect *r = &out->valid;
	Sequence *sequence = seq;
	VipsRect needed;

	span(&resample->across, r->left, r->width, resample->in->Xsize, &needed.left, &needed.width);
	span(&resample->down, r->top, r->height, resample->in->Ysize, &needed.top, &needed.height);
	if (vips_region_prepare(sequence->region, &needed))
		return -1;
	int n = needed.width * resample->in->Bands;
	if (sequence->size < (size_t) n) {
		sequence->size = n;
		sequence->row = g_renew(float, sequence->row, n);
	}

	for (int y = 0; y < r->height; y++) {
		const Place *place = &resample->down.places[r->top + y];

		memset(sequence->row, 0, n * sizeof(float));
		for (int j = 0; j < resample->down.taps; j++) {
			int row = VIPS_CLIP(0, place->first + j, resample->in->Ysize - 1);

			if (place->weights[j] != 0)
				add_row(resample, VIPS_REGION_ADDR(sequence->region, needed.left, row), place->weights[j], sequence->row, n);
		}
		put_row(resample, sequence->row, needed.left, r, VIPS_REGION_ADDR(out, r->left, r->top + y));
	}

	return 0;
}

int
burnish_resample(VipsImage *in, VipsImage **out, int width, int height,
	BurnishKernel kernel, VipsBandFormat format)
{
	g_autoptr(VipsImage) image = vips_image_new();
	Resample *resample = VIPS_NEW(image, Resample);

	*resample = (Resample){ .in = in, .format = format };
	axis_init(&resample->across, image, in->Xsize, width, kernel);
	axis_init(&resample->down, image, in->Ysize, height, kernel);
	if (vips_image_pio_input(in) ||
		vips_image_pipelinev(image, VIPS_DEMAND_STYLE_SMALLTILE, in, NULL))
		return -1;
	image->Xsize = width;
	image->Ysize = height;
	image->BandFmt = format;
	/* As long as it may be read. */
	vips_object_local(image, g_object_ref(in));
	if (vips_image_generate(image, resample_start, resample_generate, resample_stop, in, resample))
		return -1;

	*out = g_steal_pointer(&image);

	return 0;
}
