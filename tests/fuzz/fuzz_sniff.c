/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/format.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	gboolean blocked;

	burnish_format_sniff(data, size);
	g_assert(burnish_format_describe(data, size, &blocked));

	return 0;
}
