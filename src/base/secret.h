/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SECRET_H
#define BURNISH_SECRET_H

#include <glib.h>

/* A key. It is kept masked, so that no copy of it lies in memory while we wait, is shown only to
 * the one line that is sent, and is wiped. */
typedef struct BurnishSecret BurnishSecret;

/* Takes the text and wipes it: white space around it is left out. NULL with vips_error() when
 * nothing is left or a character cannot be sent. */
BurnishSecret *burnish_secret_take(char *text, gsize length);

/* From a file, or from what a command prints on its standard output; the command is split like
 * a shell does, but no shell runs. */
BurnishSecret *burnish_secret_from_file(const char *path);
BurnishSecret *burnish_secret_from_command(const char *command);
/* From a variable, which is wiped in the memory of this process; *secret is NULL when it is not
 * set. 0, or -1 with vips_error(). */
int burnish_secret_from_environment(const char *variable, BurnishSecret **secret);

/* "PREFIXkey", to be freed with burnish_secret_wipe(). */
char *burnish_secret_reveal(const BurnishSecret *secret, const char *prefix);
void burnish_secret_wipe(char *text);

/* Replace the key wherever it stands in a text. */
char *burnish_secret_redact(const BurnishSecret *secret, const char *text);

void burnish_secret_free(BurnishSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishSecret, burnish_secret_free)

#endif /*BURNISH_SECRET_H*/
