/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* GMarkup reads the part of XML that stores use: elements and text. It knows no entities of
 * a document's own, so that a document cannot grow while it is read.
 */

#include <string.h>

#include <vips/vips.h>

#include "answers.h"

typedef struct {
	BurnishListing *listing;
	/* What is being read of an object. */
	BurnishObject *object;
	GString *text;
	/* Elements that are open. */
	GPtrArray *open;
	gboolean is_list;
	gboolean is_escaped;
	gboolean is_truncated;
} Reader;

static void
object_free(void *data)
{
	BurnishObject *object = data;

	if (!object)
		return;

	g_free(object->key);
	g_free(object->etag);
	g_free(object);
}

void
burnish_listing_free(BurnishListing *listing)
{
	if (!listing)
		return;

	g_ptr_array_unref(listing->objects);
	g_free(listing->next);
	g_free(listing);
}

char *
burnish_etag_bare(const char *text)
{
	gsize length = strlen(text);

	return length >= 2 && text[0] == '"' && text[length - 1] == '"' ? g_strndup(text + 1, length - 2) : g_strdup(text);
}

char *
burnish_etag_of(const guint8 *md5)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < 16; i++)
		g_string_append_printf(text, "%02x", md5[i]);

	return g_string_free(text, FALSE);
}

gboolean
burnish_etag_is_md5(const char *etag)
{
	return etag && strlen(etag) == 32 && strspn(etag, "0123456789abcdef") == 32;
}

static void
on_start(GMarkupParseContext *context, const char *name, const char **names, const char **values, void *user, GError **error)
{
	Reader *reader = user;

	g_string_truncate(reader->text, 0);
	if (reader->open->len == 0)
		reader->is_list = g_str_equal(name, "ListBucketResult");
	if (reader->open->len == 1 && g_str_equal(name, "Contents"))
		reader->object = g_new0(BurnishObject, 1);
	g_ptr_array_add(reader->open, g_strdup(name));
}

static void
on_text(GMarkupParseContext *context, const char *text, gsize length, void *user, GError **error)
{
	g_string_append_len(((Reader *) user)->text, text, length);
}

static void
take(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static void
end_of_object(Reader *reader, const char *name)
{
	if (g_str_equal(name, "Key"))
		take(&reader->object->key, reader->text->str);
	else if (g_str_equal(name, "Size"))
		reader->object->size = g_ascii_strtoll(reader->text->str, NULL, 10);
	else if (g_str_equal(name, "ETag")) {
		g_free(reader->object->etag);
		reader->object->etag = burnish_etag_bare(reader->text->str);
	}
}

static void
on_end(GMarkupParseContext *context, const char *name, void *user, GError **error)
{
	Reader *reader = user;
	guint depth = reader->open->len;

	if (depth == 3 && reader->object)
		end_of_object(reader, name);
	else if (depth == 2 && reader->object) {
		if (reader->object->key && reader->object->etag)
			g_ptr_array_add(reader->listing->objects, reader->object);
		else
			object_free(reader->object);
		reader->object = NULL;
	}
	else if (depth == 2 && g_str_equal(name, "NextContinuationToken"))
		take(&reader->listing->next, reader->text->str);
	else if (depth == 2 && g_str_equal(name, "IsTruncated"))
		reader->is_truncated = g_str_equal(reader->text->str, "true");
	else if (depth == 2 && g_str_equal(name, "EncodingType"))
		reader->is_escaped = g_str_equal(reader->text->str, "url");
	g_string_truncate(reader->text, 0);
	g_ptr_array_set_size(reader->open, depth - 1);
}

/* Keys with characters that XML has not are escaped: as in a form, with "+" for a space. */
static int
unescape(BurnishListing *listing)
{
	for (guint i = 0; i < listing->objects->len; i++) {
		BurnishObject *object = listing->objects->pdata[i];
		char *key = g_uri_unescape_string(g_strdelimit(object->key, "+", ' '), NULL);

		if (!key || !g_utf8_validate(key, -1, NULL)) {
			g_free(key);
			vips_error(NULL, "the list has a name in it that is none");
			return -1;
		}
		g_free(object->key);
		object->key = key;
	}

	return 0;
}

BurnishListing *
burnish_listing_parse(const char *text, gsize length)
{
	static const GMarkupParser parser = { on_start, on_end, on_text, NULL, NULL };
	g_autoptr(BurnishListing) listing = g_new0(BurnishListing, 1);
	Reader reader = { .listing = listing, .text = g_string_new(NULL), .open = g_ptr_array_new_with_free_func(g_free) };
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &reader, NULL);

	listing->objects = g_ptr_array_new_with_free_func(object_free);
	gboolean good = g_markup_parse_context_parse(context, text, length, NULL) && g_markup_parse_context_end_parse(context, NULL) && reader.is_list;
	g_markup_parse_context_free(context);
	object_free(reader.object);
	g_string_free(reader.text, TRUE);
	g_ptr_array_unref(reader.open);
	if (!good) {
		vips_error(NULL, "what should be a list of objects is none; is the endpoint right?");
		return NULL;
	}
	/* What goes on without saying how would be left out in silence. */
	if (reader.is_truncated && !listing->next) {
		vips_error(NULL, "the list goes on and does not say where");
		return NULL;
	}
	if (!reader.is_truncated)
		g_clear_pointer(&listing->next, g_free);
	if (reader.is_escaped && unescape(listing))
		return NULL;

	return g_steal_pointer(&listing);
}

/* ---- One text ---- */

typedef struct {
	const char *root;
	const char *name;
	int depth;
	gboolean is_root;
	gboolean inside;
	GString *text;
} Search;

static void
search_start(GMarkupParseContext *context, const char *name, const char **names, const char **values, void *user, GError **error)
{
	Search *search = user;

	if (search->depth == 0)
		search->is_root = g_str_equal(name, search->root);
	search->inside = search->depth == 1 && search->is_root && !search->text && g_str_equal(name, search->name);
	if (search->inside)
		search->text = g_string_new(NULL);
	search->depth++;
}

static void
search_text(GMarkupParseContext *context, const char *text, gsize length, void *user, GError **error)
{
	Search *search = user;

	if (search->inside)
		g_string_append_len(search->text, text, length);
}

static void
search_end(GMarkupParseContext *context, const char *name, void *user, GError **error)
{
	Search *search = user;

	search->depth--;
	search->inside = FALSE;
}

char *
burnish_answer_text(const char *text, gsize length, const char *root, const char *name)
{
	static const GMarkupParser parser = { search_start, search_end, search_text, NULL, NULL };
	Search search = { .root = root, .name = name };
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &search, NULL);
	gboolean good = g_markup_parse_context_parse(context, text, length, NULL) && g_markup_parse_context_end_parse(context, NULL);

	g_markup_parse_context_free(context);
	if (!search.text)
		return NULL;

	return g_string_free(search.text, !good);
}
