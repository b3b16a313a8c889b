/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STEP_H
#define BURNISH_STEP_H

#include <vips/vips.h>

/* One step: a libvips operation that takes one image and gives one, ours or not. */

/* An operation of that nickname, ready for arguments. NULL with vips_error()
 * when there is none, or none that can be a step. */
VipsOperation *burnish_step_new(const char *nickname);

const char *burnish_step_nickname(VipsOperation *step);

/* -1 with vips_error() when the arguments make no sense, whatever the picture is. */
int burnish_step_check(VipsOperation *step);

/* A step with the same arguments. */
VipsOperation *burnish_step_copy(VipsOperation *step);

/* A copy of the step, run: built, with `in` and, for a correction, `proxy`,
 * which may be NULL. The picture is in its output. Free with
 * burnish_step_free_done(). NULL with vips_error(). */
VipsOperation *burnish_step_run(VipsOperation *step, VipsImage *in, VipsImage *proxy);

/* An operation that was built and its outputs hold on to each other. */
void burnish_step_free_done(void *done);

/* The output image of a step that was run. Unref it. */
VipsImage *burnish_step_get_out(VipsOperation *done);

/* The step that does again what a run step did: automatic values replaced by
 * those that were found. */
VipsOperation *burnish_step_resolve(VipsOperation *done);

/* Call `fn` for an unconfigured operation of every class that can be a step. */
typedef void (*BurnishStepFn)(VipsOperation *operation, void *data);
void burnish_step_map(BurnishStepFn fn, void *data);

#endif /*BURNISH_STEP_H*/
