/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CREDIT_H
#define BURNISH_CREDIT_H

#include <cjson/cJSON.h>

/* How a picture came to be, from its record, as an XMP packet with the properties that IPTC has for
 * generated pictures. Free with g_free(). */
char *burnish_credit_new(const cJSON *record);

#endif /*BURNISH_CREDIT_H*/
