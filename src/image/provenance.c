/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Content Credentials (C2PA 2.1) are a tree of JUMBF boxes (ISO 19566-5): a
 * store of manifests, the last one being the active one; in each a claim and
 * assertions, which are CBOR. XMP is RDF in XML.
 */

#include <string.h>

#include <cbor.h>

#include "container.h"
#include "provenance.h"

#define BOX_JUMB BURNISH_TYPE4('j', 'u', 'm', 'b')
#define BOX_JUMD BURNISH_TYPE4('j', 'u', 'm', 'd')
#define BOX_CBOR BURNISH_TYPE4('c', 'b', 'o', 'r')

/* Store, manifest, assertions, assertion: four; ingredients do not nest. */
#define MAX_DEPTH 8

/* Where the boxes are that manifests describe themselves with. */
#define MANIFEST_DEPTH 2

/* Assertions can hold thumbnails of any size; the ones we read are small. */
#define MAX_CBOR (1 << 20)

static void
cbor_free(cbor_item_t *item)
{
	cbor_decref(&item);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cbor_item_t, cbor_free)

void
burnish_claim_clear(BurnishClaim *claim)
{
	g_clear_pointer(&claim->generator, g_free);
	g_clear_pointer(&claim->source_type, g_free);
	g_clear_pointer(&claim->manifest, g_free);
	g_clear_pointer(&claim->algorithm, g_free);
	claim->version = 0;
}

gboolean
burnish_claim_is_read(const BurnishClaim *claim)
{
	return claim->version > 0;
}

static char *
to_text(const cbor_item_t *item)
{
	if (!cbor_isa_string(item) || !cbor_string_is_definite(item))
		return NULL;

	return g_utf8_make_valid((const char *) cbor_string_handle(item), cbor_string_length(item));
}

static gboolean
key_is(const cbor_item_t *key, const char *name)
{
	return cbor_isa_string(key) && cbor_string_is_definite(key) &&
		cbor_string_length(key) == strlen(name) &&
		memcmp(cbor_string_handle(key), name, strlen(name)) == 0;
}

/* The value of a key, in this map or below it. Borrowed. */
static const cbor_item_t *
find_key(const cbor_item_t *item, const char *name, int depth)
{
	const cbor_item_t *found = NULL;

	if (depth > MAX_DEPTH)
		return NULL;

	if (cbor_isa_map(item)) {
		struct cbor_pair *pairs = cbor_map_handle(item);

		for (size_t i = 0; i < cbor_map_size(item); i++)
			if (key_is(pairs[i].key, name))
				return pairs[i].value;
		for (size_t i = 0; i < cbor_map_size(item) && !found; i++)
			found = find_key(pairs[i].value, name, depth + 1);
	}
	else if (cbor_isa_array(item)) {
		cbor_item_t **items = cbor_array_handle(item);

		for (size_t i = 0; i < cbor_array_size(item) && !found; i++)
			found = find_key(items[i], name, depth + 1);
	}

	return found;
}

static void
read_claim(const cbor_item_t *root, BurnishClaim *claim)
{
	/* A map with name and version, or in the first edition of the
	 * standard an array of them beside a plain string. */
	const cbor_item_t *info = find_key(root, "claim_generator_info", 0);
	const cbor_item_t *name = info ? find_key(info, "name", 0) : NULL;
	const cbor_item_t *version = info ? find_key(info, "version", 0) : NULL;
	const cbor_item_t *plain = find_key(root, "claim_generator", 0);
	g_autofree char *name_text = name ? to_text(name) : NULL;
	g_autofree char *version_text = version ? to_text(version) : NULL;
	char *generator = name_text
		? g_strjoin(" ", name_text, version_text, NULL)
		: plain ? to_text(plain)
				: NULL;

	if (generator) {
		g_free(claim->generator);
		claim->generator = generator;
	}
}

static void
read_actions(const cbor_item_t *root, BurnishClaim *claim)
{
	const cbor_item_t *type = find_key(root, "digitalSourceType", 0);
	g_autofree char *uri = type ? to_text(type) : NULL;

	if (uri) {
		const char *slash = strrchr(uri, '/');

		g_free(claim->source_type);
		claim->source_type = g_strdup(slash ? slash + 1 : uri);
	}
}

static void
add_items(void *data, size_t n)
{
	size_t *items = data;

	*items = n > G_MAXSIZE / 4 - *items ? G_MAXSIZE / 4 : *items + n;
}

static void
add_pairs(void *data, size_t n)
{
	add_items(data, n > G_MAXSIZE / 4 ? n : n * 2);
}

/* Whether arrays and maps can have all the items that they announce: libcbor
 * allocates for them before it has seen any, and nine bytes can ask for 2^64. An
 * item has at least one byte. */
static gboolean
has_all_items(const guint8 *data, size_t length)
{
	struct cbor_callbacks callbacks = cbor_empty_callbacks;
	struct cbor_decoder_result result;
	size_t items = 0;

	callbacks.array_start = add_items;
	callbacks.map_start = add_pairs;
	for (size_t offset = 0; offset < length && items <= length; offset += result.read) {
		result = cbor_stream_decode(data + offset, length - offset, &callbacks, &items);
		if (result.status != CBOR_DECODER_FINISHED)
			break;
	}

	return items <= length;
}

/* The signature is COSE_Sign1 (RFC 9052): an array that begins with its protected header, a
 * map in a byte string, in which key 1 is the algorithm (RFC 9053, by number). */
static void
read_signature(const cbor_item_t *root, BurnishClaim *claim)
{
	static const struct {
		guint64 negative;
		const char *name;
	} algorithms[] = {
		{ 6, "ES256" },
		{ 7, "Ed25519" },
		{ 34, "ES384" },
		{ 35, "ES512" },
		{ 36, "PS256" },
		{ 37, "PS384" },
		{ 38, "PS512" },
	};
	struct cbor_load_result result;

	if (!cbor_isa_array(root) || cbor_array_size(root) < 1)
		return;
	const cbor_item_t *bytes = cbor_array_handle(root)[0];
	if (!cbor_isa_bytestring(bytes) || !cbor_bytestring_is_definite(bytes) ||
		!has_all_items(cbor_bytestring_handle(bytes), cbor_bytestring_length(bytes)))
		return;

	g_autoptr(cbor_item_t) header = cbor_load(cbor_bytestring_handle(bytes), cbor_bytestring_length(bytes), &result);
	if (!header || !cbor_isa_map(header))
		return;
	for (size_t i = 0; i < cbor_map_size(header); i++) {
		const struct cbor_pair *pair = &cbor_map_handle(header)[i];

		if (!cbor_isa_uint(pair->key) || cbor_get_int(pair->key) != 1 || !cbor_isa_negint(pair->value))
			continue;
		for (guint j = 0; j < G_N_ELEMENTS(algorithms); j++)
			if (cbor_get_int(pair->value) == algorithms[j].negative) {
				g_free(claim->algorithm);
				claim->algorithm = g_strdup(algorithms[j].name);
			}
	}
}

/* The content of a box that says something of ours. */
static void
read_content(const char *label, const BurnishPiece *box, BurnishClaim *claim)
{
	gboolean is_claim = g_str_has_prefix(label, "c2pa.claim");
	gboolean is_actions = g_str_has_prefix(label, "c2pa.actions");
	gboolean is_signature = g_str_equal(label, "c2pa.signature");
	struct cbor_load_result result;

	/* libcbor 0.8 does not know the tag that says COSE_Sign1. */
	size_t skip = is_signature && box->length > 0 && box->data[0] == 0xd2 ? 1 : 0;
	const guint8 *data = box->data + skip;
	size_t length = box->length - skip;

	if ((!is_claim && !is_actions && !is_signature) || length > MAX_CBOR || !has_all_items(data, length))
		return;

	g_autoptr(cbor_item_t) root = cbor_load(data, length, &result);
	if (!root)
		return;
	if (is_claim) {
		/* "c2pa.claim" is that of the first edition. */
		claim->version = g_str_equal(label, "c2pa.claim") ? 1 : 2;
		read_claim(root, claim);
	}
	else if (is_signature)
		read_signature(root, claim);
	else
		read_actions(root, claim);
}

/* Type (16 bytes) and toggles, then the label if the toggles announce one. */
static char *
read_label(const BurnishPiece *description)
{
	if (description->length < 18 || !(description->data[16] & 2))
		return NULL;

	return g_strndup((const char *) description->data + 17, description->length - 17);
}

static void
walk_store(const guint8 *data, size_t size, BurnishClaim *claim, int depth)
{
	BurnishWalk walk = { data, size, 0 };
	BurnishPiece box;
	g_autofree char *label = NULL;

	if (depth > MAX_DEPTH)
		return;

	while (burnish_box_next(&walk, &box))
		if (box.type == BOX_JUMB)
			walk_store(box.data, box.length, claim, depth + 1);
		else if (box.type == BOX_JUMD && !label) {
			label = read_label(&box);
			if (label && depth == MANIFEST_DEPTH) {
				g_free(claim->manifest);
				claim->manifest = g_utf8_make_valid(label, -1);
			}
		}
		else if (box.type == BOX_CBOR && label)
			read_content(label, &box, claim);
}

void
burnish_c2pa_read(GBytes *store, BurnishClaim *claim)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(store, &size);

	walk_store(data, size, claim, 0);
}

typedef struct {
	const char *name;
	char *value;
	gboolean inside;
} Search;

static gboolean
is_named(const char *qualified, const char *name)
{
	const char *colon = strchr(qualified, ':');

	return g_str_equal(colon ? colon + 1 : qualified, name);
}

static void
start_element(GMarkupParseContext *context, const char *element,
	const char **names, const char **values, void *data, GError **error)
{
	Search *search = data;

	if (is_named(element, search->name))
		search->inside = TRUE;
	for (int i = 0; names[i] && !search->value; i++)
		if (is_named(names[i], search->name))
			search->value = g_strdup(values[i]);
}

static void
end_element(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
	Search *search = data;

	if (is_named(element, search->name))
		search->inside = FALSE;
}

static void
element_text(GMarkupParseContext *context, const char *text, gsize length, void *data, GError **error)
{
	Search *search = data;

	if (search->inside && !search->value) {
		g_autofree char *copy = g_strndup(text, length);
		if (*g_strstrip(copy))
			search->value = g_steal_pointer(&copy);
	}
}

char *
burnish_xmp_value(GBytes *xmp, const char *name)
{
	static const GMarkupParser parser = {
		.start_element = start_element,
		.end_element = end_element,
		.text = element_text,
	};
	Search search = { name };
	gsize size;
	const char *text = g_bytes_get_data(xmp, &size);

	/* What was found before a fault still counts. */
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &search, NULL);
	g_markup_parse_context_parse(context, text, size, NULL);
	g_markup_parse_context_free(context);

	return search.value;
}

GBytes *
burnish_xmp_upright(GBytes *xmp)
{
	gsize size;
	const char *data = g_bytes_get_data(xmp, &size);
	char *copy = g_memdup2(data, size);
	static const char key[] = "tiff:Orientation";

	/* One digit for another, so that nothing else moves: either
	 * tiff:Orientation="6" or <tiff:Orientation>6<. */
	for (char *p = copy; (p = memmem(p, copy + size - p, key, sizeof(key) - 1)); p++) {
		char *end = p + sizeof(key) - 1;
		gsize left = copy + size - end;

		if (left >= 3 && end[0] == '=' && g_ascii_isdigit(end[2]))
			end[2] = '1';
		else if (left >= 2 && end[0] == '>' && g_ascii_isdigit(end[1]))
			end[1] = '1';
	}

	return g_bytes_new_take(copy, size);
}
