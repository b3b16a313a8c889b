/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STREAM_H
#define BURNISH_STREAM_H

#include "response.h"

/* Server-sent events, by the rules of the HTML standard. */

/* `name`: the event's, "" for none. `data`: not ended by NUL. */
typedef void (*BurnishEventFn)(const char *name, const char *data, gsize length, void *user);

typedef struct BurnishEvents BurnishEvents;

BurnishEvents *burnish_events_new(BurnishEventFn fn, void *user);
/* The next bytes, however they are split. */
void burnish_events_feed(BurnishEvents *events, const char *data, gsize length);
void burnish_events_free(BurnishEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishEvents, burnish_events_free)

/* The events of the Images and the Responses API put together to an answer. `partial` is
 * called for each partial image, from within feed. */
typedef void (*BurnishPartialFn)(const BurnishApiImage *image, int index, void *user);

typedef struct BurnishStream BurnishStream;

BurnishStream *burnish_stream_new(BurnishPartialFn partial, void *user);
void burnish_stream_feed(BurnishStream *stream, const char *data, gsize length);
/* Whether an event said that it is over, be it well or not. */
gboolean burnish_stream_is_complete(const BurnishStream *stream);
/* The answer; LOST when the stream ended without its last event. Once. */
BurnishResponse *burnish_stream_finish(BurnishStream *stream);
void burnish_stream_free(BurnishStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishStream, burnish_stream_free)

#endif /*BURNISH_STREAM_H*/
