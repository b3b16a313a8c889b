/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the fit of the subject model is made from: for each picture on the command
 * line a line of JSON with the readings that the library itself measures.
 */

#include <stdio.h>
#include <time.h>

#include <burnish.h>

#include "base/object.h"
#include "corrections/proxy.h"
#include "corrections/reframe/faces.h"
#include "corrections/reframe/subject.h"
#include "image/input.h"

static void
print_readings(const BurnishSubject *subject, gboolean vertical)
{
	BurnishReading readings[BURNISH_READINGS];

	burnish_readings_find(&subject->net, subject->saliency, vertical, readings);
	printf("\"%s\": [", vertical ? "y" : "x");
	for (int i = 0; i < BURNISH_READINGS; i++)
		printf("%s[%.5f, %.5f]", i ? ", " : "", readings[i].start, readings[i].end);
	printf("], ");
}

static void
print_box(const BurnishBox *box, double width, double height)
{
	printf("[%.4f, %.4f, %.4f, %.4f", box->left / width, box->top / height,
		box->right / width, box->bottom / height);
}

static int
measure(const char *path)
{
	const BurnishLimits limits = { BURNISH_MAX_PIXELS, BURNISH_MAX_BYTES };
	g_autoptr(BurnishInput) input = burnish_input_open(path, &limits);
	g_autoptr(VipsImage) image = input ? burnish_input_load(input, VIPS_ACCESS_RANDOM, 0) : NULL;
	g_autoptr(VipsImage) proxy = NULL;

	if (!image || burnish_proxy_new(image, &proxy))
		return -1;

	clock_t start = clock();
	g_autoptr(BurnishLook) look = burnish_look_new(proxy);
	g_autoptr(BurnishSubject) subject = burnish_subject_find(look);
	double seconds = (double) (clock() - start) / CLOCKS_PER_SEC;
	g_autofree char *name = g_path_get_basename(path);

	printf("{\"file\": \"%s\", \"width\": %d, \"height\": %d, \"seconds\": %.4f, ", name, image->Xsize, image->Ysize, seconds);
	print_readings(subject, FALSE);
	print_readings(subject, TRUE);
	printf("\"sides\": [%.3f, %.3f, %.3f, %.3f], \"alpha\": %s, \"texts\": [",
		burnish_subject_at_side(&subject->net, 0), burnish_subject_at_side(&subject->net, 1),
		burnish_subject_at_side(&subject->net, 2), burnish_subject_at_side(&subject->net, 3),
		look->alpha ? "true" : "false");
	for (guint i = 0; i < subject->texts->len; i++) {
		printf("%s", i ? ", " : "");
		print_box(&g_array_index(subject->texts, BurnishBox, i), 1, 1);
		printf(", %.3f]", g_array_index(subject->text_sure, double, i));
	}
	printf("], \"heads\": [");
	for (guint i = 0; i < subject->heads->len; i++) {
		const BurnishHead *head = &g_array_index(subject->heads, BurnishHead, i);

		printf("%s", i ? ", " : "");
		print_box(&head->box, look->width, look->height);
		printf(", %.3f]", head->score);
	}
	printf("]}\n");

	return 0;
}

int
main(int argc, char **argv)
{
	if (burnish_init(argv[0]))
		vips_error_exit(NULL);
	for (int i = 1; i < argc; i++)
		if (measure(argv[i]))
			vips_error_exit("%s", argv[i]);
	burnish_shutdown();

	return 0;
}
