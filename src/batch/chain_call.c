/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a unit of a chain to what is asked of the API: an order as of any other command, and what
 * only chains have, the Responses API and going on from what it has stored.
 */

#include <string.h>

#include "../base/error.h"
#include "../image/upload.h"
#include "chain.h"

void
burnish_chain_call_clear(BurnishChainCall *call)
{
	g_clear_pointer(&call->orders, g_ptr_array_unref);
	g_free(call->fingerprint);
}

/* The file behind a link, NULL when it is not there yet. */
static const char *
link_path(const BurnishChainRun *run, const BurnishChainLink *link)
{
	return link->unit < 0 ? link->path : burnish_chain_result(run, link->unit)->path;
}

static const char *
link_text(const BurnishChainRun *run, const BurnishChainLink *link, const char *key)
{
	const cJSON *record = link->unit < 0 ? NULL : burnish_chain_result(run, link->unit)->record;

	return cJSON_GetStringValue(cJSON_GetObjectItem(record, key));
}

/* What is not there yet, in a dry run. */
static void
add_placeholder(const BurnishChainRun *run, const BurnishChainLink *link, BurnishSettings *settings)
{
	const BurnishChainUnit *from = run->plan->units->pdata[link->unit];
	BurnishReference *reference = burnish_reference_new(NULL, NULL, NULL);

	reference->url = g_strconcat("result:", from->name, NULL);
	g_ptr_array_add(settings->references, reference);
}

/* Everything that is a file already, and the others by their names. */
static GPtrArray *
collect_paths(const BurnishChainRun *run, const BurnishChainUnit *unit)
{
	GPtrArray *paths = g_ptr_array_new();

	for (guint i = 0; i < unit->images->len; i++) {
		const char *path = link_path(run, unit->images->pdata[i]);
		if (path)
			g_ptr_array_add(paths, (char *) path);
	}
	g_ptr_array_add(paths, NULL);

	return paths;
}

/* What the order is made from. */
static int
add_order(BurnishChainCall *call, const BurnishChainRun *run, const BurnishChainUnit *unit, gboolean keeps)
{
	const char *prompt = burnish_chain_unit_text(unit, "prompt");
	g_autofree char *full = unit->style ? g_strdup_printf("%s\n\nStyle: %s", prompt, unit->style) : g_strdup(prompt);
	g_autoptr(GPtrArray) paths = collect_paths(run, unit);
	gboolean is_whole = paths->len == unit->images->len + 1;
	const BurnishMakeJob job = {
		.prompt = full,
		.images = paths->len > 1 ? (const char *const *) paths->pdata : NULL,
		.mask = unit->mask && is_whole ? link_path(run, unit->mask) : NULL,
		.mask_box = is_whole ? burnish_chain_unit_text(unit, "mask-box") : NULL,
		.keep_outside = keeps,
		.model = burnish_chain_unit_text(unit, "model"),
		.size = unit->size,
		.quality = burnish_chain_unit_text(unit, "quality"),
		.format = burnish_chain_unit_text(unit, "format"),
		.compression = burnish_chain_unit_number(unit, "compression"),
		.transparent = burnish_chain_unit_switch(unit, "transparent", FALSE),
		.moderation = burnish_chain_unit_text(unit, "moderation"),
		.fidelity = burnish_chain_unit_text(unit, "fidelity"),
		.complexity = burnish_chain_unit_text(unit, "complexity"),
		.n = 1,
		.partials = -1,
	};

	if (!(call->orders = burnish_orders_new(run->session, &run->chain->api->limits, &job, 1, FALSE)))
		return -1;
	call->order = call->orders->pdata[0];
	/* It has read what it needs of the job. */
	call->order->job = NULL;
	call->order->settings->variation = unit->copy;
	for (guint i = 0; i < unit->images->len; i++)
		if (!link_path(run, unit->images->pdata[i]))
			add_placeholder(run, unit->images->pdata[i], call->order->settings);

	return 0;
}

/* JSON holds less than a form. */
static int
fit_references(BurnishChainCall *call, const BurnishChainRun *run)
{
	BurnishSettings *settings = call->order->settings;

	for (guint i = 0; i < settings->references->len; i++) {
		BurnishReference *reference = settings->references->pdata[i];

		if (!reference->bytes || g_bytes_get_size(reference->bytes) <= BURNISH_UPLOAD_JSON_BYTES)
			continue;
		if (i == 0 && settings->mask) {
			vips_error(reference->name, "with a mask, the Responses API takes up to %d bytes", BURNISH_UPLOAD_JSON_BYTES);
			return -1;
		}
		g_autoptr(BurnishUpload) upload = burnish_upload_new(reference->bytes, reference->name, i + 1,
			&run->chain->api->limits, BURNISH_UPLOAD_JSON_BYTES, call->order->notes);
		if (!upload)
			return -1;
		BurnishReference *smaller = burnish_reference_new(upload->bytes, upload->mime, upload->name);
		smaller->width = upload->width;
		smaller->height = upload->height;
		burnish_reference_free(reference);
		settings->references->pdata[i] = smaller;
	}

	return 0;
}

/* Go on from a stored picture: TRUE when the API knows the first picture by that. */
static gboolean
add_continuation(const BurnishChainRun *run, const BurnishChainUnit *unit, BurnishSettings *settings)
{
	const char *how = burnish_chain_unit_text(unit, "continue");

	if (!how)
		return FALSE;

	gboolean by_response = g_str_equal(how, "response");
	const char *id = link_text(run, unit->images->pdata[0], by_response ? "response-id" : "image-id");
	if (id && by_response)
		settings->previous = g_strdup(id);
	else if (id)
		g_ptr_array_add(settings->calls, g_strdup(id));

	return id != NULL;
}

static int
make_response(BurnishChainCall *call, const BurnishChainRun *run, const BurnishChainUnit *unit, gboolean stateless)
{
	BurnishSettings *settings = call->order->settings;
	const char *mainline = burnish_chain_unit_text(unit, "mainline");

	settings->route = BURNISH_ROUTE_RESPONSES;
	settings->mainline = g_strdup(mainline ? mainline : burnish_models_default_mainline(run->session->models));
	settings->instructions = g_strdup(burnish_chain_unit_text(unit, "instructions"));
	settings->action = g_strdup(burnish_chain_unit_is(unit, "edit") ? "edit" : "generate");
	/* An id at once: what is made then is not lost when we are. */
	settings->in_background = TRUE;
	if (!stateless && add_continuation(run, unit, settings) && settings->references->len > 0)
		g_ptr_array_remove_index(settings->references, 0);

	return fit_references(call, run);
}

/* Two units may ask for the same and still are two pictures. */
static char *
make_fingerprint(const BurnishChainUnit *unit, const BurnishSettings *settings)
{
	g_autoptr(BurnishRequest) request = burnish_request_make(settings);
	g_autofree char *hash = burnish_request_hash(request);
	g_autofree char *text = g_strconcat(hash, "\n", unit->name, NULL);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

int
burnish_chain_call_init(BurnishChainCall *call, const BurnishChainRun *run, int unit, BurnishChainPurpose purpose)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];

	if (add_order(call, run, work, purpose == BURNISH_CHAIN_KEEP) ||
		(burnish_chain_unit_is_response(work) && make_response(call, run, work, purpose == BURNISH_CHAIN_ASK_AGAIN)))
		return -1;
	call->fingerprint = make_fingerprint(work, call->order->settings);

	return 0;
}
