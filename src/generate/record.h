/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RECORD_H
#define BURNISH_RECORD_H

#include <cjson/cJSON.h>

#include "cost.h"

/* What is kept beside a picture: how it came to be. Never who paid. */

/* Of the image at `index` of the response. */
cJSON *burnish_record_new(const BurnishSettings *settings, const BurnishResponse *response,
	guint index, const BurnishCost *cost);

/* {"usd", "tokens", "estimated"}; free with cJSON_Delete(). */
cJSON *burnish_cost_to_json(const BurnishCost *cost);

/* "photo.png" has its record in "photo.png.json". Free with g_free(). */
char *burnish_record_path(const char *picture);

#endif /*BURNISH_RECORD_H*/
