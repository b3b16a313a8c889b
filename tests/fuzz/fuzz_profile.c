/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/profile.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(GBytes) icc = g_bytes_new(data, size);
	g_autofree char *name = burnish_profile_name(icc);

	g_assert(!name || g_utf8_validate(name, -1, NULL));
	if (burnish_profile_space(icc) == BURNISH_SPACE_RGB)
		burnish_profile_is_srgb(icc);

	return 0;
}
