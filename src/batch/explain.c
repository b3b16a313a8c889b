/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Writing the explanation of an inspection to a file.
 */

#include <burnish.h>

#include "../base/object.h"
#include "../image/output.h"
#include "../image/save.h"
#include "../report/inspection.h"

/* Between explanations, in pixels. */
#define GAP 8

int
burnish_inspection_write_explanation(const BurnishInspection *inspection,
	const char *path, BurnishOutputPolicy policy)
{
	GPtrArray *pictures = inspection->explanations;
	const BurnishFormat *format = burnish_format_by_suffix(path);
	g_autoptr(VipsImage) joined = NULL;

	if (!format) {
		vips_error(NULL, "\"%s\" has no suffix that names a format", path);
		return -1;
	}
	if (inspection->input && burnish_output_is_same(path, inspection->input)) {
		vips_error(NULL, "\"%s\" is the picture itself", path);
		return -1;
	}
	if (pictures->len == 0) {
		vips_error(NULL, "nothing to explain");
		return -1;
	}
	if (vips_arrayjoin((VipsImage **) pictures->pdata, &joined, pictures->len, "shim", GAP, NULL))
		return -1;

	g_autoptr(BurnishSave) save = burnish_save_new();
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();
	g_autoptr(BurnishOutput) output = burnish_output_open(path, policy);

	save->plain = TRUE;

	return !output ||
			burnish_save_encode(save, format, joined, 8, metadata, burnish_output_fd(output)) ||
			burnish_output_commit(output)
		? -1
		: 0;
}
