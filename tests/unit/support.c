/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <ftw.h>
#include <stdio.h>

#include "support.h"

static char *directory = NULL;

void
support_init(int *argc, char ***argv)
{
	g_test_init(argc, argv, NULL);
	if (burnish_init((*argv)[0]))
		g_error("%s", vips_error_buffer());
	vips_cache_set_max(0);
}

static int
remove_one(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
	return remove(path);
}

int
support_run(void)
{
	int result = g_test_run();

	if (directory)
		nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	g_free(directory);
	burnish_shutdown();

	return result;
}

double
max_difference(VipsImage *a, VipsImage *b)
{
	g_autoptr(VipsImage) difference = NULL;
	g_autoptr(VipsImage) size = NULL;
	double max;

	assert_ok(vips_subtract(a, b, &difference, NULL));
	assert_ok(vips_abs(difference, &size, NULL));
	assert_ok(vips_max(size, &max, NULL));

	return max;
}

void
assert_same(VipsImage *a, VipsImage *b)
{
	g_assert_cmpint(a->Xsize, ==, b->Xsize);
	g_assert_cmpint(a->Ysize, ==, b->Ysize);
	g_assert_cmpint(a->Bands, ==, b->Bands);
	g_assert_cmpint(a->BandFmt, ==, b->BandFmt);
	g_assert_cmpint(a->Type, ==, b->Type);
	g_assert_cmpfloat(max_difference(a, b), ==, 0);
}

VipsImage *
with_bars(VipsImage *in, const int bars[4], const double *colour, int n)
{
	VipsArrayDouble *background = vips_array_double_new(colour, n);
	VipsImage *out = NULL;

	assert_ok(vips_embed(in, &out, bars[0], bars[1], in->Xsize + bars[0] + bars[2], in->Ysize + bars[1] + bars[3],
		"extend", VIPS_EXTEND_BACKGROUND, "background", background, NULL));
	vips_area_unref(VIPS_AREA(background));

	return out;
}

VipsImage *
flat(int width, int height, int bands, VipsBandFormat format,
	VipsInterpretation interpretation, const double *colour)
{
	g_autoptr(VipsImage) black = NULL;
	g_autoptr(VipsImage) lit = NULL;
	g_autoptr(VipsImage) cast = NULL;
	g_autoptr(VipsImage) typed = NULL;
	VipsImage *image;
	g_autofree double *ones = g_new(double, bands);

	for (int i = 0; i < bands; i++)
		ones[i] = 1;
	assert_ok(vips_black(&black, width, height, "bands", bands, NULL));
	assert_ok(vips_linear(black, &lit, ones, (double *) colour, bands, NULL));
	assert_ok(vips_cast(lit, &cast, format, NULL));
	assert_ok(vips_copy(cast, &typed, "interpretation", interpretation, NULL));
	image = vips_image_copy_memory(typed);
	g_assert_nonnull(image);

	return image;
}

const char *
scratch(void)
{
	if (!directory)
		directory = g_dir_make_tmp("burnish-test-XXXXXX", NULL);
	g_assert_nonnull(directory);

	return directory;
}

char *
scratch_path(const char *name)
{
	return g_build_filename(scratch(), name, NULL);
}

char *
scratch_image(VipsImage *image, const char *name)
{
	g_autofree char *target = scratch_path(name);
	char *options = strchr(target, '[');

	assert_ok(vips_image_write_to_file(image, target, NULL));

	return options ? g_strndup(target, options - target) : g_steal_pointer(&target);
}
