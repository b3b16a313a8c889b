/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DIGEST_H
#define BURNISH_DIGEST_H

/* A word that tells the content of a file from any other. NULL when it cannot be
 * read. Free with g_free(). */
char *burnish_digest_file(const char *path);

#endif /*BURNISH_DIGEST_H*/
