/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How fast upscale is: megapixels of output for a second of processor time, on a picture
 * from a file, in memory before and after.
 *
 * usage: bench-upscale PICTURE [OPTION=VALUE ...]
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <burnish.h>

static double
seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);

	return now.tv_sec + now.tv_nsec * 1e-9;
}

static int
run(VipsImage *in, BurnishRecipe *recipe, const char *options)
{
	VipsImage *lazy;
	double wall = seconds(CLOCK_MONOTONIC);
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

	if (burnish_recipe_apply(recipe, in, &lazy, NULL))
		return -1;
	VipsImage *out = vips_image_copy_memory(lazy);
	g_object_unref(lazy);
	if (!out)
		return -1;
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	double size = out->Xsize * 1e-6 * out->Ysize;
	printf("%-40s %5.1f Mpixel: %6.2f/s of CPU, %6.2f/s elapsed\n", options, size, size / cpu, size / wall);
	g_object_unref(out);

	return 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2 || burnish_init(argv[0])) {
		fprintf(stderr, "usage: %s PICTURE [OPTION=VALUE ...]\n", argv[0]);
		return 1;
	}
	vips_cache_set_max(0);

	BurnishRecipe *recipe = burnish_recipe_new_single("upscale");
	VipsImage *file = vips_image_new_from_file(argv[1], NULL);
	VipsImage *in = file ? vips_image_copy_memory(file) : NULL;
	g_autofree char *options = g_strjoinv(" ", argv + 2);
	int result = in ? 0 : -1;

	for (int i = 2; i < argc && !result; i++) {
		char *equals = strchr(argv[i], '=');

		if (equals)
			*equals = '\0';
		result = burnish_recipe_set(recipe, "upscale", argv[i], equals ? equals + 1 : "");
	}
	for (int i = 0; i < 3 && !result; i++)
		result = run(in, recipe, options);
	if (result)
		fprintf(stderr, "%s", vips_error_buffer());
	VIPS_UNREF(in);
	VIPS_UNREF(file);
	burnish_recipe_free(recipe);
	burnish_shutdown();

	return result ? 1 : 0;
}
