/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IPTC Photo Metadata Standard 2025.1: prompt, system and its version, and what kind of source that is
 * (newscodes digitalsourcetype); the date in Dublin Core's and Adobe's words; and in our own, for which
 * there are none, what the record beside a picture says. Every value is a simple one.
 */

#include <burnish.h>

#include "../base/json.h"
#include "../image/xmp.h"
#include "credit.h"

#define SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/"
#define NS_DC "http://purl.org/dc/elements/1.1/"
#define NS_XMP "http://ns.adobe.com/xap/1.0/"

/* Members of the record, in our namespace. */
static const struct {
	const char *member;
	const char *property;
} facts[] = {
	{ "prompt", "Prompt" },
	{ "revised-prompt", "RevisedPrompt" },
	{ "model", "Model" },
	{ "mainline", "Mainline" },
	{ "size", "Size" },
	{ "quality", "Quality" },
	{ "background", "Background" },
	{ "response-id", "ResponseID" },
	{ "image-id", "ImageID" },
	{ "request-id", "RequestID" },
};

/* XML 1.0 has no control characters but these three, not even escaped. */
static char *
clean(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);

	for (char *p = valid; *p; p++)
		if (g_ascii_iscntrl(*p) && *p != '\n' && *p != '\t' && *p != '\r')
			*p = ' ';

	return valid;
}

static void
put(BurnishXmp *xmp, const char *schema, const char *property, const char *text)
{
	if (!text)
		return;
	g_autofree char *valid = clean(text);

	burnish_xmp_set(xmp, schema, property, valid);
}

/* "UsageInput" for "input". */
static void
put_usage(BurnishXmp *xmp, const cJSON *usage)
{
	const cJSON *count;

	cJSON_ArrayForEach(count, usage) {
		g_auto(GStrv) words = g_strsplit(count->string, "-", -1);
		g_autoptr(GString) property = g_string_new("Usage");
		g_autofree char *text = g_strdup_printf("%.0f", cJSON_GetNumberValue(count));

		for (int i = 0; words[i]; i++) {
			*words[i] = g_ascii_toupper(*words[i]);
			g_string_append(property, words[i]);
		}
		put(xmp, BURNISH_NS, property->str, text);
	}
}

char *
burnish_credit_new(const cJSON *record)
{
	g_autoptr(BurnishXmp) xmp = burnish_xmp_open(NULL);
	const char *revised = burnish_json_get_text(record, "revised-prompt");
	const char *id = burnish_json_get_text(record, "image-id");

	put(xmp, NS_XMP, "CreateDate", burnish_json_get_text(record, "date"));
	put(xmp, NS_XMP, "CreatorTool", "burnish " BURNISH_VERSION);
	put(xmp, NS_DC, "identifier", id ? id : burnish_json_get_text(record, "request-id"));
	/* A picture that was edited is a composite with what was made. */
	put(xmp, BURNISH_NS_IPTC_EXT, "DigitalSourceType", cJSON_HasObjectItem(record, "references") ? SOURCE "compositeWithTrainedAlgorithmicMedia" : SOURCE "trainedAlgorithmicMedia");
	put(xmp, BURNISH_NS_IPTC_EXT, "AISystemUsed", burnish_json_get_text(record, "model"));
	put(xmp, BURNISH_NS_IPTC_EXT, "AIPromptInformation", revised ? revised : burnish_json_get_text(record, "prompt"));
	for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
		put(xmp, BURNISH_NS, facts[i].property, burnish_json_get_text(record, facts[i].member));
	put_usage(xmp, cJSON_GetObjectItemCaseSensitive(record, "usage"));

	g_autoptr(GBytes) packet = burnish_xmp_to_bytes(xmp);

	return g_strndup(g_bytes_get_data(packet, NULL), g_bytes_get_size(packet));
}
