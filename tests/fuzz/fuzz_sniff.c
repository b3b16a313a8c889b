/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/format.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	/* Without a byte to spare behind it. */
	g_autofree guint8 *exact = g_memdup2(data, size);
	gboolean blocked;

	burnish_format_sniff(exact, size);
	g_assert(burnish_format_describe(exact, size, &blocked));

	return 0;
}
