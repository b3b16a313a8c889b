/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the library sees in pictures, for fitting: reads pairs of paths, "wanted TAB
 * given", from standard input, and writes a line for each: the features of the
 * given picture, then the mean CIEDE2000 difference to the wanted one after 0, 1/4,
 * … 4/4 of the tint that was found was taken out. A wanted picture "-" stands for
 * the given one with all of the tint taken out.
 *
 * Arguments "NAME=NUMBER" change constants of the estimate.
 */

#include <stdio.h>

#include <burnish.h>

#include "base/object.h"
#include "corrections/lut3d.h"
#include "corrections/proxy.h"
#include "corrections/verdict.h"

#define PARTS 4

static double
difference(VipsImage *a, VipsImage *b)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 3);
	double mean = -1;

	if (vips_colourspace(a, &t[0], VIPS_INTERPRETATION_LAB, NULL) ||
		vips_colourspace(b, &t[1], VIPS_INTERPRETATION_LAB, NULL) ||
		vips_dE00(t[0], t[1], &t[2], NULL) ||
		vips_avg(t[2], &mean, NULL))
		fprintf(stderr, "%s", vips_error_buffer());
	g_object_unref(owner);

	return mean;
}

static VipsImage *
correct(VipsImage *in, const BurnishTint *tint, double amount)
{
	BurnishTint part;
	BurnishAdaptation adaptation;
	g_autoptr(VipsImage) lazy = NULL;

	burnish_tint_scale(tint, amount, &part);
	burnish_adaptation_init(&adaptation, &part);
	if (burnish_lut3d_apply(in, &lazy, burnish_adaptation_map, &adaptation))
		return NULL;

	return vips_image_copy_memory(lazy);
}

static int
measure(const char *wanted_path, const char *given_path)
{
	g_autoptr(VipsImage) given = vips_image_new_from_file(given_path, NULL);
	g_autoptr(VipsImage) proxy = NULL;
	g_autoptr(VipsImage) wanted = NULL;
	BurnishScene scene;
	BurnishRidge ridge;
	double features[BURNISH_VERDICT_FEATURES];

	if (!given || burnish_proxy_new(given, &proxy))
		return -1;
	burnish_scene_init(&scene, proxy);
	burnish_ridge_find(&scene, &ridge);
	burnish_verdict_measure(&scene, &ridge, features);
	burnish_scene_clear(&scene);

	wanted = *wanted_path == '-' ? correct(given, &ridge.tint, 1) : vips_image_new_from_file(wanted_path, NULL);
	if (!wanted)
		return -1;

	for (int i = 0; i < BURNISH_VERDICT_FEATURES; i++)
		printf("%.6g ", features[i]);
	for (int i = 0; i <= PARTS; i++) {
		g_autoptr(VipsImage) part = correct(given, &ridge.tint, (double) i / PARTS);

		if (!part)
			return -1;
		printf("%.6g ", difference(wanted, part));
	}
	printf("%s\n", given_path);

	return 0;
}

static int
set_constant(const char *text)
{
	BurnishRidgeConstants *constants = &burnish_ridge_constants;
	const struct {
		const char *name;
		double *value;
	} known[] = {
		{ "blur", &constants->blur },
		{ "nothing", &constants->nothing },
		{ "share-limit", &constants->share_limit },
		{ "share-power", &constants->share_power },
		{ "sharpness", &constants->sharpness },
		{ "follow", &constants->follow },
		{ "apart", &constants->apart },
	};
	g_auto(GStrv) parts = g_strsplit(text, "=", 2);

	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_strcmp0(parts[0], known[i].name) == 0 && parts[1]) {
			*known[i].value = g_ascii_strtod(parts[1], NULL);
			return 0;
		}

	return -1;
}

int
main(int argc, char **argv)
{
	char line[8192];

	if (burnish_init(argv[0]))
		return 1;
	for (int i = 1; i < argc; i++)
		if (set_constant(argv[i])) {
			fprintf(stderr, "measure: no constant \"%s\"\n", argv[i]);
			return 2;
		}
	while (fgets(line, sizeof(line), stdin)) {
		g_auto(GStrv) paths = g_strsplit(g_strchomp(line), "\t", 2);

		if (!paths[0] || !paths[1] || measure(paths[0], paths[1])) {
			fprintf(stderr, "measure: %s: %s", line, vips_error_buffer());
			return 1;
		}
	}
	burnish_shutdown();

	return 0;
}
