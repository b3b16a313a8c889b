/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	fuzz_container("tiff", data, size);

	return 0;
}
