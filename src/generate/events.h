/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_EVENTS_H
#define BURNISH_EVENTS_H

#include <glib.h>

/* Server-sent events, by the rules of the HTML standard. */

/* `name`: the event's, "" for none. `data`: not ended by NUL. */
typedef void (*BurnishEventFn)(const char *name, const char *data, gsize length, void *user);

typedef struct BurnishEvents BurnishEvents;

BurnishEvents *burnish_events_new(BurnishEventFn fn, void *user);
/* The next bytes, however they are split. */
void burnish_events_feed(BurnishEvents *events, const char *data, gsize length);
/* Nothing follows: an event whose last line break is missing counts, because whether it is whole
 * shows in its data. */
void burnish_events_end(BurnishEvents *events);
void burnish_events_free(BurnishEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishEvents, burnish_events_free)

#endif /*BURNISH_EVENTS_H*/
