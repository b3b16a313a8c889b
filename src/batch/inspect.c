/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Looking at a picture without changing it: what the file says of itself, and what
 * each correction would do.
 */

#include <math.h>
#include <string.h>

#include <burnish.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "../corrections/correction.h"
#include "../corrections/proxy.h"
#include "../image/exif.h"
#include "../image/input.h"
#include "../image/profile.h"
#include "../image/publication.h"
#include "../recipe/run.h"
#include "../recipe/step.h"
#include "../report/inspection.h"
#include "../report/report.h"
#include "failure.h"
#include "outcome.h"
#include "warnings.h"

/* Prompts are long; a line of text shows how they begin. */
#define SHOWN 200

/* Where programs that generate pictures put the prompt, lower case. */
static const char *const prompt_keywords[] = {
	"prompt", "parameters", "sd-metadata", "invokeai_metadata", "dream", "workflow", NULL
};

static void
add_quoted_line(BurnishInspection *inspection, const char *label, const char *text)
{
	g_autofree char *shown = burnish_text_shorten(text, SHOWN);

	burnish_inspection_add_line(inspection, "%s: \"%s\"", label, shown);
}

static void
inspect_pixels(BurnishInspection *inspection, const BurnishInput *input)
{
	const BurnishMetadata *metadata = input->metadata;
	GBytes *icc = input->profile ? input->profile : metadata->icc;
	g_autofree char *profile = icc ? burnish_profile_name(icc) : NULL;
	gsize size = g_bytes_get_size(input->bytes);
	cJSON *facts = inspection->facts;

	cJSON_AddStringToObject(facts, "format", input->format->name);
	cJSON_AddNumberToObject(facts, "width", input->width);
	cJSON_AddNumberToObject(facts, "height", input->height);
	cJSON_AddNumberToObject(facts, "bits", metadata->bits);
	cJSON_AddStringToObject(facts, "space", input->space);
	cJSON_AddBoolToObject(facts, "alpha", input->alpha);
	cJSON_AddNumberToObject(facts, "bytes", size);
	if (profile)
		burnish_report_put_text(facts, "profile", profile);

	g_autofree char *profile_shown = profile ? burnish_text_show(profile) : NULL;
	burnish_inspection_add_line(inspection, "%s, %d x %d, %d-bit %s%s, %s%s%s, %" G_GSIZE_FORMAT " bytes",
		input->format->label, input->width, input->height, metadata->bits, input->space,
		input->alpha ? " with alpha" : "",
		profile ? "profile \"" : "no profile", profile ? profile_shown : "", profile ? "\"" : "", size);

	if (metadata->xres > 0) {
		double dpi[2] = { rint(metadata->xres * 100) / 100, rint(metadata->yres * 100) / 100 };

		cJSON_AddItemToObject(facts, "dpi", cJSON_CreateDoubleArray(dpi, 2));
		burnish_inspection_add_line(inspection, "resolution: %g x %g dpi", dpi[0], dpi[1]);
	}
	for (guint i = 0; i < input->conversions->len; i++)
		burnish_inspection_add_line(inspection, "when saved: %s", (char *) input->conversions->pdata[i]);
}

static void
inspect_exif(BurnishInspection *inspection, cJSON *blocks, GBytes *exif)
{
	/* EXIF numbers of the text tags of the main directory. */
	static const struct {
		int tag;
		const char *key;
	} tags[] = {
		{ 0x010e, "description" },
		{ 0x010f, "make" },
		{ 0x0110, "model" },
		{ 0x0131, "software" },
		{ 0x0132, "date" },
		{ 0x013b, "artist" },
		{ 0x8298, "copyright" },
	};
	cJSON *json = cJSON_AddObjectToObject(blocks, "exif");

	cJSON_AddNumberToObject(json, "bytes", g_bytes_get_size(exif));
	for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
		g_autofree char *text = burnish_exif_text(exif, tags[i].tag);

		if (text) {
			g_autofree char *label = g_strdup_printf("EXIF %s", tags[i].key);

			cJSON_AddStringToObject(json, tags[i].key, text);
			add_quoted_line(inspection, label, text);
		}
	}
}

static void
inspect_metadata(BurnishInspection *inspection, const BurnishMetadata *metadata)
{
	const struct {
		const char *key;
		const char *label;
		GBytes *block;
	} blocks[] = {
		{ "exif", "EXIF", metadata->exif },
		{ "xmp", "XMP", metadata->xmp },
		{ "iptc", "IPTC", metadata->iptc },
	};
	cJSON *json = cJSON_AddObjectToObject(inspection->facts, "metadata");
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(blocks); i++)
		if (blocks[i].block)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", blocks[i].label);
	if (metadata->texts->len > 0)
		g_string_append_printf(names, "%s%u text chunks", names->len ? ", " : "", metadata->texts->len);
	burnish_inspection_add_line(inspection, "metadata: %s", names->len ? names->str : "none");

	if (metadata->exif)
		inspect_exif(inspection, json, metadata->exif);
	for (guint i = 1; i < G_N_ELEMENTS(blocks); i++)
		if (blocks[i].block)
			cJSON_AddNumberToObject(cJSON_AddObjectToObject(json, blocks[i].key),
				"bytes", g_bytes_get_size(blocks[i].block));

	if (metadata->texts->len == 0)
		return;
	cJSON *texts = cJSON_AddArrayToObject(json, "text");
	for (guint i = 0; i < metadata->texts->len; i++) {
		const BurnishText *text = metadata->texts->pdata[i];
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "keyword", text->keyword);
		cJSON_AddStringToObject(item, "text", text->text);
		cJSON_AddItemToArray(texts, item);
	}
}

static void
inspect_prompt(BurnishInspection *inspection, const BurnishMetadata *metadata)
{
	g_autofree char *prompt = NULL;

	for (guint i = 0; i < metadata->texts->len && !prompt; i++) {
		const BurnishText *text = metadata->texts->pdata[i];
		g_autofree char *keyword = g_utf8_strdown(text->keyword, -1);

		if (g_strv_contains(prompt_keywords, keyword))
			prompt = g_strdup(text->text);
	}
	/* IPTC Photo Metadata Standard 2025.1. */
	if (!prompt && metadata->xmp)
		prompt = burnish_xmp_value(metadata->xmp, "AIPromptInformation");

	if (prompt) {
		burnish_report_put_text(inspection->facts, "prompt", prompt);
		add_quoted_line(inspection, "embedded prompt", prompt);
	}
}

static void
inspect_provenance(BurnishInspection *inspection, const BurnishMetadata *metadata)
{
	BurnishClaim claim = { 0 };
	cJSON *json = cJSON_AddObjectToObject(inspection->facts, "provenance");

	if (metadata->c2pa) {
		burnish_c2pa_read(metadata->c2pa, &claim);

		cJSON *c2pa = cJSON_AddObjectToObject(json, "c2pa");
		cJSON_AddNumberToObject(c2pa, "bytes", g_bytes_get_size(metadata->c2pa));
		burnish_report_put_text(c2pa, "generator", claim.generator);
		burnish_report_put_text(c2pa, "manifest", claim.manifest);
		burnish_report_put_text(c2pa, "algorithm", claim.algorithm);
		if (claim.version)
			cJSON_AddNumberToObject(c2pa, "claim-version", claim.version);
		g_autofree char *shown = claim.generator ? burnish_text_shorten(claim.generator, SHOWN) : NULL;
		burnish_inspection_add_line(inspection, "Content Credentials (C2PA): claimed by %s%s%s; signature not checked",
			shown ? shown : "a generator that cannot be read",
			claim.algorithm ? ", signed with " : "", claim.algorithm ? claim.algorithm : "");
	}
	if (!claim.source_type)
		claim.source_type = burnish_publication_source_type(metadata->xmp);
	if (claim.source_type) {
		g_autofree char *shown = burnish_text_shorten(claim.source_type, SHOWN);

		burnish_report_put_text(json, "digital-source-type", claim.source_type);
		burnish_inspection_add_line(inspection, "digital source type: %s", shown);
	}
	burnish_claim_clear(&claim);
}

/* The picture in which a correction shows what its verdict rests on, if it has one. */
static int
add_explanation(BurnishInspection *inspection, BurnishCorrection *done, VipsImage *proxy)
{
	BurnishCorrectionClass *class = BURNISH_CORRECTION_GET_CLASS(done);
	VipsImage *explanation = NULL;

	if (class->explain && class->explain(done, proxy, &explanation))
		return -1;
	if (explanation)
		g_ptr_array_add(inspection->explanations, explanation);

	return 0;
}

/* Ask every correction that can measure without changing anything. */
static int
inspect_defects(BurnishInspection *inspection, BurnishInput *input)
{
	/* The whole of it: dust and edges are not in a reduced copy. */
	g_autoptr(VipsImage) lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0);
	g_autoptr(VipsImage) whole = lazy ? burnish_memory_read(lazy) : NULL;
	g_autoptr(VipsImage) proxy = NULL;
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_auto();

	if (!whole || burnish_proxy_new(whole, &proxy))
		return -1;
	for (guint i = 0; i < recipe->steps->len; i++)
		if (burnish_recipe_set(recipe, burnish_step_nickname(recipe->steps->pdata[i]), "mode", "measure-only"))
			return -1;

	g_autoptr(BurnishRun) run = burnish_run_new(recipe, whole, proxy);
	if (!run)
		return -1;
	for (guint i = 0; i < run->operations->len; i++) {
		burnish_outcome_add(inspection->steps, run->operations->pdata[i]);
		if (add_explanation(inspection, run->operations->pdata[i], proxy))
			return -1;
	}

	return 0;
}

static int
inspect(BurnishInspection *inspection, const char *path, const BurnishLimits *limits)
{
	g_autoptr(BurnishInput) input = burnish_input_open(path, limits);

	if (!input)
		return -1;
	inspect_pixels(inspection, input);
	inspect_metadata(inspection, input->metadata);
	inspect_prompt(inspection, input->metadata);
	inspect_provenance(inspection, input->metadata);

	return inspect_defects(inspection, input);
}

BurnishInspection *
burnish_inspect(const char *path, const BurnishLimits *limits)
{
	BurnishInspection *inspection = burnish_inspection_new(path);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	BurnishWarnings *warnings = burnish_warnings_begin();

	vips_error_clear();
	int result = inspect(inspection, path, limits);
	burnish_warnings_end(warnings, lines);
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *shown = burnish_text_show(lines->pdata[i]);
		burnish_inspection_add_line(inspection, "%s", shown);
	}
	if (result)
		inspection->error = burnish_failure_take(&inspection->status);

	return inspection;
}
