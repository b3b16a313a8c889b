/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the targets share.
 */

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "image/exif.h"
#include "image/format.h"
#include "image/output.h"
#include "image/provenance.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	if (burnish_init((*argv)[0]))
		g_error("%s", vips_error_buffer());
	vips_cache_set_max(0);

	return 0;
}

static void
patch(const BurnishFormat *format, const guint8 *data, size_t size, BurnishMetadata *metadata)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	g_assert(fd >= 0 && burnish_output_write(fd, data, size) == 0);
	format->patch(fd, metadata);
	close(fd);
}

/* What inspecting does with the blocks that were found. */
static void
look(const BurnishMetadata *metadata)
{
	BurnishClaim claim = { 0 };

	if (metadata->exif)
		g_free(burnish_exif_text(metadata->exif, 0x0131));
	if (metadata->xmp)
		g_free(burnish_xmp_value(metadata->xmp, "AIPromptInformation"));
	if (metadata->c2pa)
		burnish_c2pa_read(metadata->c2pa, &claim);
	burnish_claim_clear(&claim);
}

void
fuzz_container(const char *name, const guint8 *data, size_t size)
{
	const BurnishFormat *format = burnish_format_by_name(name);
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(GByteArray) written = NULL;
	size_t consumed = 0;

	format->read(data, size, metadata);
	look(metadata);

	if (format->head && (written = format->head(data, size, metadata, &consumed)))
		g_assert(consumed <= size);
	if (format->embed)
		written = format->embed(data, size, metadata);
	if (format->insert) {
		g_autoptr(GBytes) packet = g_bytes_new_static("<x/>", 4);
		g_autoptr(GByteArray) inserted = format->insert(data, size, packet);
		g_autoptr(BurnishMetadata) again = burnish_metadata_new();

		if (inserted) {
			format->read(inserted->data, inserted->len, again);
			g_assert(again->xmp && g_bytes_equal(again->xmp, packet));
		}
	}
	if (format->patch)
		patch(format, data, size, metadata);

	/* What we wrote ourselves we can read. */
	if (written) {
		g_autoptr(BurnishMetadata) again = burnish_metadata_new();

		format->read(written->data, written->len, again);
		g_assert(!metadata->exif || again->exif);
		g_assert(!metadata->xmp || again->xmp);
	}
	vips_error_clear();
}
