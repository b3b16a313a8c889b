/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture of a chain with the original put back outside its mask. What the API gave stays next
 * to it, so this can be done again for nothing.
 */

#include <string.h>

#include "../base/memory.h"
#include "../image/input.h"
#include "../image/keep.h"
#include "../image/output.h"
#include "../image/save.h"
#include "chain.h"

static VipsImage *
load(const char *path, const BurnishLimits *limits, BurnishInput **input)
{
	g_autoptr(VipsImage) lazy = NULL;

	if (!(*input = burnish_input_open(path, limits)) ||
		!(lazy = burnish_input_load(*input, VIPS_ACCESS_SEQUENTIAL, 0)))
		return NULL;

	return burnish_memory_read(lazy);
}

/* "hat.png" becomes "hat.kept.png"; PNG, for it is not the last time that it is encoded. */
static char *
kept_path(const char *path)
{
	const char *dot = strrchr(path, '.');

	return g_strdup_printf("%.*s.kept.png", (int) (dot - path), path);
}

static int
write_png(VipsImage *image, const BurnishInput *edited, const char *path)
{
	g_autoptr(BurnishSave) save = burnish_save_new();
	g_autoptr(BurnishOutput) output = burnish_output_open(path, BURNISH_OUTPUT_REPLACE);

	return output &&
			burnish_save_encode(save, burnish_format_by_name("png"), image,
				image->BandFmt == VIPS_FORMAT_UCHAR ? 8 : 16, edited->metadata, burnish_output_fd(output)) == 0 &&
			burnish_output_commit(output) == 0
		? 0
		: -1;
}

char *
burnish_chain_keep(BurnishChainRun *run, int unit, const char *path)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	g_autofree char *target = kept_path(path);
	gboolean has_mask = work->mask || burnish_chain_unit_text(work, "mask-box");
	g_auto(BurnishChainCall) call = { 0 };
	g_autoptr(BurnishInput) input = NULL;
	g_autoptr(VipsImage) edited = NULL;
	g_autoptr(VipsImage) out = NULL;
	BurnishKeep keep;

	if (!has_mask || !burnish_chain_unit_switch(work, "keep-outside", TRUE))
		return g_strdup(path);
	if (g_file_test(target, G_FILE_TEST_IS_REGULAR))
		return g_steal_pointer(&target);
	if (burnish_chain_call_init(&call, run, unit, BURNISH_CHAIN_KEEP) ||
		!(edited = load(path, &run->chain->api->limits, &input)) ||
		burnish_keep_outside(call.order->original, edited, call.order->mask, &out, &keep) ||
		write_png(out, input, target))
		return NULL;
	burnish_chain_say(run, FALSE, NULL, "%s: the original kept outside the mask, %.0f %% of the picture%s",
		work->name, 100 * (1 - keep.share), keep.cropped ? "; the API gave another section of it" : "");

	return g_steal_pointer(&target);
}
