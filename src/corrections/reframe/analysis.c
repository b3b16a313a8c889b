/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include "../../base/object.h"
#include "analysis.h"

#define KEY "burnish-reframe-analysis"

static void
clear(void *data)
{
	BurnishAnalysis *analysis = data;

	burnish_subject_free(analysis->subject);
	VIPS_UNREF(analysis->seen);
}

void
burnish_analysis_unref(void *analysis)
{
	if (analysis)
		g_atomic_rc_box_release_full(analysis, clear);
}

BurnishAnalysis *
burnish_analysis_of(VipsImage *in)
{
	return g_object_get_data(G_OBJECT(in), KEY);
}

/* The part of the proxy within the bars, to whole pixels. */
static VipsImage *
cut_proxy(const VipsImage *in, VipsImage *proxy, const int cut[4])
{
	double across = (double) proxy->Xsize / in->Xsize;
	double down = (double) proxy->Ysize / in->Ysize;
	int left = VIPS_MIN(proxy->Xsize - 1, (int) ceil(cut[0] * across));
	int top = VIPS_MIN(proxy->Ysize - 1, (int) ceil(cut[1] * down));
	int width = VIPS_MAX(1, proxy->Xsize - left - (int) ceil(cut[2] * across));
	int height = VIPS_MAX(1, proxy->Ysize - top - (int) ceil(cut[3] * down));
	g_autoptr(VipsImage) part = NULL;

	if (vips_extract_area(proxy, &part, left, top, width, height, NULL))
		return NULL;

	return vips_image_copy_memory(part);
}

BurnishAnalysis *
burnish_analysis_new(VipsImage *in, VipsImage *proxy, const int *found, const int cut[4])
{
	VipsImage *seen = cut_proxy(in, proxy, cut);

	if (!seen)
		return NULL;

	g_autoptr(BurnishLook) look = burnish_look_new(seen);
	BurnishAnalysis *analysis = g_atomic_rc_box_new0(BurnishAnalysis);
	if (found) {
		analysis->looked_for_bars = TRUE;
		memcpy(analysis->found, found, sizeof(analysis->found));
	}
	memcpy(analysis->cut, cut, sizeof(analysis->cut));
	analysis->subject = burnish_subject_find(look);
	analysis->seen = seen;
	g_object_set_data_full(G_OBJECT(in), KEY, g_atomic_rc_box_acquire(analysis), burnish_analysis_unref);

	return analysis;
}
