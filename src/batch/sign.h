/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SIGN_H
#define BURNISH_SIGN_H

#include "../image/input.h"
#include "../image/save.h"

/* Give a picture new Content Credentials, with the file that it was made from as an
 * ingredient, by an installed c2patool and the certificate of the save chapter.
 *
 * fd: the encoded picture; signed, in the end. steps: the operations that changed it, NULL
 * at the end. -1 with vips_error(), and then fd holds nothing of use. */
int burnish_sign(const BurnishSave *save, const BurnishInput *input, const BurnishFormat *format,
	const char *title, const char *const *steps, int fd);

/* Whether that can work: c2patool is there, and so are certificate and key. */
int burnish_sign_check(const BurnishSave *save);

#endif /*BURNISH_SIGN_H*/
