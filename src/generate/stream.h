/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STREAM_H
#define BURNISH_STREAM_H

#include "events.h"
#include "response.h"

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
