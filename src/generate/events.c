/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text/event-stream format, section 9.2 of the HTML standard: lines end with LF, CR or
 * CRLF; a field is before the first colon, one space after it is dropped; a line that begins with
 * a colon is a comment; an empty line sends the event off. A line may hold megabytes.
 */

#include <string.h>

#include "events.h"

struct BurnishEvents {
	BurnishEventFn fn;
	void *user;

	/* A line that has not ended yet. */
	GString *line;
	GString *data;
	GString *name;
	gboolean has_data;
	/* A LF that comes next belongs to the CR before it. */
	gboolean after_cr;
	/* Nothing has come yet: a byte order mark may. */
	gboolean is_start;
};

BurnishEvents *
burnish_events_new(BurnishEventFn fn, void *user)
{
	BurnishEvents *events = g_new0(BurnishEvents, 1);

	events->fn = fn;
	events->user = user;
	events->line = g_string_new(NULL);
	events->data = g_string_new(NULL);
	events->name = g_string_new(NULL);
	events->is_start = TRUE;

	return events;
}

void
burnish_events_free(BurnishEvents *events)
{
	if (!events)
		return;

	g_string_free(events->line, TRUE);
	g_string_free(events->data, TRUE);
	g_string_free(events->name, TRUE);
	g_free(events);
}

static void
send_off(BurnishEvents *events)
{
	if (events->has_data)
		events->fn(events->name->str, events->data->str, events->data->len, events->user);
	g_string_truncate(events->data, 0);
	g_string_truncate(events->name, 0);
	events->has_data = FALSE;
}

static gboolean
is_field(const char *line, gsize length, const char *name)
{
	return length == strlen(name) && memcmp(line, name, length) == 0;
}

static void
take_line(BurnishEvents *events, const char *line, gsize length)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (events->is_start && length >= 3 && memcmp(line, mark, 3) == 0) {
		line += 3;
		length -= 3;
	}
	events->is_start = FALSE;
	if (length == 0) {
		send_off(events);
		return;
	}

	const char *colon = memchr(line, ':', length);
	gsize head = colon ? (gsize) (colon - line) : length;
	const char *value = colon ? colon + 1 : line + length;
	if (value < line + length && *value == ' ')
		value++;
	gsize size = line + length - value;

	if (is_field(line, head, "data")) {
		if (events->has_data)
			g_string_append_c(events->data, '\n');
		g_string_append_len(events->data, value, size);
		events->has_data = TRUE;
	}
	else if (is_field(line, head, "event")) {
		g_string_truncate(events->name, 0);
		g_string_append_len(events->name, value, size);
	}
	/* Comments have an empty name; "id", "retry" and whatever else is there mean nothing to us. */
}

/* The next end of a line. */
static const char *
find_break(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', end - p);
	const char *cr = memchr(p, '\r', (lf ? lf : end) - p);

	return cr ? cr : lf;
}

void
burnish_events_feed(BurnishEvents *events, const char *data, gsize length)
{
	const char *p = data;
	const char *end = data + length;

	if (p < end && events->after_cr && *p == '\n')
		p++;
	if (length > 0)
		events->after_cr = FALSE;

	for (const char *stop; p < end && (stop = find_break(p, end)); p = stop + 1) {
		if (events->line->len > 0) {
			g_string_append_len(events->line, p, stop - p);
			take_line(events, events->line->str, events->line->len);
			g_string_truncate(events->line, 0);
		}
		else
			take_line(events, p, stop - p);

		if (*stop == '\r' && stop + 1 == end)
			events->after_cr = TRUE;
		else if (*stop == '\r' && stop[1] == '\n')
			stop++;
	}
	if (p < end)
		g_string_append_len(events->line, p, end - p);
}

void
burnish_events_end(BurnishEvents *events)
{
	if (events->line->len > 0)
		take_line(events, events->line->str, events->line->len);
	g_string_truncate(events->line, 0);
	send_off(events);
}
