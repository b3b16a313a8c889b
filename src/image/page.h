/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PAGE_H
#define BURNISH_PAGE_H

#include "save.h"

/* Lay a picture in the working space out for the paper of the save chapter: cropped or
 * padded, with bleed and crop marks, sharpened for the distance that it is looked at from;
 * and give it the chapter's resolution. *out is the same picture when the chapter has no
 * paper. Says in the metadata's notes what the paper makes of the picture. -1 with
 * vips_error(). */
int burnish_page_lay_out(BurnishSave *save, VipsImage *in, VipsImage **out, BurnishMetadata *metadata);

#endif /*BURNISH_PAGE_H*/
