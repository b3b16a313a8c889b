/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_APIERROR_H
#define BURNISH_APIERROR_H

#include "response.h"

/* Reading errors, and putting them in words. */

/* From {"error": …} or the error itself. Never leaves the kind OK. */
void burnish_api_error_read(BurnishApiError *error, int status, const cJSON *json);

/* From something that is no JSON, a proxy's page. */
void burnish_api_error_read_text(BurnishApiError *error, int status, const char *data, gsize length);

void burnish_api_error_clear(BurnishApiError *error);

#endif /*BURNISH_APIERROR_H*/
