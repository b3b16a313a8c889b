/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer as a command, for shell tests, samples and benchmarks:
 *
 *   render list                             all scenes, with their kind
 *   render SCENE OUT [WxH [SHAPE:STRENGTH]] draw one, with a cast
 *   render delta A B                        mean CIEDE2000 between two files
 */

#include <stdio.h>
#include <string.h>

#include "scene.h"

static int
fail(const char *message)
{
	fprintf(stderr, "render: %s\n%s", message, vips_error_buffer());

	return 1;
}

static int
list(void)
{
	static const char *const kinds[] = { "neutral", "warm", "grey" };

	for (const Scene *scene = scenes; scene->name; scene++)
		printf("%s %s\n", scene->name, kinds[scene->kind]);

	return 0;
}

static int
delta(const char *first, const char *second)
{
	VipsImage *a = vips_image_new_from_file(first, NULL);
	VipsImage *b = vips_image_new_from_file(second, NULL);

	if (!a || !b)
		return fail("cannot read");
	printf("%.4f\n", delta_e(a, b));
	g_object_unref(a);
	g_object_unref(b);

	return 0;
}

static int
render(const char *name, const char *out, const char *size, const char *cast)
{
	const Scene *scene = scene_find(name);
	int width = 768;
	int height = 512;

	if (!scene)
		return fail("no such scene");
	if (size && sscanf(size, "%dx%d", &width, &height) != 2)
		return fail("size must be WxH");

	VipsImage *image = scene_render(scene, width, height);
	if (cast) {
		g_auto(GStrv) parts = g_strsplit(cast, ":", 2);
		VipsImage *tinted = parts[0] && parts[1]
			? cast_apply(image, parts[0], g_ascii_strtod(parts[1], NULL))
			: NULL;

		g_object_unref(image);
		if (!tinted)
			return fail("a cast must be SHAPE:STRENGTH");
		image = tinted;
	}
	int result = vips_image_write_to_file(image, out, NULL);
	g_object_unref(image);

	return result ? fail("cannot write") : 0;
}

int
main(int argc, char **argv)
{
	int result;

	if (VIPS_INIT(argv[0]))
		return 1;
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		result = list();
	else if (argc == 4 && strcmp(argv[1], "delta") == 0)
		result = delta(argv[2], argv[3]);
	else if (argc >= 3 && argc <= 5)
		result = render(argv[1], argv[2], argc > 3 ? argv[3] : NULL, argc > 4 ? argv[4] : NULL);
	else
		result = fail("wrong usage, see the head of main.c");
	vips_shutdown();

	return result;
}
