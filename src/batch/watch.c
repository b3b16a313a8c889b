/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "../base/interrupt.h"
#include "watch.h"

typedef struct {
	const BurnishJob *job;
	int from;
	int to;
} Watch;

static void
on_eval(VipsImage *image, VipsProgress *progress, Watch *watch)
{
	if (burnish_interrupted())
		vips_image_set_kill(image, TRUE);
	if (watch->job->progress)
		watch->job->progress(watch->from + (watch->to - watch->from) * progress->percent / 100,
			watch->job->data);
}

void
burnish_watch(const BurnishJob *job, VipsImage *image, int from, int to)
{
	Watch *watch = g_new(Watch, 1);

	*watch = (Watch){ job, from, to };
	g_signal_connect_swapped(image, "close", G_CALLBACK(g_free), watch);
	g_signal_connect(image, "eval", G_CALLBACK(on_eval), watch);
	vips_image_set_progress(image, TRUE);
}
