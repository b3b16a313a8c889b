/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Megabytes of base64 in JSON, decoded where they lie.
 *
 * g_base64_decode() leaves out what has no place in base64 and so makes a damaged picture of a
 * damaged answer; ours refuses it.
 */

#include <string.h>

#include "blobs.h"

/* Shorter strings are left to the parser: prompts, ids, and pictures that cost nothing to copy. */
#define LONG_STRING 4096

#define BAD 0x80

/* The alphabet of RFC 4648, section 4; BAD for all others. */
static void
make_table(guint8 table[256])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	memset(table, BAD, 256);
	for (int i = 0; alphabet[i]; i++)
		table[(guint8) alphabet[i]] = i;
}

GBytes *
burnish_base64_decode(const char *text, gsize length)
{
	const guint8 *in = (const guint8 *) text;
	guint8 table[256];
	guint8 bad = 0;

	make_table(table);
	for (int i = 0; i < 2 && length > 0 && in[length - 1] == '='; i++)
		length--;
	/* One character alone holds no byte. */
	if (length % 4 == 1)
		return NULL;

	gsize size = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0);
	guint8 *data = g_malloc(size + 1);
	guint8 *out = data;
	for (; length >= 4; length -= 4, in += 4, out += 3) {
		guint8 a = table[in[0]];
		guint8 b = table[in[1]];
		guint8 c = table[in[2]];
		guint8 d = table[in[3]];

		bad |= a | b | c | d;
		out[0] = a << 2 | b >> 4;
		out[1] = b << 4 | c >> 2;
		out[2] = c << 6 | d;
	}
	if (length >= 2) {
		guint8 b = table[in[1]];

		bad |= table[in[0]] | b;
		*out++ = table[in[0]] << 2 | b >> 4;
		if (length == 3) {
			bad |= table[in[2]];
			*out = b << 4 | table[in[2]] >> 2;
		}
	}
	if (bad & BAD) {
		g_free(data);
		return NULL;
	}

	return g_bytes_new_take(data, size);
}

/* The end of a string whose text begins at `p`; NULL when it has none. */
static const char *
string_end(const char *p, const char *end)
{
	for (const char *quote = p; (quote = memchr(quote, '"', end - quote)); quote++) {
		const char *back = quote;

		while (back > p && back[-1] == '\\')
			back--;
		/* An even number of backslashes escapes itself. */
		if ((quote - back) % 2 == 0)
			return quote;
	}

	return NULL;
}

/* A long string, decoded; NULL when it is text. Some encoders write "/" as "\/". */
static GBytes *
decode(const char *text, gsize length)
{
	if (!memchr(text, '\\', length))
		return burnish_base64_decode(text, length);

	g_autofree char *plain = g_malloc(length);
	gsize n = 0;
	for (gsize i = 0; i < length; i++)
		if (text[i] != '\\' || i + 1 == length || text[i + 1] != '/')
			plain[n++] = text[i];

	return burnish_base64_decode(plain, n);
}

static void
unref(void *bytes)
{
	g_bytes_unref(bytes);
}

cJSON *
burnish_blobs_parse(const char *text, gsize length, GPtrArray **blobs)
{
	const char *end = text + length;
	const char *copied = text;
	const char *p = text;
	g_autoptr(GString) small = g_string_new(NULL);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(unref);

	while ((p = memchr(p, '"', end - p))) {
		const char *close = string_end(p + 1, end);

		if (!close)
			break;
		GBytes *bytes = close - p > LONG_STRING ? decode(p + 1, close - p - 1) : NULL;
		if (bytes) {
			g_string_append_len(small, copied, p - copied);
			g_string_append_printf(small, "[%u]", found->len);
			g_ptr_array_add(found, bytes);
			copied = close + 1;
		}
		p = close + 1;
	}
	g_string_append_len(small, copied, end - copied);

	/* Texts of it end up in reports and records, which must be UTF-8. */
	g_autofree char *valid = g_utf8_make_valid(small->str, small->len);
	cJSON *json = cJSON_Parse(valid);
	if (json)
		*blobs = g_steal_pointer(&found);

	return json;
}

GBytes *
burnish_blobs_get(GPtrArray *blobs, const cJSON *json, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
	const char *text = cJSON_GetStringValue(item);
	const cJSON *number = cJSON_GetArrayItem(item, 0);

	if (text && *text)
		return burnish_base64_decode(text, strlen(text));
	if (blobs && cJSON_IsArray(item) && cJSON_IsNumber(number) &&
		number->valueint >= 0 && (guint) number->valueint < blobs->len)
		return g_bytes_ref(blobs->pdata[number->valueint]);

	return NULL;
}
