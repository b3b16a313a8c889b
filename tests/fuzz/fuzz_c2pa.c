/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"
#include "image/provenance.h"

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(GBytes) store = g_bytes_new(data, size);
	BurnishClaim claim = { 0 };

	burnish_c2pa_read(store, &claim);
	g_assert(!claim.generator || g_utf8_validate(claim.generator, -1, NULL));
	g_assert(!claim.source_type || g_utf8_validate(claim.source_type, -1, NULL));
	burnish_claim_clear(&claim);

	return 0;
}
