/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* XMP (ISO 16684-1) by exempi, which is Adobe's own toolkit. It walks documents by
 * recursion and expands entities, so what comes from strangers is looked at first.
 */

#include <string.h>

#include <exempi/xmp.h>
#include <exempi/xmpconsts.h>

#include "xmp.h"

/* Packets are a few kilobytes; some editors' histories, a megabyte. */
#define MAX_PACKET (8 << 20)

/* Structures in lists in structures: the standard's own have less than ten levels. */
#define MAX_DEPTH 64

#define PREFIX "burnish"

struct _BurnishXmp {
	XmpPtr data;
};

static void
start(void)
{
	static gsize once = 0;

	if (g_once_init_enter(&once)) {
		XmpStringPtr prefix = xmp_string_new();

		xmp_init();
		xmp_register_namespace(BURNISH_NS, PREFIX, prefix);
		xmp_string_free(prefix);
		g_once_init_leave(&once, 1);
	}
}

static void
go_down(GMarkupParseContext *context, const char *element,
	const char **names, const char **values, void *data, GError **error)
{
	int *depth = data;

	if (++*depth > MAX_DEPTH)
		g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too deep");
}

static void
go_up(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
	--*(int *) data;
}

/* Well-formed, shallow, and without a DTD, which XMP does not have. */
static gboolean
is_harmless(const char *text, gsize length)
{
	static const GMarkupParser parser = { .start_element = go_down, .end_element = go_up };
	int depth = 0;

	/* Writers pad with zeros. */
	while (length > 0 && text[length - 1] == '\0')
		length--;
	if (length == 0 || length > MAX_PACKET || g_strstr_len(text, length, "<!DOCTYPE") || g_strstr_len(text, length, "<!ENTITY"))
		return FALSE;

	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &depth, NULL);
	gboolean fine = g_markup_parse_context_parse(context, text, length, NULL);
	g_markup_parse_context_free(context);

	return fine;
}

BurnishXmp *
burnish_xmp_open(GBytes *packet)
{
	gsize length = 0;
	const char *text = packet ? g_bytes_get_data(packet, &length) : NULL;

	if (packet && !is_harmless(text, length))
		return NULL;

	start();
	XmpPtr data = packet ? xmp_new(text, length) : xmp_new_empty();
	if (!data)
		return NULL;
	BurnishXmp *xmp = g_new(BurnishXmp, 1);
	xmp->data = data;

	return xmp;
}

void
burnish_xmp_free(BurnishXmp *xmp)
{
	if (!xmp)
		return;

	xmp_free(xmp->data);
	g_free(xmp);
}

static gboolean
is_empty(BurnishXmp *xmp)
{
	XmpIteratorPtr iterator = xmp_iterator_new(xmp->data, NULL, NULL, XMP_ITER_JUSTLEAFNODES);
	gboolean some = xmp_iterator_next(iterator, NULL, NULL, NULL, NULL);

	xmp_iterator_free(iterator);

	return !some;
}

GBytes *
burnish_xmp_to_bytes(BurnishXmp *xmp)
{
	if (is_empty(xmp))
		return NULL;

	/* Nothing writes into our files in place, so that padding would be waste. */
	XmpStringPtr text = xmp_string_new();
	GBytes *bytes = NULL;
	if (xmp_serialize(xmp->data, text, XMP_SERIAL_USECOMPACTFORMAT | XMP_SERIAL_READONLYPACKET, 0)) {
		const char *packet = xmp_string_cstr(text);
		bytes = g_bytes_new(packet, strlen(packet));
	}
	xmp_string_free(text);

	return bytes;
}

char *
burnish_xmp_get(BurnishXmp *xmp, const char *schema, const char *name, const char *separator)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	XmpStringPtr text = xmp_string_new();
	uint32_t bits = 0;

	/* An array itself has no text, but says what it is. */
	if (xmp_get_property(xmp->data, schema, name, text, &bits)) {
		if (XMP_IS_ARRAY_ALTTEXT(bits)) {
			if (xmp_get_localized_text(xmp->data, schema, name, NULL, "x-default", NULL, text, NULL))
				g_string_append(joined, xmp_string_cstr(text));
		}
		else if (XMP_IS_PROP_ARRAY(bits))
			for (int i = 1; xmp_get_array_item(xmp->data, schema, name, i, text, NULL); i++)
				g_string_append_printf(joined, "%s%s", i > 1 ? separator : "", xmp_string_cstr(text));
		else
			g_string_append(joined, xmp_string_cstr(text));
	}
	xmp_string_free(text);

	return joined->len > 0 ? g_string_free(g_steal_pointer(&joined), FALSE) : NULL;
}

void
burnish_xmp_set(BurnishXmp *xmp, const char *schema, const char *path, const char *value)
{
	xmp_set_property(xmp->data, schema, path, value, 0);
}

void
burnish_xmp_set_localized(BurnishXmp *xmp, const char *schema, const char *name, const char *value)
{
	xmp_delete_property(xmp->data, schema, name);
	xmp_set_localized_text(xmp->data, schema, name, "", "x-default", value, 0);
}

void
burnish_xmp_set_list(BurnishXmp *xmp, const char *schema, const char *name,
	const char *text, const char *separator, gboolean ordered)
{
	g_auto(GStrv) items = g_strsplit(text, separator, -1);

	xmp_delete_property(xmp->data, schema, name);
	for (int i = 0; items[i]; i++)
		if (*g_strstrip(items[i]))
			xmp_append_array_item(xmp->data, schema, name,
				ordered ? XMP_PROP_ARRAY_IS_ORDERED : XMP_PROP_ARRAY_IS_UNORDERED, items[i], 0);
}

void
burnish_xmp_set_structure(BurnishXmp *xmp, const char *schema, const char *name)
{
	xmp_delete_property(xmp->data, schema, name);
	xmp_set_property(xmp->data, schema, name, "", XMP_PROP_VALUE_IS_STRUCT);
}

int
burnish_xmp_count(BurnishXmp *xmp, const char *schema, const char *name)
{
	int n = 0;

	while (xmp_get_array_item(xmp->data, schema, name, n + 1, NULL, NULL))
		n++;

	return n;
}

int
burnish_xmp_append_structure(BurnishXmp *xmp, const char *schema, const char *name)
{
	xmp_append_array_item(xmp->data, schema, name, XMP_PROP_ARRAY_IS_ORDERED, NULL, XMP_PROP_VALUE_IS_STRUCT);

	return burnish_xmp_count(xmp, schema, name);
}

void
burnish_xmp_delete(BurnishXmp *xmp, const char *schema, const char *name)
{
	xmp_delete_property(xmp->data, schema, name);
}

int
burnish_xmp_filter(BurnishXmp *xmp, BurnishXmpKeepFn keep)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
	XmpIteratorPtr iterator = xmp_iterator_new(xmp->data, NULL, NULL, XMP_ITER_PROPERTIES);
	XmpStringPtr schema = xmp_string_new();
	XmpStringPtr name = xmp_string_new();

	while (xmp_iterator_next(iterator, schema, name, NULL, NULL)) {
		const char *path = xmp_string_cstr(name);

		/* Only what hangs on the packet itself. */
		if (*path && !strpbrk(path, "[/?") && !keep(xmp_string_cstr(schema), path)) {
			g_ptr_array_add(gone, g_strdup(xmp_string_cstr(schema)));
			g_ptr_array_add(gone, g_strdup(path));
		}
	}
	xmp_string_free(schema);
	xmp_string_free(name);
	xmp_iterator_free(iterator);

	for (guint i = 0; i < gone->len; i += 2)
		xmp_delete_property(xmp->data, gone->pdata[i], gone->pdata[i + 1]);

	return gone->len / 2;
}

GBytes *
burnish_xmp_merge(GBytes *packet, GBytes *more)
{
	g_autoptr(BurnishXmp) xmp = burnish_xmp_open(packet);
	g_autoptr(BurnishXmp) other = burnish_xmp_open(more);

	if (!xmp || !other)
		return NULL;

	XmpIteratorPtr iterator = xmp_iterator_new(other->data, NULL, NULL, XMP_ITER_JUSTLEAFNODES);
	XmpStringPtr schema = xmp_string_new();
	XmpStringPtr name = xmp_string_new();
	XmpStringPtr value = xmp_string_new();

	while (xmp_iterator_next(iterator, schema, name, value, NULL))
		if (!strpbrk(xmp_string_cstr(name), "[/?") && !xmp_has_property(xmp->data, xmp_string_cstr(schema), xmp_string_cstr(name)))
			burnish_xmp_set(xmp, xmp_string_cstr(schema), xmp_string_cstr(name), xmp_string_cstr(value));
	xmp_string_free(schema);
	xmp_string_free(name);
	xmp_string_free(value);
	xmp_iterator_free(iterator);

	return burnish_xmp_to_bytes(xmp);
}
