/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <burnish.h>

int
burnish_init(const char *argv0)
{
	if (VIPS_INIT(argv0))
		return -1;

	burnish_register();

	/* libjxl is fuzzed as well as the loaders that libvips trusts. */
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoadJxl", FALSE);
	vips_operation_block_set("VipsForeignSaveJxl", FALSE);

	return 0;
}

void
burnish_shutdown(void)
{
	vips_shutdown();
}

const char *
burnish_version(void)
{
	return BURNISH_VERSION;
}
