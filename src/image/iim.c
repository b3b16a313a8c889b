/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IPTC IIM 4.2, which XMP replaced in 2005 and which still is in pictures of agencies: read,
 * so that nothing is lost when it is rewritten as XMP.
 */

#include <string.h>

#include "container.h"
#include "iim.h"

/* The resource of Photoshop that holds it. */
#define RESOURCE_IPTC 0x0404

#define MARKER 0x1c

/* Datasets above this length have another form, and are no text of ours. */
#define MAX_DATASET 32767

/* The IIM stream in a block of resources: "8BIM", a number, a name of even length with its
 * own, a length, and data of even length. */
static const guint8 *
find_resource(const guint8 *p, const guint8 *end, gsize *length)
{
	while (end - p >= 12 && memcmp(p, "8BIM", 4) == 0) {
		guint16 id = burnish_get_be16(p + 4);
		gsize name = (p[6] + 2) & ~1;

		if ((gsize) (end - p) < 6 + name + 4)
			return NULL;
		p += 6 + name;
		guint32 size = burnish_get_be32(p);
		p += 4;
		if (size > (gsize) (end - p))
			return NULL;
		if (id == RESOURCE_IPTC) {
			*length = size;
			return p;
		}
		p += MIN((gsize) size + (size & 1), (gsize) (end - p));
	}

	return NULL;
}

static char *
to_utf8(const guint8 *text, gsize length)
{
	if (g_utf8_validate((const char *) text, length, NULL))
		return g_strndup((const char *) text, length);

	return g_convert((const char *) text, length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

char *
burnish_iim_get(GBytes *block, int dataset, const char *separator)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(block, &size);
	gsize length = 0;
	const guint8 *p = find_resource(data, data + size, &length);
	const guint8 *end = p ? p + length : NULL;
	g_autoptr(GString) joined = g_string_new(NULL);

	while (p && end - p >= 5 && p[0] == MARKER) {
		guint16 count = burnish_get_be16(p + 3);

		if (count > MAX_DATASET || count > end - p - 5)
			break;
		if (p[1] == 2 && p[2] == dataset) {
			g_autofree char *text = to_utf8(p + 5, count);

			if (text && *text)
				g_string_append_printf(joined, "%s%s", joined->len ? separator : "", text);
		}
		p += 5 + count;
	}

	return joined->len > 0 ? g_string_free(g_steal_pointer(&joined), FALSE) : NULL;
}
