/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_WARNINGS_H
#define BURNISH_WARNINGS_H

#include <glib.h>

/* What decoders grumble about while a job runs goes into its report and not to
 * standard error. libvips logs from any of its threads. */
typedef struct BurnishWarnings BurnishWarnings;

BurnishWarnings *burnish_warnings_begin(void);

/* Whether a part of the picture could not be made and was left black. The reason is in
 * vips_error(), but the threads of libvips 8.14 do not always get it to whoever reads the
 * picture: what fails last may pass for success. */
gboolean burnish_warnings_lost(BurnishWarnings *warnings);

/* Append the warnings to `lines`, each once, and log as before. */
void burnish_warnings_end(BurnishWarnings *warnings, GPtrArray *lines);

#endif /*BURNISH_WARNINGS_H*/
