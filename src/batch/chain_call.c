/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a unit of a chain to what is asked of the API: references read and made fit to be sent, the
 * mask, the size.
 */

#include <string.h>

#include "../base/error.h"
#include "../image/mask.h"
#include "../image/upload.h"
#include "chain.h"

void
burnish_chain_call_clear(BurnishChainCall *call)
{
	burnish_settings_free(call->settings);
	g_free(call->fingerprint);
	g_free(call->original);
	VIPS_UNREF(call->mask);
}

/* The file behind a link. */
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

static int
add_image(const BurnishChainRun *run, int unit, guint index, BurnishSettings *settings, BurnishUpload **first)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	const BurnishChainLink *link = work->images->pdata[index];
	const char *path = link_path(run, link);
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	gint64 limit = settings->route == BURNISH_ROUTE_RESPONSES ? BURNISH_UPLOAD_JSON_BYTES : BURNISH_UPLOAD_FORM_BYTES;

	if (!path) {
		add_placeholder(run, link, settings);
		return 0;
	}

	BurnishUpload *upload = burnish_upload_open(path, index + 1, &run->chain->api->limits, limit, notes);
	if (!upload)
		return -1;
	burnish_chain_say_notes(run, unit, notes);
	g_ptr_array_add(settings->references, burnish_reference_new(upload->bytes, upload->mime, upload->name));
	if (index == 0)
		*first = upload;
	else
		burnish_upload_free(upload);

	return 0;
}

static BurnishBox
whole(int width, int height)
{
	return (BurnishBox){ 0, 0, width, height };
}

/* The mask at the size of the original, and at that of what is sent. */
static int
add_mask(BurnishChainCall *call, const BurnishChainRun *run, const BurnishChainUnit *unit, const BurnishUpload *first)
{
	const char *text = burnish_chain_unit_text(unit, "mask-box");
	const char *path = unit->mask ? link_path(run, unit->mask) : NULL;
	g_autoptr(BurnishInput) input = NULL;
	VipsImage *mask = NULL;
	VipsImage *sent = NULL;
	BurnishBox box = whole(1, 1);

	if (!first || (!text && !path))
		return 0;
	if (text && burnish_box_parse(text, &box)) {
		burnish_error_prefix("mask-box: ");
		return -1;
	}
	call->original = g_strdup(link_path(run, unit->images->pdata[0]));
	if (!(input = burnish_input_open(call->original, &run->chain->api->limits)))
		return -1;
	mask = path ? burnish_mask_open(path, &run->chain->api->limits) : burnish_mask_new_box(&box, input->width, input->height);
	int failed = !mask || burnish_mask_fit(mask, input->width, input->height, &call->mask) ||
		burnish_mask_fit(mask, first->width, first->height, &sent);
	g_autoptr(GBytes) png = failed ? NULL : burnish_mask_encode(sent);
	VIPS_UNREF(mask);
	VIPS_UNREF(sent);
	if (!png) {
		burnish_error_prefix("mask: ");
		return -1;
	}
	call->settings->mask = burnish_reference_new(png, "image/png", "mask.png");

	return 0;
}

/* Go on from a stored picture: TRUE when the API knows the first picture by that. */
static gboolean
add_continuation(const BurnishChainRun *run, const BurnishChainUnit *unit, BurnishSettings *settings)
{
	const char *how = burnish_chain_unit_text(unit, "continue");

	if (!how)
		return FALSE;

	const BurnishChainLink *first = unit->images->pdata[0];
	gboolean by_response = g_str_equal(how, "response");
	const char *id = link_text(run, first, by_response ? "response-id" : "image-id");
	if (id && by_response)
		settings->previous = g_strdup(id);
	else if (id)
		g_ptr_array_add(settings->calls, g_strdup(id));

	return id != NULL;
}

/* As wished, or, where nobody does, of the shape of the first picture, so that what comes back lies
 * on it. */
static int
choose_size(const BurnishChainRun *run, const BurnishChainUnit *unit, const BurnishUpload *first, BurnishSettings *settings)
{
	const BurnishModel *model = burnish_models_find(run->session->models, settings->model);
	BurnishSize wish = { 0 };
	int width;
	int height;

	if (unit->size) {
		if (burnish_size_parse(unit->size, &wish)) {
			burnish_error_prefix("sizes: ");
			return -1;
		}
	}
	else if (first)
		wish = (BurnishSize){ first->width, first->height, TRUE };

	if (burnish_model_fit(run->session->models, model, &wish, &width, &height))
		settings->size = g_strdup_printf("%dx%d", width, height);
	else if (unit->size && width > 0)
		settings->size = g_strdup_printf("%dx%d", width, height);
	else if (unit->size)
		settings->size = g_strdup(unit->size);

	return 0;
}

static char *
full_prompt(const BurnishChainUnit *unit)
{
	const char *prompt = burnish_chain_unit_text(unit, "prompt");

	return unit->style ? g_strdup_printf("%s\n\nStyle: %s", prompt, unit->style) : g_strdup(prompt);
}

static void
fill_settings(const BurnishChainRun *run, const BurnishChainUnit *unit, BurnishSettings *settings)
{
	const struct {
		const char *key;
		char **field;
	} texts[] = {
		{ "quality", &settings->quality },
		{ "format", &settings->format },
		{ "moderation", &settings->moderation },
		{ "complexity", &settings->complexity },
		{ "fidelity", &settings->fidelity },
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i].field = g_strdup(burnish_chain_unit_text(unit, texts[i].key));
	if (burnish_chain_unit_switch(unit, "transparent", FALSE))
		settings->background = g_strdup("transparent");
	settings->compression = burnish_chain_unit_number(unit, "compression");

	if (burnish_chain_unit_is_response(unit)) {
		const char *mainline = burnish_chain_unit_text(unit, "mainline");

		settings->route = BURNISH_ROUTE_RESPONSES;
		settings->mainline = g_strdup(mainline ? mainline : burnish_models_default_mainline(run->session->models));
		settings->instructions = g_strdup(burnish_chain_unit_text(unit, "instructions"));
		settings->action = g_strdup(burnish_chain_unit_is(unit, "edit") ? "edit" : "generate");
		/* An id at once: what is made then is not lost when we are. */
		settings->in_background = TRUE;
	}
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
burnish_chain_call_init(BurnishChainCall *call, const BurnishChainRun *run, int unit, gboolean stateless)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	const char *model = burnish_chain_unit_text(work, "model");
	g_autofree char *prompt = full_prompt(work);
	g_autoptr(BurnishUpload) first = NULL;

	call->settings = burnish_settings_new(prompt, model ? model : burnish_models_default(run->session->models));
	fill_settings(run, work, call->settings);
	for (guint i = 0; i < work->images->len; i++)
		if (add_image(run, unit, i, call->settings, &first))
			return -1;
	if (!stateless && add_continuation(run, work, call->settings) && call->settings->references->len > 0)
		g_ptr_array_remove_index(call->settings->references, 0);
	if (add_mask(call, run, work, first) || choose_size(run, work, first, call->settings) ||
		burnish_model_check(run->session->models, call->settings))
		return -1;
	call->fingerprint = make_fingerprint(work, call->settings);

	return 0;
}
