/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PDF_PRINT_H
#define BURNISH_PDF_PRINT_H

#include <glib.h>

#include "metadata.h"

/* Complete a PDF of one page with one picture on it for print: the boxes of its sheet, the
 * profile of its colours, its XMP. NULL with vips_error(). */
GByteArray *burnish_pdf_complete(const GByteArray *pdf, const BurnishMetadata *metadata);

#endif /*BURNISH_PDF_PRINT_H*/
