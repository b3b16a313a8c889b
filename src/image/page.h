/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PAGE_H
#define BURNISH_PAGE_H

#include "save.h"

/* The pixels of the area that a picture of these proportions is to cover, or, padded, to
 * fit into. -1 with vips_error() when they are more than can be handled. */
int burnish_page_find_area(const BurnishSave *save, double ratio, int *width, int *height);

/* Lay a picture in the working space out for the paper of the save chapter: brought to
 * its pixels, cropped or padded, with bleed and crop marks, sharpened for the distance that
 * it is looked at from; and give it the chapter's resolution. `scale` pixels across are made
 * of one of its own. *out is the same picture when the chapter has no paper. Says in the metadata's notes what the paper makes of the picture. -1 with
 * vips_error(). */
int burnish_page_lay_out(BurnishSave *save, VipsImage *in, double scale, VipsImage **out, BurnishMetadata *metadata);

#endif /*BURNISH_PAGE_H*/
