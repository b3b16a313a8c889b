/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IPTC Photo Metadata Standard 2025.1: prompt, system and its version, and what kind of source that is
 * (newscodes digitalsourcetype); the date in Dublin Core's and Adobe's words.
 */

#include <burnish.h>

#include "../base/json.h"
#include "credit.h"

#define SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/"

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
append(GString *xmp, const char *property, const char *text)
{
	if (!text)
		return;
	g_autofree char *valid = clean(text);
	g_autofree char *escaped = g_markup_escape_text(valid, -1);

	g_string_append_printf(xmp, "   <%s>%s</%s>\n", property, escaped, property);
}

char *
burnish_credit_new(const cJSON *record)
{
	GString *xmp = g_string_new(
		"<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
		" <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
		"  <rdf:Description rdf:about=\"\"\n"
		"    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
		"    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
		"    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">\n");
	const char *revised = burnish_json_get_text(record, "revised-prompt");

	append(xmp, "xmp:CreateDate", burnish_json_get_text(record, "date"));
	append(xmp, "xmp:CreatorTool", "burnish " BURNISH_VERSION);
	/* A picture that was edited is a composite with what was made. */
	append(xmp, "Iptc4xmpExt:DigitalSourceType", cJSON_HasObjectItem(record, "references") ? SOURCE "compositeWithTrainedAlgorithmicMedia" : SOURCE "trainedAlgorithmicMedia");
	append(xmp, "Iptc4xmpExt:AISystemUsed", burnish_json_get_text(record, "model"));
	append(xmp, "Iptc4xmpExt:AIPromptInformation", revised ? revised : burnish_json_get_text(record, "prompt"));
	append(xmp, "dc:identifier", burnish_json_get_text(record, "image-id") ? burnish_json_get_text(record, "image-id") : burnish_json_get_text(record, "request-id"));
	g_string_append(xmp, "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");

	return g_string_free(xmp, FALSE);
}
