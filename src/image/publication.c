/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a published picture says of itself: rights and description for those who use it,
 * where it comes from for those who ask, and nothing private.
 *
 * What the user says stands before what the file says of title, author and rights. Of its
 * origin, the file stands first: XMP, then Content Credentials, then the API, then the
 * user; nobody makes a generated picture a photograph by an option.
 */

#include <string.h>

#include <exempi/xmpconsts.h>

#include "exif.h"
#include "iim.h"
#include "publication.h"
#include "xmp.h"

#define SOURCE_TYPES "http://cv.iptc.org/newscodes/digitalsourcetype/"
#define NS_MM "http://ns.adobe.com/xap/1.0/mm/"
#define PROGRAM "burnish " BURNISH_VERSION

/* The numbers of EXIF's text tags. */
enum {
	TAG_DESCRIPTION = 0x010e,
	TAG_SOFTWARE = 0x0131,
	TAG_ARTIST = 0x013b,
	TAG_COPYRIGHT = 0x8298,
};

/* Text chunks of PNG that are descriptive by the standard (PNG Third Edition, 11.3.3.2).
 * All others may hold anything: prompts, graphs of nodes, paths of a home directory. */
static const char *const png_keywords[] = { "Title", "Author", "Copyright", "Description", NULL };

/* What is said, from wherever it is said. */
typedef struct {
	char *title;
	char *author;
	char *copyright;
	char *description;
	char *keywords;
	char *source_type;
} Facts;

static void
facts_clear(Facts *facts)
{
	g_free(facts->title);
	g_free(facts->author);
	g_free(facts->copyright);
	g_free(facts->description);
	g_free(facts->keywords);
	g_free(facts->source_type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

static gboolean
has_values(const BurnishSave *save)
{
	return save->title || save->author || save->copyright || save->alt || save->keywords || save->ai_source;
}

gboolean
burnish_publication_is_needed(const BurnishPublication *publication)
{
	return has_values(publication->save) || publication->save->metadata != BURNISH_POLICY_KEEP ||
		(publication->claim && burnish_claim_is_read(publication->claim));
}

char *
burnish_publication_source_type(GBytes *xmp)
{
	g_autoptr(BurnishXmp) parsed = xmp ? burnish_xmp_open(xmp) : NULL;
	g_autofree char *uri = parsed ? burnish_xmp_get(parsed, BURNISH_NS_IPTC_EXT, "DigitalSourceType", " ") : NULL;
	const char *slash = uri ? strrchr(uri, '/') : NULL;

	return uri ? g_strdup(slash ? slash + 1 : uri) : NULL;
}

static char *
png_text(const BurnishMetadata *metadata, const char *keyword)
{
	for (guint i = 0; i < metadata->texts->len; i++) {
		const BurnishText *text = metadata->texts->pdata[i];

		if (g_str_equal(text->keyword, keyword) && *text->text)
			return g_strdup(text->text);
	}

	return NULL;
}

/* The first that says something: the user, XMP, EXIF, IPTC, PNG. Takes `xmp` over. */
static char *
first(const char *given, char *xmp, const BurnishMetadata *metadata, int exif_tag, int dataset, const char *keyword)
{
	g_autofree char *from_xmp = xmp;
	char *found = given ? g_strdup(given) : g_steal_pointer(&from_xmp);

	if (!found && metadata->exif && exif_tag)
		found = burnish_exif_text(metadata->exif, exif_tag);
	if (!found && metadata->iptc && dataset)
		found = burnish_iim_get(metadata->iptc, dataset, dataset == BURNISH_IIM_KEYWORD ? ", " : "; ");
	if (!found && keyword)
		found = png_text(metadata, keyword);

	return found;
}

static void
collect(const BurnishPublication *publication, BurnishMetadata *metadata, BurnishXmp *xmp, Facts *facts)
{
	const BurnishSave *save = publication->save;

	facts->title = first(save->title, burnish_xmp_get(xmp, NS_DC, "title", "; "),
		metadata, 0, BURNISH_IIM_TITLE, "Title");
	facts->author = first(save->author, burnish_xmp_get(xmp, NS_DC, "creator", "; "),
		metadata, TAG_ARTIST, BURNISH_IIM_AUTHOR, "Author");
	facts->copyright = first(save->copyright, burnish_xmp_get(xmp, NS_DC, "rights", "; "),
		metadata, TAG_COPYRIGHT, BURNISH_IIM_COPYRIGHT, "Copyright");
	facts->description = first(save->alt, burnish_xmp_get(xmp, NS_DC, "description", "; "),
		metadata, TAG_DESCRIPTION, BURNISH_IIM_CAPTION, "Description");
	facts->keywords = first(save->keywords, burnish_xmp_get(xmp, NS_DC, "subject", ", "),
		metadata, 0, BURNISH_IIM_KEYWORD, NULL);
}

/* Who says where the picture comes from; a user who says otherwise is told. */
static char *
find_source_type(const BurnishPublication *publication, BurnishMetadata *metadata)
{
	g_autofree char *stated = burnish_publication_source_type(metadata->xmp);
	const BurnishClaim *claim = publication->claim;
	const char *given = publication->save->ai_source ? burnish_source_types[publication->save->ai_source] : NULL;
	const char *found = stated ? stated : claim ? claim->source_type
												: NULL;

	if (given && found && !g_str_equal(given, found))
		burnish_metadata_add_note(metadata, "ai-source: %s is not written, for %s says %s", given,
			stated ? "XMP" : "a signed claim",
			found);

	return g_strdup(found ? found : given);
}

static gboolean
is_generated(const char *source_type)
{
	return source_type && (g_str_equal(source_type, "trainedAlgorithmicMedia") || g_str_equal(source_type, "compositeWithTrainedAlgorithmicMedia"));
}

/* What everybody may know: rights and licences, description, and where the picture comes
 * from. Not how to reach people, nor where and with what a photograph was taken, nor what
 * was asked of a model. */
static gboolean
is_public(const char *schema, const char *name)
{
	static const char *const schemas[] = { NS_DC, NS_XAP_RIGHTS, NS_CC, "http://ns.useplus.org/ldf/xmp/1.0/", NULL };
	static const char *const names[] = {
		"photoshop:Credit",
		"photoshop:Headline",
		"xmp:CreatorTool",
		"Iptc4xmpCore:AltTextAccessibility",
		"Iptc4xmpCore:ExtDescrAccessibility",
		"Iptc4xmpExt:DigitalSourceType",
		"Iptc4xmpExt:AISystemUsed",
		"Iptc4xmpExt:AISystemVersionUsed",
		NULL,
	};

	return g_strv_contains(schemas, schema) || g_strv_contains(names, name);
}

/* Of a stripped picture only that it was generated stays: that is not the user's secret,
 * and no mark of it is taken off here. */
static gboolean
is_source_type(const char *schema, const char *name)
{
	return g_str_equal(name, "Iptc4xmpExt:DigitalSourceType");
}

static void
write_description(BurnishXmp *xmp, const Facts *facts, const BurnishSave *save)
{
	if (facts->title)
		burnish_xmp_set_localized(xmp, NS_DC, "title", facts->title);
	if (facts->description)
		burnish_xmp_set_localized(xmp, NS_DC, "description", facts->description);
	if (facts->author)
		burnish_xmp_set_list(xmp, NS_DC, "creator", facts->author, ";", TRUE);
	if (facts->keywords)
		burnish_xmp_set_list(xmp, NS_DC, "subject", facts->keywords, ",", FALSE);
	if (facts->copyright) {
		burnish_xmp_set_localized(xmp, NS_DC, "rights", facts->copyright);
		burnish_xmp_set(xmp, NS_XAP_RIGHTS, "Marked", "True");
	}
	if (save->alt)
		burnish_xmp_set_localized(xmp, BURNISH_NS_IPTC_CORE, "AltTextAccessibility", save->alt);
}

/* What the lost manifest claimed, and what was done since. */
static void
write_claim(BurnishXmp *xmp, const BurnishPublication *publication)
{
	const BurnishClaim *claim = publication->claim;

	burnish_xmp_set_structure(xmp, NS_MM, "DerivedFrom");
	if (claim->manifest)
		burnish_xmp_set(xmp, NS_MM, "DerivedFrom/stRef:documentID", claim->manifest);
	if (claim->generator)
		burnish_xmp_set(xmp, NS_MM, "DerivedFrom/stRef:manager", claim->generator);

	int index = burnish_xmp_append_structure(xmp, NS_MM, "History");
	const struct {
		const char *field;
		char *value;
	} fields[] = {
		{ "action", g_strdup(*publication->steps ? "edited" : "converted") },
		{ "softwareAgent", g_strdup(PROGRAM) },
		{ "parameters", g_strdup_printf("%s%sfrom a file with Content Credentials (C2PA) by %s%s%s, not valid for this one", publication->steps, *publication->steps ? "; " : "", claim->generator ? claim->generator : "an unnamed generator", claim->algorithm ? ", signed with " : "", claim->algorithm ? claim->algorithm : "") },
	};
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *path = g_strdup_printf("History[%d]/stEvt:%s", index, fields[i].field);

		burnish_xmp_set(xmp, NS_MM, path, fields[i].value);
		g_free(fields[i].value);
	}
}

static void
write_provenance(BurnishXmp *xmp, const BurnishPublication *publication, const Facts *facts)
{
	const BurnishClaim *claim = publication->claim;

	if (facts->source_type) {
		g_autofree char *uri = g_strconcat(SOURCE_TYPES, facts->source_type, NULL);
		burnish_xmp_set(xmp, BURNISH_NS_IPTC_EXT, "DigitalSourceType", uri);
	}
	if (publication->save->metadata == BURNISH_POLICY_STRIP)
		return;

	g_autofree char *known = burnish_xmp_get(xmp, BURNISH_NS_IPTC_EXT, "AISystemUsed", ", ");
	if (!known && claim && claim->generator && is_generated(facts->source_type))
		burnish_xmp_set(xmp, BURNISH_NS_IPTC_EXT, "AISystemUsed", claim->generator);
	if (claim && burnish_claim_is_read(claim))
		write_claim(xmp, publication);
}

static void
write_exif(const BurnishPublication *publication, const Facts *facts, BurnishMetadata *metadata)
{
	const BurnishSave *save = publication->save;
	gboolean publish = save->metadata == BURNISH_POLICY_PUBLISH;
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(publication->time);
	g_autofree char *date = time ? g_date_time_format(time, "%Y:%m:%d %H:%M:%S") : NULL;
	const BurnishExifTexts texts = {
		/* EXIF has no title. */
		.description = facts->description ? facts->description : facts->title,
		.artist = facts->author,
		.copyright = facts->copyright,
		.software = publish ? PROGRAM : NULL,
		.date = publish ? date : NULL,
	};

	if (metadata->exif && !burnish_exif_is_sound(metadata->exif)) {
		burnish_metadata_add_lost(metadata, "a damaged EXIF block");
		burnish_metadata_set(&metadata->exif, NULL);
	}
	metadata->exif_repeats = publish || !metadata->exif;
	burnish_metadata_set(&metadata->exif, burnish_exif_describe(metadata->exif, &texts, publish));
}

/* The chunks that say the same as facts of the user shall say it now; for publication, no
 * others stay. */
static void
write_texts(const BurnishSave *save, const Facts *facts, BurnishMetadata *metadata)
{
	const char *const values[] = { facts->title, facts->author, facts->copyright, facts->description };

	for (guint i = metadata->texts->len; i > 0; i--) {
		BurnishText *text = metadata->texts->pdata[i - 1];
		int place = 0;

		while (png_keywords[place] && !g_str_equal(png_keywords[place], text->keyword))
			place++;
		if (png_keywords[place] && values[place]) {
			g_free(text->text);
			text->text = g_strdup(values[place]);
		}
		else if (!png_keywords[place] && save->metadata == BURNISH_POLICY_PUBLISH)
			g_ptr_array_remove_index(metadata->texts, i - 1);
	}
}

static void
set_plain(BurnishMetadata *metadata, const Facts *facts, gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);

	metadata->title = g_strdup(facts->title);
	metadata->author = g_strdup(facts->author);
	metadata->copyright = g_strdup(facts->copyright);
	metadata->description = g_strdup(facts->description);
	metadata->keywords = g_strdup(facts->keywords);
	metadata->date = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
strip(BurnishMetadata *metadata)
{
	burnish_metadata_set(&metadata->exif, NULL);
	burnish_metadata_set(&metadata->iptc, NULL);
	g_ptr_array_set_size(metadata->texts, 0);
}

void
burnish_publication_apply(const BurnishPublication *publication, BurnishMetadata *metadata)
{
	const BurnishSave *save = publication->save;
	g_autoptr(BurnishXmp) xmp = burnish_xmp_open(metadata->xmp);
	g_auto(Facts) facts = { .source_type = find_source_type(publication, metadata) };

	if (!xmp) {
		burnish_metadata_add_lost(metadata, "a damaged XMP block");
		xmp = burnish_xmp_open(NULL);
	}
	if (save->metadata == BURNISH_POLICY_STRIP) {
		strip(metadata);
		burnish_xmp_filter(xmp, is_source_type);
	}
	else {
		gboolean rewrites = has_values(save) || save->metadata == BURNISH_POLICY_PUBLISH;

		collect(publication, metadata, xmp, &facts);
		set_plain(metadata, &facts, publication->time);
		if (save->metadata == BURNISH_POLICY_PUBLISH)
			burnish_xmp_filter(xmp, is_public);
		if (rewrites) {
			write_description(xmp, &facts, save);
			write_exif(publication, &facts, metadata);
			write_texts(save, &facts, metadata);
			/* XMP says it now; two places would come to differ. */
			burnish_metadata_set(&metadata->iptc, NULL);
		}
	}
	write_provenance(xmp, publication, &facts);
	burnish_metadata_set(&metadata->xmp, burnish_xmp_to_bytes(xmp));
}

/* One segment of JPEG, less a reserve for its label. */
#define JPEG_ROOM 65000

static gboolean
fits(GBytes *packet, const BurnishFormat *format)
{
	return !packet || !g_str_equal(format->name, "jpeg") || g_bytes_get_size(packet) <= JPEG_ROOM;
}

static void
pack_text(BurnishXmp *xmp, const BurnishText *text)
{
	int index = burnish_xmp_append_structure(xmp, BURNISH_NS, "Text");
	g_autofree char *keyword = g_strdup_printf("Text[%d]/burnish:keyword", index);
	g_autofree char *value = g_strdup_printf("Text[%d]/burnish:text", index);

	burnish_xmp_set(xmp, BURNISH_NS, keyword, text->keyword);
	burnish_xmp_set(xmp, BURNISH_NS, value, text->text);
}

/* A packet that is too large would be lost whole; so only what matters goes in. */
static void
shrink(BurnishMetadata *metadata, const BurnishFormat *format)
{
	g_autoptr(BurnishXmp) xmp = fits(metadata->xmp, format) ? NULL : burnish_xmp_open(metadata->xmp);

	if (xmp && burnish_xmp_filter(xmp, is_public) > 0) {
		burnish_metadata_add_lost(metadata, "XMP but for rights and description: %s has no room for more", format->label);
		burnish_metadata_set(&metadata->xmp, burnish_xmp_to_bytes(xmp));
	}
}

void
burnish_publication_pack(BurnishMetadata *metadata, const BurnishFormat *format)
{
	guint lost = 0;

	shrink(metadata, format);
	for (guint i = 0; i < metadata->texts->len; i++) {
		g_autoptr(BurnishXmp) xmp = format->holds_xmp ? burnish_xmp_open(metadata->xmp) : NULL;
		g_autoptr(GBytes) packet = NULL;

		if (xmp) {
			pack_text(xmp, metadata->texts->pdata[i]);
			packet = burnish_xmp_to_bytes(xmp);
		}
		if (packet && fits(packet, format))
			burnish_metadata_set(&metadata->xmp, g_steal_pointer(&packet));
		else
			lost++;
	}
	if (lost > 0)
		burnish_metadata_add_lost(metadata, "%u text chunks: %s does not hold them", lost, format->label);
	g_ptr_array_set_size(metadata->texts, 0);
}

void
burnish_publication_unpack(BurnishMetadata *metadata)
{
	gsize length = 0;
	const char *text = metadata->xmp ? g_bytes_get_data(metadata->xmp, &length) : NULL;

	/* Most packets have none, and are not worth reading twice. */
	if (!text || !g_strstr_len(text, length, BURNISH_NS))
		return;
	g_autoptr(BurnishXmp) xmp = burnish_xmp_open(metadata->xmp);
	if (!xmp)
		return;

	int n = MIN(burnish_xmp_count(xmp, BURNISH_NS, "Text"), BURNISH_MAX_TEXTS);
	for (int i = 1; i <= n; i++) {
		g_autofree char *keyword_path = g_strdup_printf("Text[%d]/burnish:keyword", i);
		g_autofree char *text_path = g_strdup_printf("Text[%d]/burnish:text", i);
		g_autofree char *keyword = burnish_xmp_get(xmp, BURNISH_NS, keyword_path, "");
		g_autofree char *value = burnish_xmp_get(xmp, BURNISH_NS, text_path, "");

		if (keyword && value)
			burnish_metadata_add_text(metadata, keyword, value);
	}
	burnish_xmp_delete(xmp, BURNISH_NS, "Text");
	burnish_metadata_set(&metadata->xmp, burnish_xmp_to_bytes(xmp));
}
