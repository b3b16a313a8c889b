/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "../image/input.h"
#include "failure.h"

char *
burnish_failure_take(BurnishStatus *status)
{
	static const char refused[] = BURNISH_REFUSED ": ";
	g_autofree char *text = burnish_error_take();

	if (burnish_interrupted()) {
		*status = BURNISH_STATUS_INTERRUPTED;
		return g_strdup("interrupted");
	}
	if (g_str_has_prefix(text, refused)) {
		*status = BURNISH_STATUS_REFUSED;
		return g_strdup(text + strlen(refused));
	}
	*status = BURNISH_STATUS_FAILED;

	return g_steal_pointer(&text);
}
